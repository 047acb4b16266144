//! Is a share larger in one group than in the other? Fisher's exact test of a table of two by two.
//!
//! Of `n` things, `marked` carry a mark; a group of `size` of them holds `found` marked ones. If the group were drawn by
//! chance, the number of marked ones in it would be hypergeometric, so
//!
//! ```text
//! P(X >= found) = sum over k >= found of C(marked, k) C(n - marked, size - k) / C(n, size)
//! ```
//!
//! is exact, however small the counts are (Fisher 1935, *The Design of Experiments*, chapter II).
//!
//! When not to use: for groups that were chosen by looking at the marks, unless the probability is multiplied by the
//! number of groups looked at.

use statrs::function::factorial::ln_binomial;

/// The probability that a group of `size` of `n` things, drawn by chance, holds at least `found` of the `marked` ones.
/// 1 where the counts contradict each other.
pub fn at_least(found: u64, size: u64, marked: u64, n: u64) -> f64 {
    if size > n || marked > n || found > size.min(marked) {
        return 1.0;
    }
    let fewest = (size + marked).saturating_sub(n);
    if found <= fewest {
        return 1.0;
    }
    let probability =
        |k: u64| (ln_binomial(marked, k) + ln_binomial(n - marked, size - k) - ln_binomial(n, size)).exp();
    // How much more probable one more is than k.
    let ratio = |k: u64| {
        let (left, room) = ((marked - k) as f64, (size - k) as f64);
        left * room / ((k + 1) as f64 * (n + k + 1 - marked - size) as f64)
    };
    // The tail away from the mean is summed: its terms only shrink.
    if found as f64 * n as f64 >= size as f64 * marked as f64 {
        let (mut term, mut sum) = (probability(found), 0.0);
        for k in found..=size.min(marked) {
            sum += term;
            term *= ratio(k);
        }
        return sum.min(1.0);
    }
    let (mut term, mut sum) = (probability(found - 1), 0.0);
    for k in (fewest..found).rev() {
        sum += term;
        term /= if k > fewest { ratio(k - 1) } else { 1.0 };
    }
    (1.0 - sum).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn the_lady_tasting_tea() {
        // Fisher 1935: eight cups, four of each kind. All four right: 1 of 70; three or more: 17 of 70.
        assert!((at_least(4, 4, 4, 8) - 1.0 / 70.0).abs() < 1e-12);
        assert!((at_least(3, 4, 4, 8) - 17.0 / 70.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_found_is_certain_and_impossible_counts_say_nothing() {
        assert!((at_least(0, 5, 3, 12) - 1.0).abs() < 1e-12);
        assert!((at_least(6, 5, 7, 12) - 1.0).abs() < 1e-12);
        assert!((at_least(1, 13, 3, 12) - 1.0).abs() < 1e-12);
    }

    /// Both tails against the sum written out.
    #[test]
    fn it_is_the_sum_of_the_hypergeometric_terms() {
        let choose = |n: u64, k: u64| if k > n { 0.0 } else { ln_binomial(n, k).exp() };
        for (n, marked, size) in [(12, 5, 7), (20, 15, 12), (30, 3, 10)] {
            for found in 0..=size.min(marked) {
                let terms = (found..=size.min(marked))
                    .filter(|k| size - k <= n - marked)
                    .map(|k| choose(marked, k) * choose(n - marked, size - k) / choose(n, size));
                let expected: f64 = terms.sum();
                let got = at_least(found, size, marked, n);
                assert!((got - expected).abs() < 1e-10, "{found} {size} {marked} {n}: {got} {expected}");
            }
        }
        assert!(at_least(2_000, 3_000, 2_500, 6_000) < 1e-100);
        assert!((at_least(500, 3_000, 2_500, 6_000) - 1.0).abs() < 1e-12);
    }

    /// Under chance it is at most 0.05 in at most 5 % of draws.
    #[test]
    fn its_error_rate_holds() {
        let mut random = Random::new(3);
        for (n, marked, size) in [(16_u64, 5_u64, 4_u64), (64, 20, 16)] {
            let draws = 20_000;
            let mut rejected = 0;
            for _ in 0..draws {
                let mut marks: Vec<bool> = (0..n).map(|index| index < marked).collect();
                random.shuffle(&mut marks);
                let found = marks.iter().take(size as usize).filter(|mark| **mark).count() as u64;
                rejected += u32::from(at_least(found, size, marked, n) <= 0.05);
            }
            assert!(f64::from(rejected) / f64::from(draws) <= 0.053, "{n}: {rejected}");
        }
    }
}
