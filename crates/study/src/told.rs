//! What is told of a trial of a bare study: how it ended, once.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::score::Score;
use crate::value::Value;

/// How a trial ended that a program trains by itself.
///
/// ```text
/// asked ─┬─► Score        teaches the search
///        ├─► Infeasible   teaches the search where not to go
///        └─► Failed       teaches nothing; its point stays taken
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// It scored so much, in the metric's unit.
    Score(Score),
    /// In a study of several objectives: it scored so much in each, by name.
    Scores(BTreeMap<String, Score>),
    /// The point is of no use, for this reason: it diverged, ran out of memory or broke a constraint.
    Infeasible(String),
    /// The machine or the program broke, for this reason, which says nothing about the point.
    Failed(String),
}

impl Told {
    /// It scored so much in each of several objectives. A number that is NaN or infinite has diverged, which makes the point
    /// infeasible.
    pub fn scores<'a>(scores: impl IntoIterator<Item = (&'a str, f64)>) -> Told {
        let mut told = BTreeMap::new();
        for (name, value) in scores {
            let Some(score) = Score::new(value) else {
                return Told::Infeasible(format!("{name} is {value}"));
            };
            told.insert(name.to_owned(), score);
        }
        Told::Scores(told)
    }

    /// The point is of no use, for this reason.
    pub fn infeasible(reason: impl Into<String>) -> Told {
        Told::Infeasible(reason.into())
    }

    /// The machine or the program broke, for this reason.
    pub fn failed(reason: impl Into<String>) -> Told {
        Told::Failed(reason.into())
    }
}

/// A number is a score; a loss that is NaN or infinite has diverged, which makes the point infeasible.
impl From<f64> for Told {
    fn from(value: f64) -> Told {
        match Score::new(value) {
            Some(score) => Told::Score(score),
            None => Told::Infeasible(format!("the score is {value}")),
        }
    }
}

/// As with an `f64`.
impl From<f32> for Told {
    fn from(value: f32) -> Told {
        Told::from(f64::from(value))
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Told::Score(score) => write!(f, "score {}", Value::Float(score.get())),
            Told::Scores(scores) => {
                let each = scores.iter().map(|(name, score)| format!("{name} {}", Value::Float(score.get())));
                write!(f, "{}", each.collect::<Vec<_>>().join(", "))
            }
            Told::Infeasible(reason) => write!(f, "infeasible: {reason}"),
            Told::Failed(reason) => write!(f, "failed: {reason}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_none_is_an_infeasible_point() {
        assert_eq!(Told::from(0.25).to_string(), "score 0.25");
        assert_eq!(Told::from(f64::NAN).to_string(), "infeasible: the score is NaN");
        assert_eq!(Told::from(f32::NEG_INFINITY).to_string(), "infeasible: the score is -inf");
        assert_eq!(Told::scores([("ms", 3.0), ("error", 0.5)]).to_string(), "error 0.5, ms 3.0");
        assert_eq!(Told::scores([("ms", 3.0), ("error", f64::NAN)]), Told::infeasible("error is NaN"));
    }
}
