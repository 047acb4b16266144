//! What a study's history tells a model: different configurations, each with the mean of its scores.

use etude_study::score::Direction;

use crate::model_space::{ModelPoint, ModelSpace};
use crate::sampler::{Observation, ObservedOutcome};

/// The configurations that have ended, each once, in the order of their first trial.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Told {
    /// Those with a score.
    pub(super) feasible: Vec<Scored>,
    /// Those that never had one and were infeasible.
    pub(super) infeasible: Vec<ModelPoint>,
}

/// A configuration with a score.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scored {
    pub(super) point: ModelPoint,
    /// The index in the history of its first trial.
    pub(super) first: usize,
    /// The mean of its scores, turned so that less is better.
    pub(super) loss: f64,
    /// How many scores that is the mean of.
    pub(super) replicates: u32,
}

impl Told {
    pub(super) fn new(space: &ModelSpace, direction: Direction, history: &[Observation]) -> Told {
        let sign = match direction {
            Direction::Minimize => 1.0,
            Direction::Maximize => -1.0,
        };
        let mut told = Told::default();
        for (first, observation) in history.iter().enumerate() {
            let ObservedOutcome::Score(score) = observation.outcome else { continue };
            let (point, loss) = (space.read(&observation.point), sign * score.get());
            match told.feasible.iter_mut().find(|other| other.point == point) {
                Some(known) => known.add(loss),
                None => told.feasible.push(Scored { point, first, loss, replicates: 1 }),
            }
        }
        for observation in history.iter().filter(|each| each.outcome == ObservedOutcome::Infeasible) {
            let point = space.read(&observation.point);
            let is_new = !told.infeasible.contains(&point);
            if is_new && !told.feasible.iter().any(|feasible| feasible.point == point) {
                told.infeasible.push(point);
            }
        }
        told
    }

    pub(super) fn losses(&self) -> Vec<f64> {
        self.feasible.iter().map(|scored| scored.loss).collect()
    }

    pub(super) fn points(&self) -> Vec<ModelPoint> {
        self.feasible.iter().map(|scored| scored.point.clone()).collect()
    }
}

impl Scored {
    /// Takes in one more score; halves first, so that large ones do not overflow.
    fn add(&mut self, loss: f64) {
        let count = f64::from(self.replicates);
        self.replicates += 1;
        self.loss = self.loss * (count / (count + 1.0)) + loss / (count + 1.0);
    }
}
