//! One run: the lease, the store, the coordinator and the attempts that live now.

#![expect(clippy::disallowed_methods, reason = "the shell stamps events with the time of day")]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use etude_runner::{
    AttemptRequest, StartError, TrialFolder, apply_retention, check_workload, copy_checkpoints, is_disk_full,
    order_for, start,
};
use etude_store::{ProjectLease, Store, StoreError};
use etude_study::event::Event;
use etude_study::history::LiveCurve;
use etude_study::ids::TrialId;
use etude_study::trial::{AttemptEnding, Crash, Outcome};

use super::live::LiveAttempts;
use super::requests::Requests;
use super::{Observer, RunContext, RunError};
use crate::coordinator::{Coordinator, Input, Start, TakeOver};
use crate::project_folder::ProjectFolder;
use crate::stop_requests::StopRequests;

/// A live attempt that gave no sign is looked at again after this long: its supervisor may have died.
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// On a full disk, how long to wait before trying again.
const WAIT_FOR_DISK: Duration = Duration::from_secs(1);

pub(super) struct Session<'a> {
    pub(super) coordinator: Coordinator,
    pub(super) folder: &'a ProjectFolder,
    context: &'a RunContext<'a>,
    store: Store,
    live: LiveAttempts,
    /// Starts that wait for room on the disk.
    delayed: Vec<Start>,
    lease: ProjectLease,
    requests: Requests<'a>,
}

