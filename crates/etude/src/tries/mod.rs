//! Trying the program once: a real attempt in a scratch folder, and what was seen of it.
//!
//! A try is started as a trial's attempt is, and is no part of the history: the doctor and the measuring of batch sizes make them.

#![expect(clippy::disallowed_methods, reason = "measures when reports arrive, and reads what was printed")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use etude_runner::{
    AttemptRequest, AttemptState, FileError, MemoryMeter, MemoryReading, PollError, PrepareError, StartError,
    TrialFolder, Watcher, order_for, poll, start, stop,
};
use etude_study::configuration::Configuration;
use etude_study::ids::TrialId;
use etude_study::measurement::Measurement;
use etude_study::project::Program;
use etude_study::trial::AttemptEnding;
use thiserror::Error;

use crate::logs::{Logs, Stream};
use crate::project_folder::ProjectFolder;
use crate::run::RunContext;

/// A try that gave no sign is looked at again after this long.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// Memory is read no more often than this.
const BETWEEN_READINGS: Duration = Duration::from_millis(50);
/// Lines kept of what it printed last.
const LAST_LINES: usize = 15;

/// Why a try could not be made.
#[derive(Debug, Error)]
pub enum TryError {
    /// The scratch folder.
    #[error("cannot use {}: {source}", .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// The attempt could not be described.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// The attempt could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// What it does could not be seen.
    #[error(transparent)]
    Poll(#[from] PollError),
    /// The system's words about a file.
    #[error(transparent)]
    File(#[from] FileError),
    /// A person asked to stop.
    #[error("stopped on request")]
    Stopped,
}

/// What is to be tried.
pub(crate) struct Wanted {
    pub(crate) configuration: Configuration,
    pub(crate) attempt: u32,
    pub(crate) resume_from: Option<String>,
    /// Completed epochs of that checkpoint.
    pub(crate) epochs_before: u32,
    /// Steps after which it is to end, of a probe.
    pub(crate) max_steps: Option<u32>,
    /// Further options of the built-in workload.
    pub(crate) builtin_options: Vec<String>,
}

impl Wanted {
    /// A first attempt of that configuration, whole.
    pub(crate) fn whole(configuration: Configuration) -> Wanted {
        Wanted {
            configuration,
            attempt: 1,
            resume_from: None,
            epochs_before: 0,
            max_steps: None,
            builtin_options: Vec::new(),
        }
    }
}

/// What has been seen of a try that still runs.
pub(crate) struct SoFar<'a> {
    /// Its reports, each with the seconds after which it arrived.
    pub(crate) reports: &'a [(Measurement, f64)],
    /// Seconds since it was started.
    pub(crate) seconds: f64,
    /// Memory in use; none where it was not seen yet.
    pub(crate) memory: Option<MemoryReading>,
}

/// Memory in use at one moment of a try.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MemoryAt {
    /// Seconds since the start.
    pub(crate) seconds: f64,
    /// What was in use.
    pub(crate) memory: MemoryReading,
}

/// What was seen of a try.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Try {
    /// Its reports, each with the seconds after which it arrived.
    pub(crate) reports: Vec<(Measurement, f64)>,
    /// How it ended.
    pub(crate) ending: AttemptEnding,
    /// Wall seconds.
    pub(crate) seconds: f64,
    /// The epochs it was told to train.
    pub(crate) epochs: u32,
    /// Whether it was stopped because it trained on after those.
    pub(crate) trained_on: bool,
    /// From the request to stop to its end, in seconds.
    pub(crate) stopping: Option<f64>,
    /// The end of standard error, or of standard output where that is empty.
    pub(crate) last_lines: Vec<String>,
    /// What its supervisor had to end after it.
    pub(crate) leftovers: Option<String>,
    /// Memory in use, again and again while it ran.
    pub(crate) memory: Vec<MemoryAt>,
}

impl Try {
    /// The most memory that its processes were seen to have had, in bytes.
    pub(crate) fn peak_bytes(&self) -> Option<u64> {
        self.memory.iter().map(|at| at.memory.peak_bytes).max()
    }

    /// A metric of its reports by name, with the epoch or step of each, in order.
    pub(crate) fn course(&self, name: &str) -> Vec<(f64, f64)> {
        course(&self.reports, name)
    }

    /// The checkpoint reported last.
    pub(crate) fn last_checkpoint(&self) -> Option<String> {
        self.reports.iter().rev().find_map(|(report, _)| report.checkpoint.clone())
    }
}

/// A metric of reports by name, with the epoch or step of each, in order; of reports from the same place, the last.
pub(crate) fn course(reports: &[(Measurement, f64)], name: &str) -> Vec<(f64, f64)> {
    let mut by_position: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
    for (report, _) in reports {
        if let (Some(position), Some(value)) = (report.position(), report.metric(name)) {
            by_position.insert(position.to_bits(), (position, value));
        }
    }
    by_position.into_values().collect()
}

/// Whether a try is to be asked to end.
pub(crate) type StopWhen<'a> = &'a dyn Fn(&SoFar<'_>) -> bool;

/// Where tries are made.
pub(crate) struct Bench<'a> {
    folder: &'a ProjectFolder,
    context: &'a RunContext<'a>,
    scratch: PathBuf,
}

