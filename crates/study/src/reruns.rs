//! The best few of each study, trained again with seeds of their own before any of them becomes the candidate (methods 2).
//!
//! The best trial of a search is lucky by construction. Its study's winner is chosen by the mean of a few more seeds, which
//! selected nothing so far; the number that is published comes from seeds that never selected anything.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::TrialId;

/// Which trials are trained again, and with how many seeds; stored before the first of them is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reruns {
    /// The best few of each study by their score in the search, study by study.
    pub trials: Vec<TrialId>,
    /// Seeds that each of them gets, the same for all.
    pub seeds: u32,
}

/// The best few of each study, as far as they were trained again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RerunRecord {
    /// As it was planned.
    pub plan: Reruns,
    /// The replicates by what they replicate and seed index.
    pub replicates: BTreeMap<(TrialId, u32), TrialId>,
    /// Requested replicates that have not ended.
    pub unended: u32,
}

impl RerunRecord {
    pub(crate) fn planned(plan: &Reruns) -> RerunRecord {
        RerunRecord { plan: plan.clone(), replicates: BTreeMap::new(), unended: 0 }
    }
}
