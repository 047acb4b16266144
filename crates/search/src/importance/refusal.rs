//! Why a panel is not shown.

use thiserror::Error;

/// Why importance is not told. No number is better than one that would be read as an answer.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum Refusal {
    /// Nothing was varied.
    #[error("no parameter was varied")]
    NothingVaries,
    /// Too few trials with a score.
    #[error("{found} different configurations have a score, and it takes {needed}")]
    TooFewFeasible {
        /// Different configurations with a score.
        found: usize,
        /// How many it takes.
        needed: usize,
    },
    /// All scores are the same.
    #[error("all scores are the same, so there is nothing to explain")]
    ScoresConstant,
    /// The model predicts trials it has not seen hardly better than their mean does.
    #[error(
        "the model does not explain the trials: of what each differs from the mean of the others it predicts {:.0} %, and it takes {:.0} %",
        100.0 * .explained, 100.0 * .needed
    )]
    NotExplained {
        /// The leave-one-out share of explained variance; below 0 where the mean predicts better.
        explained: f64,
        /// What it takes.
        needed: f64,
    },
    /// Too few trials of one kind to learn where the space is feasible.
    #[error(
        "{feasible} configurations are feasible and {infeasible} infeasible, and it takes {needed} of each, {together} together"
    )]
    TooFewOfAKind {
        /// Different feasible configurations.
        feasible: usize,
        /// Different infeasible ones.
        infeasible: usize,
        /// How many it takes of each kind.
        needed: usize,
        /// How many it takes together.
        together: usize,
    },
    /// The baseline has a value that the space does not have.
    #[error("the baseline lies outside of the space that was searched")]
    BaselineOutside,
    /// The best configuration is the baseline.
    #[error("the best configuration is the baseline itself")]
    NothingBetter,
}
