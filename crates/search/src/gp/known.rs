//! What a request's history says, as a model takes it: each configuration once.

use etude_study::score::{Direction, Score};

use crate::model_space::{ModelPoint, ModelSpace};
use crate::sampler::{Observation, ObservedOutcome};

/// A history, sorted by outcome.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// Feasible configurations, in the order of their first measurement.
    pub(super) feasible: Vec<Measured>,
    /// Configurations that were infeasible, with their place in the history.
    pub(super) infeasible: Vec<(usize, ModelPoint)>,
    /// Suggested ones whose results are not known.
    pub(super) pending: Vec<ModelPoint>,
}

/// A configuration and what was measured of it.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub(super) point: ModelPoint,
    /// The mean of its measurements; lower is better.
    pub(super) mean: f64,
    pub(super) replicates: u32,
    /// The place of its first measurement in the history.
    pub(super) place: usize,
}

impl Known {
    /// Reads a history.
    pub(super) fn new(space: &ModelSpace, direction: Direction, history: &[Observation]) -> Known {
        let mut known = Known::default();
        for (place, observation) in history.iter().enumerate() {
            let point = space.read(&observation.point);
            match observation.outcome {
                ObservedOutcome::Pending => known.pending.push(point),
                ObservedOutcome::Infeasible => known.infeasible.push((place, point)),
                ObservedOutcome::Score(score) => {
                    known.measure(place, point, lower_is_better(direction, score));
                }
            }
        }
        known
    }

    /// How many different configurations were told of.
    pub(super) fn told(&self) -> usize {
        self.feasible.len() + self.infeasible.len()
    }

    fn measure(&mut self, place: usize, point: ModelPoint, value: f64) {
        match self.feasible.iter_mut().find(|measured| measured.point == point) {
            Some(measured) => {
                measured.replicates += 1;
                // Each part divided first: sums of large scores would overflow.
                let share = 1.0 / f64::from(measured.replicates);
                measured.mean = measured.mean * (1.0 - share) + value * share;
            }
            None => self.feasible.push(Measured { point, mean: value, replicates: 1, place }),
        }
    }
}

fn lower_is_better(direction: Direction, score: Score) -> f64 {
    match direction {
        Direction::Minimize => score.get(),
        Direction::Maximize => -score.get(),
    }
}
