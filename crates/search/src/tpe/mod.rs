//! The tree-structured Parzen estimator.

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
    /// The weight of the uniform kernel in the density of the good points, a point's being 1.
    pub prior_good: f64,
    /// The same for the bad points.
    pub prior_bad: f64,
    /// Which points are good, which bad.
    pub splitting: Splitting,
    /// The widths of the good points' kernels.
    pub good: Bandwidths,
    /// The widths of the bad points' kernels.
    pub bad: Bandwidths,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            start: 10,
            candidates: 24,
            prior_good: 1.0,
            prior_bad: 1.0,
            splitting: Splitting { share: 0.1, most_good: 25, most_bad: 200, ranked: 0.0, infeasible: 1.0 },
            good: Bandwidths { floor: 0.01, exponent: 1.0, smoothing: 1.0 },
            bad: Bandwidths { floor: 0.01, exponent: 1.0, smoothing: 1.0 },
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
        1
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
        let Settings { good, bad, .. } = self.settings;
        let model = self.reading.model();
        let member =
            |(index, weight): &(usize, f64)| Member { row: self.reading.row(*index), weight: *weight };
        let good_members: Vec<Member<'_>> = split.good.iter().map(member).collect();
        let pending = here.iter().map(|point| Member { row: Row::from(point), weight: 1.0 });
        let bad_members: Vec<Member<'_>> = split.bad.iter().map(member).chain(pending).collect();
        let likely = Mixture::new(model, &good_members, self.settings.prior_good, good);
        let unlikely = Mixture::new(model, &bad_members, self.settings.prior_bad, bad);
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
            None => start::unseen(self.request, index, taken).unwrap_or_else(|| candidates[0].1.clone()),
        }
    }
}

/// Keeps the draws of this sampler apart from those of others with the same seed.
const KEY: u64 = 0x74_70_65;
