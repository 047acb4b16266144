//! Every way a command can fail: what is shown, what to do about it, and the exit code.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use etude::OpenError;
use etude::coordinator::CoordinatorError;
use etude::doctor::DoctorError;
use etude::finish::FinishError;
use etude::init::InitError;
use etude::playbook::rounds::RoundError;
use etude::reanalysis::ReanalysisError;
use etude::run::RunError;
use etude::store::StoreError;
use etude::study::ids::TrialId;
use etude::study::trial::Crash;
use etude::views::BrokenTrial;
use etude_trainer::TrainerError;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report};
use thiserror::Error;

use crate::arguments::Format;
use crate::{broken_trial, exit_code, output};

/// What to do where `etude init` finds a project file.
const OWN_FILE: &str = "it is yours, and never overwritten: work in another folder, or move it away first";
/// What may stand in braces.
const PLACEHOLDERS: &str =
    "leave it out, or write one of {seed}, {data_seed}, {max_epochs}, {checkpoint_dir} and {resume_from}";
/// What `etude init` needs.
const COMMAND_TO_INIT: &str = "write the command that trains once after `--`: `etude init -- python3 train.py --lr 0.1`; or \
                               see the built-in workload: `etude init --builtin fashion`";

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
    Round(#[from] RoundError),
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
    #[error("no round is named `{name}`")]
    UnknownRound { name: String, known: Vec<String> },
    #[error("there is no trial {trial}")]
    UnknownTrial { trial: TrialId, trials: usize },
    #[error("trial {trial} has ended already: {outcome}")]
    TrialHasEnded { trial: TrialId, outcome: String },
    #[error("trials cannot be sorted by `{word}`")]
    UnknownSortKey { word: String, known: Vec<String> },
    #[error("trial {:06} broke, as the attempts before it did: {}", .0.broken.trial, .0.broken.ending)]
    ProgramBroken(Box<BrokenProgram>),
    #[error(transparent)]
    Doctor(#[from] DoctorError),
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

impl BrokenProgram {
    fn remedy(&self) -> String {
        let mend = match (&self.crash, &self.broken.remedy) {
            (Crash::NoObjective { .. }, None) => format!(
                "let it print a line such as {{\"epoch\": 1, \"{}\": 0.5}} after each epoch, or begin in a new \
                 folder with the right `metric`",
                self.metric
            ),
            (_, Some(remedy)) => remedy.clone(),
            (Crash::CouldNotStart { .. }, None) => {
                "mend the program, or its `command` in the project file".into()
            }
            (Crash::Stalled { .. }, None) => {
                "let it print something as it goes (and flush its output), or raise `stall_after`, \
                 which ends a program that has come to a halt"
                    .into()
            }
            (Crash::FolderDeleted, None) => {
                "let it leave its trial's folder alone: only what is in `checkpoints` is its own".into()
            }
            (Crash::WentToBackground { .. }, None) => {
                "let it stay in the foreground until the training has ended (no `&`, no daemon)".into()
            }
            (Crash::ExitCode { .. } | Crash::Signal { .. } | Crash::LostTooOften { .. }, None) => {
                "mend the program".into()
            }
        };
        let again = if self.worked_before {
            "`etude run` goes on without the failed trials, `etude run --retry-failed` trains them again"
        } else {
            "run `etude run` again: no trial is lost"
        };
        format!("{mend}; then {again}. All it printed: {}", self.broken.folder.display())
    }
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Failure::Store(error)
            | Failure::Run(RunError::Store(error))
            | Failure::Finish(FinishError::Store(error))
            | Failure::Reanalysis(ReanalysisError::Store(error)) => match error {
                StoreError::AlreadyRunning { .. } | StoreError::Fenced { .. } => exit_code::ALREADY_RUNNING,
                StoreError::BadLease { .. } => exit_code::USAGE,
                _ => exit_code::STORE,
            },
            Failure::Open(_)
            | Failure::Round(_)
            | Failure::UnknownBuiltin { .. }
            | Failure::Init(InitError::Exists(_))
            | Failure::Run(
                RunError::Workload(_)
                | RunError::Coordinator(CoordinatorError::Round(_) | CoordinatorError::OtherProject { .. }),
            )
            | Failure::Finish(FinishError::NoTestCommand | FinishError::NotOver | FinishError::NothingRan) => {
                exit_code::PROJECT_FILE
            }
            Failure::Doctor(DoctorError::Stopped) => exit_code::STOPPED,
            Failure::UnknownRound { .. }
            | Failure::UnknownTrial { .. }
            | Failure::TrialHasEnded { .. }
            | Failure::UnknownSortKey { .. }
            | Failure::FileIsThere { .. }
            | Failure::Reanalysis(_)
            | Failure::NothingToInit
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

    fn remedy(&self) -> Option<String> {
        let remedy = match self {
            Failure::Open(OpenError::NoProjectFile { .. }) => {
                "make one (`etude init -- python3 train.py --lr 0.1`), name another folder with --project, or see it all \
                 at work first: `etude demo`"
            }
            Failure::Open(OpenError::TooLarge { .. }) => {
                "is this the right file? A project file is a page or two"
            }
            Failure::Open(OpenError::NotText { .. }) => "save the file as UTF-8",
            Failure::Open(OpenError::Invalid { error, .. }) => return Some(error.problem.remedy()),
            Failure::UnknownBuiltin { .. } => {
                return Some(format!("built in: {}", etude_trainer::builtin_workloads().join(", ")));
            }
            Failure::Init(InitError::Exists(_)) => OWN_FILE,
            Failure::Init(InitError::Braces { .. }) => PLACEHOLDERS,
            Failure::Init(InitError::NoScript { there, .. }) if there.is_empty() => {
                "begin in the folder that has the script, or name it as it is found from here"
            }
            Failure::Init(InitError::NoScript { there, .. }) => {
                return Some(format!("there is {}", there.join(", ")));
            }
            Failure::NothingToInit => COMMAND_TO_INIT,
            Failure::UnknownRound { known, .. } if known.is_empty() => {
                "the project file has no [[rounds]] yet"
            }
            Failure::UnknownRound { known, .. } => return Some(format!("rounds: {}", known.join(", "))),
            Failure::Run(RunError::Workload(problem)) => return Some(problem.remedy()),
            Failure::UnknownTrial { trials: 0, .. } => "no trial was asked for yet: `etude run` begins",
            Failure::UnknownTrial { trials, .. } => {
                return Some(format!("there are trials 1 to {trials}: `etude trials` lists them"));
            }
            Failure::TrialHasEnded { trial, .. } => {
                return Some(format!("`etude show {}` shows all of it", trial.0));
            }
            Failure::UnknownSortKey { known, .. } => {
                return Some(format!("sort by {}, or a metric that these trials reported", known.join(", ")));
            }
            Failure::ProgramBroken(broken) => return Some(broken.remedy()),
            Failure::Store(error)
            | Failure::Run(RunError::Store(error))
            | Failure::Finish(FinishError::Store(error))
            | Failure::Reanalysis(ReanalysisError::Store(error)) => return store_remedy(error),
            Failure::Reanalysis(error) => return Some(reanalysis_remedy(error)),
            Failure::FileIsThere { .. } => "name another file, or add --force to replace it",
            Failure::Run(RunError::Coordinator(CoordinatorError::OtherProject {
                nothing_learned: true,
                ..
            })) => "no trial has worked yet, so nothing is lost: delete the folder .etude and run again",
            Failure::Run(RunError::Coordinator(CoordinatorError::OtherProject { .. })) => {
                "another metric, direction or seed is another project: put the file back as it was, or begin in a new folder"
            }
            Failure::Run(RunError::Coordinator(CoordinatorError::Round(_))) | Failure::Round(_) => {
                "change the round in the project file, or put a round before it that changes the incumbent"
            }
            Failure::Finish(FinishError::NoTestCommand) => {
                "add to [workload]: test_command = [\"python3\", \"test.py\", \"{checkpoint}\"]"
            }
            Failure::Finish(FinishError::NotOver) => "let `etude run` end first",
            Failure::Finish(FinishError::NoCheckpoint) => {
                "let the program write a checkpoint after each epoch and report it: {\"epoch\": 3, \"checkpoint\": \"epoch-3.pt\"}"
            }
            _ => return None,
        };
        Some(remedy.to_owned())
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
            return invalid_file(path, text, error);
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

fn reanalysis_remedy(error: &ReanalysisError) -> String {
    match error {
        ReanalysisError::UnknownMetric { logged, .. } if logged.is_empty() => {
            "no other metric was logged: let the program report more than one".into()
        }
        ReanalysisError::UnknownMetric { logged, .. } => {
            format!("logged, the nearest first: {}", logged.join(", "))
        }
        ReanalysisError::DirectionUnknown { .. } => "add --direction minimize or --direction maximize".into(),
        ReanalysisError::TheProjectsOwn { .. } => "leave --metric out, or name another metric".into(),
        ReanalysisError::NothingRan | ReanalysisError::Store(_) => {
            "let `etude run` make some trials first".into()
        }
    }
}

fn store_remedy(error: &StoreError) -> Option<String> {
    let remedy = match error {
        StoreError::AlreadyRunning { .. } => {
            "wait for it, or stop it with `etude stop`; `etude status` can look on meanwhile"
        }
        StoreError::Fenced { .. } => {
            "nothing is lost, and nothing was written since: the new run has the trials, also those that were running; \
             `etude status` shows it"
        }
        StoreError::Busy { .. } => {
            "a process of this project may have been stopped while it wrote: let it go on (`kill -CONT PID`) or end it"
        }
        StoreError::DiskFull { .. } => "make room: nothing acknowledged is lost, and `etude run` goes on",
        StoreError::NewerStore { .. } => "use the Etude that wrote it, or a later one",
        StoreError::AnotherApplication { .. } | StoreError::NotADatabase { .. } => {
            "move the file away if it is not Etude's; Etude changes nothing in it"
        }
        _ => return None,
    };
    Some(remedy.to_owned())
}

/// A problem of the project file, with the place underlined.
fn invalid_file(
    path: &std::path::Path,
    text: &str,
    error: &etude::study::project::ProjectFileError,
) -> String {
    let start = error.place.start.min(text.len());
    let length = error.place.end.min(text.len()).saturating_sub(start);
    let mut diagnostic = MietteDiagnostic::new(error.problem.to_string()).with_help(error.problem.remedy());
    if length > 0 {
        diagnostic = diagnostic.with_label(LabeledSpan::new(Some("here".into()), start, length));
    }
    let name = path
        .file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let report = Report::new(diagnostic).with_source_code(NamedSource::new(name, text.to_owned()));
    let theme = if console::colors_enabled_stderr() {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(crate::output::width());
    let mut shown = String::new();
    if handler.render_report(&mut shown, report.as_ref()).is_err() {
        return format!("error: {error}\n");
    }
    shown
}