impl<'a> Session<'a> {
    pub(super) fn open(
        folder: &'a ProjectFolder,
        context: &'a RunContext<'a>,
        observer: &mut dyn Observer,
    ) -> Result<Session<'a>, RunError> {
        check_workload(&folder.project.workload, folder.root())?;
        let (store, lease) = own(folder, context, observer)?;
        let requests = Requests::new(context.stop_requests, StopRequests::of(&folder.etude_folder()));
        let coordinator = Coordinator::new(folder.project.clone(), store.load_history()?)?;
        Ok(Session {
            coordinator,
            folder,
            context,
            store,
            live: LiveAttempts::new(),
            delayed: Vec::new(),
            lease,
            requests,
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
        self.append(events, observer)?;
        self.look_at_sources_after(events, observer)?;
        observer.recorded(events, self.coordinator.history(), self.coordinator.project());
        if events.iter().any(|event| matches!(event, Event::TrialEnded { .. })) {
            self.store.check_lease()?;
        }
        for event in events {
            if let Event::TrialEnded { trial, outcome } = event {
                self.tidy_checkpoints(*trial, outcome)?;
                self.requests.trial_ended(*trial);
            }
        }
        Ok(())
    }

    /// Makes events durable, waiting for room on a full disk until a person wants the run to end now.
    pub(super) fn append(&mut self, events: &[Event], observer: &mut dyn Observer) -> Result<(), RunError> {
        loop {
            match self.store.append(events, now_ms()) {
                Ok(()) => return Ok(()),
                Err(StoreError::DiskFull { source }) => {
                    observer.disk_is_full();
                    if self.requests.stops() > 1 {
                        return Err(StoreError::DiskFull { source }.into());
                    }
                    thread::sleep(WAIT_FOR_DISK);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Starts an attempt, or finds it running already. One that cannot be started has crashed.
    ///
    /// A run that is replaced between the question for its lease and the start does no harm: the attempt is on record,
    /// so the new owner starts it too, and whoever comes second finds the trial's lock held or its order used up.
    pub(super) fn start(&mut self, wanted: Start) -> Result<Option<Input>, RunError> {
        self.store.check_lease()?;
        let Some(known) = self.coordinator.history().trials.get(&wanted.trial) else { return Ok(None) };
        let folder = self.trial_folder(wanted.trial)?;
        // What was reported and is not there would only break the program again.
        let resume_from = known
            .attempts
            .last()
            .and_then(|attempt| attempt.resumed_from.as_deref())
            .filter(|name| folder.checkpoints().join(name).exists());
        let prepared = order_for(&AttemptRequest {
            project: self.coordinator.project(),
            project_directory: self.folder.root(),
            etude: self.context.etude,
            trial: wanted.trial,
            folder: &folder,
            attempt: wanted.attempt,
            configuration: &known.request.configuration,
            resume_from,
            epochs_before: resume_from.map_or(0, |_| known.curve().map_or(0, LiveCurve::completed_epochs)),
            slot: known.attempts.last().and_then(|attempt| attempt.slot).unwrap_or_default(),
            max_steps: None,
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

    /// Brings to a trial the last checkpoint of the earlier one that it goes on from, with what that had reported; nothing
    /// where the file is not there any more.
    pub(super) fn take_over(&mut self, wanted: TakeOver) -> Result<Input, RunError> {
        let TakeOver { trial, from } = wanted;
        let curve = self.store.curve(from)?;
        let reported = curve.iter().filter_map(|report| report.measurement.checkpoint.clone());
        let names: Vec<String> = reported.collect();
        let (before, now) = (self.trial_folder(from)?, self.trial_folder(trial)?);
        let is_there = names.last().is_some_and(|last| before.checkpoints().join(last).exists());
        // One that cannot be copied is not gone on from: the trial starts again.
        let brought = is_there && copy_checkpoints(&before, &now, &names).is_ok();
        let reports = if brought { curve } else { Vec::new() };
        Ok(Input::TakenOver {
            trial,
            reports: reports.into_iter().map(|report| report.measurement).collect(),
        })
    }

    /// Waits until something happened.
    pub(super) fn wait(&mut self, observer: &mut dyn Observer) -> Result<Vec<Input>, RunError> {
        loop {
            if self.lease.is_fenced() {
                self.store.check_lease()?;
            }
            let mut inputs = self.live.poll()?;
            inputs.extend(self.heed_stop_requests(observer)?);
            inputs.extend(self.heed_cancellations());
            if self.requests.ends_now() {
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
            // A supervisor that waits for room says nothing, and needs none to be said.
            if is_disk_full(&self.folder.etude_folder()) {
                observer.disk_is_full();
            }
            observer.waited(self.coordinator.history());
        }
    }

    /// Cancellations that are new.
    pub(super) fn heed_cancellations(&mut self) -> Vec<Input> {
        let new = self.requests.new_cancellations(self.coordinator.history());
        new.into_iter().map(|trial| Input::Cancel { trial }).collect()
    }

    /// Ends a trial's attempt, or gives up its start if it still waits for room.
    pub(super) fn stop(&mut self, trial: TrialId) -> Option<Input> {
        self.live.stop(trial);
        let at = self.delayed.iter().position(|start| start.trial == trial)?;
        Some(stopped(self.delayed.remove(at)))
    }

    /// Starts that still wait for room when a person wants the run to end now.
    fn give_up_delayed_starts(&mut self) -> Vec<Input> {
        std::mem::take(&mut self.delayed).into_iter().map(stopped).collect()
    }

    /// The first request drains; the second ends what runs, and so does each later one. What runs for another owner is
    /// not ended.
    fn heed_stop_requests(&mut self, observer: &mut dyn Observer) -> Result<Option<Input>, RunError> {
        let Some(asked) = self.requests.new_stops() else { return Ok(None) };
        observer.stopping(asked);
        if asked > 1 {
            self.store.check_lease()?;
            self.live.stop_all();
        }
        Ok(Some(Input::Drain))
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
            Outcome::Infeasible(_) | Outcome::Pruned(_) | Outcome::Failed { .. } | Outcome::Cancelled => None,
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

/// An attempt that was stopped before it could be started.
fn stopped(start: Start) -> Input {
    let Start { trial, attempt } = start;
    Input::AttemptEnded { trial, attempt, ending: AttemptEnding::Stopped, seconds: None }
}

/// Becomes the owner of the project, waiting for room on a full disk.
fn own(
    folder: &ProjectFolder,
    context: &RunContext<'_>,
    observer: &mut dyn Observer,
) -> Result<(Store, ProjectLease), StoreError> {
    loop {
        let owned = folder.own(now_ms(), &mut |owner, left| {
            observer.owner_is_silent(owner, left);
            (context.stop_requests)() == 0
        });
        match owned {
            Err(StoreError::DiskFull { .. }) if (context.stop_requests)() == 0 => {
                observer.disk_is_full();
                thread::sleep(WAIT_FOR_DISK);
            }
            owned => return owned,
        }
    }
}

/// Milliseconds since 1970, by the machine's clock: shown, never relied on for order.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
