//! From a promising point to the most promising near it.
//!
//! In turn: all present numbers at once by L-BFGS on exact slopes, then the parameters with listed values one by one, each
//! trying others where they snap, with whatever children the value brings. Until neither helps.

use etude_stats::random::{Random, mix};

use super::candidates::{BELOW_1, Candidate};
use super::lbfgs::{self, Search};
use super::surrogate::Surrogate;
use crate::model_space::{Kind, ModelSpace};

/// A list of more values is moved along like a continuous number, then snapped.
const RELAXED: usize = 6;
/// Of a longer list, so many are tried at a time.
const TRIED: usize = 16;
/// How many steps L-BFGS makes at a time.
const STEPS: usize = 24;
/// How often both kinds of move are made.
const ROUNDS: usize = 3;

/// A candidate and how promising it is.
#[derive(Debug, Clone)]
pub(super) struct Valued {
    pub(super) candidate: Candidate,
    pub(super) value: f64,
}

/// How long to look.
#[derive(Debug, Clone, Copy)]
pub(super) enum Effort {
    /// One round and half the steps: to see which start leads furthest.
    First,
    /// Until nothing helps.
    Last,
}

/// The most promising point that moves from `start` lead to.
pub(super) fn refine(
    space: &ModelSpace,
    surrogate: &Surrogate,
    start: Valued,
    (seed, effort): (u64, Effort),
) -> Valued {
    let mut best = start;
    let has_lists = space.dimensions().iter().any(|dimension| dimension.kind != Kind::Continuous);
    let (rounds, steps) = match effort {
        Effort::First => (1, STEPS / 2),
        Effort::Last => (ROUNDS, STEPS),
    };
    for round in 0..rounds {
        let before = best.value;
        best = climb(space, surrogate, best, steps);
        if !has_lists {
            break;
        }
        best = exchange(space, surrogate, best, mix(seed ^ round as u64));
        if best.value - before < 1e-3 {
            break;
        }
    }
    best
}

/// Moves all present numbers by their slopes.
fn climb(space: &ModelSpace, surrogate: &Surrogate, best: Valued, steps: usize) -> Valued {
    let is_moved = |(index, active): (usize, &bool)| {
        let is_number = match &space.dimensions()[index].kind {
            Kind::Continuous => true,
            Kind::Steps { positions, .. } => positions.len() > RELAXED,
            Kind::Category { .. } => false,
        };
        (*active && is_number).then_some(index)
    };
    let moved: Vec<usize> = best.candidate.point.active.iter().enumerate().filter_map(is_moved).collect();
    if moved.is_empty() {
        return best;
    }
    let mut features = surrogate.embedding.features(&best.candidate.point);
    let start: Vec<f64> = moved.iter().map(|index| features[*index]).collect();
    let bounds = vec![(0.0, BELOW_1); moved.len()];
    let found = lbfgs::minimize(&Search { bounds: &bounds, steps, least_gain: 1e-6 }, &start, |at| {
        for (index, x) in moved.iter().zip(at) {
            features[*index] = *x;
        }
        let (value, slopes) = surrogate.value_with_slopes(&features);
        let slopes = moved.iter().map(|index| -slopes[*index]).collect();
        value.is_finite().then_some((-value, slopes))
    });
    let Some(found) = found else { return best };
    let mut unit = best.candidate.unit.clone();
    for (index, x) in moved.iter().zip(&found.at) {
        unit[*index] = *x;
    }
    better(surrogate, vec![Candidate::new(space, unit)], best)
}

/// Tries other values of each listed parameter.
fn exchange(space: &ModelSpace, surrogate: &Surrogate, mut best: Valued, seed: u64) -> Valued {
    let mut random = Random::new(seed);
    for (index, dimension) in space.dimensions().iter().enumerate() {
        if !best.candidate.point.active[index] {
            continue;
        }
        let current = dimension.kind.index(best.candidate.unit[index]);
        let others: Vec<f64> = match &dimension.kind {
            Kind::Continuous => continue,
            Kind::Steps { positions, .. } => {
                let near = |other: &usize| other.abs_diff(current) <= TRIED / 2;
                (0..positions.len()).filter(near).map(|other| positions[other]).collect()
            }
            Kind::Category { count } if *count <= TRIED => {
                (0..*count).map(|other| dimension.kind.unit(other as f64)).collect()
            }
            Kind::Category { .. } => (0..TRIED).map(|_| random.uniform()).collect(),
        };
        let with = |other: &f64| {
            let mut unit = best.candidate.unit.clone();
            unit[index] = *other;
            Candidate::new(space, unit)
        };
        let tried: Vec<Candidate> =
            others.iter().map(with).filter(|tried| tried.point != best.candidate.point).collect();
        best = better(surrogate, tried, best);
    }
    best
}

/// The best of `tried` if it is better than `best`.
fn better(surrogate: &Surrogate, tried: Vec<Candidate>, best: Valued) -> Valued {
    let features: Vec<Vec<f64>> =
        tried.iter().map(|tried| surrogate.embedding.features(&tried.point)).collect();
    let values = surrogate.values(&features);
    tried.into_iter().zip(values).fold(best, |best, (candidate, value)| {
        if value > best.value { Valued { candidate, value } } else { best }
    })
}
