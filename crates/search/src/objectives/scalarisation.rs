//! Random hypervolume scalarisation: several objectives as one score, for one weighting of them.
//!
//! With each objective's gain over a reference point as `z_k` (in units of an extent), and weights `w` uniform on the
//! positive part of the unit sphere,
//!
//! ```text
//! s_w(z) = min_k z_k / w_k
//! ```
//!
//! Averaged over the weights, the best `s_w` (to the power of the number of objectives) is the hypervolume up to a constant, so
//! that a search which gets better for random weights gets better in hypervolume (Zhang & Golovin 2020, *Random Hypervolume
//! Scalarizations for Provable Multi-Objective Black Box Optimization*, ICML; the Chebyshev form is that of ParEGO, Knowles
//! 2006). The power is left out: it changes no order. The reference lies a tenth of an extent behind the front's worst corner
//! (Ishibuchi et al. 2018), or behind the median of all trials where that is worse: right behind a front that is still narrow, the
//! way to its other ends would count for nothing, and the search would stay where it began (hypervolume after 60 trials of a
//! problem of our own with four parameters, `gp`, the worst of eight seeds: 0.65 without the median, 0.70 with it; random search
//! has 0.65 on average). A point behind the reference has a negative score, and the more so the farther behind it is.

use etude_stats::random::Random;
use etude_study::score::{Direction, Score};

use super::front::front;
use super::{Measured, MeasuredOutcome};
use crate::sampler::{Observation, ObservedOutcome};

/// How far behind the front's worst corner the reference lies, in extents of the front.
const BEHIND: f64 = 0.1;
/// No weight is smaller, so that no score is infinite.
const LEAST_WEIGHT: f64 = 1e-3;

/// The weights of suggestion number `index`: one an objective, positive, on the unit sphere.
pub fn weights(seed: u64, index: u64, objectives: usize) -> Vec<f64> {
    let mut random = Random::new(etude_stats::random::mix(seed ^ 0x0b1e_c71f) ^ index);
    let drawn: Vec<f64> = (0..objectives).map(|_| random.normal().abs().max(LEAST_WEIGHT)).collect();
    let length = drawn.iter().map(|weight| weight * weight).sum::<f64>().sqrt();
    drawn.iter().map(|weight| weight / length).collect()
}

/// The history with one score a trial, to be maximised, for these weights.
pub fn scalarised(directions: &[Direction], measured: &[Measured], weights: &[f64]) -> Vec<Observation> {
    let scores: Vec<Vec<Score>> = measured.iter().filter_map(scores_of).cloned().collect();
    let extents = extents(directions, &scores);
    let outcome = |one: &Measured| match &one.outcome {
        MeasuredOutcome::Pending => ObservedOutcome::Pending,
        MeasuredOutcome::Infeasible => ObservedOutcome::Infeasible,
        MeasuredOutcome::Scores(scores) => {
            let gains = directions.iter().zip(scores).zip(&extents).map(|((direction, score), extent)| {
                direction.gain(*score, extent.reference).clamp(f64::MIN, f64::MAX) / extent.length
            });
            let least = gains.zip(weights).map(|(gain, weight)| gain / weight).fold(f64::INFINITY, f64::min);
            Score::new(least).map_or(ObservedOutcome::Infeasible, ObservedOutcome::Score)
        }
    };
    measured.iter().map(|one| Observation { point: one.point.clone(), outcome: outcome(one) }).collect()
}

fn scores_of(measured: &Measured) -> Option<&Vec<Score>> {
    match &measured.outcome {
        MeasuredOutcome::Scores(scores) => Some(scores),
        MeasuredOutcome::Pending | MeasuredOutcome::Infeasible => None,
    }
}

/// One objective's unit of length.
struct Extent {
    /// A score a little worse than the worst of the front.
    reference: Score,
    /// From the best of the front to the reference, in the metric's unit; above 0.
    length: f64,
}

