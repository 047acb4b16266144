//! Is the best of `m` better in one group than in another, beyond chance? A permutation test, and the spread of a best.
//!
//! Statistic: `EB_m(other) - EB_m(group)` at the same `m` for both, with [`crate::best_of`]'s unbiased estimate and
//! `m = max(2, floor(min(n) / 2))`. Where the two groups are draws from one distribution, every way to deal their values
//! is as likely, so the share of random deals with a difference as large, counting the observed one, is a p-value (Fisher
//! 1935; Phipson & Smyth 2010 on counting the observed deal): one-sided, exact whatever the shape.
//!
//! Best values are means of few order statistics, so equal *bests* with otherwise different groups are rejected more
//! often than the level: callers act at 0.035 to hold 0.05.
//!
//! The spread of a best, the m-out-of-n bootstrap's standard deviation of the smallest of `m` draws with replacement, needs
//! no drawing: with the values ascending, the smallest is `x_i` with probability `((n-i+1)/n)^m - ((n-i)/n)^m`.
//!
//! When not to use: with the values of a search that learns from the earlier ones, which are no independent draws.

use crate::best_of::{BestOfError, expected_best_of};
use crate::random::Random;
use crate::sample;

/// What the test found. **Smaller values are better.**
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BestOfTest {
    /// How many draws the best was taken of.
    pub m: usize,
    /// By how much the expected best of the group is smaller than the other's.
    pub gain: f64,
    /// One-sided p-value for a gain above zero.
    pub p: f64,
}

/// The number of draws at which groups are compared, from the size of the smallest.
pub fn comparable_m(smallest: usize) -> usize {
    (smallest / 2).max(2)
}

/// Tests whether the expected best of `m` of `group` is smaller than that of `other`, with `deals` random deals.
///
/// # Errors
/// When either group has fewer than `m` values, or one that is not finite.
pub fn best_of_test(
    (group, other): (&[f64], &[f64]),
    m: usize,
    deals: u32,
    seed: u64,
) -> Result<BestOfTest, BestOfError> {
    let gain = expected_best_of(other, m)? - expected_best_of(group, m)?;
    let mut labelled: Vec<(f64, bool)> =
        group.iter().map(|&value| (value, true)).chain(other.iter().map(|&value| (value, false))).collect();
    labelled.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut labels: Vec<bool> = labelled.iter().map(|(_, label)| *label).collect();
    let values: Vec<f64> = labelled.into_iter().map(|(value, _)| value).collect();
    let (of_group, of_other) = (weights(group.len(), m), weights(other.len(), m));
    let mut random = Random::new(seed);
    // Rounding must not let the observed deal escape its own count.
    let reach = gain - 1e-12 * gain.abs();
    let mut as_large = 1_u32;
    for _ in 0..deals {
        random.shuffle(&mut labels);
        let (mut first, mut second) = (of_group.iter(), of_other.iter());
        let mut found = 0.0;
        for (value, is_group) in values.iter().zip(&labels) {
            let weight = if *is_group { first.next().map(|w| -w) } else { second.next().copied() };
            found += weight.unwrap_or(0.0) * value;
        }
        as_large += u32::from(found >= reach);
    }
    Ok(BestOfTest { m, gain, p: f64::from(as_large) / f64::from(deals + 1) })
}

/// The weights of ascending values in the expected best of `m`.
fn weights(n: usize, m: usize) -> Vec<f64> {
    let mut weight = m as f64 / n as f64;
    let mut all = Vec::with_capacity(n);
    for index in 0..n {
        all.push(if index + m <= n { weight } else { 0.0 });
        let left = n - index - 1;
        if left > 0 {
            weight *= (left + 1).saturating_sub(m) as f64 / left as f64;
        }
    }
    all
}

