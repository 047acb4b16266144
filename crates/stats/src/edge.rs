//! Do the best few lie at an end of the scale more than chance explains? An exact test on their median rank.
//!
//! Take the unit ranks `u` (see [`crate::ranks`]) of the best `k` of `n` values along one axis. If the axis
//! does not matter, they are `k` independent uniforms, and the median of an odd number `k` of uniforms is
//! exactly
//!
//! ```text
//! u_med ~ Beta((k+1)/2, (k+1)/2),     p_high = P(Beta > u_med),     p_low = P(Beta < u_med)
//! ```
//!
//! (order statistics of the uniform: David & Nagaraja 2003, *Order Statistics*, 2.3). Unlike "is the very
//! best near the end?", which fires by chance in a tenth of all cases per end and misses a fifth of real
//! ones, it uses several values; unlike "do the best crowd at the end?", it stays silent when the optimum is
//! merely off centre.
//!
//! When not to use: when positions were chosen with regard to the results (an adaptive search crowds near
//! good points, so uniform is not what chance looks like), or for an axis without an order. Ranks are drawn
//! without replacement, which makes the test slightly cautious for small `n`: with `k = 3`, `p_high <= 0.05`
//! needs a median above 0.8646, which for n = 20 means two of the best three at the two outermost places
//! (chance 0.016).

use std::error::Error;
use std::fmt;

use statrs::function::beta::beta_reg;

/// The outcome of [`median_rank_test`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MedianRankTest {
    /// How many unit ranks were given; odd.
    pub count: usize,
    /// Their median, in (0, 1).
    pub median: f64,
    /// How likely chance puts the median at least this high.
    pub p_high: f64,
    /// How likely chance puts the median at least this low; `1 - p_high`.
    pub p_low: f64,
}

/// Why the median rank could not be tested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MedianRankError {
    /// The distribution of the median is exact for an odd number of ranks; see [`odd_top_count`].
    EvenCount(usize),
    /// A unit rank lies strictly between 0 and 1.
    OutOfRange {
        /// Where it stands, counted from 0.
        index: usize,
        /// The value itself.
        value: f64,
    },
}

impl fmt::Display for MedianRankError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EvenCount(count) => write!(f, "{count} unit ranks; the test needs an odd number of them"),
            Self::OutOfRange { index, value } => {
                write!(f, "unit rank {index} is {value}; expected a number between 0 and 1")
            }
        }
    }
}

impl Error for MedianRankError {}

/// The odd number nearest to `max(3, n / 10)`, the larger of two equally near: 3 to 39 values give 3, 40 to
/// 59 give 5.
///
/// `None` for fewer than 3 values, which have no top 3.
pub fn odd_top_count(n: usize) -> Option<usize> {
    // The odd number nearest to x is 2 floor(x / 2) + 1, and floor(n / 10 / 2) is n / 20 in whole numbers.
    (n >= 3).then(|| (2 * (n / 20) + 1).max(3))
}

/// Tests whether the median of an odd number of unit ranks is higher or lower than chance explains.
pub fn median_rank_test(unit_ranks: &[f64]) -> Result<MedianRankTest, MedianRankError> {
    let count = unit_ranks.len();
    if count.is_multiple_of(2) {
        return Err(MedianRankError::EvenCount(count));
    }
    let is_outside = |value: &f64| !(*value > 0.0 && *value < 1.0);
    if let Some(index) = unit_ranks.iter().position(is_outside) {
        return Err(MedianRankError::OutOfRange { index, value: unit_ranks[index] });
    }
    let mut sorted = unit_ranks.to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = sorted[count / 2];
    let shape = (count / 2 + 1) as f64;
    // Beta(a, a) is symmetric about 1/2, so each tail is computed directly and keeps its accuracy.
    let p_high = beta_reg(shape, shape, 1.0 - median);
    let p_low = beta_reg(shape, shape, median);
    Ok(MedianRankTest { count, median, p_high, p_low })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn top_counts_are_odd_and_near_a_tenth() {
        for (n, expected) in
            [(3, 3), (20, 3), (39, 3), (40, 5), (50, 5), (59, 5), (60, 7), (70, 7), (110, 11), (1000, 101)]
        {
            assert_eq!(odd_top_count(n), Some(expected), "{n}");
        }
        assert_eq!(odd_top_count(2), None);
        for n in 3..3000_usize {
            let count = odd_top_count(n).expect("three or more");
            assert!(!count.is_multiple_of(2) && count <= n);
            assert!((count as f64 - (n as f64 / 10.0).max(3.0)).abs() <= 1.0);
        }
    }

    #[test]
    fn the_chance_of_a_median_above_085_is_as_published() {
        for (count, expected) in [(3, 0.061), (5, 0.027), (7, 0.012), (11, 0.003)] {
            let test = median_rank_test(&vec![0.85; count]).expect("valid");
            assert!((test.p_high - expected).abs() < 6e-4, "{count}: {}", test.p_high);
        }
    }

    #[test]
    fn three_ranks_have_a_closed_form() {
        // Beta(2, 2) has the distribution function 3u^2 - 2u^3.
        let test = median_rank_test(&[0.1, 0.9, 0.7]).expect("valid");
        assert!((test.median - 0.7).abs() < 1e-15);
        assert!((test.p_low - (3.0 * 0.49 - 2.0 * 0.343)).abs() < 1e-12);
        assert!((test.p_low + test.p_high - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_two_ends_are_mirrors() {
        let ranks = [0.62, 0.91, 0.85, 0.4, 0.97];
        let mirrored = ranks.map(|u| 1.0 - u);
        let test = median_rank_test(&ranks).expect("valid");
        let mirror = median_rank_test(&mirrored).expect("valid");
        assert!((test.p_high - mirror.p_low).abs() < 1e-12);
    }

    #[test]
    fn wrong_ranks_are_errors() {
        assert_eq!(median_rank_test(&[]), Err(MedianRankError::EvenCount(0)));
        assert_eq!(median_rank_test(&[0.5, 0.6]), Err(MedianRankError::EvenCount(2)));
        assert!(median_rank_test(&[0.5, 0.6, 1.0]).is_err());
        assert!(median_rank_test(&[0.5, f64::NAN, 0.7]).is_err());
    }
}
