//! What is optimised: a direction, and a score that is never NaN.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

/// Whether smaller or larger objective values are better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Smaller is better (errors, losses).
    Minimize,
    /// Larger is better (accuracies, rewards).
    Maximize,
}

impl Direction {
    /// How much better `candidate` is than `baseline`, in the metric's unit: positive when it is better, whatever
    /// the direction.
    pub fn gain(self, candidate: Score, baseline: Score) -> f64 {
        match self {
            Direction::Minimize => baseline.0 - candidate.0,
            Direction::Maximize => candidate.0 - baseline.0,
        }
    }

    /// Orders scores from best to worst.
    pub fn best_first(self, a: Score, b: Score) -> Ordering {
        match self {
            Direction::Minimize => a.0.total_cmp(&b.0),
            Direction::Maximize => b.0.total_cmp(&a.0),
        }
    }
}

/// The comparable value of a trial or an epoch: a finite number in the metric's unit.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Score(f64);

impl Score {
    /// A score, or nothing when the value is not finite: divergence is an outcome, not a score.
    pub fn new(value: f64) -> Option<Score> {
        value.is_finite().then_some(Score(value))
    }

    /// The number, in the metric's unit.
    pub fn get(self) -> f64 {
        self.0
    }
}
