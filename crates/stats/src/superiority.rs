//! How often is A better than B? The share of pairs that A wins, ties counted half, with its interval.
//!
//! `P(A > B)` is the measure that Bouthillier et al. (2021, MLSys, *Accounting for variance in machine learning
//! benchmarks*) recommend, with 0.75 as the share from which a difference means something: about one standard deviation of the
//! difference. They take a percentile bootstrap of some thirty pairs. With the 3 to 20 pairs that a plan collects, that has
//! no width whenever all pairs agree (3 of 3 would be "1.00 to 1.00"), so the interval here is Wilson's
//! ([`crate::proportion`]), which has a width always; with 30 pairs the two agree within 0.02.

use crate::interval::Interval;
use crate::proportion::{ProportionError, wilson};

/// From this share up a difference is said to mean something.
const MEANINGFUL: f64 = 0.75;

/// How often the first of each pair was the better one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Superiority {
    /// The share of pairs won, ties counted half.
    pub share: f64,
    /// Its interval.
    pub interval: Interval,
}

/// What the interval says, by the rule of Bouthillier et al.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Half of all pairs is within the interval.
    NotShown,
    /// Better in more than half of all pairs, but not in so many that it means something.
    ShownNotMeaningful,
    /// Better in more than half, and perhaps in three of four or more.
    ShownAndMeaningful,
}

impl Superiority {
    /// The share of `differences` above zero, and its interval with this coverage.
    ///
    /// # Errors
    /// Without differences, and when `coverage` is not between 0 and 1.
    pub fn of(differences: &[f64], coverage: f64) -> Result<Superiority, ProportionError> {
        let won = differences.iter().filter(|difference| **difference > 0.0).count() as u64;
        let tied = differences.iter().filter(|difference| **difference == 0.0).count() as u64;
        let pairs = differences.len() as u64;
        let share = (won as f64 + 0.5 * tied as f64) / pairs.max(1) as f64;
        // A half win widens the interval on both sides: it counts as lost for its lower end and as won for its upper one.
        let low = wilson(won + tied / 2, pairs, coverage)?.low;
        let high = wilson(won + tied - tied / 2, pairs, coverage)?.high;
        Ok(Superiority { share, interval: Interval { low, high, coverage } })
    }

    /// What the interval says.
    pub fn standing(&self) -> Standing {
        if self.interval.low <= 0.5 {
            Standing::NotShown
        } else if self.interval.high <= MEANINGFUL {
            Standing::ShownNotMeaningful
        } else {
            Standing::ShownAndMeaningful
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn ties_count_half_and_a_unanimous_few_keep_a_width() {
        let mixed = Superiority::of(&[0.2, -0.1, 0.0, 0.3], 0.9).unwrap();
        assert!((mixed.share - 0.625).abs() < 1e-12);
        let all = Superiority::of(&[0.1, 0.2, 0.3], 0.9).unwrap();
        assert!((all.share - 1.0).abs() < 1e-12 && all.interval.low < 0.6 && all.interval.high > 0.999);
        assert_eq!(all.standing(), Standing::ShownAndMeaningful);
        assert_eq!(Superiority::of(&[0.1, -0.2, 0.3], 0.9).unwrap().standing(), Standing::NotShown);
        assert!(Superiority::of(&[], 0.9).is_err());
    }

    #[test]
    fn many_small_wins_are_shown_and_mean_little() {
        let differences: Vec<f64> = (0..1000).map(|i| if i % 5 < 3 { 1.0 } else { -1.0 }).collect();
        assert_eq!(Superiority::of(&differences, 0.9).unwrap().standing(), Standing::ShownNotMeaningful);
    }

    /// At the numbers of pairs that a plan collects the interval holds the true share as often as it says, about.
    #[test]
    fn the_interval_holds_the_true_share() {
        let mut random = Random::new(9);
        for pairs in [5, 8, 12, 20] {
            // A gain of 0.954 standard deviations is won in 75 % of pairs... of single draws: P(N(0.6745, 1) > 0).
            let held = (0..4000).filter(|_| {
                let differences: Vec<f64> = (0..pairs).map(|_| 0.6745 + random.normal()).collect();
                Superiority::of(&differences, 0.9).unwrap().interval.contains(0.75)
            });
            let share = held.count() as f64 / 4000.0;
            assert!(share >= 0.86, "{pairs} pairs: {share}");
        }
    }
}
