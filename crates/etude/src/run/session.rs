//! One run: the lock, the store, the coordinator and the attempts that live now.

#![expect(clippy::disallowed_methods, reason = "the shell stamps events with the time of day")]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use etude_runner::{
    AttemptRequest, StartError, TrialFolder, apply_retention, check_workload, order_for, start,
};
use etude_store::{ProjectLock, Store, StoreError};
use etude_study::event::Event;
use etude_study::ids::TrialId;
use etude_study::trial::{AttemptEnding, Crash, Outcome};

use super::live::LiveAttempts;
use super::{Observer, RunContext, RunError};
use crate::coordinator::{Coordinator, Input, Start};
use crate::project_folder::ProjectFolder;

/// A live attempt that gave no sign is looked at again after this long: its supervisor may have died.
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// On a full disk, how long to wait before trying again.
const WAIT_FOR_DISK: Duration = Duration::from_secs(1);

pub(super) struct Session<'a> {
    pub(super) coordinator: Coordinator,
    folder: &'a ProjectFolder,
    context: &'a RunContext<'a>,
    store: Store,
    live: LiveAttempts,
    /// Starts that wait for room on the disk.
    delayed: Vec<Start>,
    stop_requests_seen: u32,
    _lock: ProjectLock,
}

impl<'a> Session<'a> {
    pub(super) fn open(
        folder: &'a ProjectFolder,
        context: &'a RunContext<'a>,
    ) -> Result<Session<'a>, RunError> {
        check_workload(&folder.project.workload, folder.root())?;
        let lock = ProjectLock::take(&folder.lock_path())?;
        let store = Store::create_or_open(&folder.store_path())?;
        let coordinator = Coordinator::new(folder.project.clone(), store.load_history()?)?;
        Ok(Session {
            coordinator,
            folder,
            context,
            store,
            live: LiveAttempts::new(),
            delayed: Vec::new(),
            stop_requests_seen: 0,
            _lock: lock,
        })
    }

    /// Takes over the attempts that an earlier coordinator left running. One that it recorded and never started is
    /// started; one that ended or was lost meanwhile is found out by the first poll.
    pub(super) fn adopt(&mut self) -> Result<Vec<Input>, RunError> {
        let mut inputs = Vec::new();
        for adopted in self.coordinator.adopted() {
            inputs.extend(self.start(adopted)?);
        }
        inputs.extend(self.live.poll()?);
        Ok(inputs)
    }

    /// Makes events durable, waiting for room on a full disk. Then tells the observer and tidies up after trials that
    /// ended.
    pub(super) fn record(&mut self, events: &[Event], observer: &mut dyn Observer) -> Result<(), RunError> {
        if events.is_empty() {
            return Ok(());
        }
        loop {
            match self.store.append(events, now_ms()) {
                Ok(()) => break,
                Err(StoreError::DiskFull { source }) => {
                    observer.disk_is_full();
                    if (self.context.stop_requests)() > 1 {
                        return Err(StoreError::DiskFull { source }.into());
                    }
                    thread::sleep(WAIT_FOR_DISK);
                }
                Err(error) => return Err(error.into()),
            }
        }
        observer.recorded(events, self.coordinator.history(), self.coordinator.project());
        for event in events {
            if let Event::TrialEnded { trial, outcome } = event {
                self.tidy_checkpoints(*trial, outcome)?;
            }
        }
        Ok(())
    }

    /// Starts an attempt, or finds it running already. One that cannot be started has crashed.
    pub(super) fn start(&mut self, wanted: Start) -> Result<Option<Input>, RunError> {
        let Some(known) = self.coordinator.history().trials.get(&wanted.trial) else { return Ok(None) };
        let folder = self.trial_folder(wanted.trial)?;
        let prepared = order_for(&AttemptRequest {
            project: self.coordinator.project(),
            project_directory: self.folder.root(),
            etude: self.context.etude,
            trial: wanted.trial,
            folder: &folder,
            attempt: wanted.attempt,
            configuration: &known.request.configuration,
            resume_from: known.attempts.last().and_then(|attempt| attempt.resumed_from.as_deref()),
            slot: known.attempts.last().and_then(|attempt| attempt.slot).unwrap_or_default(),
        })?;
        let supervisor = [OsString::from(self.context.etude), OsString::from("supervise")];
        match start(&folder, &prepared, &supervisor) {
            Ok(_) => {
                self.live.add(wanted.trial, wanted.attempt, folder);
                Ok(None)
            }
            Err(StartError::File(error)) if error.is_full() => {
                self.delayed.push(wanted);
                Ok(None)
            }
            Err(error) => {
                let crash = Crash::CouldNotStart { reason: error.to_string() };
                let ending = AttemptEnding::Crashed { crash };
                let Start { trial, attempt } = wanted;
                Ok(Some(Input::AttemptEnded { trial, attempt, ending, seconds: Some(0.0) }))
            }
        }
    }

    /// Waits until something happened.
    pub(super) fn wait(&mut self, observer: &mut dyn Observer) -> Result<Vec<Input>, RunError> {
        loop {
            let mut inputs = self.live.poll()?;
            inputs.extend(self.heed_stop_requests());
            if self.stop_requests_seen > 1 {
                inputs.extend(self.give_up_delayed_starts());
            }
            if !self.delayed.is_empty() {
                observer.disk_is_full();
                thread::sleep(WAIT_FOR_DISK);
                for start in std::mem::take(&mut self.delayed) {
                    inputs.extend(self.start(start)?);
                }
            }
            if !inputs.is_empty() {
                return Ok(inputs);
            }
            self.live.watcher.wait(LOOK_AGAIN);
            observer.waited(self.coordinator.history());
        }
    }

    /// Starts that still wait for room when a person wants the run to end now.
    fn give_up_delayed_starts(&mut self) -> Vec<Input> {
        let stopped = |start: Start| Input::AttemptEnded {
            trial: start.trial,
            attempt: start.attempt,
            ending: AttemptEnding::Stopped,
            seconds: None,
        };
        std::mem::take(&mut self.delayed).into_iter().map(stopped).collect()
    }

    /// The first request drains; the second ends what runs, and so does each later one.
    fn heed_stop_requests(&mut self) -> Option<Input> {
        let asked = (self.context.stop_requests)();
        if asked == self.stop_requests_seen {
            return None;
        }
        self.stop_requests_seen = asked;
        if asked > 1 {
            self.live.stop_all();
        }
        Some(Input::Drain)
    }

    /// Deletes the reported checkpoints that the project does not keep (S26).
    fn tidy_checkpoints(&self, trial: TrialId, outcome: &Outcome) -> Result<(), RunError> {
        let history = self.coordinator.history();
        let Some(known) = history.trials.get(&trial) else { return Ok(()) };
        let Some(round) = history.round(known.request.purpose.round()) else { return Ok(()) };
        let curve = self.store.curve(trial)?;
        let reported: BTreeSet<String> =
            curve.iter().filter_map(|report| report.measurement.checkpoint.clone()).collect();
        let best = match outcome {
            Outcome::Feasible(best) => best.checkpoint.as_deref(),
            Outcome::Infeasible(_) | Outcome::Failed { .. } | Outcome::Cancelled => None,
        };
        let reported: Vec<String> = reported.into_iter().collect();
        let objective = (round.frozen.metric.as_str(), round.frozen.direction);
        let reports = curve.iter().map(|report| &report.measurement);
        if let Some(kept) = round.frozen.length.keep_checkpoints.kept(&reports, objective, best) {
            // A checkpoint that cannot be deleted costs room, nothing else.
            let _ = apply_retention(&self.trial_folder(trial)?, &reported, &kept);
        }
        Ok(())
    }

    fn trial_folder(&self, trial: TrialId) -> Result<TrialFolder, RunError> {
        TrialFolder::of_trial(&self.folder.etude_folder(), trial)
            .map_err(|source| RunError::TrialFolder { trial, source })
    }
}

/// Milliseconds since 1970, by the machine's clock: shown, never relied on for order.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
