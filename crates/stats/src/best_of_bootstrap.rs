//! How far does the best of `m` spread? Quantiles of the best of `m` draws with replacement, exactly and without drawing.
//!
//! With the values sorted so that the best is `x_1`, the best of `m` draws with replacement is at or below `x_i` with
//! probability
//!
//! ```text
//! P(best <= x_i) = 1 - (1 - i/n)^m
//! ```
//!
//! since all `m` draws miss the `i` best with probability `(1 - i/n)^m`. So the m-out-of-n bootstrap of the best (Bickel,
//! Götze & van Zwet 1997; figure 3 of Godbole et al. 2023, *Deep Learning Tuning Playbook*) needs no random numbers: its
//! `share` quantile is the first `x_i` for which that is at least `share`.
//!
//! When not to use: with values found by a search that learns from the earlier ones, which are not independent draws; and
//! for how good a *further* study would be, since no draw is better than the best value at hand.

use crate::best_of::BestOfError;
use crate::sample;

/// The `share` quantile (0 to 1) of the smallest of `m` of these values, drawn with replacement. **Smaller is better.**
///
/// The order of `values` does not matter. `m` must be at least 1 and may exceed the number of values. O(n log n).
pub fn bootstrap_best_of(values: &[f64], m: usize, share: f64) -> Result<f64, BestOfError> {
    sample::check(values, 1)?;
    let n = values.len();
    if m == 0 {
        return Err(BestOfError::Size { m, n });
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let reached = |index: usize| 1.0 - (1.0 - (index + 1) as f64 / n as f64).powf(m as f64);
    let share = share.clamp(0.0, 1.0) - 1e-12;
    let found = (0..n).find(|index| reached(*index) >= share).unwrap_or(n - 1);
    Ok(sorted[found])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn agrees_with_draws_that_are_made() {
        let mut random = Random::new(8);
        let values: Vec<f64> = (0..30).map(|_| random.normal()).collect();
        for m in [1, 2, 5, 30, 60] {
            let mut bests: Vec<f64> = (0..20_000)
                .map(|_| (0..m).map(|_| values[random.below(30) as usize]).fold(f64::INFINITY, f64::min))
                .collect();
            bests.sort_by(f64::total_cmp);
            for share in [0.1, 0.5, 0.9] {
                let found = bootstrap_best_of(&values, m, share).expect("valid");
                // The drawn quantile may fall on a neighbour: what counts is the share of draws up to the answer.
                let below = bests.partition_point(|best| *best < found) as f64 / 20_000.0;
                let up_to = bests.partition_point(|best| *best <= found) as f64 / 20_000.0;
                assert!(below < share + 0.015 && up_to > share - 0.015, "{m} {share}: {below} {up_to}");
            }
        }
    }

    #[test]
    fn one_draw_is_the_sample_itself_and_many_draws_are_its_best() {
        let values = [4.0, 1.0, 3.0, 2.0];
        let at = |m, share| bootstrap_best_of(&values, m, share);
        assert_eq!([at(1, 0.25), at(1, 0.5), at(1, 1.0)], [Ok(1.0), Ok(2.0), Ok(4.0)]);
        assert_eq!(at(1_000, 0.99), Ok(1.0));
        // P(best <= 1) = 1 - (3/4)^2 = 0.4375, P(best <= 2) = 0.75.
        assert_eq!([at(2, 0.43), at(2, 0.44), at(2, 0.76)], [Ok(1.0), Ok(2.0), Ok(3.0)]);
        assert_eq!(at(0, 0.5), Err(BestOfError::Size { m: 0, n: 4 }));
        assert!(bootstrap_best_of(&[], 1, 0.5).is_err());
    }
}
