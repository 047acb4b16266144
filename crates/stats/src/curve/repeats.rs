//! Whether a curve repeats itself with a known period.

use statrs::function::erf::erfc;

use crate::sample::{SampleError, check};

/// How alike a curve is to itself a period later.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repeats {
    /// The autocorrelation at the period, of what is left when a running mean over one period is taken away.
    pub autocorrelation: f64,
    /// How probable so high a one is without a period: a normal tail with the variance of Bartlett 1946,
    /// `(1 + 2 sum of r_k^2, 0 < k < period) / N`.
    pub p_value: f64,
}

/// Compares a curve with itself `period` values later. A running mean over exactly one period takes the trend away and
/// leaves the period whole.
///
/// # Errors
/// For a period under 4, fewer values than four periods, or values that are not finite.
pub fn repeats(values: &[f64], period: usize) -> Result<Repeats, SampleError> {
    check(values, 4 * period.max(4))?;
    let left = without_running_mean(values, period.max(4));
    let squares: f64 = left.iter().map(|e| e * e).sum();
    if !squares.is_finite() {
        return Err(SampleError::TooLarge);
    }
    let correlation = |lag: usize| {
        let products: f64 = left.iter().zip(&left[lag.min(left.len())..]).map(|(a, b)| a * b).sum();
        if squares > 0.0 { products / squares } else { 0.0 }
    };
    let autocorrelation = correlation(period);
    let nearer: f64 = (1..period).map(|lag| correlation(lag).powi(2)).sum();
    let standard_error = ((1.0 + 2.0 * nearer) / left.len() as f64).sqrt();
    let p_value = 0.5 * erfc(autocorrelation / standard_error / std::f64::consts::SQRT_2);
    Ok(Repeats { autocorrelation, p_value })
}

/// The values less their running mean over `period` values: centred, with half weights at both ends where it is even.
fn without_running_mean(values: &[f64], period: usize) -> Vec<f64> {
    let half = period / 2;
    let centred = |index: usize| {
        let window = &values[index - half..=index + half];
        let whole: f64 = window.iter().sum();
        let over = if period.is_multiple_of(2) { f64::midpoint(window[0], window[2 * half]) } else { 0.0 };
        values[index] - (whole - over) / period as f64
    };
    (half..values.len() - half).map(centred).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn a_saw_repeats_and_noise_does_not() {
        let mut random = Random::new(3);
        let saw: Vec<f64> = (0..64)
            .map(|x| 1.0 / f64::from(x + 9) + 0.02 * f64::from(x % 8) + 0.01 * random.normal())
            .collect();
        let found = repeats(&saw, 8).unwrap();
        assert!(found.autocorrelation > 0.5 && found.p_value < 0.01, "{found:?}");
        let false_alarms = (0..2000).filter(|_| {
            let noise: Vec<f64> = (0..64).map(|_| random.normal()).collect();
            let found = repeats(&noise, 8).unwrap();
            found.autocorrelation > 0.5 && found.p_value < 0.01
        });
        assert!(false_alarms.count() < 20);
        assert!(repeats(&saw[..31], 8).is_err());
    }

    #[test]
    fn a_line_leaves_nothing() {
        for period in [4, 5] {
            let line: Vec<f64> = (0..40).map(f64::from).collect();
            assert!(without_running_mean(&line, period).iter().all(|left| left.abs() < 1e-12), "{period}");
        }
    }
}
