//! The attempts that run now, as far as their spools have been read.

use std::collections::BTreeMap;

use etude_runner::{AttemptState, PollError, TrialFolder, Watcher, poll, stop};
use etude_study::ids::TrialId;
use etude_study::trial::{AttemptEnding, Crash};

use crate::coordinator::Input;

/// Live attempts by trial.
pub(super) struct LiveAttempts {
    attempts: BTreeMap<TrialId, LiveAttempt>,
    pub(super) watcher: Watcher,
}

struct LiveAttempt {
    attempt: u32,
    folder: TrialFolder,
    offset: u64,
}

impl LiveAttempts {
    pub(super) fn new() -> LiveAttempts {
        LiveAttempts { attempts: BTreeMap::new(), watcher: Watcher::new() }
    }

    pub(super) fn add(&mut self, trial: TrialId, attempt: u32, folder: TrialFolder) {
        self.watcher.watch(&folder);
        self.attempts.insert(trial, LiveAttempt { attempt, folder, offset: 0 });
    }

    /// What the live attempts have done since they were last asked. One that has ended is live no more.
    pub(super) fn poll(&mut self) -> Result<Vec<Input>, PollError> {
        let mut inputs = Vec::new();
        let mut ended = Vec::new();
        for (trial, live) in &mut self.attempts {
            let seen = poll(&live.folder, live.attempt, live.offset)?;
            live.offset = seen.next_offset;
            inputs.extend(
                seen.measurements.into_iter().map(|measured| Input::Measured { trial: *trial, measured }),
            );
            let (ending, seconds) = match seen.state {
                AttemptState::Running => continue,
                AttemptState::Exited(record) => (record.ending(), Some(record.seconds)),
                // Whatever deleted it would do so again: this must not be repeated as often as a loss.
                AttemptState::Lost if !live.folder.exists() => {
                    (AttemptEnding::Crashed { crash: Crash::FolderDeleted }, None)
                }
                AttemptState::Lost => (AttemptEnding::Lost, None),
            };
            inputs.push(Input::AttemptEnded { trial: *trial, attempt: live.attempt, ending, seconds });
            ended.push(*trial);
        }
        for trial in ended {
            if let Some(live) = self.attempts.remove(&trial) {
                self.watcher.forget(&live.folder);
            }
        }
        Ok(inputs)
    }

    /// Asks a trial's attempt to end, if it is live.
    pub(super) fn stop(&self, trial: TrialId) {
        if let Some(live) = self.attempts.get(&trial) {
            let _ = stop(&live.folder, live.attempt);
        }
    }

    /// Asks every live attempt to end. One that cannot be signalled has ended, or is found lost by the next poll.
    pub(super) fn stop_all(&self) {
        for live in self.attempts.values() {
            let _ = stop(&live.folder, live.attempt);
        }
    }
}
