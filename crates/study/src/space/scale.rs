//! How a numeric parameter's values are spread over its range.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The axis on which equal steps matter equally.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// Equal differences matter equally.
    #[default]
    Linear,
    /// Equal ratios matter equally; both ends must be positive.
    Log,
    /// Equal ratios of `1 - x` matter equally, as for a momentum: 0.9, 0.99, 0.999. Both ends must be below 1.
    ReverseLog,
}

/// Significant digits kept when a float is drawn: far below any effect, and short enough to type.
const SIGNIFICANT_DIGITS: usize = 6;

impl Scale {
    /// A value's position on the axis.
    pub fn forward(self, value: f64) -> f64 {
        match self {
            Scale::Linear => value,
            Scale::Log => value.ln(),
            Scale::ReverseLog => -(-value).ln_1p(),
        }
    }

    /// The value at a position on the axis.
    pub fn backward(self, position: f64) -> f64 {
        match self {
            Scale::Linear => position,
            Scale::Log => position.exp(),
            Scale::ReverseLog => -(-position).exp_m1(),
        }
    }

    /// The value at a position, rounded so that it can be read and typed: to six significant digits, on a reverse-log
    /// scale of `1 - x`, where 0.99995 differs from 1.
    pub(super) fn drawn(self, position: f64) -> f64 {
        match self {
            Scale::Linear | Scale::Log => round_significant(self.backward(position), SIGNIFICANT_DIGITS),
            Scale::ReverseLog => 1.0 - round_significant((-position).exp(), SIGNIFICANT_DIGITS),
        }
    }
}

/// Rounds to so many significant digits, by way of the decimal form so that the result prints short.
pub(super) fn round_significant(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits - 1).parse().unwrap_or(value)
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Scale::Linear => "linear",
            Scale::Log => "log",
            Scale::ReverseLog => "reverse-log",
        })
    }
}
