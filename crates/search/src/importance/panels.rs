//! The panels that come from a model: what decides the score, and what decides whether there is one.

use etude_stats::random::mix;

use super::analysis::{MOST_TRIALS, Question, trials_needed};
use super::band::{Band, groups};
use super::branch::Branch;
use super::posterior::{DRAWS, Draws, Probability};
use super::refusal::Refusal;
use super::surfaces::Surfaces;
use super::told::Told;
use crate::gp::regression::Regression;
use crate::model_space::ModelSpace;

/// Points of the samples for total indices.
const POINTS: usize = 1 << 8;
/// Points of the samples for interactions, of which there are many.
const POINTS_OF_PAIRS: usize = 1 << 6;
/// What share of the scores' variance a model must explain of trials it has not seen.
pub const LEAST_EXPLAINED: f64 = 0.3;
/// A parameter whose band ends below this decides so little that it can be fixed.
pub const NEGLIGIBLE: f64 = 0.02;
/// Of more dimensions, only the most important ones are paired.
const MOST_PAIRED: usize = 8;
/// Infeasible trials, and feasible ones, that a model of feasibility takes.
const FEWEST_OF_A_KIND: usize = 5;

/// What decides the score.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    /// The share of the (warped) scores' variance that the model explains of trials it has not seen.
    pub explained: f64,
    /// The total index of each dimension; `None` where it is hardly ever present.
    pub totals: Vec<Option<Band>>,
    /// The dimensions in groups, the most important first; those of one group are not told apart.
    pub groups: Vec<Vec<usize>>,
    /// Total interactions of pairs, the largest mean first.
    pub interactions: Vec<Interaction>,
    /// Dimensions that are suggested as fixed: their total index and all their interactions with the scientific ones are
    /// negligible, up to the end of the band.
    pub negligible: Vec<usize>,
}

/// How much of the variance two dimensions decide together beyond their parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interaction {
    /// The first dimension.
    pub one: usize,
    /// The second.
    pub other: usize,
    /// The total interaction index.
    pub index: Band,
}

/// What decides whether a trial is feasible.
#[derive(Debug, Clone, PartialEq)]
pub struct Feasibility {
    /// The share of the labels' variance that the model explains of trials it has not seen.
    pub explained: f64,
    /// The total index of each dimension; `None` where it is hardly ever present.
    pub totals: Vec<Option<Band>>,
    /// The dimensions in groups, as in [`Quality::groups`].
    pub groups: Vec<Vec<usize>>,
}

pub(super) fn quality(
    space: &ModelSpace,
    draws: &dyn Surfaces,
    explained: f64,
    question: &Question<'_>,
) -> Quality {
    let seed = mix(question.seed ^ 4);
    let totals = totals(space, draws, seed);
    let interactions = interactions(space, draws, &paired(&totals, question.scientific), seed);
    let is_small = |band: &Band| band.high < NEGLIGIBLE;
    let is_negligible = |dimension: &usize| {
        let mut with_scientific = interactions.iter().filter(|pair| {
            let (one, other) = (pair.one, pair.other);
            (one == *dimension && question.scientific.contains(&other))
                || (other == *dimension && question.scientific.contains(&one))
        });
        !question.scientific.contains(dimension)
            && totals[*dimension].as_ref().is_some_and(is_small)
            && with_scientific.all(|pair| is_small(&pair.index))
    };
    let negligible = (0..totals.len()).filter(is_negligible).collect();
    Quality { explained, groups: grouped(&totals), interactions, negligible, totals }
}

pub(super) fn feasibility(space: &ModelSpace, told: &Told, seed: u64) -> Result<Feasibility, Refusal> {
    let (feasible, infeasible) = (told.feasible.len(), told.infeasible.len());
    let together = trials_needed(space);
    if space.dimensions().is_empty() {
        return Err(Refusal::NothingVaries);
    }
    if feasible.min(infeasible) < FEWEST_OF_A_KIND || feasible + infeasible < together {
        return Err(Refusal::TooFewOfAKind { feasible, infeasible, needed: FEWEST_OF_A_KIND, together });
    }
    let good = told.feasible.iter().map(|scored| (&scored.point, 1.0));
    let labelled: Vec<_> = good.chain(told.infeasible.iter().map(|point| (point, -1.0))).collect();
    let kept: Vec<_> = thinned(labelled.len()).into_iter().map(|index| labelled[index]).collect();
    let points: Vec<_> = kept.iter().map(|(point, _)| (*point).clone()).collect();
    let labels: Vec<f64> = kept.iter().map(|(_, label)| *label).collect();
    let model = Regression::fit(space, &points, &labels, &vec![1; labels.len()]);
    let (explained, regressions) = explained(model, mix(seed ^ 5))?;
    let probability = Probability(Draws::new(&regressions, mix(seed ^ 6)));
    let totals = totals(space, &probability, mix(seed ^ 7));
    Ok(Feasibility { explained, groups: grouped(&totals), totals })
}

