//! How sure is a share counted from a sample? Wilson's interval for a proportion.
//!
//! With `p = successes / n` and `z` the normal quantile of the coverage,
//!
//! ```text
//! (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)
//! ```
//!
//! (Wilson 1927, *JASA* 22, 209-212; recommended over the textbook interval by Brown, Cai & DasGupta 2001,
//! *Statistical Science* 16, 101-133.) It stays within [0, 1] and has a width even at 0 or n successes.
//!
//! When not to use: when the coverage must never fall below the nominal one (use Clopper & Pearson's
//! interval).

use std::error::Error;
use std::fmt;

use statrs::function::erf::erf_inv;

use crate::interval::Interval;

/// Why a proportion has no interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ProportionError {
    /// Nothing was counted.
    NoTrials,
    /// More successes than trials.
    TooManySuccesses {
        /// How many successes were given.
        successes: u64,
        /// Out of how many.
        trials: u64,
    },
    /// A coverage must lie strictly between 0 and 1.
    Coverage(f64),
}

impl fmt::Display for ProportionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTrials => write!(f, "a proportion of nothing has no interval"),
            Self::TooManySuccesses { successes, trials } => {
                write!(f, "{successes} successes out of {trials}")
            }
            Self::Coverage(value) => write!(f, "coverage {value}; expected a number between 0 and 1"),
        }
    }
}

impl Error for ProportionError {}

/// Wilson's score interval for the true share behind `successes` out of `trials`.
pub fn wilson(successes: u64, trials: u64, coverage: f64) -> Result<Interval, ProportionError> {
    if trials == 0 {
        return Err(ProportionError::NoTrials);
    }
    if successes > trials {
        return Err(ProportionError::TooManySuccesses { successes, trials });
    }
    if !(coverage > 0.0 && coverage < 1.0) {
        return Err(ProportionError::Coverage(coverage));
    }
    let n = trials as f64;
    let share = successes as f64 / n;
    let z = std::f64::consts::SQRT_2 * erf_inv(coverage);
    let z2_over_n = z * z / n;
    let centre = share + z2_over_n / 2.0;
    let half_width = z * (share * (1.0 - share) / n + z2_over_n / (4.0 * n)).sqrt();
    let end = |unscaled: f64| (unscaled / (1.0 + z2_over_n)).clamp(0.0, 1.0);
    // Where every trial ended the same way the end is exactly 0 or 1; rounding would miss it by a bit.
    let low = if successes == 0 { 0.0 } else { end(centre - half_width) };
    let high = if successes == trials { 1.0 } else { end(centre + half_width) };
    Ok(Interval { low, high, coverage })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples() {
        // Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3 (score without correction).
        for (successes, trials, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let interval = wilson(successes, trials, 0.95).expect("valid");
            assert!((interval.low - low).abs() < 6e-5, "{successes}/{trials}: {interval:?}");
            assert!((interval.high - high).abs() < 6e-5, "{successes}/{trials}: {interval:?}");
        }
    }

    #[test]
    fn it_holds_the_share_and_stays_inside_zero_and_one() {
        for trials in [1, 2, 7, 1000] {
            for successes in [0, trials / 2, trials] {
                let interval = wilson(successes, trials, 0.99).expect("valid");
                assert!(interval.contains(successes as f64 / trials as f64), "{interval:?}");
                assert!(interval.low >= 0.0 && interval.high <= 1.0 && interval.low < interval.high);
            }
        }
    }

    #[test]
    fn nonsense_is_an_error() {
        assert_eq!(wilson(0, 0, 0.95), Err(ProportionError::NoTrials));
        assert!(wilson(3, 2, 0.95).is_err());
        assert!(wilson(1, 2, 1.0).is_err());
        assert!(wilson(1, 2, f64::NAN).is_err());
    }
}
