//! How a numeric parameter's values are spread over its range.

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
}

impl Scale {
    /// A value's position on the axis.
    pub fn forward(self, value: f64) -> f64 {
        match self {
            Scale::Linear => value,
            Scale::Log => value.ln(),
        }
    }

    /// The value at a position on the axis.
    pub fn backward(self, position: f64) -> f64 {
        match self {
            Scale::Linear => position,
            Scale::Log => position.exp(),
        }
    }
}
