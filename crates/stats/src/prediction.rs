//! Where will the next one fall? An interval for one more value like those seen.
//!
//! ```text
//! mean ± t_{(1+coverage)/2, n-1} · sd · sqrt(1 + 1/n)
//! ```
//!
//! (Hahn & Meeker 1991, *Statistical Intervals*, 4.7.) It is not the interval of the mean, which shrinks with more values:
//! one more value varies as much as each of them. Exact for independent normal values; with heavier tails it is wide in
//! the middle and misses the extremes.
//!
//! When not to use: for values that were chosen for being good.

use crate::interval::Interval;
use crate::paired::PairedSummary;
use crate::sample::SampleError;
use crate::student::StudentT;

/// The interval that holds one further value with probability `coverage`, from at least two values.
///
/// # Errors
/// For fewer than two values, or one that is not finite.
///
/// # Panics
/// When `coverage` is not between 0 and 1.
pub fn one_more(values: &[f64], coverage: f64) -> Result<Interval, SampleError> {
    assert!(coverage > 0.0 && coverage < 1.0, "a coverage of {coverage} is not in (0, 1)");
    let summary = PairedSummary::from_differences(values)?;
    let quantile = StudentT::of_sample(values.len()).upper_quantile(0.5 * (1.0 - coverage));
    let half_width = quantile * summary.sd * (1.0 + 1.0 / values.len() as f64).sqrt();
    Ok(Interval { low: summary.mean - half_width, high: summary.mean + half_width, coverage })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn agrees_with_the_formula_by_hand() {
        // n = 5, mean 50.1, sd 1.31: t_{0.975, 4} = 2.776, so 50.1 ± 3.994 (their factor: 3.04).
        let values = [51.4, 49.5, 48.7, 49.3, 51.6];
        let interval = one_more(&values, 0.95).unwrap();
        assert!(
            (interval.low - 46.106).abs() < 0.005 && (interval.high - 54.094).abs() < 0.005,
            "{interval:?}"
        );
        assert!(one_more(&[1.0], 0.9).is_err());
    }

    #[test]
    fn holds_one_more_value_as_often_as_it_says() {
        let mut random = Random::new(21);
        for n in [3, 5, 12] {
            let held = (0..8000).filter(|_| {
                let values: Vec<f64> = (0..n).map(|_| random.normal()).collect();
                one_more(&values, 0.9).unwrap().contains(random.normal())
            });
            let share = held.count() as f64 / 8000.0;
            assert!((share - 0.9).abs() < 0.012, "{n} values: {share}");
        }
    }
}
