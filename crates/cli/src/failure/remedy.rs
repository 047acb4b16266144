//! What to do about a failure.

use etude::OpenError;
use etude::accept::AcceptError;
use etude::batch_size::BatchSizeError;
use etude::coordinator::CoordinatorError;
use etude::finish::FinishError;
use etude::init::InitError;
use etude::length::PerfectFitError;
use etude::overrule::OverruleError;
use etude::playbook::overrule::Refusal;
use etude::plots::{FigureError, FigureName};
use etude::reanalysis::ReanalysisError;
use etude::run::RunError;
use etude::stability::StabilityError;
use etude::store::{StoreError, StudyFileError};
use etude::stored_study::StoredStudyError;
use etude::study::trial::Crash;

use super::{BrokenProgram, Failure};

/// What to do where `etude init` finds a project file.
const OWN_FILE: &str = "it is yours, and never overwritten: work in another folder, or move it away first";
/// What may stand in braces.
const PLACEHOLDERS: &str =
    "leave it out, or write one of {seed}, {data_seed}, {max_epochs}, {checkpoint_dir} and {resume_from}";
/// What `etude init` needs.
const NO_RATE: &str =
    "declare it in [parameters] as learning_rate or lr; another name on the command line is its `flag`";
const NO_TRAINING_LOSS: &str =
    "let the program print train_error or train_loss after each epoch, beside the metric";
const COMMAND_TO_INIT: &str = "write the command that trains once after `--`: `etude init -- python3 train.py --lr 0.1`; or \
                               see the built-in workload: `etude init --builtin fashion`";

impl Failure {
    /// What a person can do about it, where that is known.
    pub(super) fn remedy(&self) -> Option<String> {
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
            Failure::Accept(error) => return accept(error),
            Failure::BatchSize(error) => return batch_size(error),
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
            Failure::PerfectFit(PerfectFitError::NoLearningRate)
            | Failure::Stability(StabilityError::NoLearningRate) => NO_RATE,
            Failure::PerfectFit(PerfectFitError::NothingReported) => NO_TRAINING_LOSS,
            Failure::NothingToInit => COMMAND_TO_INIT,
            Failure::UnknownRound { .. }
            | Failure::NothingProposed { .. }
            | Failure::UnknownTrial { .. }
            | Failure::TrialHasEnded { .. }
            | Failure::UnknownSortKey { .. } => return self.what_there_is(),
            Failure::UnknownFigure { .. } => return Some(figures()),
            Failure::Figure(error) => return figure_remedy(error),
            Failure::Run(RunError::Workload(problem)) => return Some(problem.remedy()),
            Failure::ProgramBroken(broken) => return Some(broken.remedy()),
            Failure::Store(error)
            | Failure::Run(RunError::Store(error))
            | Failure::Finish(FinishError::Store(error))
            | Failure::Overrule(OverruleError::Store(error))
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
            Failure::Overrule(OverruleError::Refused(refusal)) => overrule_remedy(refusal),
            Failure::Finish(FinishError::NoTestCommand) => {
                "add to [workload]: test_command = [\"python3\", \"test.py\", \"{checkpoint}\"]"
            }
            Failure::Finish(FinishError::NotOver) => "let `etude run` end first",
            Failure::Finish(FinishError::NoCheckpoint) => {
                "let the program write a checkpoint after each epoch and report it: {\"epoch\": 3, \"checkpoint\": \"epoch-3.pt\"}"
            }
            Failure::StoredStudy(error) => return stored_study_remedy(error).map(str::to_owned),
            Failure::SpaceFile { .. } => {
                "name a file with [parameters.learning_rate] and below it low = 1e-4, high = 1.0, scale = \"log\""
            }
            _ => return None,
        };
        Some(remedy.to_owned())
    }
}

impl Failure {
    /// What there is instead of what was named and is not there.
    fn what_there_is(&self) -> Option<String> {
        let remedy = match self {
            Failure::UnknownRound { known, .. } if known.is_empty() => {
                "the project file has no [[rounds]] yet"
            }
            Failure::NothingProposed { known, .. } if known.is_empty() => {
                "`etude next` says what to do instead"
            }
            Failure::NothingProposed { known, .. } => return Some(format!("proposed: {}", known.join(", "))),
            Failure::UnknownRound { known, .. } => return Some(format!("rounds: {}", known.join(", "))),
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
            _ => return None,
        };
        Some(remedy.to_owned())
    }
}

