//! Running a project: the thin shell around the coordinator.

mod live;
mod provenance;
mod requests;
mod session;

use std::path::Path;
use std::time::Duration;

use etude_runner::{PrepareError, WorkloadProblem};
use etude_store::{LeaseOwner, StoreError};
use etude_study::event::Event;
use etude_study::finding::Finding;
use etude_study::history::History;
use etude_study::ids::{RoundId, TrialId};
use etude_study::project::Project;
use etude_study::trial::Crash;
use thiserror::Error;

use crate::coordinator::{CoordinatorError, CoordinatorState, Input};
use crate::project_folder::ProjectFolder;
use session::Session;
pub(crate) use session::now_ms;

/// What a run needs from its caller.
pub struct RunContext<'a> {
    /// The `etude` program itself; absolute. It is started as `etude supervise ORDER` for every attempt.
    pub etude: &'a Path,
    /// How often a person has asked to stop: once, and the running trials end by themselves; twice, and they are ended
    /// and attempted again by the next run.
    pub stop_requests: &'a dyn Fn() -> u32,
    /// Whether failed trials are to be trained again, where their study has not been judged without them.
    pub retry_failed: bool,
}

/// Somebody who looks on: a terminal, a log. All it can show is a fold over events.
pub trait Observer {
    /// Events have become durable.
    fn recorded(&mut self, events: &[Event], history: &History, project: &Project);
    /// Somebody asked to stop, by a signal or by a file: for the first time, or again.
    fn stopping(&mut self, _asked: u32) {}
    /// Time has passed.
    fn waited(&mut self, _history: &History) {}
    /// Another process owns the project and gives no sign of life. The run takes over when it stays silent for so long.
    fn owner_is_silent(&mut self, _owner: &LeaseOwner, _left: Duration) {}
    /// Nothing fits on the disk; the run waits until something does.
    fn disk_is_full(&mut self) {}
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub enum RunEnd {
    /// Every round has its verdict.
    Finished,
    /// Stopped on request; the next run goes on.
    Stopped,
    /// Findings stand in the way of a round's verdict; the next run goes on when they are mended or accepted.
    Blocked {
        /// The round.
        round: RoundId,
        /// The findings.
        findings: Vec<Finding>,
    },
    /// The program crashed three times in a row; its trials wait for the next run.
    ProgramBroken {
        /// The trial that crashed last.
        trial: TrialId,
        /// What it crashed with.
        crash: Crash,
    },
}

/// Why a run could not go on. What was recorded stays; the next run continues from it.
#[derive(Debug, Error)]
pub enum RunError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The coordinator.
    #[error(transparent)]
    Coordinator(#[from] CoordinatorError),
    /// The workload names a folder that is not there.
    #[error(transparent)]
    Workload(#[from] WorkloadProblem),
    /// An attempt could not be described.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// The history would not take in what was recorded.
    #[error(transparent)]
    History(#[from] etude_study::history::HistoryError),
    /// A trial's folder could not be read.
    #[error(transparent)]
    Poll(#[from] etude_runner::PollError),
    /// A trial's folder could not be made.
    #[error("cannot use the folder of trial {trial}: {source}")]
    TrialFolder {
        /// The trial.
        trial: TrialId,
        /// The system's words.
        source: std::io::Error,
    },
}

/// Runs a project until every round has its verdict, somebody asks to stop, or its program proves broken. A run that
/// follows another one, however that ended, goes on where it was and adopts the trainings that are still running.
pub fn run(
    folder: &ProjectFolder,
    context: &RunContext<'_>,
    observer: &mut dyn Observer,
) -> Result<RunEnd, RunError> {
    let mut session = Session::open(folder, context, observer)?;
    session.look_at_sources_again(observer)?;
    let mut inputs = session.adopt()?;
    inputs.extend(session.heed_cancellations());
    if context.retry_failed {
        inputs.push(Input::RetryFailed);
    }
    loop {
        let response = session.coordinator.handle(std::mem::take(&mut inputs))?;
        session.record(&response.record, observer)?;
        for wanted in response.take_over {
            inputs.push(session.take_over(wanted)?);
        }
        for start in response.start {
            inputs.extend(session.start(start)?);
        }
        for trial in response.stop {
            inputs.extend(session.stop(trial));
        }
        match response.state {
            CoordinatorState::Finished => return Ok(RunEnd::Finished),
            CoordinatorState::Blocked { round, findings } => return Ok(RunEnd::Blocked { round, findings }),
            CoordinatorState::Drained => return Ok(RunEnd::Stopped),
            CoordinatorState::Refused(error) => return Err(error.into()),
            CoordinatorState::Halted { trial, crash } => return Ok(RunEnd::ProgramBroken { trial, crash }),
            CoordinatorState::Working if inputs.is_empty() => inputs = session.wait(observer)?,
            CoordinatorState::Working => {}
        }
    }
}
