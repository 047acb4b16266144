//! Every way a command can fail: what is shown, what to do about it, and the exit code.

mod project_file;
mod remedy;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use etude::OpenError;
use etude::accept::AcceptError;
use etude::batch_size::BatchSizeError;
use etude::coordinator::CoordinatorError;
use etude::finish::FinishError;
use etude::init::InitError;
use etude::length::{PerfectFitError, SetLengthError};
use etude::next::AppendError;
use etude::overrule::OverruleError;
use etude::plots::FigureError;
use etude::reanalysis::ReanalysisError;
use etude::run::RunError;
use etude::search::catalogue::UnknownSampler;
use etude::stability::StabilityError;
use etude::store::StoreError;
use etude::stored_study::StoredStudyError;
use etude::study::ids::TrialId;
use etude::study::trial::Crash;
use etude::tries::TryError;
use etude::views::BrokenTrial;
use etude_trainer::TrainerError;
use thiserror::Error;

use crate::arguments::Format;
use crate::{broken_trial, exit_code, output};

#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    Finish(#[from] FinishError),
    #[error(transparent)]
    Overrule(#[from] OverruleError),
    #[error(transparent)]
    Round(#[from] CoordinatorError),
    #[error(transparent)]
    Reanalysis(#[from] ReanalysisError),
    #[error(transparent)]
    Trainer(#[from] etude_trainer::TrainerError),
    #[error(transparent)]
    Supervise(#[from] etude::runner::SuperviseError),
    #[error(transparent)]
    Init(#[from] InitError),
    #[error("there is nothing to make a project of")]
    NothingToInit,
    #[error("no workload named `{name}` is built in")]
    UnknownBuiltin { name: String },
    #[error("no figure is named `{name}`")]
    UnknownFigure { name: String },
    #[error(transparent)]
    Figure(#[from] FigureError),
    #[error("no round is named `{name}`")]
    UnknownRound { name: String, known: Vec<String> },
    #[error("{}", match .name {
        Some(name) => format!("no round named `{name}` is proposed"),
        None => "no round is proposed at present".into(),
    })]
    NothingProposed { name: Option<String>, known: Vec<String> },
    #[error(transparent)]
    Append(#[from] AppendError),
    #[error("there is no trial {trial}")]
    UnknownTrial { trial: TrialId, trials: usize },
    #[error("trial {trial} has ended already: {outcome}")]
    TrialHasEnded { trial: TrialId, outcome: String },
    #[error("trials cannot be sorted by `{word}`")]
    UnknownSortKey { word: String, known: Vec<String> },
    #[error("trial {:06} broke, as the attempts before it did: {}", .0.broken.trial, .0.broken.ending)]
    ProgramBroken(Box<BrokenProgram>),
    #[error(transparent)]
    Accept(#[from] AcceptError),
    #[error(transparent)]
    Try(#[from] TryError),
    #[error(transparent)]
    BatchSize(#[from] BatchSizeError),
    #[error(transparent)]
    SetLength(#[from] SetLengthError),
    #[error(transparent)]
    PerfectFit(#[from] PerfectFitError),
    #[error(transparent)]
    Stability(#[from] StabilityError),
    #[error("cannot read what the trial printed: {0}")]
    Log(io::Error),
    #[error("cannot find the path of this program: {0}")]
    NoSelf(io::Error),
    #[error("cannot listen to signals: {0}")]
    Signals(io::Error),
    #[error("cannot write {}: {source}", .path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{} is there already", .path.display())]
    FileIsThere { path: PathBuf },
    #[error(transparent)]
    UnknownSampler(#[from] UnknownSampler),
    #[error(transparent)]
    StoredStudy(#[from] StoredStudyError),
    #[error("cannot read the space in {}: {source}", .path.display())]
    SpaceFile { path: PathBuf, source: io::Error },
    #[error("cannot read from standard input: {0}")]
    Input(io::Error),
    #[error("cannot write to standard output: {0}")]
    Output(#[from] io::Error),
    #[error("cannot make JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// A program that crashed again and again, and what there is to see of it.
#[derive(Debug)]
pub(crate) struct BrokenProgram {
    /// The trial that crashed last.
    pub(crate) broken: BrokenTrial,
    /// What it crashed with.
    pub(crate) crash: Crash,
    /// The metric that the project optimises.
    pub(crate) metric: String,
    /// Whether a trial ever worked: then the trials that broke have failed, or else they wait.
    pub(crate) worked_before: bool,
}

/// What is wrong with what was said of the study, or told, is wrong with the command line.
fn stored_study_code(error: &StoredStudyError) -> u8 {
    match error {
        StoredStudyError::File(_) | StoredStudyError::Damaged { .. } => exit_code::STORE,
        StoredStudyError::Study(_)
        | StoredStudyError::NotBegun { .. }
        | StoredStudyError::OtherStudy { .. } => exit_code::USAGE,
    }
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Failure::Store(error)
            | Failure::Figure(FigureError::Store(error))
            | Failure::Run(RunError::Store(error))
            | Failure::Finish(FinishError::Store(error))
            | Failure::Overrule(OverruleError::Store(error))
            | Failure::Reanalysis(ReanalysisError::Store(error)) => match error {
                StoreError::AlreadyRunning { .. } | StoreError::Fenced { .. } => exit_code::ALREADY_RUNNING,
                StoreError::BadLease { .. } => exit_code::USAGE,
                _ => exit_code::STORE,
            },
            Failure::Open(_)
            | Failure::SpaceFile { .. }
            | Failure::Round(_)
            | Failure::Append(AppendError::WouldBeWrong { .. })
            | Failure::UnknownBuiltin { .. }
            | Failure::Figure(FigureError::Absent { .. })
            | Failure::Accept(AcceptError::RoundNotInFile { .. } | AcceptError::Open(_))
            | Failure::Init(InitError::Exists(_))
            | Failure::Run(
                RunError::Workload(_)
                | RunError::Coordinator(CoordinatorError::Round(_) | CoordinatorError::OtherProject { .. }),
            )
            | Failure::Finish(FinishError::NoTestCommand | FinishError::NotOver | FinishError::NothingRan) => {
                exit_code::PROJECT_FILE
            }
            Failure::StoredStudy(error) => stored_study_code(error),
            Failure::Try(_)
            | Failure::BatchSize(_)
            | Failure::SetLength(_)
            | Failure::PerfectFit(_)
            | Failure::Stability(_) => self.tried_code(),
            Failure::UnknownRound { .. }
            | Failure::NothingProposed { .. }
            | Failure::UnknownTrial { .. }
            | Failure::UnknownFigure { .. }
            | Failure::TrialHasEnded { .. }
            | Failure::UnknownSortKey { .. }
            | Failure::FileIsThere { .. }
            | Failure::UnknownSampler(_)
            | Failure::Reanalysis(_)
            | Failure::Overrule(OverruleError::Refused(_))
            | Failure::NothingToInit
            | Failure::Accept(
                AcceptError::NoOpenRound | AcceptError::NoSuchFinding { .. } | AcceptError::NoReason,
            )
            | Failure::Init(InitError::Braces { .. } | InitError::NoScript { .. })
            | Failure::Trainer(
                TrainerError::UnexpectedArgument { .. }
                | TrainerError::UnknownFlag { .. }
                | TrainerError::MissingValue { .. }
                | TrainerError::RepeatedFlag { .. }
                | TrainerError::BadValue { .. }
                | TrainerError::NoEffect { .. },
            ) => exit_code::USAGE,
            Failure::Finish(_) | Failure::ProgramBroken(_) | Failure::Trainer(_) => exit_code::PROGRAM,
            _ => exit_code::OTHER,
        }
    }

    /// The code of what failed while the program was tried: by the doctor, for the batch size, the length or stability.
    fn tried_code(&self) -> u8 {
        match self {
            Failure::Try(TryError::Stopped)
            | Failure::BatchSize(BatchSizeError::Try(TryError::Stopped))
            | Failure::PerfectFit(PerfectFitError::Try(TryError::Stopped))
            | Failure::Stability(StabilityError::Try(TryError::Stopped)) => exit_code::STOPPED,
            Failure::BatchSize(BatchSizeError::Busy { .. }) => exit_code::ALREADY_RUNNING,
            Failure::BatchSize(BatchSizeError::Probe(_) | BatchSizeError::NothingFits { .. })
            | Failure::PerfectFit(PerfectFitError::NothingReported) => exit_code::PROGRAM,
            Failure::BatchSize(
                BatchSizeError::NoBatchSize
                | BatchSizeError::NoLearningRate { .. }
                | BatchSizeError::NotChanged,
            )
            | Failure::SetLength(SetLengthError::WouldBeWrong { .. } | SetLengthError::Open(_))
            | Failure::PerfectFit(PerfectFitError::NoLearningRate)
            | Failure::Stability(StabilityError::NoLearningRate) => exit_code::PROJECT_FILE,
            _ => exit_code::OTHER,
        }
    }

    /// Shows the failure on standard error and gives the exit code. A closed pipe is no failure.
    pub(crate) fn show(&self, format: Format) -> ExitCode {
        if matches!(self, Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe) {
            return exit_code::success();
        }
        let text = match format {
            Format::Json => self.as_json(),
            Format::Table => self.as_text(),
        };
        crate::output::to_standard_error(&text);
        ExitCode::from(self.code())
    }

    fn as_json(&self) -> String {
        let mut value = serde_json::json!({
            "error": self.to_string(),
            "remedy": self.remedy(),
            "exit_code": self.code(),
        });
        if let Failure::ProgramBroken(broken) = self {
            value["broken"] = serde_json::json!(broken.broken);
        }
        format!("{value}\n")
    }

    fn as_text(&self) -> String {
        if let Failure::Open(OpenError::Invalid { path, text, error }) = self {
            return project_file::invalid_file(path, text, error);
        }
        let head = console::style("error:").red().bold().for_stderr();
        let mut shown = output::wrapped_in_a_terminal(&format!("{head} {self}")) + "\n";
        if let Failure::ProgramBroken(broken) = self {
            shown += &broken_trial::describe(&broken.broken);
        }
        if let Some(remedy) = self.remedy() {
            let head = console::style("help:").cyan().for_stderr();
            shown += &output::wrapped_in_a_terminal(&format!("{head} {remedy}"));
            shown.push('\n');
        }
        shown
    }
}
