//! By how much the last values improved on those before them.

use super::{Difference, last_count, mean};
use crate::curve::Noise;

/// The mean of the `q` values before the last `q`, less the mean of the last `q = max(4, n / 5)`: positive where the
/// values still fall. Its standard error by noise alone is `s J sqrt(2 / q)`.
///
/// None for fewer than `2 q` values.
pub fn late_gain(values: &[f64], noise: &Noise) -> Option<Difference> {
    let q = last_count(values.len());
    let before = values.len().checked_sub(2 * q)?;
    let (earlier, last) = values[before..].split_at(q);
    let standard_error = noise.of_mean(q) * std::f64::consts::SQRT_2;
    Some(Difference { value: mean(earlier) - mean(last), standard_error })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOISE: Noise = Noise { sd: 0.1, autocorrelation: 0.0, inflation: 1.0 };

    #[test]
    fn the_last_fifth_is_compared_with_the_one_before() {
        let values: Vec<f64> = (0..50).map(|x| 1.0 - 0.01 * f64::from(x)).collect();
        let gain = late_gain(&values, &NOISE).unwrap();
        assert!((gain.value - 0.1).abs() < 1e-12);
        assert!((gain.standard_error - 0.1 * (2.0_f64 / 10.0).sqrt()).abs() < 1e-12);
        assert_eq!(late_gain(&values[..7], &NOISE), None);
    }
}
