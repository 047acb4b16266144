//! What a round of several questions found for each of them, beside its one decision.

use serde::{Deserialize, Serialize};

use crate::configuration::Values;

/// How an answer reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// There is an effect, beyond chance and of at least the margin.
    Effect,
    /// Whatever effect there is, it is smaller than the margin.
    BelowMargin,
    /// The trials cannot tell.
    Unclear,
}

/// One answer, from the trials of the search: by how much expected bests of `best_of` trials differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoundAnswer {
    /// What was asked.
    pub about: About,
    /// The difference, in the metric's unit; positive is a gain.
    pub gain: f64,
    /// Its interval; those of all answers of the round hold the truth together with probability `coverage`.
    pub interval: (f64, f64),
    /// That probability.
    pub coverage: f64,
    /// Of how many trials the expected best was taken: a quarter of the fewest that a study has.
    pub best_of: u32,
    /// What follows.
    pub reading: Reading,
}

/// What an answer is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum About {
    /// What two changes gain together beyond the sum of what each gains alone.
    Interaction {
        /// The values that both are changed to.
        changes: Values,
    },
    /// What an adopted feature gains over having it put back.
    Feature {
        /// The feature.
        feature: String,
        /// The incumbent's value.
        value: crate::value::Value,
        /// The value it was put back to.
        put_back: crate::value::Value,
    },
}
