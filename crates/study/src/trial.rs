//! The life of a trial. Every ending has its own name.
//!
//! ```text
//! Requested ─► Running ─► Feasible     teaches the search
//!  ▲  ▲           │  ├──► Infeasible   teaches the search; never attempted again
//!  │  └─ stopped ─┤  ├──► Pruned       stopped in favour of its peers; teaches up to its last epoch
//!  │              │  ├──► Failed       every attempt broke; teaches nothing; may be reopened on request
//!  │              │  └──► Cancelled    a person gave it up; teaches nothing
//!  └── Paused ◄───┘                    at a rung: goes on from its checkpoint, or is pruned in the end
//! ```
//!
//! An *attempt* is one process started for a trial. It ends as finished, declared infeasible, timed out, crashed
//! (stalled is one way), lost or stopped. A crash uses up one of the attempts the project allows; a lost attempt (machine or supervisor
//! died) and a stopped one (a person or a pruner asked) do not, since the program is not to blame.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::configuration::Configuration;
use crate::ids::{RoundId, StudyId, TrialId};
use crate::measurement::PositionUnit;
use crate::pruner::Ground;
use crate::score::Score;

/// Why a trial exists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "purpose", rename_all = "snake_case")]
pub enum Purpose {
    /// A point of a study's sampler: number `index` of its `segment` (0 is the space the study began with, each
    /// expansion adds one).
    Search {
        /// The study.
        study: StudyId,
        /// The segment of the study's space.
        segment: u32,
        /// The point's index in the segment's sequence, from 0.
        index: u32,
    },
    /// The incumbent's own configuration, evaluated inside the study of its scientific value.
    Incumbent {
        /// The study.
        study: StudyId,
    },
    /// A retraining with a fresh seed (S22).
    Confirmation {
        /// The round.
        round: RoundId,
        /// Which of the compared configurations.
        arm: Arm,
        /// The same index has the same seed in every arm.
        seed_index: u32,
    },
    /// One of the best few of its study, trained with another seed so that its study's winner is not the luckiest one.
    Replicate {
        /// The round.
        round: RoundId,
        /// The search trial it replicates.
        of: TrialId,
        /// The same index has the same seed for all that are replicated in the round.
        seed_index: u32,
    },
}

impl Purpose {
    /// The study, for a trial that belongs to one.
    pub fn study(&self) -> Option<StudyId> {
        match self {
            Purpose::Search { study, .. } | Purpose::Incumbent { study } => Some(*study),
            Purpose::Confirmation { .. } | Purpose::Replicate { .. } => None,
        }
    }

    /// The round.
    pub fn round(&self) -> RoundId {
        match self {
            Purpose::Search { study, .. } | Purpose::Incumbent { study } => study.round,
            Purpose::Confirmation { round, .. } | Purpose::Replicate { round, .. } => *round,
        }
    }
}

/// A side of a confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arm {
    /// The change considered.
    Candidate,
    /// The tuned winner at the incumbent's scientific value.
    Baseline,
    /// The project's best configuration as it stands, where it is not the baseline itself.
    Incumbent,
}

/// What a trial is to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrialRequest {
    /// Why it exists.
    #[serde(flatten)]
    pub purpose: Purpose,
    /// What it trains.
    pub configuration: Configuration,
    /// The earlier, shorter trial of the same configuration and seeds whose last checkpoint it goes on from, if that is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<TrialId>,
}

/// How one process ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ending", rename_all = "snake_case")]
pub enum AttemptEnding {
    /// Exit code 0.
    Finished,
    /// The program itself said `{"infeasible": reason}`.
    DeclaredInfeasible {
        /// The program's words.
        reason: String,
    },
    /// It ran longer than the project's `time_limit`, which is the user's own constraint.
    TimedOut {
        /// The limit, in seconds.
        limit_seconds: f64,
    },
    /// Another exit code, a signal, silence for too long, or no start at all: the program or machine broke.
    Crashed {
        /// What happened.
        crash: Crash,
    },
    /// The supervisor or the machine went away without leaving an exit record.
    Lost,
    /// Ended because a person or a pruner asked for it. Unless the trial was pruned or paused, it is attempted again.
    Stopped,
    /// No process of its own: the reports of the earlier, shorter trial that the next attempt goes on from.
    TakenOver {
        /// The earlier trial.
        from: TrialId,
    },
}

/// What broke.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "crash", rename_all = "snake_case")]
pub enum Crash {
    /// An exit code other than 0.
    ExitCode {
        /// The code.
        code: i32,
    },
    /// Killed by a signal; without other evidence never called out of memory.
    Signal {
        /// The signal's number.
        signal: i32,
    },
    /// The command could not be started.
    CouldNotStart {
        /// The system's words.
        reason: String,
    },
    /// The supervisor or the machine went away again and again.
    LostTooOften {
        /// How many attempts were lost.
        attempts: u32,
    },
    /// It printed nothing for longer than the project's `stall_after`, and was ended.
    Stalled {
        /// For how long, in seconds.
        after_seconds: f64,
    },
    /// It ended at once with code 0, without a report, and left processes running: it had gone into the background.
    WentToBackground {
        /// The names of those processes.
        processes: Vec<String>,
    },
    /// Its trial's folder vanished while it ran, and with it all that it had reported.
    FolderDeleted,
    /// Exit code 0 without one value of the objective.
    NoObjective {
        /// The metrics that were reported instead.
        reported: Vec<String>,
    },
}

/// Why a point is unusable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Infeasibility {
    /// The objective was NaN or infinite, also after a good epoch and whatever the exit code.
    Diverged {
        /// The epoch (or step) of the first such report.
        position: Option<f64>,
        /// Which of the two it is.
        #[serde(default, skip_serializing_if = "PositionUnit::is_epoch")]
        unit: PositionUnit,
    },
    /// The program said so.
    Declared {
        /// Its words.
        reason: String,
    },
    /// Longer than the user's `time_limit`.
    TimeLimit {
        /// The limit, in seconds.
        limit_seconds: f64,
    },
}

/// How a trial ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Usable; its score is its best epoch, chosen in retrospect (S27).
    Feasible(BestEpoch),
    /// Teaches the search that the point is unusable.
    Infeasible(Infeasibility),
    /// Stopped in favour of its peers: teaches the search up to its last epoch, and is never a candidate.
    Pruned(Pruned),
    /// Every allowed attempt broke.
    Failed {
        /// What the last one broke with.
        crash: Crash,
    },
    /// A person gave it up.
    Cancelled,
}

/// How far a pruned trial came, and what spoke against it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pruned {
    /// Its best epoch so far: what it might have reached in the whole length is at least as good.
    pub best: BestEpoch,
    /// Why it was stopped.
    pub ground: Ground,
}

/// The best epoch of a trial and what was kept of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BestEpoch {
    /// The objective at that epoch.
    pub score: Score,
    /// The epoch (or step); the earliest, if several are equally good.
    pub position: Option<f64>,
    /// Which of the two the positions are.
    #[serde(default, skip_serializing_if = "PositionUnit::is_epoch")]
    pub unit: PositionUnit,
    /// The checkpoint reported with it, relative to the trial's checkpoint directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<String>,
    /// What the project's further objectives were at that epoch, by name; one that was not logged as a finite number is
    /// missing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub also: BTreeMap<String, Score>,
    /// The last epoch (or step) reported.
    pub last_position: Option<f64>,
}
