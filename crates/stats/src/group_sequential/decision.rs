//! What the plan says about the differences so far.

use std::error::Error;
use std::fmt;

use super::plan::Plan;
use crate::interval::Interval;
use crate::paired::PairedSummary;
use crate::replicates::{Variance, is_no_larger, pooled};
use crate::sample::{self, SampleError};
use crate::student::StudentT;

/// What a plan says about the differences so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Decision {
    /// The mean is above zero beyond chance and at least the margin.
    Adopt(Look),
    /// The mean is below the margin beyond chance.
    Keep(Look),
    /// Too few pairs to say; more are wanted.
    Continue {
        /// The number of pairs at which to look again.
        next_look: u32,
        /// What the latest look saw; `None` before the first.
        latest: Option<Look>,
    },
    /// The last look is over and decided nothing.
    Inconclusive(Look),
}

/// What was seen at one look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// The number of pairs used: the first `pairs` differences and no later ones.
    pub pairs: u32,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, pooled with the earlier variance where both agree.
    pub sd: f64,
    /// Degrees of freedom of the pooled variance; none where the differences stand alone.
    pub pooled_degrees: Option<u32>,
    /// The repeated confidence interval `mean ± c se` (Jennison & Turnbull 1989, *JRSS B* 51, 305-361): such
    /// intervals at *all* looks hold the true mean at once with probability `coverage = 1 - 2 overall error`
    /// (0.90 or 0.80), so it is valid at whichever look the plan stops. Each end alone is wrong at most as
    /// often as the overall error.
    pub interval: Interval,
    /// One-sided p-value for a mean above zero, to be held against the plan's nominal level.
    pub p_above_zero: f64,
    /// One-sided p-value for a mean below the margin, to be held against the plan's nominal level.
    pub p_below_margin: f64,
}

impl Plan {
    /// Decides from the differences in the order in which their pairs were planned, positive meaning better.
    ///
    /// The plan is evaluated at each look reached, in order. The first that decides is final: differences
    /// after it are not used, so a decision once made never changes as more arrive.
    pub fn decide(&self, differences: &[f64], margin: f64) -> Result<Decision, DecideError> {
        if !(margin.is_finite() && margin >= 0.0) {
            return Err(DecideError::Margin(margin));
        }
        sample::check(differences, 0)?;
        let mut latest = None;
        for (&pairs, &critical) in self.looks.iter().zip(&self.critical) {
            let Some(seen) = differences.get(..pairs as usize) else {
                let latest = latest.map(|seen: Seen| self.look(&seen, margin));
                return Ok(Decision::Continue { next_look: pairs, latest });
            };
            let seen = self.seen(seen, critical)?;
            latest = Some(seen);
            if seen.is_undecidable {
                continue;
            }
            if seen.t_statistic(0.0) > seen.critical && seen.mean >= margin {
                return Ok(Decision::Adopt(self.look(&seen, margin)));
            }
            if seen.t_statistic(margin) < -seen.critical {
                return Ok(Decision::Keep(self.look(&seen, margin)));
            }
        }
        let last = latest.expect("every plan has at least one look");
        Ok(Decision::Inconclusive(self.look(&last, margin)))
    }

    /// The differences of one look, with the earlier variance pooled in where both agree.
    fn seen(&self, differences: &[f64], critical: f64) -> Result<Seen, SampleError> {
        let summary = PairedSummary::from_differences(differences)?;
        let own = Variance { variance: summary.sd * summary.sd, degrees: summary.n as u32 - 1 };
        let agreeing = self.earlier.filter(|earlier| is_no_larger(own, earlier.known));
        let Some(earlier) = agreeing else {
            let seen =
                Seen { summary, critical, pooled: None, is_undecidable: is_dominated_by_one(differences) };
            return Ok(seen);
        };
        let both = pooled(own, earlier.known);
        let distribution = StudentT::of_sample(both.degrees as usize + 1);
        let sd = both.variance.sqrt();
        let standard_error = sd / f64::from(summary.n as u32).sqrt();
        Ok(Seen {
            summary: PairedSummary { sd, standard_error, ..summary },
            critical: distribution.upper_quantile(earlier.level),
            pooled: Some((distribution, both.degrees)),
            is_undecidable: false,
        })
    }

    fn look(&self, seen: &Seen, margin: f64) -> Look {
        let coverage = 1.0 - 2.0 * self.overall_error;
        let half_width = seen.critical * seen.standard_error;
        Look {
            pairs: seen.n as u32,
            mean: seen.mean,
            sd: seen.sd,
            pooled_degrees: seen.pooled.map(|(_, degrees)| degrees),
            interval: Interval { low: seen.mean - half_width, high: seen.mean + half_width, coverage },
            p_above_zero: seen.p_above(0.0),
            p_below_margin: seen.p_below(margin),
        }
    }
}

/// What one look goes by.
#[derive(Debug, Clone, Copy)]
struct Seen {
    summary: PairedSummary,
    critical: f64,
    /// The distribution and degrees of freedom of a pooled variance; none where the differences stand alone.
    pooled: Option<(StudentT, u32)>,
    is_undecidable: bool,
}

impl std::ops::Deref for Seen {
    type Target = PairedSummary;

    fn deref(&self) -> &PairedSummary {
        &self.summary
    }
}

impl Seen {
    fn p_above(&self, reference: f64) -> f64 {
        match self.pooled {
            Some((distribution, _)) => distribution.survival(self.t_statistic(reference)),
            None => self.summary.p_above(reference),
        }
    }

    fn p_below(&self, reference: f64) -> f64 {
        match self.pooled {
            Some((distribution, _)) => distribution.cdf(self.t_statistic(reference)),
            None => self.summary.p_below(reference),
        }
    }
}