impl<'a> Bench<'a> {
    /// An empty scratch folder of that name, in `.etude/`.
    pub(crate) fn prepare(
        folder: &'a ProjectFolder,
        context: &'a RunContext<'a>,
        name: &str,
    ) -> Result<Bench<'a>, TryError> {
        let scratch = folder.etude_folder().join(name);
        let failed = |source| TryError::Folder { path: scratch.clone(), source };
        if scratch.exists() {
            end_earlier_tries(&scratch);
            std::fs::remove_dir_all(&scratch).map_err(failed)?;
        }
        std::fs::create_dir_all(&scratch).map_err(failed)?;
        Ok(Bench { folder, context, scratch })
    }

    /// The scratch folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.scratch
    }

    /// The checkpoint folder of a try.
    pub(crate) fn checkpoints(&self, name: &str) -> PathBuf {
        self.scratch.join(name).join("checkpoints")
    }

    /// Makes one try and waits for its end. One that trains on beyond its epochs is asked to end, as is one for which `stop` holds.
    pub(crate) fn attempt(&self, name: &str, wanted: &Wanted, stop: StopWhen<'_>) -> Result<Try, TryError> {
        let path = self.scratch.join(name);
        let trial_folder = TrialFolder::at(&path).map_err(|source| TryError::Folder { path, source })?;
        let mut prepared = order_for(&AttemptRequest {
            project: &self.folder.project,
            project_directory: self.folder.root(),
            etude: self.context.etude,
            trial: TrialId(0),
            folder: &trial_folder,
            attempt: wanted.attempt,
            slot: 0,
            max_steps: wanted.max_steps,
            configuration: &wanted.configuration,
            resume_from: wanted.resume_from.as_deref(),
            epochs_before: wanted.epochs_before,
        })?;
        if matches!(self.folder.project.workload.program, Program::Builtin(_)) {
            prepared.order.command.extend_from_slice(&wanted.builtin_options);
        }
        let supervisor = [OsString::from(self.context.etude), OsString::from("supervise")];
        let _ = start(&trial_folder, &prepared, &supervisor)?;
        self.watch(&trial_folder, wanted, stop)
    }

    fn watch(&self, folder: &TrialFolder, wanted: &Wanted, stop_when: StopWhen<'_>) -> Result<Try, TryError> {
        let began = Instant::now();
        let epochs = wanted.configuration.max_epochs;
        let mut watcher = Watcher::new();
        watcher.watch(folder);
        let mut reports: Vec<(Measurement, f64)> = Vec::new();
        let mut memory = MemoryLog::of(folder);
        let (mut offset, mut asked, mut trained_on) = (0, None, false);
        loop {
            let seen = poll(folder, wanted.attempt, offset)?;
            offset = seen.next_offset;
            let arrived = began.elapsed().as_secs_f64();
            reports.extend(seen.measurements.into_iter().map(|spooled| (spooled.measurement, arrived)));
            let (ending, seconds) = match seen.state {
                AttemptState::Running => {
                    let last = reports.last().and_then(|(report, _)| report.epoch);
                    let over =
                        last.is_some_and(|epoch| epoch > f64::from(epochs)) && wanted.max_steps.is_none();
                    memory.read(arrived);
                    let so_far = SoFar { reports: &reports, seconds: arrived, memory: memory.last() };
                    let early = stop_when(&so_far);
                    let by_person = (self.context.stop_requests)() > 0;
                    if asked.is_none() && (over || early || by_person) {
                        trained_on = over;
                        asked = Some(Instant::now());
                        // One that cannot be asked has ended.
                        let _ = stop(folder, wanted.attempt);
                    }
                    watcher.wait(LOOK_AGAIN);
                    continue;
                }
                AttemptState::Exited(record) => (record.ending(), record.seconds),
                AttemptState::Lost => (AttemptEnding::Lost, began.elapsed().as_secs_f64()),
            };
            if (self.context.stop_requests)() > 0 {
                return Err(TryError::Stopped);
            }
            return Ok(Try {
                reports,
                ending,
                seconds,
                epochs,
                trained_on,
                stopping: asked.map(|asked: Instant| asked.elapsed().as_secs_f64()),
                last_lines: last_lines(folder, wanted.attempt),
                leftovers: leftovers(folder),
                memory: memory.readings,
            });
        }
    }
}

/// Memory, read again and again.
struct MemoryLog {
    meter: MemoryMeter,
    readings: Vec<MemoryAt>,
}

impl MemoryLog {
    fn of(folder: &TrialFolder) -> MemoryLog {
        MemoryLog { meter: MemoryMeter::new(folder), readings: Vec::new() }
    }

    fn read(&mut self, seconds: f64) {
        let early = |last: &MemoryAt| seconds - last.seconds < BETWEEN_READINGS.as_secs_f64();
        if self.readings.last().is_some_and(early) {
            return;
        }
        let memory = self.meter.read();
        self.readings.extend(memory.map(|memory| MemoryAt { seconds, memory }));
    }

    fn last(&self) -> Option<MemoryReading> {
        self.readings.last().map(|at| at.memory)
    }
}

/// Asks tries that an earlier command left running to end.
fn end_earlier_tries(scratch: &Path) {
    let folders = std::fs::read_dir(scratch).into_iter().flatten().flatten();
    for folder in folders.filter_map(|entry| TrialFolder::at(&entry.path()).ok()) {
        for attempt in 1..=2 {
            let _ = stop(&folder, attempt);
        }
    }
}

fn last_lines(folder: &TrialFolder, attempt: u32) -> Vec<String> {
    let logs = Logs::of(folder.clone());
    let stderr = logs.last_lines(Stream::Stderr, attempt, LAST_LINES);
    if stderr.is_empty() { logs.last_lines(Stream::Stdout, attempt, LAST_LINES) } else { stderr }
}

/// What the supervisor says that it had to end, after its colon.
fn leftovers(folder: &TrialFolder) -> Option<String> {
    let text = std::fs::read_to_string(folder.supervisor_log()).ok()?;
    let line = text.lines().find(|line| line.contains("the program left running"))?;
    Some(line.split_once("running: ").map_or(line, |(_, names)| names).to_owned())
}
