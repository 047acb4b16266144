//! The tree-structured Parzen estimator: suggests what is likely among the good points and unlikely among the bad.
//!
//! The points with a result are split at a share of the best. Two densities are estimated, `l` of the good points and `g` of
//! the others, points are drawn from `l`, and the one with the largest ratio is suggested, which maximises the expected
//! improvement over the split:
//!
//! ```text
//! x* = argmax l(x) / g(x),   x ~ l
//! ```
//!
//! (Bergstra, Bardenet, Bengio & Kegl 2011, *Algorithms for hyper-parameter optimization*, NeurIPS; multivariate kernels:
//! Falkner, Klein & Hutter 2018, arXiv 1807.01774; the choices: Watanabe 2023, arXiv 2304.11127.) What is done here:
//!
//! - the first points are quasi-random, until [`Settings::start`] points have a result;
//! - infeasible points are the worst of the bad, never dropped; pending ones, those of the same answer included, count as bad;
//!   a configuration measured several times counts once, with its mean ([`split`]);
//! - good points weigh by the logarithm of their rank, which takes nothing of the scores but their order;
//! - conditional spaces have a density of their own kind: what is absent is integrated out ([`mixture`]);
//! - widths by the neighbours, with a floor that shrinks ([`bandwidth`]);
//! - no configuration is suggested twice as long as one is found that is new;
//! - work is bounded: of the bad points a few hundred stand for all, and what was read of the history is kept
//!   ([`crate::reading`]), so that a suggestion grows with the history only by looking over it once.
//!
//! The constants were chosen on problems of our own making (those of `etude-simulation`, among others), none of them a published benchmark.
//!
//! When not to use: with few parameters and fewer than some hundred points a Gaussian process makes more of each result
//! ([`crate::gp`]); under noise as large as the differences, replicates are worth more than either.

pub mod bandwidth;
mod mixture;
pub mod split;

use std::sync::Mutex;

use etude_stats::random::{Random, mix};
use etude_study::space::UnitPoint;

use crate::model_space::ModelPoint;
use crate::reading::{Known, Reading, Row};
use crate::sampler::{Sampler, SuggestError, SuggestRequest};
use crate::start::{self, Taken};
use bandwidth::Bandwidths;
use mixture::{Member, Mixture};
use split::{Split, Splitting};

/// The sampler `tpe`.
#[derive(Debug, Default)]
pub struct Tpe {
    settings: Settings,
    memo: Mutex<Option<Reading>>,
}

/// The constants of the algorithm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How many points must have a result before the densities are asked.
    pub start: usize,
    /// How many points are drawn from the density of the good ones, of which the best is suggested.
    pub candidates: usize,
    /// Which points are good, which bad.
    pub splitting: Splitting,
    /// The widths of the kernels, of the good and of the bad points alike: with narrower ones for the good, the search gathers
    /// around its first finds and stays.
    pub bandwidths: Bandwidths,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            start: 8,
            candidates: 64,
            splitting: Splitting { share: 0.15, most_good: 25, most_bad: 200 },
            bandwidths: Bandwidths { exponent: 1.3, floor: 0.03, smoothing: 2.0 },
        }
    }
}

impl Tpe {
    /// With other constants than the default ones.
    pub fn with(settings: Settings) -> Tpe {
        Tpe { settings, memo: Mutex::new(None) }
    }
}

impl Sampler for Tpe {
    fn name(&self) -> &'static str {
        "tpe"
    }

    fn version(&self) -> u32 {
        2
    }

    fn learns(&self) -> bool {
        true
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Result<Vec<UnitPoint>, SuggestError> {
        Ok(Reading::kept(&self.memo, request, |reading| {
            Search { settings: &self.settings, request, reading }.points()
        }))
    }
}

/// One request, being answered.
struct Search<'a> {
    settings: &'a Settings,
    request: &'a SuggestRequest<'a>,
    reading: &'a Reading,
}

impl Search<'_> {
    fn points(&self) -> Vec<UnitPoint> {
        let SuggestRequest { direction, history, first_index, count, .. } = *self.request;
        let configurations = self.reading.configurations(direction, history);
        let told = configurations.iter().filter(|each| each.result != Known::Pending).count();
        let split = (told >= self.start()).then(|| self.settings.splitting.split(&configurations));
        let mut taken = Taken::new(self.reading);
        let mut points = Vec::with_capacity(count);
        let mut here: Vec<ModelPoint> = Vec::new();
        for index in (first_index..).take(count) {
            let point = match &split {
                Some(split) => self.by_density(split, &here, index, &taken),
                None => start::point(self.request, index, &taken),
            };
            let read = self.reading.model().read(&point);
            taken.take(&read);
            here.push(read);
            points.push(point);
        }
        points
    }

    /// How many results are waited for: fewer where the budget is small.
    fn start(&self) -> usize {
        self.settings.start.min((self.request.budget / 3) as usize).max(2)
    }

    /// The candidate that is likelier among the good points than among the bad by the largest factor.
    fn by_density(&self, split: &Split, here: &[ModelPoint], index: u64, taken: &Taken<'_>) -> UnitPoint {
        let bandwidths = self.settings.bandwidths.after(split.told);
        let model = self.reading.model();
        let member =
            |(index, weight): &(usize, f64)| Member { row: self.reading.row(*index), weight: *weight };
        let good_members: Vec<Member<'_>> = split.good.iter().map(member).collect();
        let pending = here.iter().map(|point| Member { row: Row::from(point), weight: 1.0 });
        let bad_members: Vec<Member<'_>> = split.bad.iter().map(member).chain(pending).collect();
        let likely = Mixture::new(model, &good_members, &bandwidths);
        let unlikely = Mixture::new(model, &bad_members, &bandwidths);
        let mut random = Random::new(mix(mix(self.request.seed ^ KEY) ^ index));
        let mut scratch = Vec::new();
        let mut candidates: Vec<(f64, UnitPoint, ModelPoint)> = (0..self.settings.candidates)
            .map(|_| {
                let point = UnitPoint::new(likely.draw(model, &mut random));
                let read = model.read(&point);
                let worth =
                    likely.log_density(&read, &mut scratch) - unlikely.log_density(&read, &mut scratch);
                (worth, point, read)
            })
            .collect();
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0));
        let found = candidates.iter().find(|(_, _, read)| taken.is_new(read));
        match found {
            Some((_, point, _)) => point.clone(),
            None => start::new_point(self.request, index, taken).unwrap_or_else(|| candidates[0].1.clone()),
        }
    }
}

/// Keeps the draws of this sampler apart from those of others with the same seed.
const KEY: u64 = 0x74_70_65;
