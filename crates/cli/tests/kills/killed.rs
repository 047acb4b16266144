//! The attempts that were struck by a kill, and how they may have ended for it.

use std::collections::BTreeSet;

use etude::study::ids::TrialId;
use etude::study::trial::{AttemptEnding, Crash};
use nix::sys::signal::Signal;

use super::processes::Process;

/// Trials and attempts whose supervisor, or whose training, was killed.
#[derive(Debug, Default)]
pub(crate) struct Killed {
    supervisors: BTreeSet<(TrialId, u32)>,
    trainings: BTreeSet<(TrialId, u32)>,
}

impl Killed {
    /// Notes a process that is about to be killed; the coordinator strikes no attempt.
    pub(crate) fn note(&mut self, process: &Process, all: &[Process]) {
        if let Some(attempt) = supervised(process) {
            self.supervisors.insert(attempt);
        } else if let Some(attempt) = process.supervisor(all).and_then(supervised) {
            self.trainings.insert(attempt);
        }
    }

    /// Whether an attempt that ended so was killed: lost with its supervisor, or crashed by the signal.
    pub(crate) fn explains(&self, trial: TrialId, attempt: u32, ending: &AttemptEnding) -> bool {
        let by_the_kill = Crash::Signal { signal: Signal::SIGKILL as i32 };
        match ending {
            AttemptEnding::Lost => self.supervisors.contains(&(trial, attempt)),
            AttemptEnding::Crashed { crash } if *crash == by_the_kill => {
                self.trainings.contains(&(trial, attempt))
            }
            _ => false,
        }
    }
}

/// Trial and attempt of a supervisor: `etude supervise .../trials/000042/attempt-1.order.json`.
fn supervised(process: &Process) -> Option<(TrialId, u32)> {
    let [_, verb, order] = process.command.as_slice() else { return None };
    let order = order.strip_suffix(".order.json").filter(|_| verb == "supervise")?;
    let (folder, attempt) = order.rsplit_once("/attempt-")?;
    let (_, trial) = folder.rsplit_once('/')?;
    Some((TrialId(trial.parse().ok()?), attempt.parse().ok()?))
}
