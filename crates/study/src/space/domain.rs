//! The values a parameter can take, and their order along the unit interval.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::scale::Scale;
use super::steps;
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
    /// The numbers `low`, `low + step`, ... up to `high`, each as likely as any other.
    FloatSteps {
        /// The smallest value.
        low: f64,
        /// The largest value is the last step at or below this.
        high: f64,
        /// From one value to the next; above 0.
        step: f64,
    },
    /// The whole numbers `low`, `low + step`, ... up to `high`, each as likely as any other.
    IntSteps {
        /// The smallest value.
        low: i64,
        /// The largest value is the last step at or below this.
        high: i64,
        /// From one value to the next; above 0.
        step: i64,
    },
    /// One of a list, whose order means nothing.
    Choice {
        /// At least two different values.
        choices: Vec<Value>,
    },
    /// One of a list from less to more.
    Ordered {
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

impl Domain {
    /// The value at `unit` in [0, 1).
    ///
    /// Floats are rounded to six significant digits (inside the range), so that a configuration can be read and
    /// typed. A whole number gets an equal share of the axis: `[low - 0.5, high + 0.5)` is divided on the scale, so
    /// that the ends are not drawn half as often. Steps and choices have equal shares, in order.
    pub fn value_at(&self, unit: f64) -> Value {
        match self {
            Domain::Float { low, high, scale } => {
                let value = scale.drawn(lerp(scale.forward(*low), scale.forward(*high), unit));
                Value::Float(value.clamp(*low, *high))
            }
            Domain::Int { low, high, scale } => {
                let (from, to) = int_edges(*low, *high);
                let value = scale.backward(lerp(scale.forward(from), scale.forward(to), unit)).round();
                Value::Int((value as i64).clamp(*low, *high))
            }
            Domain::FloatSteps { low, high, step } => {
                let index = pick(unit, steps::float_count(*low, *high, *step));
                Value::Float(steps::float_at(*low, *step, index))
            }
            Domain::IntSteps { low, high, step } => {
                Value::Int(steps::int_at(*low, *step, pick(unit, steps::int_count(*low, *high, *step))))
            }
            Domain::Choice { choices } | Domain::Ordered { choices } => {
                choices[pick(unit, choices.len() as u64) as usize].clone()
            }
            Domain::Boolean => Value::Bool(pick(unit, 2) == 1),
        }
    }

    /// Where a value lies in [0, 1]: the inverse of [`Domain::value_at`] up to rounding (for steps and choices, the
    /// middle of their share). `None` when the domain does not contain it.
    pub fn unit_of(&self, value: &Value) -> Option<f64> {
        if !self.contains(value) {
            return None;
        }
        let position = |low: f64, high: f64, scale: Scale| {
            let (from, to) = (scale.forward(low), scale.forward(high));
            Some((scale.forward(value.as_f64()?) - from) / (to - from))
        };
        match self {
            Domain::Float { low, high, scale } => position(*low, *high, *scale),
            Domain::Int { low, high, scale } => {
                let (low, high) = int_edges(*low, *high);
                position(low, high, *scale)
            }
            _ => Some((self.index_of(value)? as f64 + 0.5) / self.count()? as f64),
        }
    }

    /// Whether the domain has this value.
    pub fn contains(&self, value: &Value) -> bool {
        match (self, value) {
            (Domain::Float { low, high, .. }, Value::Float(value)) => (*low..=*high).contains(value),
            _ => self.index_of(value).is_some(),
        }
    }

    /// The value as the domain has it: a whole number as a float where floats are meant, a step exactly. `None` when
    /// the domain does not contain it.
    pub fn own(&self, value: &Value) -> Option<Value> {
        let value = match (self, value) {
            (Domain::Float { .. } | Domain::FloatSteps { .. }, Value::Int(whole)) => {
                Value::Float(*whole as f64)
            }
            (_, value) => value.clone(),
        };
        match self {
            Domain::FloatSteps { .. } => self.nth(self.index_of(&value)?),
            _ => self.contains(&value).then_some(value),
        }
    }

    /// The ends of a numeric domain; `None` for lists and booleans.
    pub fn range(&self) -> Option<Range> {
        match self {
            Domain::Float { low, high, .. } | Domain::FloatSteps { low, high, .. } => {
                Some(Range { low: *low, high: *high })
            }
            Domain::Int { low, high, .. } | Domain::IntSteps { low, high, .. } => {
                Some(Range { low: *low as f64, high: *high as f64 })
            }
            Domain::Choice { .. } | Domain::Ordered { .. } | Domain::Boolean => None,
        }
    }

    /// The same numeric domain over another range; lists and booleans stay as they are.
    #[must_use]
    pub fn with_range(&self, range: Range) -> Domain {
        let (low, high) = (range.low as i64, range.high as i64);
        match self {
            Domain::Float { scale, .. } => Domain::Float { low: range.low, high: range.high, scale: *scale },
            Domain::FloatSteps { step, .. } => {
                Domain::FloatSteps { low: range.low, high: range.high, step: *step }
            }
            Domain::Int { scale, .. } => Domain::Int { low, high, scale: *scale },
            Domain::IntSteps { step, .. } => Domain::IntSteps { low, high, step: *step },
            Domain::Choice { .. } | Domain::Ordered { .. } | Domain::Boolean => self.clone(),
        }
    }

    /// How many values it has; `None` for floats without a step.
    pub fn count(&self) -> Option<u64> {
        Some(match self {
            Domain::Float { .. } => return None,
            Domain::Int { low, high, .. } => steps::int_count(*low, *high, 1),
            Domain::FloatSteps { low, high, step } => steps::float_count(*low, *high, *step),
            Domain::IntSteps { low, high, step } => steps::int_count(*low, *high, *step),
            Domain::Choice { choices } | Domain::Ordered { choices } => choices.len() as u64,
            Domain::Boolean => 2,
        })
    }

    /// Value number `index`, from 0, in order; `None` beyond the last, and for floats without a step.
    pub fn nth(&self, index: u64) -> Option<Value> {
        if index >= self.count()? {
            return None;
        }
        Some(match self {
            Domain::Float { .. } => return None,
            Domain::Int { low, .. } => Value::Int(steps::int_at(*low, 1, index)),
            Domain::FloatSteps { low, step, .. } => Value::Float(steps::float_at(*low, *step, index)),
            Domain::IntSteps { low, step, .. } => Value::Int(steps::int_at(*low, *step, index)),
            Domain::Choice { choices } | Domain::Ordered { choices } => choices[index as usize].clone(),
            Domain::Boolean => Value::Bool(index == 1),
        })
    }

    /// The number of a value, from 0; `None` for one it does not have, and for floats without a step.
    pub fn index_of(&self, value: &Value) -> Option<u64> {
        match (self, value) {
            (Domain::Int { low, high, .. }, Value::Int(value)) => steps::int_index(*low, *high, 1, *value),
            (Domain::FloatSteps { low, high, step }, Value::Float(value)) => {
                steps::float_index(*low, *high, *step, *value)
            }
            (Domain::IntSteps { low, high, step }, Value::Int(value)) => {
                steps::int_index(*low, *high, *step, *value)
            }
            (Domain::Choice { choices } | Domain::Ordered { choices }, value) => {
                choices.iter().position(|choice| choice == value).map(|index| index as u64)
            }
            (Domain::Boolean, Value::Bool(value)) => Some(u64::from(*value)),
            _ => None,
        }
    }

    /// Every value, in order, if there are no more than `most`.
    pub fn values(&self, most: u64) -> Option<Vec<Value>> {
        let count = self.count().filter(|count| *count <= most)?;
        Some((0..count).filter_map(|index| self.nth(index)).collect())
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
fn pick(unit: f64, count: u64) -> u64 {
    ((unit * count as f64) as u64).min(count - 1)
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |choices: &[Value]| {
            let words: Vec<String> = choices.iter().map(ToString::to_string).collect();
            words.join(" | ")
        };
        let spread = |scale: &Scale| match scale {
            Scale::Linear => String::new(),
            other => format!(", {other}"),
        };
        match self {
            Domain::Float { low, high, scale } => {
                write!(f, "{} to {}{}", Value::Float(*low), Value::Float(*high), spread(scale))
            }
            Domain::Int { low, high, scale } => write!(f, "{low} to {high}, whole{}", spread(scale)),
            Domain::FloatSteps { low, high, step } => {
                let [low, high, step] = [low, high, step].map(|number| Value::Float(*number));
                write!(f, "{low} to {high} in steps of {step}")
            }
            Domain::IntSteps { low, high, step } => {
                write!(f, "{low} to {high} in steps of {step}, whole")
            }
            Domain::Choice { choices } => f.write_str(&list(choices)),
            Domain::Ordered { choices } => write!(f, "{}, in this order", list(choices)),
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
