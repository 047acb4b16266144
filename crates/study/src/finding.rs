//! Findings: what a check answered, as data. One place, the front end, makes sentences of them.

use serde::{Deserialize, Serialize};

use crate::ids::StudyId;
use crate::space::{Range, Side};
use crate::value::Value;

/// One answer of the checklist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The study it is about.
    pub study: StudyId,
    /// The question, the evidence and the answer.
    #[serde(flatten)]
    pub answer: Answer,
}

/// The closed list of answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "check", rename_all = "snake_case")]
pub enum Answer {
    /// S20, P43-P45: do the best points lie near a border of the space?
    Boundary {
        /// The dimension.
        parameter: String,
        /// The end they lie at.
        side: Side,
        /// Median rank position of the best `top` trials along the dimension, in (0, 1).
        median_position: f64,
        /// How many best trials were looked at.
        top: u32,
        /// Probability of so extreme a median if the dimension did not matter (exact rank test, methods 3).
        p_value: f64,
        /// What follows.
        action: BoundaryAction,
    },
    /// S20: the best points lie at an end of a dimension, and there are too few points, or too few different values among
    /// them, for the rank test ever to tell that from chance.
    BoundaryUntested {
        /// The dimension.
        parameter: String,
        /// The end they lie at.
        side: Side,
        /// How many best trials were looked at: all of them lie there.
        top: u32,
        /// Trials with a score and a value of the dimension.
        points: u32,
        /// Different values among them.
        values: u32,
    },
    /// P39: how many of the study's trials were infeasible?
    InfeasibleShare {
        /// Infeasible trials.
        infeasible: u32,
        /// Trials that ended feasible or infeasible.
        ended: u32,
    },
    /// Trials that failed for good: every allowed attempt broke, and nothing was learned from them.
    FailedTrials {
        /// How many.
        failed: u32,
    },
}

/// What is done about best points at a border.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum BoundaryAction {
    /// The range is widened by itself and the new slab sampled.
    Expand {
        /// The range so far.
        from: Range,
        /// The range from now on.
        to: Range,
        /// Points drawn from the slab, so that the union stays evenly sampled.
        trials: u32,
    },
    /// The range already ends at the user's hard limit.
    HardLimit {
        /// The limit.
        limit: f64,
    },
    /// The range ends where values of its kind end: a share at 0 or 1, a count at 1, a positive number at 0.
    NaturalLimit {
        /// The limit.
        limit: f64,
    },
    /// More than half of the last slab was infeasible: a question of stability, not of range (P46).
    Unstable {
        /// Infeasible trials of the slab.
        infeasible: u32,
        /// Trials of the slab.
        slab: u32,
    },
    /// A list ends there: only its owner knows what lies beyond.
    EndOfList {
        /// The value at its end.
        value: Value,
    },
    /// A grid is laid out once.
    GridStays,
    /// The last two expansions brought less than the smallest gain worth having.
    NoFurtherGain,
    /// The study has been expanded as often as one study may be.
    ExpansionsUsedUp {
        /// How often.
        expansions: u32,
    },
}