fn extents(directions: &[Direction], scores: &[Vec<Score>]) -> Vec<Extent> {
    let on_front: Vec<&Vec<Score>> =
        front(directions, scores).into_iter().map(|index| &scores[index]).collect();
    let extent = |(objective, direction): (usize, &Direction)| {
        let column = |from: &mut dyn Iterator<Item = &Vec<Score>>| {
            let mut column: Vec<Score> = from.map(|scores| scores[objective]).collect();
            column.sort_by(|a, b| direction.best_first(*a, *b));
            column
        };
        let front = column(&mut on_front.iter().copied());
        let all = column(&mut scores.iter());
        // Where that is a single point in this objective, it says nothing of the unit: then all trials do.
        let best = front.first().copied()?;
        let (corner, median) = (front.last().copied()?, all[all.len() / 2]);
        let behind = if direction.best_first(corner, median).is_lt() { median } else { corner };
        let worst = [behind, all[all.len() - 1]];
        let worst = worst.into_iter().find(|worst| direction.gain(best, *worst) > 0.0);
        let length = worst.map_or(1.0, |worst| direction.gain(best, worst)) * (1.0 + BEHIND);
        let length = length.min(f64::MAX);
        let reference = match direction {
            Direction::Minimize => best.get() + length,
            Direction::Maximize => best.get() - length,
        };
        Some(Extent { reference: Score::new(reference.clamp(f64::MIN, f64::MAX))?, length })
    };
    directions.iter().enumerate().filter_map(extent).collect()
}

#[cfg(test)]
mod tests {
    use etude_study::space::UnitPoint;

    use super::*;

    const BOTH: [Direction; 2] = [Direction::Minimize, Direction::Maximize];

    fn measured(values: &[[f64; 2]]) -> Vec<Measured> {
        let scores = |values: &[f64; 2]| values.iter().filter_map(|value| Score::new(*value)).collect();
        let one = |values: &[f64; 2]| Measured {
            point: UnitPoint::new(vec![0.5]),
            outcome: MeasuredOutcome::Scores(scores(values)),
        };
        values.iter().map(one).collect()
    }

    fn score(observation: &Observation) -> f64 {
        match observation.outcome {
            ObservedOutcome::Score(score) => score.get(),
            other => panic!("{other:?}"),
        }
    }

    /// Extent of the error 0.1 to 0.3, of the speed 5 to 9: references 0.32 and 4.6.
    #[test]
    fn a_score_is_the_least_weighted_gain_over_the_reference() {
        let all = measured(&[[0.1, 5.0], [0.3, 9.0], [0.3, 5.0]]);
        let scores: Vec<f64> = scalarised(&BOTH, &all, &[0.6, 0.8]).iter().map(score).collect();
        let expected = [(1.0_f64 / 0.6).min(0.4 / 4.4 / 0.8), (0.02 / 0.22 / 0.6_f64).min(1.0 / 0.8)];
        assert!((scores[0] - expected[0]).abs() < 1e-12 && (scores[1] - expected[1]).abs() < 1e-12);
        assert!(scores[2] <= scores[0].min(scores[1]), "what is dominated is never better: {scores:?}");
    }

    #[test]
    fn what_dominates_is_never_worse_for_any_weights() {
        let all = measured(&[[0.1, 5.0], [0.1, 4.0], [0.4, 9.0], [0.5, 8.0], [3.0, -20.0]]);
        for index in 0..200 {
            let weights = weights(7, index, 2);
            assert!((weights.iter().map(|weight| weight * weight).sum::<f64>() - 1.0).abs() < 1e-9);
            let scores: Vec<f64> = scalarised(&BOTH, &all, &weights).iter().map(score).collect();
            assert!(scores[0] >= scores[1] && scores[2] >= scores[3], "{weights:?}: {scores:?}");
            assert!(scores[4] < 0.0, "behind the reference");
        }
    }

    #[test]
    fn one_trial_or_equal_ones_have_a_score() {
        for all in [measured(&[[0.1, 5.0]]), measured(&[[0.1, 5.0], [0.1, 5.0]]), measured(&[])] {
            assert_eq!(scalarised(&BOTH, &all, &[0.6, 0.8]).len(), all.len());
        }
    }
}
