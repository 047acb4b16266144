//! What became of a trial of a bare study.

use std::fmt;

use etude_study::score::Score;
use etude_study::value::Value;

/// What is told of a trial: how it ended, once.
///
/// ```text
/// asked ─┬─► Score        teaches the search
///        ├─► Infeasible   teaches the search where not to go
///        └─► Failed       teaches nothing; the search may come back to the point
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// It scored so much, in the metric's unit.
    Score(Score),
    /// The point is of no use: it diverged, ran out of memory or broke a constraint.
    Infeasible {
        /// Why, for people.
        reason: String,
    },
    /// The machine or the program broke, which says nothing about the point.
    Failed {
        /// Why, for people.
        reason: String,
    },
}

impl Told {
    /// The point is of no use, for this reason.
    pub fn infeasible(reason: impl Into<String>) -> Told {
        Told::Infeasible { reason: reason.into() }
    }

    /// The machine or the program broke, for this reason.
    pub fn failed(reason: impl Into<String>) -> Told {
        Told::Failed { reason: reason.into() }
    }
}

/// A number is a score; a loss that is NaN or infinite has diverged, which makes the point infeasible.
impl From<f64> for Told {
    fn from(value: f64) -> Told {
        match Score::new(value) {
            Some(score) => Told::Score(score),
            None => Told::Infeasible { reason: format!("the score is {value}") },
        }
    }
}

/// As [`From<f64>`].
impl From<f32> for Told {
    fn from(value: f32) -> Told {
        Told::from(f64::from(value))
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Told::Score(score) => write!(f, "score {}", Value::Float(score.get())),
            Told::Infeasible { reason } => write!(f, "infeasible: {reason}"),
            Told::Failed { reason } => write!(f, "failed: {reason}"),
        }
    }
}
