//! Every way a command can fail: what is shown, what to do about it, and the exit code.

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use etude::OpenError;
use etude::coordinator::CoordinatorError;
use etude::finish::FinishError;
use etude::init::InitError;
use etude::playbook::rounds::RoundError;
use etude::run::RunError;
use etude::store::StoreError;
use etude::study::ids::TrialId;
use etude::study::trial::Crash;
use etude::words;
use etude_trainer::TrainerError;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report};
use thiserror::Error;

use crate::arguments::Format;
use crate::exit_code;

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
    #[error("trial {} broke, as the attempts before it did: {}", .0.trial, words::crash(&.0.crash))]
    ProgramBroken(Box<BrokenProgram>),
    #[error("cannot find the path of this program: {0}")]
    NoSelf(io::Error),
    #[error("cannot listen to signals: {0}")]
    Signals(io::Error),
    #[error("cannot write {}: {source}", .path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("cannot write to standard output: {0}")]
    Output(#[from] io::Error),
    #[error("cannot make JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// A program that crashed again and again, and what there is to see of it.
#[derive(Debug)]
pub(crate) struct BrokenProgram {
    /// The trial that crashed last.
    pub(crate) trial: TrialId,
    /// What it crashed with.
    pub(crate) crash: Crash,
    /// What was started.
    pub(crate) command: String,
    /// The metric that the project optimises.
    pub(crate) metric: String,
    /// The end of what it printed.
    pub(crate) last_lines: String,
    /// The trial's folder.
    pub(crate) logs: PathBuf,
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Failure::Store(error)
            | Failure::Run(RunError::Store(error))
            | Failure::Finish(FinishError::Store(error)) => match error {
                StoreError::AlreadyRunning { .. } => exit_code::ALREADY_RUNNING,
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
            Failure::UnknownRound { .. }
            | Failure::NothingToInit
            | Failure::Init(InitError::Braces { .. })
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
            Failure::NothingToInit => COMMAND_TO_INIT,
            Failure::UnknownRound { known, .. } if known.is_empty() => {
                "the project file has no [[rounds]] yet"
            }
            Failure::UnknownRound { known, .. } => return Some(format!("rounds: {}", known.join(", "))),
            Failure::ProgramBroken(broken) => {
                let mend = match &broken.crash {
                    Crash::NoObjective { .. } => format!(
                        "let it print a line such as {{\"epoch\": 1, \"{}\": 0.5}} after each epoch, or begin in a new \
                         folder with the right `metric`",
                        broken.metric
                    ),
                    Crash::CouldNotStart { .. } => {
                        "mend the program, or its `command` in the project file".into()
                    }
                    Crash::Stalled { .. } => {
                        "let it print something as it goes (and flush its output), or raise `stall_after`, \
                         which ends a program that has come to a halt"
                            .into()
                    }
                    Crash::ExitCode { .. } | Crash::Signal { .. } | Crash::LostTooOften { .. } => {
                        "mend the program".into()
                    }
                };
                return Some(format!(
                    "{mend}; then run `etude run` again: no trial is lost. All it printed: {}",
                    broken.logs.display()
                ));
            }
            Failure::Run(RunError::Workload(problem)) => return Some(problem.remedy()),
            Failure::Store(error)
            | Failure::Run(RunError::Store(error))
            | Failure::Finish(FinishError::Store(error)) => return store_remedy(error),
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
        let value = serde_json::json!({
            "error": self.to_string(),
            "remedy": self.remedy(),
            "exit_code": self.code(),
        });
        format!("{value}\n")
    }

    fn as_text(&self) -> String {
        if let Failure::Open(OpenError::Invalid { path, text, error }) = self {
            return invalid_file(path, text, error);
        }
        let mut shown = format!("{} {self}\n", console::style("error:").red().bold().for_stderr());
        if let Failure::ProgramBroken(broken) = self {
            let _ = writeln!(shown, "  command: {}", broken.command);
            for line in broken.last_lines.lines() {
                let _ = writeln!(shown, "  | {line}");
            }
        }
        if let Some(remedy) = self.remedy() {
            let _ = writeln!(shown, "{} {remedy}", console::style("help:").cyan().for_stderr());
        }
        shown
    }
}

fn store_remedy(error: &StoreError) -> Option<String> {
    let remedy = match error {
        StoreError::AlreadyRunning { .. } => {
            "wait for it, or stop it with Ctrl-C; `etude status` can look on meanwhile"
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