/// How much a model explains, and draws of it; a refusal where that is too little.
pub(super) fn explained(model: Option<Regression>, seed: u64) -> Result<(f64, Vec<Regression>), Refusal> {
    let refusal = |explained| Refusal::NotExplained { explained, needed: LEAST_EXPLAINED };
    let model = model.ok_or(refusal(0.0))?;
    let explained = model.leave_one_out().r_squared.unwrap_or(0.0);
    if explained < LEAST_EXPLAINED {
        return Err(refusal(explained));
    }
    Ok((explained, model.hyperparameter_draws(DRAWS, seed)))
}

/// Which of so many trials a model is fitted to.
pub(super) fn thinned(count: usize) -> Vec<usize> {
    let kept = count.min(MOST_TRIALS);
    (0..kept).map(|index| index * count / kept).collect()
}

/// The total index of each dimension, where it is present.
fn totals(space: &ModelSpace, surfaces: &dyn Surfaces, seed: u64) -> Vec<Option<Band>> {
    let dimensions = space.dimensions();
    let mut found = vec![None; dimensions.len()];
    for first in 0..dimensions.len() {
        let shares = |other: &usize| dimensions[first].shares_condition(&dimensions[*other]);
        if (0..first).any(|earlier| shares(&earlier)) {
            continue;
        }
        let Some(mut branch) = Branch::new(space, surfaces, &[first], POINTS, seed) else { continue };
        for dimension in (first..dimensions.len()).filter(shares) {
            found[dimension] = Some(Band::of(&branch.total(dimension)));
        }
    }
    found
}

/// The dimensions whose pairs are looked at: the most important ones, and those in question.
fn paired(totals: &[Option<Band>], scientific: &[usize]) -> Vec<usize> {
    let mean = |dimension: usize| totals[dimension].map_or(0.0, |band| band.mean);
    let mut order: Vec<usize> = (0..totals.len()).filter(|dimension| totals[*dimension].is_some()).collect();
    order.sort_by(|a, b| mean(*b).total_cmp(&mean(*a)));
    let is_among = |(rank, dimension): &(usize, usize)| *rank < MOST_PAIRED || scientific.contains(dimension);
    let mut kept: Vec<usize> = order.into_iter().enumerate().filter(is_among).map(|(_, it)| it).collect();
    kept.sort_unstable();
    kept
}

/// The total interaction of each pair, where both are present; the largest mean first.
fn interactions(space: &ModelSpace, surfaces: &dyn Surfaces, among: &[usize], seed: u64) -> Vec<Interaction> {
    let is_always = |dimension: usize| space.dimensions()[dimension].is_always_active();
    let mut whole = Branch::new(space, surfaces, &[], POINTS_OF_PAIRS, seed);
    let mut found = Vec::new();
    for (rank, one) in among.iter().enumerate() {
        for other in &among[rank + 1..] {
            let draws = if is_always(*one) && is_always(*other) {
                whole.as_mut().map(|branch| branch.interaction(*one, *other))
            } else {
                let branch = Branch::new(space, surfaces, &[*one, *other], POINTS_OF_PAIRS, seed);
                branch.map(|mut branch| branch.interaction(*one, *other))
            };
            let index = draws.map(|draws| Band::of(&draws));
            found.extend(index.map(|index| Interaction { one: *one, other: *other, index }));
        }
    }
    found.sort_by(|a, b| b.index.mean.total_cmp(&a.index.mean));
    found
}

/// Groups of dimensions by their bands.
fn grouped(totals: &[Option<Band>]) -> Vec<Vec<usize>> {
    let judged: Vec<usize> = (0..totals.len()).filter(|dimension| totals[*dimension].is_some()).collect();
    let bands: Vec<Band> = totals.iter().flatten().copied().collect();
    let named = |group: Vec<usize>| group.into_iter().map(|index| judged[index]).collect();
    groups(&bands).into_iter().map(named).collect()
}
