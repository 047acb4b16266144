//! Gain, rise and level of a short curve, whose noise is known from several ([`pooled_noise`](super::pooled_noise)).
//!
//! As [`late_gain`](super::late_gain()), [`rise_after_best`](super::rise_after_best()) and [`level_from`](super::level_from()), with windows of two
//! or three values where those have four or three at least: of eight values, the last four begin where half of the
//! training is still to come.

use super::noise::Noise;
use super::rise::Rise;
use super::{Difference, mean};

/// How many of `n` values each of the means at the end has: 2, from 15 on 3.
pub fn short_count(n: usize) -> usize {
    (n / 5).max(2)
}

/// By how much the last mean is better than the one before it.
pub fn short_gain(values: &[f64], noise: &Noise) -> Option<Difference> {
    let q = short_count(values.len());
    let before = values.len().checked_sub(2 * q)?;
    let (earlier, last) = values[before..].split_at(q);
    let standard_error = noise.of_mean(q) * std::f64::consts::SQRT_2;
    Some(Difference { value: mean(earlier) - mean(last), standard_error })
}

/// By how much the last mean lies above the lowest stretch of as many neighbours before it; none where the lowest is at the
/// end.
pub fn short_rise(values: &[f64], noise: &Noise) -> Option<Rise> {
    let q = short_count(values.len());
    let last_from = values.len().checked_sub(q)?;
    let stretches = values.windows(q).map(mean).enumerate();
    let (start, lowest) = stretches.min_by(|a, b| a.1.total_cmp(&b.1))?;
    if start + q > last_from {
        return None;
    }
    let value = mean(&values[last_from..]) - lowest;
    let standard_error = noise.of_mean(q) * std::f64::consts::SQRT_2;
    Some(Rise { difference: Difference { value, standard_error }, lowest_block_end: start + q - 1 })
}

/// The index at which a stretch first ends that is as good as the best one, to a tolerance.
pub fn short_level(values: &[f64], tolerance: f64) -> Option<usize> {
    let q = short_count(values.len());
    let means = || values.windows(q).map(mean);
    let lowest = means().min_by(f64::total_cmp)?;
    Some(means().position(|mean| mean <= lowest + tolerance)? + q - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOISE: Noise = Noise { sd: 0.1, autocorrelation: 0.0, inflation: 1.0 };

    #[test]
    fn a_falling_curve_gains_and_does_not_rise() {
        let values: Vec<f64> = (0..10).map(|x| 1.0 - 0.1 * f64::from(x)).collect();
        let gain = short_gain(&values, &NOISE).unwrap();
        assert!((gain.value - 0.2).abs() < 1e-12 && (gain.standard_error - 0.1).abs() < 1e-12, "{gain:?}");
        assert_eq!(short_rise(&values, &NOISE), None);
        assert_eq!(short_level(&values, 0.0), Some(9));
    }

    #[test]
    fn a_curve_that_turns_rises_from_its_lowest_stretch() {
        let values = [0.9, 0.5, 0.2, 0.2, 0.4, 0.6, 0.8, 1.0];
        let rise = short_rise(&values, &NOISE).unwrap();
        assert_eq!(rise.lowest_block_end, 3);
        assert!((rise.difference.value - 0.7).abs() < 1e-12);
        assert_eq!(short_level(&values, 0.1), Some(3));
    }
}
