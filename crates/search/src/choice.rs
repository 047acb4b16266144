//! Which point of a study to take in the end: a choice that does not fall for luck.
//!
//! The best *observed* trial of a study is often the luckiest. A configuration that was measured several times counts with
//! the mean of its measurements.

use etude_study::score::{Direction, Score};
use etude_study::space::SearchSpace;

use crate::model_space::{ModelPoint, ModelSpace};
use crate::sampler::{Observation, ObservedOutcome};

/// The index, in `history`, of the first measurement of the point to take; `None` before there is a feasible one.
pub fn choose(space: &SearchSpace, direction: Direction, history: &[Observation]) -> Option<usize> {
    let model = ModelSpace::new(space);
    let mut groups: Vec<(ModelPoint, usize, Vec<f64>)> = Vec::new();
    for (index, observation) in history.iter().enumerate() {
        let ObservedOutcome::Score(score) = observation.outcome else { continue };
        let point = model.read(&observation.point);
        match groups.iter_mut().find(|(other, ..)| *other == point) {
            Some((.., scores)) => scores.push(score.get()),
            None => groups.push((point, index, vec![score.get()])),
        }
    }
    let mean = |scores: &[f64]| Score::new(scores.iter().map(|score| score / scores.len() as f64).sum());
    let means = groups.iter().filter_map(|(_, index, scores)| Some((*index, mean(scores)?)));
    means.min_by(|(_, a), (_, b)| direction.best_first(*a, *b)).map(|(index, _)| index)
}
