//! What the answers of the checklist rest on, where that is more than a number.

use serde::{Deserialize, Serialize};

use crate::ids::RoundId;
use crate::value::Value;

/// How much tuning one value of the question got (P36).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effort {
    /// The value of the question.
    pub value: Value,
    /// Trials that say something of it: feasible, infeasible and pruned ones, the incumbent's own among them.
    pub trials: u32,
    /// The feasible ones among them.
    pub feasible: u32,
    /// Dimensions that were tuned under it.
    pub dimensions: u32,
}

/// The part of a dimension in which the trials that went wrong gather.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "where", rename_all = "snake_case")]
pub enum Part {
    /// At this value and above.
    From {
        /// The value.
        value: Value,
    },
    /// At this value and below.
    UpTo {
        /// The value.
        value: Value,
    },
    /// At this choice.
    At {
        /// The choice.
        value: Value,
    },
}

/// A dimension that tells infeasible trials from the others (P40).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Separation {
    /// The dimension.
    pub parameter: String,
    /// Its part with the most infeasible trials.
    pub part: Part,
    /// Infeasible trials there.
    pub infeasible: u32,
    /// All trials there.
    pub trials: u32,
    /// Fisher's exact probability of a split that sharp by chance, times the number of splits tried.
    pub p_value: f64,
}

/// What a gain is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarginBasis {
    /// The project's `min_improvement`.
    MinImprovement,
    /// The spread between seeds that earlier rounds found: smaller gains drown in it.
    TrialSd,
}

/// The smallest gain worth having, in the metric's unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Margin {
    /// How large.
    pub value: f64,
    /// What says so.
    pub basis: MarginBasis,
}

/// Why two parameters are believed to interact (P31).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "known_from", rename_all = "snake_case")]
pub enum Interaction {
    /// The playbook and the literature say so of parameters like these.
    Literature,
    /// An earlier round varied both: the effect of the one differed between values of the other.
    EarlierRound {
        /// That round.
        round: RoundId,
        /// Probability of so large a difference by chance, times the number of pairs of values compared.
        p_value: f64,
    },
}