fn overrule_remedy(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NoReason => "say why, in a sentence: --reason \"the old value costs twice the memory\"",
        Refusal::NoVerdict => "let `etude run` answer a round first",
        Refusal::RoundRuns { .. } => "let `etude run` end the round first",
        Refusal::UnknownRound { .. } => "`etude status` names the rounds",
        Refusal::UnknownTrial { .. } | Refusal::NotFeasible { .. } => {
            "`etude trials` lists the trials and their scores"
        }
        Refusal::NoCandidate { .. } => "name a trial instead: `etude trials` lists them",
        Refusal::IsIncumbent => "`etude best` shows it",
        Refusal::NothingAdopted { .. } => "`etude status` shows what each round decided; it stays as it is",
        Refusal::ReplacedSince { .. } => {
            "take the later one back first, or adopt what you want: `etude adopt TRIAL --reason \"...\"`"
        }
    }
}

fn figure_remedy(error: &FigureError) -> Option<String> {
    match error {
        FigureError::Absent { absent, .. } => Some(absent.remedy.clone()),
        FigureError::Store(error) => store_remedy(error),
    }
}

/// The figures there are.
fn figures() -> String {
    format!("figures: {}", FigureName::ALL.map(FigureName::word).join(", "))
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

fn stored_study_remedy(error: &StoredStudyError) -> Option<&'static str> {
    match error {
        StoredStudyError::NotBegun { missing: "direction", .. } => {
            Some("add --direction minimize, or maximize")
        }
        StoredStudyError::NotBegun { .. } | StoredStudyError::File(StudyFileError::NoStudy { .. }) => {
            Some("begin one: `etude ask --study FILE --space space.toml --direction minimize`")
        }
        StoredStudyError::OtherStudy { .. } => {
            Some("a study keeps what it began with: leave these options out, or name another file")
        }
        StoredStudyError::File(StudyFileError::NotAStudy { .. }) => Some("is this the right file?"),
        StoredStudyError::File(StudyFileError::NewerStudy { .. }) => {
            Some("use the Etude that wrote it, or a later one")
        }
        StoredStudyError::File(StudyFileError::Damaged { .. }) | StoredStudyError::Damaged { .. } => Some(
            "nothing was changed: the lines before that place are good, and readable with any text editor",
        ),
        StoredStudyError::File(StudyFileError::File { .. }) | StoredStudyError::Study(_) => None,
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

/// What to do where a finding cannot be accepted.
fn accept(error: &AcceptError) -> Option<String> {
    Some(match error {
        AcceptError::NoOpenRound => "`etude status` shows where the project stands".into(),
        AcceptError::NoSuchFinding { carried, .. } if carried.is_empty() => {
            "nothing speaks against its verdict: there is nothing to accept".into()
        }
        AcceptError::NoSuchFinding { carried, .. } => {
            format!("these can be accepted: {}; `etude status` shows what they say", carried.join(", "))
        }
        AcceptError::NoReason => "say why it does not matter here: it is printed with the verdict".into(),
        AcceptError::RoundNotInFile { .. } => "put its [[rounds]] back, under the same name".into(),
        AcceptError::File { .. } | AcceptError::Open(_) => return None,
    })
}

fn batch_size(error: &BatchSizeError) -> Option<String> {
    let remedy = match error {
        BatchSizeError::NoBatchSize => {
            "add, with the flag that your program has for it:\n\n    [batch_size]\n    flag = \"--batch_size\"\n    value = 64\n"
        }
        BatchSizeError::Busy { .. } => "measure when it has ended, or end it: `etude stop`",
        BatchSizeError::Probe(broken) => broken.remedy(),
        BatchSizeError::NothingFits { .. } => {
            "begin with a smaller size, `--from 1`, or make the model smaller"
        }
        BatchSizeError::NoLearningRate { .. } => {
            "name it: `--learning-rate NAME`, a parameter with `low` above 0 and `high`"
        }
        BatchSizeError::NotChanged => "write `value = 64` there by hand",
        _ => return None,
    };
    Some(remedy.to_owned())
}
