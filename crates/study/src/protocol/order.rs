//! What a supervisor is told, and what it leaves behind.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::trial::{AttemptEnding, Crash};

/// Version of the files in a trial's folder. A supervisor refuses an order of a later version.
///
/// 2: an order may have patterns, a limit for silence and a virtual environment, and an attempt may end as stalled.
pub const PROTOCOL_VERSION: u32 = 2;

/// One attempt, fully described: the supervisor needs nothing else, so it outlives the coordinator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttemptOrder {
    /// [`PROTOCOL_VERSION`] of the writer.
    pub version: u32,
    /// The trial's number.
    pub trial: u32,
    /// The attempt's number, from 1.
    pub attempt: u32,
    /// Program and arguments; never a shell line.
    pub command: Vec<String>,
    /// Where to run it.
    pub directory: String,
    /// Added to the caller's environment.
    pub environment: BTreeMap<String, String>,
    /// The user's own limit on its wall time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_limit_seconds: Option<f64>,
    /// The metric that is optimised; its name decides when metrics found by patterns make a report.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub objective: String,
    /// Patterns by which metrics are found in lines that are no JSON.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metrics: BTreeMap<String, String>,
    /// Completed epochs of the checkpoint that the program goes on from; 0 without one. Where the output names no epoch,
    /// they are counted from here.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub epochs_before: u32,
    /// The Python virtual environment to run in; absolute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub virtual_environment: Option<String>,
    /// A program that prints nothing for so long is ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stall_after_seconds: Option<f64>,
    /// Between the polite and the certain end of a process, in seconds.
    pub grace_seconds: f64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields by reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// How the process ended, as the supervisor saw it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum ProcessEnd {
    /// It exited by itself.
    Exited {
        /// Its code.
        code: i32,
    },
    /// A signal ended it.
    Signaled {
        /// The signal's number.
        signal: i32,
    },
    /// It could not be started.
    CouldNotStart {
        /// The system's words.
        reason: String,
    },
    /// It was ended for exceeding its time limit.
    TimedOut {
        /// The limit, in seconds.
        limit_seconds: f64,
    },
    /// It was ended because it printed nothing for too long.
    Stalled {
        /// For how long, in seconds.
        after_seconds: f64,
    },
    /// It was ended because somebody asked to stop.
    Stopped,
}

/// Written (and synced) by the supervisor before it goes. An attempt without one, and without a supervisor, was lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExitRecord {
    /// [`PROTOCOL_VERSION`] of the writer.
    pub version: u32,
    /// The attempt.
    pub attempt: u32,
    /// How the process ended.
    #[serde(flatten)]
    pub end: ProcessEnd,
    /// The program's own `{"infeasible": reason}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub infeasible: Option<String>,
    /// How many measurements were spooled.
    pub measurements: u32,
    /// The names of the processes that it left running, and that were ended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_running: Vec<String>,
    /// Wall seconds from start to end.
    pub seconds: f64,
}

impl ExitRecord {
    /// How the attempt ended. What the program declared counts whatever its exit code.
    pub fn ending(&self) -> AttemptEnding {
        if let Some(reason) = &self.infeasible {
            return AttemptEnding::DeclaredInfeasible { reason: reason.clone() };
        }
        match &self.end {
            ProcessEnd::Exited { code: 0 } if self.measurements == 0 && !self.left_running.is_empty() => {
                let processes = self.left_running.clone();
                AttemptEnding::Crashed { crash: Crash::WentToBackground { processes } }
            }
            ProcessEnd::Exited { code: 0 } => AttemptEnding::Finished,
            ProcessEnd::Exited { code } => AttemptEnding::Crashed { crash: Crash::ExitCode { code: *code } },
            ProcessEnd::Signaled { signal } => {
                AttemptEnding::Crashed { crash: Crash::Signal { signal: *signal } }
            }
            ProcessEnd::CouldNotStart { reason } => {
                AttemptEnding::Crashed { crash: Crash::CouldNotStart { reason: reason.clone() } }
            }
            ProcessEnd::TimedOut { limit_seconds } => {
                AttemptEnding::TimedOut { limit_seconds: *limit_seconds }
            }
            ProcessEnd::Stalled { after_seconds } => {
                AttemptEnding::Crashed { crash: Crash::Stalled { after_seconds: *after_seconds } }
            }
            ProcessEnd::Stopped => AttemptEnding::Stopped,
        }
    }
}
