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
    let all = ln_binomial(n, size);
    let probability = |k: u64| {
        let others = size - k;
        if others > n - marked {
            return 0.0;
        }
        (ln_binomial(marked, k) + ln_binomial(n - marked, others) - all).exp()
    };
    (found..=size.min(marked)).map(probability).sum::<f64>().min(1.0)
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
