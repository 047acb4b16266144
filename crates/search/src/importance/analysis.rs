//! All that is told of a space's parameters, from the history of its trials.

use etude_stats::random::mix;
use etude_study::score::Direction;
use etude_study::space::{SearchSpace, UnitPoint};

use super::ablation::{Ablation, ablation};
use super::near_top::{FEWEST_TRIALS, NearTop, near_top};
use super::panels::{self, Feasibility, Quality};
use super::posterior::Draws;
use super::refusal::Refusal;
use super::told::Told;
use super::unwarp::{InUnit, Unwarp};
use crate::choice::choose;
use crate::gp::regression::Regression;
use crate::gp::warp::half_rank;
use crate::model_space::ModelSpace;
use crate::sampler::Observation;

/// Trials in the order of the history that a model is fitted to, at most; of more, evenly thinned ones.
pub const MOST_TRIALS: usize = 320;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The space.
    pub space: &'a SearchSpace,
    /// Whether smaller or larger scores are better.
    pub direction: Direction,
    /// The trials, pending ones too (they tell nothing).
    pub history: &'a [Observation],
    /// What the best configuration is compared with; `None` where that lies outside of the space.
    pub baseline: Option<&'a UnitPoint>,
    /// The dimensions that are in question, and never suggested as fixed.
    pub scientific: &'a [usize],
    /// The seed of the draws.
    pub seed: u64,
}

/// What is told: each panel, or why it is not shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// Different configurations with a score.
    pub feasible: usize,
    /// Different configurations that were infeasible.
    pub infeasible: usize,
    /// Total indices and interactions of the score.
    pub quality: Result<Quality, Refusal>,
    /// An entry a dimension: what distinguishes the best tenth.
    pub near_top: Result<Vec<Option<NearTop>>, Refusal>,
    /// Total indices of the probability of being feasible.
    pub feasibility: Result<Feasibility, Refusal>,
    /// From the baseline to the best.
    pub ablation: Result<BestExplained, Refusal>,
}

/// The gain of the best configuration over the baseline, in the metric's unit; what is better is above 0.
#[derive(Debug, Clone, PartialEq)]
pub struct BestExplained {
    /// The index in the history of the best configuration's first trial: the best mean of its measurements.
    pub best: usize,
    /// The gain, split.
    pub ablation: Ablation,
}

/// Works it out. The same question has the same answer.
pub fn importance(question: &Question<'_>) -> Importance {
    let space = ModelSpace::new(question.space);
    let told = Told::new(&space, question.direction, question.history);
    let (points, losses) = (told.points(), told.losses());
    let near = if losses.len() < FEWEST_TRIALS {
        Err(Refusal::TooFewFeasible { found: losses.len(), needed: FEWEST_TRIALS })
    } else {
        constant(&losses).map_or_else(|| Ok(near_top(&space, &points, &losses, mix(question.seed ^ 1))), Err)
    };
    let (quality, ablation) = match Explained::new(&space, &told, question) {
        Ok(explained) => {
            let draws = Draws::new(&explained.draws, mix(question.seed ^ 3));
            let panel = panels::quality(&space, &draws, explained.share, question);
            (Ok(panel), explained.best(&space, &draws, question))
        }
        Err(refusal) => (Err(refusal), Err(refusal)),
    };
    Importance {
        feasible: told.feasible.len(),
        infeasible: told.infeasible.len(),
        quality,
        near_top: if question.space.dimensions().is_empty() { Err(Refusal::NothingVaries) } else { near },
        feasibility: panels::feasibility(&space, &told, question.seed),
        ablation,
    }
}

/// Trials that a model takes for a space.
pub fn trials_needed(space: &ModelSpace) -> usize {
    20.max(3 * space.dimensions().len())
}

fn constant(losses: &[f64]) -> Option<Refusal> {
    let first = losses.first()?;
    losses.iter().all(|loss| loss.to_bits() == first.to_bits()).then_some(Refusal::ScoresConstant)
}

/// A model that explains the trials.
pub(super) struct Explained {
    pub(super) share: f64,
    pub(super) draws: Vec<Regression>,
    pub(super) unwarp: Unwarp,
}

impl Explained {
    pub(super) fn new(
        space: &ModelSpace,
        told: &Told,
        question: &Question<'_>,
    ) -> Result<Explained, Refusal> {
        let needed = trials_needed(space);
        if space.dimensions().is_empty() {
            return Err(Refusal::NothingVaries);
        }
        if told.feasible.len() < needed {
            return Err(Refusal::TooFewFeasible { found: told.feasible.len(), needed });
        }
        let losses = told.losses();
        if let Some(refusal) = constant(&losses) {
            return Err(refusal);
        }
        let warped = half_rank(&losses);
        let kept = panels::thinned(warped.len());
        let points: Vec<_> = kept.iter().map(|index| told.feasible[*index].point.clone()).collect();
        let targets: Vec<f64> = kept.iter().map(|index| warped[*index]).collect();
        let replicates: Vec<u32> = kept.iter().map(|index| told.feasible[*index].replicates).collect();
        let model = Regression::fit(space, &points, &targets, &replicates);
        let (share, draws) = panels::explained(model, mix(question.seed ^ 2))?;
        Ok(Explained { share, draws, unwarp: Unwarp::new(&warped, &losses) })
    }

    fn best(
        &self,
        space: &ModelSpace,
        draws: &Draws<'_>,
        question: &Question<'_>,
    ) -> Result<BestExplained, Refusal> {
        let baseline = question.baseline.ok_or(Refusal::BaselineOutside)?;
        let best = choose(question.space, question.direction, question.history);
        let best = best.ok_or(Refusal::TooFewFeasible { found: 0, needed: 1 })?;
        let to = &question.history[best].point;
        if space.read(to) == space.read(baseline) {
            return Err(Refusal::NothingBetter);
        }
        let worth = InUnit { surfaces: draws, unwarp: &self.unwarp };
        Ok(BestExplained { best, ablation: ablation(space, &worth, baseline, to) })
    }
}
