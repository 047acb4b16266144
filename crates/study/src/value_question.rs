//! The value question: is a value of the scientific parameter better once everything else is tuned? (methods 1b)
//!
//! The *point* question compares two configurations on fresh seeds. This one compares all trials of two studies: how good
//! is the best of `m` of them to be expected, at the same `m` for both? It can be asked only of trials that are a sample of
//! their space.

use serde::{Deserialize, Serialize};

use crate::value::Value;

/// What the studies of a round say of the values of its scientific parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValueQuestion {
    /// How many trials the best is taken of, the same for all values.
    pub m: u32,
    /// The incumbent's value.
    pub incumbent: ValueStanding,
    /// The other values, in the order of their studies.
    pub others: Vec<ValueAgainstIncumbent>,
}

impl ValueQuestion {
    /// Up to this p-value a value is called better. The test errs a little more often than it says where two values have
    /// equal bests and are otherwise different, so that 0.035 holds 0.05 (methods 1b).
    pub const LEVEL: f64 = 0.035;

    /// What is said of one value against the incumbent's.
    pub fn of(&self, value: &Value) -> Option<&ValueAgainstIncumbent> {
        self.others.iter().find(|other| other.standing.value == *value)
    }
}

/// One value: what the best of `m` of its trials is to be expected to score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValueStanding {
    /// The value.
    pub value: Value,
    /// Trials that count: those drawn from its space, infeasible ones among them.
    pub trials: u32,
    /// Expected score of the best of `m` of them (Tang et al. 2020), in the metric's unit.
    pub expected_best: f64,
    /// Standard deviation of the best of `m` between searches (study variance), in the metric's unit.
    pub study_sd: f64,
}

/// One value against the incumbent's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValueAgainstIncumbent {
    /// The value itself.
    #[serde(flatten)]
    pub standing: ValueStanding,
    /// By how much its expected best is better, in the metric's unit; positive is better.
    pub gain: f64,
    /// One-sided p-value of a permutation test.
    pub p: f64,
    /// The same, adjusted for the number of values (Holm 1979).
    pub p_adjusted: f64,
}

impl ValueAgainstIncumbent {
    /// Whether the value is better beyond chance, all values of the round considered.
    pub fn is_better(&self) -> bool {
        self.p_adjusted < ValueQuestion::LEVEL
    }
}

/// What an adoption says: something of this configuration, of the value it has, or of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// This configuration is better; whether its value is, after any search, is not shown.
    ThisPoint,
    /// Its value is better at this budget; this configuration was not shown to be.
    ThisValue,
    /// Both.
    Both,
}
