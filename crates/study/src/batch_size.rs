//! The batch size: what the method sets once and never tunes.

use serde::{Deserialize, Serialize};

/// The batch size: not a parameter (S3), set once (S4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchSize {
    /// Its flag, dashes included.
    pub flag: String,
    /// Examples a step.
    pub value: u32,
}
