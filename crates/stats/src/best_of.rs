//! How good is the best of `m`, without luck? The unbiased expected best of `m` draws, from `n >= m` values.
//!
//! With the values sorted so that the best is `x_1`,
//!
//! ```text
//! EB_m = sum_i  C(n-i, m-1) / C(n, m)  x_i
//! ```
//!
//! the mean over all subsets of size `m` of the best of the subset: a U-statistic, hence unbiased (Tang et
//! al. 2020, *Showing Your Work Doesn't Always Work*; the form with replacement of Dodge et al. 2019 is
//! biased). It makes groups of different sizes comparable: the raw best of 20 equal values beats the raw best
//! of 5 in four cases out of five.
//!
//! The weights are never computed from binomials, which overflow beyond n = 1029, but from their ratios:
//! `w_1 = m / n` and `w_{i+1} / w_i = (n-i-m+1) / (n-i)`.
//!
//! When not to use: with values found by a search that learns from the earlier ones, which are not
//! independent draws.

use std::error::Error;
use std::fmt;

use crate::sample::{self, SampleError};

/// Why an expected best does not exist.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BestOfError {
    /// The values themselves cannot be used.
    Sample(SampleError),
    /// `m` must lie between 1 and the number of values.
    Size {
        /// The size asked for.
        m: usize,
        /// The number of values.
        n: usize,
    },
}

impl fmt::Display for BestOfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sample(error) => error.fmt(f),
            Self::Size { m, n } => write!(f, "the best of {m} out of {n} values does not exist"),
        }
    }
}

impl Error for BestOfError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Sample(error) => Some(error),
            Self::Size { .. } => None,
        }
    }
}

impl From<SampleError> for BestOfError {
    fn from(error: SampleError) -> Self {
        Self::Sample(error)
    }
}

/// The expected smallest of `m` of these values, drawn without replacement. **Smaller is better.**
///
/// The order of `values` does not matter. `m = 1` is their mean, `m = n` their minimum. O(n log n).
pub fn expected_best_of(values: &[f64], m: usize) -> Result<f64, BestOfError> {
    let sorted = sorted_sample(values)?;
    if m == 0 || m > sorted.len() {
        return Err(BestOfError::Size { m, n: sorted.len() });
    }
    Ok(weighted_sum(&sorted, m))
}

/// [`expected_best_of`] for `m = 1, 2, ..., n`: the curve that shows what more draws would have been worth.
/// O(n²).
pub fn expected_best_curve(values: &[f64]) -> Result<Vec<f64>, BestOfError> {
    let sorted = sorted_sample(values)?;
    Ok((1..=sorted.len()).map(|m| weighted_sum(&sorted, m)).collect())
}

fn sorted_sample(values: &[f64]) -> Result<Vec<f64>, SampleError> {
    sample::check(values, 1)?;
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    Ok(sorted)
}

/// The U-statistic over ascending values; `1 <= m <= n`.
fn weighted_sum(sorted: &[f64], m: usize) -> f64 {
    let n = sorted.len();
    let mut weight = m as f64 / n as f64;
    let mut sum = 0.0;
    // The best of m is never one of the m - 1 worst values.
    for (index, value) in sorted[..=n - m].iter().enumerate() {
        sum += weight * value;
        let left = n - index - 1;
        if left > 0 {
            weight *= (left + 1 - m) as f64 / left as f64;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// The mean over all subsets of size `m`, by enumeration.
    fn brute_force(values: &[f64], m: usize) -> f64 {
        let (mut sum, mut subsets) = (0.0, 0_u32);
        for mask in 0_u32..1 << values.len() {
            if mask.count_ones() as usize == m {
                let members = (0..values.len()).filter(|&i| mask >> i & 1 == 1);
                sum += members.map(|i| values[i]).fold(f64::INFINITY, f64::min);
                subsets += 1;
            }
        }
        sum / f64::from(subsets)
    }

    #[test]
    fn agrees_with_every_subset_written_out() {
        let mut random = Random::new(4);
        for n in 1..=11 {
            let values: Vec<f64> = (0..n).map(|_| random.normal()).collect();
            let curve = expected_best_curve(&values).expect("finite");
            for m in 1..=n {
                let expected = brute_force(&values, m);
                let found = expected_best_of(&values, m).expect("valid");
                assert!((found - expected).abs() < 1e-12, "best of {m} out of {n}: {found} {expected}");
                assert_eq!(found.to_bits(), curve[m - 1].to_bits());
            }
        }
    }

    #[test]
    fn large_samples_neither_overflow_nor_lose_weight() {
        let n = 5_000;
        let ones = vec![1.0; n];
        let values: Vec<f64> = (1..=n).map(|i| i as f64).collect();
        for m in [1, 2, 17, 500, 2_500, 4_999, 5_000] {
            let weight = expected_best_of(&ones, m).expect("valid");
            assert!((weight - 1.0).abs() < 1e-10, "weights of {m} sum to {weight}");
            // The expected minimum of m out of 1, ..., n is (n + 1) / (m + 1).
            let expected = (n + 1) as f64 / (m + 1) as f64;
            let found = expected_best_of(&values, m).expect("valid");
            assert!((found / expected - 1.0).abs() < 1e-10, "{m}: {found} {expected}");
        }
    }

    #[test]
    fn one_is_the_mean_and_all_is_the_minimum_and_more_is_never_worse() {
        let mut random = Random::new(5);
        let values: Vec<f64> = (0..40).map(|_| random.uniform()).collect();
        let curve = expected_best_curve(&values).expect("finite");
        let mean = values.iter().sum::<f64>() / 40.0;
        let minimum = values.iter().copied().fold(f64::INFINITY, f64::min);
        assert!((curve[0] - mean).abs() < 1e-12 && (curve[39] - minimum).abs() < 1e-12);
        assert!(curve.windows(2).all(|pair| pair[1] <= pair[0] + 1e-12));
    }

    #[test]
    fn impossible_sizes_and_values_are_errors() {
        assert_eq!(expected_best_of(&[1.0], 2), Err(BestOfError::Size { m: 2, n: 1 }));
        assert_eq!(expected_best_of(&[1.0], 0), Err(BestOfError::Size { m: 0, n: 1 }));
        assert!(matches!(expected_best_of(&[], 1), Err(BestOfError::Sample(_))));
        assert!(expected_best_curve(&[1.0, f64::INFINITY]).is_err());
    }
}
