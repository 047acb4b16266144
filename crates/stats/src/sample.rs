//! What every function of this crate asks of its numbers: enough of them, and all finite.

use std::error::Error;
use std::fmt;

/// Why a slice of numbers could not be used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SampleError {
    /// Fewer values than the statistic needs.
    TooFew {
        /// How many values were given.
        found: usize,
        /// How many the statistic needs.
        needed: usize,
    },
    /// A NaN or an infinity.
    NotFinite {
        /// Where it stands, counted from 0.
        index: usize,
        /// The value itself.
        value: f64,
    },
    /// Every value is finite, but their mean or spread is beyond what an `f64` holds.
    TooLarge,
}

impl fmt::Display for SampleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFew { found, needed } => write!(f, "{found} values, but at least {needed} are needed"),
            Self::NotFinite { index, value } => write!(f, "value {index} is {value}, which is not finite"),
            Self::TooLarge => write!(f, "the values are too large for their mean and spread to be finite"),
        }
    }
}

impl Error for SampleError {}

/// Accepts `values` if there are at least `needed` of them and all are finite.
pub(crate) fn check(values: &[f64], needed: usize) -> Result<(), SampleError> {
    if values.len() < needed {
        return Err(SampleError::TooFew { found: values.len(), needed });
    }
    match values.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(SampleError::NotFinite { index, value: values[index] }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_refused_with_the_reason() {
        assert_eq!(check(&[1.0, 2.0], 2), Ok(()));
        let few = check(&[1.0], 2).unwrap_err();
        assert_eq!(few.to_string(), "1 values, but at least 2 are needed");
        let infinite = check(&[1.0, f64::INFINITY], 2).unwrap_err();
        assert_eq!(infinite.to_string(), "value 1 is inf, which is not finite");
        assert!(matches!(check(&[f64::NAN], 1), Err(SampleError::NotFinite { index: 0, .. })));
    }
}
