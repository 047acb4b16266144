//! How much a finding weighs.

use serde::{Deserialize, Serialize};

/// How much a finding weighs; the heavier, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; the answer stands without it.
    Note,
    /// The answer stands, with this against it.
    Warning,
    /// No answer is given until it is mended, or accepted with a reason.
    Blocking,
}

impl Severity {
    /// The word a user reads.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Blocking => "blocking",
        }
    }
}
