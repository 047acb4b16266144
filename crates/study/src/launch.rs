//! Launches: the only way the incumbent changes, and the evidence for it.

use serde::{Deserialize, Serialize};

use crate::configuration::Values;
use crate::ids::{RoundId, TrialId};
use crate::verdict::PublishedScore;

/// The act that replaces the incumbent (P102).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Launch {
    /// The new incumbent's value of every parameter, active or not.
    pub values: Values,
    /// What it rests on.
    pub evidence: LaunchEvidence,
}

impl Launch {
    /// Why a person chose it; none where a verdict did, and for the simple start.
    pub fn persons_reason(&self) -> Option<&str> {
        match &self.evidence {
            LaunchEvidence::Person { reason, .. } => Some(reason),
            LaunchEvidence::ProjectFile | LaunchEvidence::Verdict { .. } => None,
        }
    }
}

/// What a launch rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "evidence", rename_all = "snake_case")]
pub enum LaunchEvidence {
    /// The baseline values of the project file: the simple start (S9, S10), not yet measured.
    ProjectFile,
    /// A round's verdict `adopt`.
    Verdict {
        /// The round.
        round: RoundId,
        /// The adopted configuration's score on fresh seeds.
        score: PublishedScore,
        /// Gain over the incumbent it replaced, on the same seeds; positive is better. None where that had no score.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gain: Option<f64>,
    },
    /// A person's word, over the verdict or without one.
    Person {
        /// Why, in the person's words.
        reason: String,
        /// The round that is overruled; none where a trial was named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        round: Option<RoundId>,
        /// The trial whose configuration it is, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trial: Option<TrialId>,
        /// The configuration's score on fresh seeds that selected nothing; none where it was never retrained.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        score: Option<PublishedScore>,
    },
}
