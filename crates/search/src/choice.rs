//! Which point of a study to take in the end: a choice that does not fall for luck.
//!
//! The best *observed* trial of a study is often the luckiest: of fifty trials whose quality differs as much as seeds do, it
//! looks 1.8 standard deviations better than it is (the winner's curse; Smith & Winkler 2006, *Management Science* 52,
//! 311-322). What is believed of a measured point is therefore the posterior of the search's own model: its measurements,
//! as many as there are, weighed against those of its neighbours,
//!
//! ```text
//! belief in x = E[f(x) | all measurements],   y = f(x) + noise / replicates
//! ```
//!
//! and the point with the best belief is taken. Without noise the model follows the measurements, and the choice is the best
//! observed. Only measured points are chosen: a model's own optimum may be an accident of the model.
//!
//! When not to use: for the number to publish. Whatever is chosen was chosen for looking good; only fresh seeds say how good
//! it is.

use etude_study::score::Direction;
use etude_study::space::SearchSpace;

use crate::gp::regression::Regression;
use crate::gp::warp::half_rank;
use crate::model_space::ModelPoint;
use crate::reading::{Known, Reading};
use crate::sampler::Observation;

/// With fewer feasible points than this, a model is no better than the measurements themselves.
const LEAST_MODELLED: usize = 8;
/// A model holds at most so many points: the best, and others spread over the history.
const MOST_MODELLED: usize = 400;

/// What is believed of a measured point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Belief {
    /// The index, in the history, of its first measurement.
    pub index: usize,
    /// The mean of its measurements, lower is better, in units in which the model works.
    pub observed: f64,
    /// What the mean of many measurements is expected to be; lower is better, in the same units.
    pub expected: f64,
    /// How sure that is: its standard deviation.
    pub deviation: f64,
    /// How often it was measured.
    pub measurements: u32,
}

/// What is believed of the points of a history, and how far one measurement strays.
#[derive(Debug, Clone, PartialEq)]
pub struct Beliefs {
    /// A belief for each feasible point that matters, the best first.
    pub points: Vec<Belief>,
    /// The standard deviation of one measurement around its point's truth, in the same units as the beliefs.
    pub noise: f64,
}

/// The index, in `history`, of the first measurement of the point to take; `None` before there is a feasible one.
pub fn choose(space: &SearchSpace, direction: Direction, history: &[Observation]) -> Option<usize> {
    beliefs(space, direction, history).points.first().map(|belief| belief.index)
}

/// What is believed of the points of a history. Of more than some hundred, the worse are left out in part.
pub fn beliefs(space: &SearchSpace, direction: Direction, history: &[Observation]) -> Beliefs {
    let mut reading = Reading::new(space);
    reading.update(history);
    let measured: Vec<Measured> = reading
        .configurations(direction, history)
        .into_iter()
        .filter_map(|configuration| match configuration.result {
            Known::Cost(cost) => {
                Some(Measured { index: configuration.index, cost, count: configuration.measurements })
            }
            Known::Pending | Known::Infeasible => None,
        })
        .collect();
    let measured = thinned(measured);
    let targets = half_rank(&measured.iter().map(|measured| measured.cost).collect::<Vec<f64>>());
    let mut beliefs =
        modelled(&reading, &measured, &targets).unwrap_or_else(|| as_measured(&measured, &targets));
    beliefs.points.sort_by(|a, b| a.expected.total_cmp(&b.expected));
    beliefs
}

/// EXPERIMENT
pub static RHO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

/// A feasible configuration.
struct Measured {
    index: usize,
    /// The mean of its scores, lower is better.
    cost: f64,
    count: u32,
}

/// The best half of what a model holds, and others evenly along the history.
fn thinned(measured: Vec<Measured>) -> Vec<Measured> {
    if measured.len() <= MOST_MODELLED {
        return measured;
    }
    let mut measured = measured;
    measured.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let mut others = measured.split_off(MOST_MODELLED / 2);
    others.sort_by_key(|measured| measured.index);
    let every = others.len().div_ceil(MOST_MODELLED / 2);
    measured.extend(others.into_iter().step_by(every));
    measured
}

fn modelled(reading: &Reading, measured: &[Measured], targets: &[f64]) -> Option<Beliefs> {
    if measured.len() < LEAST_MODELLED {
        return None;
    }
    let point = |measured: &Measured| {
        let row = reading.row(measured.index);
        ModelPoint { coordinates: row.coordinates.to_vec(), active: row.active.to_vec() }
    };
    let points: Vec<ModelPoint> = measured.iter().map(point).collect();
    let counts: Vec<u32> = measured.iter().map(|measured| measured.count).collect();
    let model = Regression::fit(reading.model(), &points, targets, &counts)?;
    let belief =
        |((measured, target), prediction): ((&Measured, &f64), crate::gp::regression::Prediction)| Belief {
            index: measured.index,
            observed: *target,
            expected: prediction.mean
                + f64::from_bits(RHO.load(std::sync::atomic::Ordering::Relaxed)) * (target - prediction.mean),
            deviation: prediction.variance.sqrt(),
            measurements: measured.count,
        };
    let points = measured.iter().zip(targets).zip(model.predict_all(&points)).map(belief).collect();
    Some(Beliefs { points, noise: model.noise_variance().sqrt() })
}

/// The measurements as they are.
fn as_measured(measured: &[Measured], targets: &[f64]) -> Beliefs {
    let belief = |(measured, target): (&Measured, &f64)| Belief {
        index: measured.index,
        observed: *target,
        expected: *target,
        deviation: 0.0,
        measurements: measured.count,
    };
    Beliefs { points: measured.iter().zip(targets).map(belief).collect(), noise: 0.0 }
}
