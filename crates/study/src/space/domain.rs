//! The values a parameter can take, and their order along the unit interval.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::scale::Scale;
use crate::value::Value;

/// All values of one parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Domain {
    /// Any number from `low` to `high`.
    Float {
        /// The smallest value.
        low: f64,
        /// The largest value.
        high: f64,
        /// How values are spread.
        scale: Scale,
    },
    /// Any whole number from `low` to `high`.
    Int {
        /// The smallest value.
        low: i64,
        /// The largest value.
        high: i64,
        /// How values are spread.
        scale: Scale,
    },
    /// One of a list, whose order means nothing.
    Choice {
        /// At least two different values.
        choices: Vec<Value>,
    },
    /// `false` or `true`.
    Boolean,
}

/// The two ends of a numeric domain, as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// The lower end, included.
    pub low: f64,
    /// The upper end, included.
    pub high: f64,
}

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The lower end.
    Low,
    /// The upper end.
    High,
}

/// Significant digits kept when a float is drawn: far below any effect, and short enough to type.
const SIGNIFICANT_DIGITS: usize = 6;

impl Domain {
    /// The value at `unit` in [0, 1).
    ///
    /// Floats are rounded to six significant digits (inside the range), so that a configuration can be read and
    /// typed. A whole number gets an equal share of the axis: `[low - 0.5, high + 0.5)` is divided on the scale, so
    /// that the ends are not drawn half as often.
    pub fn value_at(&self, unit: f64) -> Value {
        match self {
            Domain::Float { low, high, scale } => {
                let value = scale.backward(lerp(scale.forward(*low), scale.forward(*high), unit));
                Value::Float(round_significant(value).clamp(*low, *high))
            }
            Domain::Int { low, high, scale } => {
                let (from, to) = int_edges(*low, *high);
                let value = scale.backward(lerp(scale.forward(from), scale.forward(to), unit)).round();
                Value::Int((value as i64).clamp(*low, *high))
            }
            Domain::Choice { choices } => choices[pick(unit, choices.len())].clone(),
            Domain::Boolean => Value::Bool(pick(unit, 2) == 1),
        }
    }

    /// Where a value lies in [0, 1]: the inverse of [`Domain::value_at`] up to rounding (for choices, the middle of
    /// their share). `None` when the domain does not contain it.
    pub fn unit_of(&self, value: &Value) -> Option<f64> {
        if !self.contains(value) {
            return None;
        }
        match self {
            Domain::Float { low, high, scale } => {
                let (from, to) = (scale.forward(*low), scale.forward(*high));
                Some((scale.forward(value.as_f64()?) - from) / (to - from))
            }
            Domain::Int { low, high, scale } => {
                let (low, high) = int_edges(*low, *high);
                let (from, to) = (scale.forward(low), scale.forward(high));
                Some((scale.forward(value.as_f64()?) - from) / (to - from))
            }
            Domain::Choice { choices } => {
                let index = choices.iter().position(|choice| choice == value)?;
                Some((index as f64 + 0.5) / choices.len() as f64)
            }
            Domain::Boolean => Some(if *value == Value::Bool(true) { 0.75 } else { 0.25 }),
        }
    }

    /// Whether the domain has this value.
    pub fn contains(&self, value: &Value) -> bool {
        match (self, value) {
            (Domain::Float { low, high, .. }, Value::Float(value)) => (*low..=*high).contains(value),
            (Domain::Int { low, high, .. }, Value::Int(value)) => (*low..=*high).contains(value),
            (Domain::Choice { choices }, value) => choices.contains(value),
            (Domain::Boolean, Value::Bool(_)) => true,
            _ => false,
        }
    }

    /// The ends of a numeric domain; `None` for choices and booleans, which have no border (methods 3).
    pub fn range(&self) -> Option<Range> {
        match self {
            Domain::Float { low, high, .. } => Some(Range { low: *low, high: *high }),
            Domain::Int { low, high, .. } => Some(Range { low: *low as f64, high: *high as f64 }),
            Domain::Choice { .. } | Domain::Boolean => None,
        }
    }

    /// The same numeric domain over another range; choices and booleans stay as they are.
    #[must_use]
    pub fn with_range(&self, range: Range) -> Domain {
        match self {
            Domain::Float { scale, .. } => Domain::Float { low: range.low, high: range.high, scale: *scale },
            Domain::Int { scale, .. } => {
                Domain::Int { low: range.low as i64, high: range.high as i64, scale: *scale }
            }
            other => other.clone(),
        }
    }

    /// Every value of a choice or boolean, in order; `None` for numeric domains.
    pub fn all_values(&self) -> Option<Vec<Value>> {
        match self {
            Domain::Choice { choices } => Some(choices.clone()),
            Domain::Boolean => Some(vec![Value::Bool(false), Value::Bool(true)]),
            Domain::Float { .. } | Domain::Int { .. } => None,
        }
    }
}

/// A whole number's share of the axis: from half below the lowest to half above the highest.
fn int_edges(low: i64, high: i64) -> (f64, f64) {
    (low as f64 - 0.5, high as f64 + 0.5)
}

fn lerp(from: f64, to: f64, unit: f64) -> f64 {
    from + unit * (to - from)
}

/// The index of the equal share of [0, 1) that holds `unit`.
fn pick(unit: f64, count: usize) -> usize {
    ((unit * count as f64) as usize).min(count - 1)
}

/// Rounds to [`SIGNIFICANT_DIGITS`], by way of the decimal form so that the result prints short.
pub(crate) fn round_significant(value: f64) -> f64 {
    format!("{value:.*e}", SIGNIFICANT_DIGITS - 1).parse().unwrap_or(value)
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Domain::Float { low, high, scale } => {
                write!(f, "{} to {}", Value::Float(*low), Value::Float(*high))?;
                if *scale == Scale::Log { f.write_str(", log") } else { Ok(()) }
            }
            Domain::Int { low, high, scale } => {
                write!(f, "{low} to {high}, whole")?;
                if *scale == Scale::Log { f.write_str(", log") } else { Ok(()) }
            }
            Domain::Choice { choices } => {
                let words: Vec<String> = choices.iter().map(ToString::to_string).collect();
                f.write_str(&words.join(" | "))
            }
            Domain::Boolean => f.write_str("false | true"),
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Side::Low => "lower",
            Side::High => "upper",
        })
    }
}
