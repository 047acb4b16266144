//! Buckets of trials along one parameter: a bucket a value, or so many of equal counts.

use etude_study::ids::TrialId;
use etude_study::value::Value;
use serde::Serialize;

use super::parameter_axis::{AxisScale, ParameterAxis};

/// Feasible trials that a bucket of numbers has at least.
const FEWEST: usize = 4;
/// Buckets of numbers: one for each eight trials, but at least three and at most eight.
const TRIALS_A_BUCKET: usize = 8;

/// Where a bucket lies.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "place", rename_all = "snake_case")]
pub enum BucketPlace {
    /// One value.
    Value {
        /// The value.
        value: Value,
        /// Its index among the values.
        index: f64,
    },
    /// The numbers from one edge to the other.
    Between {
        /// The lower edge.
        low: f64,
        /// The upper edge.
        high: f64,
        /// The median of its trials.
        median: f64,
    },
}

impl BucketPlace {
    /// Where its point is drawn.
    pub fn at(&self) -> f64 {
        match self {
            BucketPlace::Value { index, .. } => *index,
            BucketPlace::Between { median, .. } => *median,
        }
    }
}

/// The trials of one part of an axis, and what the best of `m` of them would be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bucket {
    /// Where it lies.
    #[serde(flatten)]
    pub place: BucketPlace,
    /// Its trials that ended feasible or infeasible.
    pub trials: u32,
    /// Those that ended feasible.
    pub feasible: u32,
    /// The expected best of the common number of trials; none without a feasible one.
    pub expected_best: Option<f64>,
    /// The 10 and 90 % quantiles of the best of so many, drawn with replacement.
    pub band: Option<(f64, f64)>,
    /// The best score at hand, too good by construction and the more so the more trials there are.
    pub raw_best: Option<f64>,
    /// The trial that has it.
    pub raw_best_trial: Option<TrialId>,
}

/// A trial along an axis: its place, and its score where it has one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed {
    pub(super) place: f64,
    pub(super) score: Option<f64>,
    pub(super) trial: TrialId,
}

/// The trials in buckets, in the axis's order; none where there are too few for two buckets of numbers.
pub(super) fn split(axis: &ParameterAxis, trials: &[Placed]) -> Option<Vec<(BucketPlace, Vec<Placed>)>> {
    match &axis.scale {
        AxisScale::Values { values } => {
            let bucket = |(index, value): (usize, &Value)| {
                let index = index as f64;
                let inside =
                    trials.iter().filter(|trial| (trial.place - index).abs() < 0.5).copied().collect();
                (BucketPlace::Value { value: value.clone(), index }, inside)
            };
            Some(values.iter().enumerate().map(bucket).collect())
        }
        AxisScale::Numbers { low, high, .. } => numbers(trials, (*low, *high)),
    }
}

fn numbers(trials: &[Placed], ends: (f64, f64)) -> Option<Vec<(BucketPlace, Vec<Placed>)>> {
    let mut places: Vec<f64> =
        trials.iter().filter(|trial| trial.score.is_some()).map(|trial| trial.place).collect();
    places.sort_by(f64::total_cmp);
    let n = places.len();
    let count = (n / TRIALS_A_BUCKET).clamp(3, 8).min(n / FEWEST);
    if count < 2 {
        return None;
    }
    // Edges lie between neighbours: halfway.
    let edge = |bucket: usize| {
        let at = bucket * n / count;
        f64::midpoint(places[at - 1], places[at])
    };
    let mut edges: Vec<f64> = (1..count).map(edge).collect();
    edges.dedup();
    edges.insert(0, ends.0.min(places[0]));
    edges.push(ends.1.max(places[n - 1]));
    let last = edges.len() - 2;
    let bucket = |index: usize| {
        let (low, high) = (edges[index], edges[index + 1]);
        let is_inside =
            |trial: &&Placed| (trial.place >= low || index == 0) && (trial.place < high || index == last);
        let inside: Vec<Placed> = trials.iter().filter(is_inside).copied().collect();
        let mut scored: Vec<f64> =
            inside.iter().filter(|trial| trial.score.is_some()).map(|trial| trial.place).collect();
        scored.sort_by(f64::total_cmp);
        let median = scored.get(scored.len() / 2).copied().unwrap_or(f64::midpoint(low, high));
        (BucketPlace::Between { low, high, median }, inside)
    };
    Some((0..=last).map(bucket).collect())
}
