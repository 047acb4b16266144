//! When to look, and how strict to be.

use std::error::Error;
use std::fmt;

use crate::replicates::Variance;
use crate::student::StudentT;

/// How often, over all looks together, a plan may see a gain where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OverallError {
    /// 0.05, for a change that adds complexity.
    FivePercent,
    /// 0.10, for a change that costs nothing.
    TenPercent,
}

impl OverallError {
    /// The rate as a number.
    pub fn rate(self) -> f64 {
        match self {
            Self::FivePercent => 0.05,
            Self::TenPercent => 0.10,
        }
    }
}

/// A group-sequential plan: when to look, and how strict to be at each look.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub(super) looks: Vec<u32>,
    pub(super) level: f64,
    pub(super) overall_error: f64,
    /// `t_{1-level, look-1}` for each look: comparing with it is comparing the p-value with the level.
    pub(super) critical: Vec<f64>,
    pub(super) earlier: Option<EarlierVariance>,
}

/// A variance of the differences that was known before the first of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EarlierVariance {
    /// The variance, with its degrees of freedom.
    pub known: Variance,
    /// The nominal level of a look at which it is pooled with that of the differences.
    pub level: f64,
}

impl EarlierVariance {
    /// Fewer degrees of freedom are not worth pooling: the level is calibrated from 8 up.
    pub const LEAST_DEGREES: u32 = 8;

    /// The level that holds the overall error where the variance is pooled, from 200,000 simulated paths.
    pub fn level_at(overall_error: OverallError) -> f64 {
        match overall_error {
            OverallError::FivePercent => 0.0155,
            OverallError::TenPercent => 0.033,
        }
    }
}

impl Plan {
    /// The default plan: looks at 3, 5, 8, 12 and 20 pairs, with the nominal level that 200,000 simulated
    /// paths gave for this overall error.
    pub fn new(overall_error: OverallError) -> Self {
        let level = match overall_error {
            OverallError::FivePercent => 0.0137,
            OverallError::TenPercent => 0.0305,
        };
        Self::unchecked(vec![3, 5, 8, 12, 20], level, overall_error.rate())
    }

    /// A plan with other looks, whose `level` the caller has calibrated to `overall_error`.
    ///
    /// For an overall error of 0.05, simulation gave 0.0202 for looks at 3, 5, 10 and 0.0203 for 5, 10, 20.
    pub fn calibrated(looks: Vec<u32>, level: f64, overall_error: f64) -> Result<Self, PlanError> {
        let increases = looks.windows(2).all(|pair| pair[0] < pair[1]);
        if looks.first().is_none_or(|&first| first < 2) || !increases {
            return Err(PlanError::Looks(looks));
        }
        if !(level > 0.0 && level <= overall_error && overall_error < 0.5) {
            return Err(PlanError::Level { level, overall_error });
        }
        Ok(Self::unchecked(looks, level, overall_error))
    }

    fn unchecked(looks: Vec<u32>, level: f64, overall_error: f64) -> Self {
        let critical_at = |&look: &u32| StudentT::of_sample(look as usize).upper_quantile(level);
        let critical = looks.iter().map(critical_at).collect();
        Self { looks, level, overall_error, critical, earlier: None }
    }

    /// The same plan with a variance that was known before the first difference: at every look at which the differences
    /// vary no more than it lets expect, both are pooled. Refused with too few degrees of freedom, or a level outside (0, overall error].
    pub fn with_earlier(mut self, earlier: EarlierVariance) -> Result<Self, PlanError> {
        let EarlierVariance { known, level } = earlier;
        if !(level > 0.0 && level <= self.overall_error) {
            return Err(PlanError::Level { level, overall_error: self.overall_error });
        }
        let is_known = known.variance.is_finite() && known.variance > 0.0;
        if !is_known || known.degrees < EarlierVariance::LEAST_DEGREES {
            return Err(PlanError::EarlierVariance(known));
        }
        self.earlier = Some(earlier);
        Ok(self)
    }

    /// The numbers of pairs at which the plan looks, increasing.
    pub fn looks(&self) -> &[u32] {
        &self.looks
    }

    /// The nominal level of each look.
    pub fn level(&self) -> f64 {
        self.level
    }

    /// How often the plan adopts where there is no gain.
    pub fn overall_error(&self) -> f64 {
        self.overall_error
    }

    /// The next number of pairs at which the plan looks when it has looked at all up to `pairs_available`;
    /// `None` after the last look.
    pub fn next_look(&self, pairs_available: u32) -> Option<u32> {
        self.looks.iter().copied().find(|&look| look > pairs_available)
    }
}

/// Why a plan could not be made.
#[derive(Debug, Clone, PartialEq)]
pub enum PlanError {
    /// Looks must be at least one, from 2 pairs up, each later than the one before.
    Looks(Vec<u32>),
    /// The nominal level must be above 0 and at most the overall error, the overall error below 0.5.
    Level {
        /// The nominal level given.
        level: f64,
        /// The overall error given.
        overall_error: f64,
    },
    /// An earlier variance must be above zero and have at least 8 degrees of freedom.
    EarlierVariance(Variance),
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Looks(looks) => {
                write!(f, "looks {looks:?}; expected increasing numbers of pairs from 2 up")
            }
            Self::Level { level, overall_error } => {
                write!(f, "nominal level {level} and overall error {overall_error}; ")?;
                write!(f, "expected 0 < level <= overall error < 0.5")
            }
            Self::EarlierVariance(known) => write!(
                f,
                "earlier variance {} with {} degrees of freedom; expected one above 0 with at least {}",
                known.variance,
                known.degrees,
                EarlierVariance::LEAST_DEGREES
            ),
        }
    }
}

impl Error for PlanError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_plans_are_the_calibrated_ones() {
        let five = Plan::new(OverallError::FivePercent);
        let ten = Plan::new(OverallError::TenPercent);
        assert_eq!(five.looks(), [3, 5, 8, 12, 20]);
        assert_eq!((five.level(), five.overall_error()), (0.0137, 0.05));
        assert_eq!((ten.level(), ten.overall_error()), (0.0305, 0.10));
        // t with 2 degrees of freedom exceeded with probability p: (1 - 2p) / sqrt(2 p (1 - p)).
        for plan in [five, ten] {
            let p = plan.level();
            let expected = (1.0 - 2.0 * p) / (2.0 * p * (1.0 - p)).sqrt();
            assert!((plan.critical[0] - expected).abs() < 1e-9);
        }
    }

    #[test]
    fn the_next_look_is_the_first_beyond_what_is_there() {
        let plan = Plan::new(OverallError::FivePercent);
        for (available, next) in
            [(0, Some(3)), (2, Some(3)), (3, Some(5)), (4, Some(5)), (12, Some(20)), (20, None), (99, None)]
        {
            assert_eq!(plan.next_look(available), next, "{available}");
        }
    }

    #[test]
    fn impossible_plans_are_errors() {
        for looks in [vec![], vec![1, 3], vec![3, 3], vec![5, 3]] {
            assert_eq!(Plan::calibrated(looks.clone(), 0.02, 0.05), Err(PlanError::Looks(looks)));
        }
        for (level, overall) in [(0.0, 0.05), (0.06, 0.05), (0.02, 0.5), (f64::NAN, 0.05), (0.02, f64::NAN)] {
            assert!(matches!(Plan::calibrated(vec![3, 5], level, overall), Err(PlanError::Level { .. })));
        }
        assert!(Plan::calibrated(vec![3, 5, 10], 0.0202, 0.05).is_ok());
    }
}