/// Whether three differences owe their spread to one of them: largest distance from the median over 3 times
/// the median distance. Of three numbers in order the distances are the lower gap, 0 and the upper gap; their
/// median is the smaller gap.
fn is_dominated_by_one(differences: &[f64]) -> bool {
    let &[a, b, c] = differences else { return false };
    let mut sorted = [a, b, c];
    sorted.sort_by(f64::total_cmp);
    let (lower, upper) = (sorted[1] - sorted[0], sorted[2] - sorted[1]);
    lower.max(upper) > 3.0 * lower.min(upper)
}

/// Why a plan could not decide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DecideError {
    /// The differences cannot be used.
    Differences(SampleError),
    /// The margin must be finite and at least 0.
    Margin(f64),
}

impl fmt::Display for DecideError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Differences(error) => error.fmt(f),
            Self::Margin(value) => write!(f, "margin {value}; expected a finite number from 0 up"),
        }
    }
}

impl Error for DecideError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Differences(error) => Some(error),
            Self::Margin(_) => None,
        }
    }
}

impl From<SampleError> for DecideError {
    fn from(error: SampleError) -> Self {
        Self::Differences(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group_sequential::OverallError;
    use crate::random::Random;

    fn decide(differences: &[f64], margin: f64) -> Decision {
        Plan::new(OverallError::FivePercent).decide(differences, margin).expect("valid")
    }

    #[test]
    fn a_clear_gain_is_adopted_at_the_first_look() {
        let Decision::Adopt(look) = decide(&[1.0, 1.1, 1.2], 0.5) else { panic!("not adopted") };
        assert_eq!(look.pairs, 3);
        assert!((look.mean - 1.1).abs() < 1e-12 && (look.sd - 0.1).abs() < 1e-12);
        assert!(look.p_above_zero < 0.0137 && look.p_below_margin > 0.5);
        assert!(look.interval.low > 0.5 && look.interval.contains(1.1));
        assert!((look.interval.coverage - 0.9).abs() < 1e-12);
    }

    #[test]
    fn a_gain_below_the_margin_is_kept_out_and_one_near_it_goes_on() {
        assert!(matches!(decide(&[0.0, 0.1, 0.2], 2.0), Decision::Keep(Look { pairs: 3, .. })));
        assert!(matches!(decide(&[-1.0, -1.1, -1.2], 0.0), Decision::Keep(_)));
        let Decision::Continue { next_look, latest } = decide(&[1.0, 1.1, 1.2], 1.15) else {
            panic!("decided")
        };
        assert_eq!((next_look, latest.map(|look| look.pairs)), (5, Some(3)));
    }

    #[test]
    fn before_the_first_look_nothing_is_said() {
        for differences in [&[][..], &[9.0], &[9.0, 9.1]] {
            assert_eq!(decide(differences, 0.0), Decision::Continue { next_look: 3, latest: None });
        }
    }

    #[test]
    fn pairs_between_looks_are_not_used() {
        let mut differences = vec![0.5, -0.2, 0.1];
        let at_three = decide(&differences, 0.0);
        differences.push(1e6);
        assert_eq!(decide(&differences, 0.0), at_three);
    }

    #[test]
    fn a_decision_is_never_undone() {
        let mut random = Random::new(6);
        for _ in 0..300 {
            let gain = 3.0 * random.uniform() - 1.0;
            let differences: Vec<f64> = (0..25).map(|_| gain + random.normal()).collect();
            let final_decision = decide(&differences, 0.3);
            for seen in 0..=25 {
                let decision = decide(&differences[..seen], 0.3);
                let is_open = matches!(decision, Decision::Continue { .. });
                assert!(is_open || decision == final_decision);
            }
        }
    }

    #[test]
    fn the_last_look_ends_the_plan() {
        let differences: Vec<f64> = (0..30).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
        assert!(matches!(decide(&differences, 0.0), Decision::Inconclusive(Look { pairs: 20, .. })));
        assert!(matches!(decide(&differences[..19], 0.0), Decision::Continue { next_look: 20, .. }));
    }

    #[test]
    fn identical_differences_are_decided_by_sign() {
        assert!(matches!(decide(&[0.2; 3], 0.1), Decision::Adopt(_)));
        assert!(matches!(decide(&[0.2; 3], 0.3), Decision::Keep(_)));
        assert!(matches!(decide(&[0.0; 20], 0.0), Decision::Inconclusive(_)));
        assert!(matches!(decide(&[-0.2; 3], 0.0), Decision::Keep(_)));
    }

    #[test]
    fn three_pairs_dominated_by_one_wait_for_the_next_look() {
        assert!(!is_dominated_by_one(&[1.0, 1.1, 1.4]));
        assert!(is_dominated_by_one(&[1.1, 1.5, 1.0]));
        assert!(is_dominated_by_one(&[0.0, 0.1, 0.0]));
        assert!(!is_dominated_by_one(&[0.1, 0.1, 0.1]));
        assert!(!is_dominated_by_one(&[0.0, 1.0, 100.0, 0.0, 0.0]));
        // Significant by t alone (t = 24), but the third pair makes all the spread.
        assert!(matches!(
            decide(&[10.0, 10.01, 11.2], 0.0),
            Decision::Continue { next_look: 5, latest: Some(_) }
        ));
    }

    #[test]
    fn a_wrong_margin_or_difference_is_an_error() {
        let plan = Plan::new(OverallError::TenPercent);
        assert_eq!(plan.decide(&[1.0, 1.1, 1.2], -0.1), Err(DecideError::Margin(-0.1)));
        assert!(plan.decide(&[1.0, 1.1, 1.2], f64::NAN).is_err());
        assert!(matches!(plan.decide(&[1.0, f64::NAN], 0.0), Err(DecideError::Differences(_))));
    }
}
