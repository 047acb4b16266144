//! A configuration: everything a training program is told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::batch_size::BatchSize;
use crate::value::Value;

/// Values by parameter name, in the order of names.
pub type Values = BTreeMap<String, Value>;

/// One training, fully described: a point, the fixed values, the length and the seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    /// The value of every *active* parameter; a parameter whose condition does not hold is absent.
    pub values: Values,
    /// The batch size and its flag, where the project sets one (S4: it is not a parameter).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_size: Option<BatchSize>,
    /// The length of training, the same for every trial (S25).
    pub max_epochs: u32,
    /// Seeds the initialisation.
    pub seed: u32,
    /// Seeds shuffling and augmentation.
    pub data_seed: u32,
}
