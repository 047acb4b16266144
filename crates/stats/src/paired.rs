//! The paired t test: is the mean of the differences above zero, or below a margin?
//!
//! ```text
//! t = (mean - reference) / se,   se = sd / sqrt(n),   df = n - 1
//! ```
//!
//! (Student 1908; Bouthillier et al. 2021, MLSys, on pairing by seed.)
//!
//! When not to use: after looking at the data more than once (use [`crate::group_sequential`]), or when the
//! two sides have different shapes with a long tail, where the mean of few differences is far from normal.
//! When both sides have the same distribution the differences are symmetric and the test is safe from 3
//! pairs.

use crate::interval::Interval;
use crate::sample::{self, SampleError};
use crate::student::StudentT;

/// The summary of a sample of paired differences that all the tests here need.
///
/// All four numbers are finite. `sd` and `standard_error` are 0 when all differences are the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedSummary {
    /// How many differences, at least 2.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, with `n - 1` in the denominator.
    pub sd: f64,
    /// The standard deviation of the mean, `sd / sqrt(n)`.
    pub standard_error: f64,
}

impl PairedSummary {
    /// Summarises at least two finite differences, in one pass (Welford 1962), so that identical differences
    /// give a mean of exactly that difference and an `sd` of exactly 0.
    pub fn from_differences(differences: &[f64]) -> Result<Self, SampleError> {
        sample::check(differences, 2)?;
        let mut mean = 0.0;
        let mut squares = 0.0;
        for (index, value) in differences.iter().enumerate() {
            let deviation = value - mean;
            mean += deviation / (index + 1) as f64;
            squares += deviation * (value - mean);
        }
        let n = differences.len();
        let sd = (squares / (n - 1) as f64).sqrt();
        if !mean.is_finite() || !sd.is_finite() {
            return Err(SampleError::TooLarge);
        }
        Ok(Self { n, mean, sd, standard_error: sd / (n as f64).sqrt() })
    }

    /// `(mean - reference) / standard_error`.
    ///
    /// With a standard error of 0 it is plus or minus infinity by the sign of `mean - reference`, and 0 when
    /// the two are equal; never NaN for a finite reference.
    pub fn t_statistic(&self, reference: f64) -> f64 {
        let gap = self.mean - reference;
        if self.standard_error > 0.0 {
            gap / self.standard_error
        } else if gap > 0.0 {
            f64::INFINITY
        } else if gap < 0.0 {
            f64::NEG_INFINITY
        } else {
            0.0
        }
    }

    /// One-sided p-value against "the true mean is at most `reference`"; small when the mean lies above it.
    ///
    /// Identical differences give 0 above the reference, 0.5 on it and 1 below.
    ///
    /// # Panics
    ///
    /// If `reference` is NaN.
    pub fn p_above(&self, reference: f64) -> f64 {
        self.distribution().survival(self.t_statistic(reference))
    }

    /// One-sided p-value against "the true mean is at least `reference`"; small when the mean lies below it.
    ///
    /// Identical differences give 0 below the reference, 0.5 on it and 1 above.
    ///
    /// # Panics
    ///
    /// If `reference` is NaN.
    pub fn p_below(&self, reference: f64) -> f64 {
        self.distribution().cdf(self.t_statistic(reference))
    }

    /// `mean ± t_{1-tail, n-1} * standard_error`, with coverage `1 - 2 tail` for a sample looked at once.
    ///
    /// # Panics
    ///
    /// If `tail` is not in (0, 0.5].
    pub fn interval(&self, tail: f64) -> Interval {
        assert!(tail > 0.0 && tail <= 0.5, "a tail of {tail} is not in (0, 0.5]");
        let half_width = self.distribution().upper_quantile(tail) * self.standard_error;
        Interval { low: self.mean - half_width, high: self.mean + half_width, coverage: 1.0 - 2.0 * tail }
    }

    fn distribution(&self) -> StudentT {
        StudentT::of_sample(self.n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() < tolerance, "{found} is not {expected}");
    }

    /// Student's own example (1908, table of Cushny and Peebles): additional hours of sleep, 2 drugs, 10
    /// patients.
    const SLEEP: [f64; 10] = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];

    #[test]
    fn students_sleep_data() {
        // R: t.test(extra ~ group, paired): t = 4.0621, df = 9, two-sided p = 0.002833, CI 0.7001142
        // 2.4598858.
        let summary = PairedSummary::from_differences(&SLEEP).expect("valid");
        close(summary.mean, 1.58, 1e-12);
        close(summary.t_statistic(0.0), 4.0621, 5e-5);
        close(summary.p_above(0.0), 0.002_833 / 2.0, 5e-7);
        close(summary.p_below(0.0), 1.0 - 0.002_833 / 2.0, 5e-7);
        let interval = summary.interval(0.025);
        close(interval.low, 0.700_114_2, 1e-7);
        close(interval.high, 2.459_885_8, 1e-7);
        close(interval.coverage, 0.95, 1e-12);
    }

    #[test]
    fn identical_differences_are_decided_by_sign_without_nan() {
        let summary = PairedSummary::from_differences(&[0.1, 0.1, 0.1]).expect("valid");
        assert_eq!((summary.mean, summary.sd, summary.standard_error), (0.1, 0.0, 0.0));
        close(summary.p_above(0.0), 0.0, 1e-15);
        close(summary.p_below(0.0), 1.0, 1e-15);
        close(summary.p_above(0.1), 0.5, 1e-15);
        close(summary.p_below(0.2), 0.0, 1e-15);
        let interval = summary.interval(0.05);
        assert_eq!((interval.low, interval.high), (0.1, 0.1));
    }

    #[test]
    fn unusable_differences_are_errors() {
        let one = PairedSummary::from_differences(&[1.0]);
        assert_eq!(one, Err(SampleError::TooFew { found: 1, needed: 2 }));
        assert!(PairedSummary::from_differences(&[1.0, f64::NAN]).is_err());
        assert_eq!(PairedSummary::from_differences(&[f64::MAX, f64::MIN]), Err(SampleError::TooLarge));
    }

    #[test]
    fn the_two_sides_are_mirrors() {
        let flipped: Vec<f64> = SLEEP.iter().map(|value| -value).collect();
        let summary = PairedSummary::from_differences(&SLEEP).expect("valid");
        let mirrored = PairedSummary::from_differences(&flipped).expect("valid");
        close(summary.p_above(0.3), mirrored.p_below(-0.3), 1e-14);
        close(summary.p_above(0.3) + summary.p_below(0.3), 1.0, 1e-12);
    }
}
