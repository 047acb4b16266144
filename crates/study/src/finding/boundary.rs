//! What is done about best points at a border of a search space.

use serde::{Deserialize, Serialize};

use crate::space::Range;
use crate::value::Value;

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
    /// The dimension is the question itself (P34): what lies beyond its range was not asked.
    QuestionEnds {
        /// The end of the range.
        limit: f64,
    },
    /// Beyond some value trials are infeasible and the best lie right before it: a question of stability, not of range (P46).
    EdgeOfStability {
        /// That value.
        beyond: f64,
        /// Infeasible trials at it and beyond.
        infeasible: u32,
        /// All trials there.
        trials: u32,
        /// Fisher's exact probability of so sharp an edge by chance.
        p_value: f64,
    },
    /// It would be widened, and the round only reports (`remedies = false`, `--no-remedy`).
    OnlyTold,
}