/// The standard deviation of the smallest of `m` draws with replacement: how much the best of another search of `m` trials
/// would differ.
///
/// # Errors
/// Without values, with one that is not finite, or when `m` is 0.
pub fn sd_of_best(values: &[f64], m: usize) -> Result<f64, BestOfError> {
    sample::check(values, 1)?;
    if m == 0 {
        return Err(BestOfError::Size { m, n: values.len() });
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let above = |index: usize| ((n - index as f64) / n).powf(m as f64);
    let shares = (0..sorted.len()).map(|index| above(index) - above(index + 1));
    let mean: f64 = shares.clone().zip(&sorted).map(|(share, value)| share * value).sum();
    let variance: f64 = shares.zip(&sorted).map(|(share, value)| share * (value - mean).powi(2)).sum();
    Ok(variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uniforms(random: &mut Random, n: usize, shift: f64) -> Vec<f64> {
        (0..n).map(|_| random.uniform() + shift).collect()
    }

    /// Methods 1b: equal values are told apart as rarely as promised, whatever the counts; act at 0.035.
    #[test]
    fn equal_groups_are_rarely_called_different() {
        for (first, second) in [(5, 20), (10, 30), (20, 20), (8, 8)] {
            let mut random = Random::new(first as u64);
            let rounds = 2000;
            let called = (0..rounds).filter(|&round| {
                let group = uniforms(&mut random, first, 0.0);
                let other = uniforms(&mut random, second, 0.0);
                best_of_test((&group, &other), comparable_m(first.min(second)), 199, round).unwrap().p < 0.05
            });
            let called = called.count();
            assert!(called <= 120, "{first} and {second}: {called} of {rounds}");
            assert!(called >= 70, "{first} and {second}: {called} of {rounds}, too few to be a test at 5 %");
        }
    }

    #[test]
    fn a_clear_gain_is_found() {
        let mut random = Random::new(2);
        for round in 0..50 {
            let group = uniforms(&mut random, 20, 0.0);
            let other = uniforms(&mut random, 20, 0.5);
            let test = best_of_test((&group, &other), comparable_m(20), 1999, round).unwrap();
            assert!(test.p < 0.01 && test.gain > 0.3 && test.m == 10, "{test:?}");
            assert!(best_of_test((&other, &group), comparable_m(20), 1999, round).unwrap().p > 0.9);
        }
    }

    /// All deals of few values, written out: 2 of 4 values are below 2 others in one deal of six.
    #[test]
    fn the_p_value_is_the_share_of_deals() {
        let test = best_of_test((&[1.0, 2.0], &[3.0, 4.0]), comparable_m(2), 20_000, 1).unwrap();
        assert!((test.gain - 2.0).abs() < 1e-12);
        assert!((test.p - 1.0 / 6.0).abs() < 0.01, "{}", test.p);
    }

    #[test]
    fn the_weights_are_those_of_the_expected_best() {
        let values: Vec<f64> = (0..9).map(|i| f64::from(i * i)).collect();
        for m in 1..=9 {
            let sum: f64 = weights(9, m).iter().zip(&values).map(|(w, v)| w * v).sum();
            assert!((sum - expected_best_of(&values, m).unwrap()).abs() < 1e-9);
        }
    }

    #[test]
    fn the_spread_of_a_best_is_that_of_drawing() {
        let values = [0.3, 0.1, 0.9, 0.4, 0.6, 0.2];
        let mut random = Random::new(5);
        let bests: Vec<f64> = (0..40_000)
            .map(|_| (0..3).map(|_| values[random.below(6) as usize]).fold(f64::INFINITY, f64::min))
            .collect();
        let mean = bests.iter().sum::<f64>() / 40_000.0;
        let sd = (bests.iter().map(|b| (b - mean).powi(2)).sum::<f64>() / 40_000.0).sqrt();
        assert!((sd_of_best(&values, 3).unwrap() - sd).abs() < 0.002);
        assert!(sd_of_best(&[], 1).is_err() && sd_of_best(&values, 0).is_err());
    }
}
