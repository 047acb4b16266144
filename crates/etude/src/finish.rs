//! The test set, looked at once, at the end (P106): the incumbent's error, and the start's beside it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use etude_runner::{Bounds, Kept, ShortCommand, ShortEnd, activated, run_to_end};
use etude_store::{Store, StoreError};
use etude_study::event::Event;
use etude_study::history::{History, TestRecord};
use etude_study::project::{Program, Project};
use serde::Serialize;
use thiserror::Error;

use crate::project_folder::ProjectFolder;
use crate::run::now_ms;
use crate::views::training_of;
use crate::words;

/// A test may take its time, and print what it likes: what is kept is the end of it.
const BOUNDS: Bounds =
    Bounds { time: Duration::from_hours(7 * 24), stdout: Kept::Last(4 << 20), stderr: Kept::Last(16 << 10) };

/// Test scores of the incumbent and of the simple start.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finish {
    /// The incumbent's.
    pub incumbent: TestRecord,
    /// The start's; none where it was never trained.
    pub start: Option<TestRecord>,
}

/// Why there is no test score.
#[derive(Debug, Error)]
pub enum FinishError {
    /// The project names no way to test.
    #[error("the project has no test_command")]
    NoTestCommand,
    /// Rounds are open or to come: the test set is for the end.
    #[error("a round has no verdict yet: the test set is looked at once, when tuning is over (P106)")]
    NotOver,
    /// There is nothing to test.
    #[error("nothing has run yet")]
    NothingRan,
    /// Nothing was trained that could be tested.
    #[error("no training of the incumbent left a checkpoint")]
    NoCheckpoint,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The test program broke.
    #[error("the test command `{command}` broke, it {}: {last_words}", words::short_end(.end))]
    Broke {
        /// The command.
        command: String,
        /// How it ended.
        end: ShortEnd,
        /// The end of what it printed to standard error.
        last_words: String,
    },
    /// It printed no JSON object of numbers.
    #[error("the test command `{command}` printed no line such as {{\"test_error\": 0.08}}")]
    NoNumbers {
        /// The command.
        command: String,
    },
}

/// Tests the incumbent and the start. A checkpoint that was tested before is not tested again: its number is read.
pub fn finish(folder: &ProjectFolder, etude: &Path) -> Result<Finish, FinishError> {
    if !folder.project.workload.has_test() {
        return Err(FinishError::NoTestCommand);
    }
    // A refusal leaves no files in a project that never ran.
    refuse_too_early(folder, &folder.history()?)?;
    let (mut store, _lease) = folder.own(now_ms(), &mut |_, _| true)?;
    let history = store.load_history()?;
    refuse_too_early(folder, &history)?;
    let incumbent = history.launches.last().ok_or(FinishError::NoCheckpoint)?;
    let incumbent =
        test(folder, etude, &mut store, &history, &incumbent.values)?.ok_or(FinishError::NoCheckpoint)?;
    let start = match history.launches.first() {
        Some(start) => {
            let history = store.load_history()?;
            test(folder, etude, &mut store, &history, &start.values)?
        }
        None => None,
    };
    Ok(Finish { incumbent, start })
}

fn refuse_too_early(folder: &ProjectFolder, history: &History) -> Result<(), FinishError> {
    if history.rounds.is_empty() && folder.project.rounds.is_empty() {
        return Err(FinishError::NothingRan);
    }
    let is_open = history.open_round().is_some();
    if is_open || etude_playbook::advance::next_round(&folder.project, history).is_some() {
        return Err(FinishError::NotOver);
    }
    Ok(())
}

fn test(
    folder: &ProjectFolder,
    etude: &Path,
    store: &mut Store,
    history: &History,
    values: &etude_study::configuration::Values,
) -> Result<Option<TestRecord>, FinishError> {
    let Some(training) = training_of(history, values) else { return Ok(None) };
    let (Some(path), Some(checkpoint)) = (training.checkpoint(folder), training.best.checkpoint.clone())
    else {
        return Ok(None);
    };
    let tested = |test: &&TestRecord| test.trial == training.trial && test.checkpoint == checkpoint;
    if let Some(known) = history.tests.iter().find(tested) {
        return Ok(Some(known.clone()));
    }
    let command = test_command(&folder.project, etude, &path).ok_or(FinishError::NoTestCommand)?;
    let metrics = run_test(folder, &command)?;
    let record =
        TestRecord { trial: training.trial, checkpoint: checkpoint.clone(), metrics: metrics.clone() };
    store.append(&[Event::Tested { trial: training.trial, checkpoint, metrics }], now_ms())?;
    Ok(Some(record))
}

fn test_command(project: &Project, etude: &Path, checkpoint: &Path) -> Option<Vec<String>> {
    let checkpoint = checkpoint.display().to_string();
    match &project.workload.program {
        Program::Builtin(name) => {
            Some(vec![etude.display().to_string(), "test".into(), name.clone(), checkpoint])
        }
        Program::Command(_) => {
            let template = project.workload.test_command.as_ref()?;
            Some(template.iter().map(|word| word.replace("{checkpoint}", &checkpoint)).collect())
        }
    }
}

/// The project's own environment, and that of its virtual environment.
#[expect(clippy::disallowed_methods, reason = "the caller's PATH is what a virtual environment adds to")]
fn test_environment(folder: &ProjectFolder) -> BTreeMap<String, String> {
    let workload = &folder.project.workload;
    let mut environment = workload.environment.clone();
    if let (Some(named), Program::Command(_)) = (&workload.virtual_environment, &workload.program) {
        let path = environment.get("PATH").map(OsString::from).or_else(|| std::env::var_os("PATH"));
        environment.extend(activated(&folder.root().join(named), path.as_deref()));
    }
    environment
}

/// The numbers of the last JSON object the test program prints.
fn run_test(folder: &ProjectFolder, command: &[String]) -> Result<BTreeMap<String, f64>, FinishError> {
    let workload = &folder.project.workload;
    let directory = folder.root().join(&workload.directory);
    let environment = test_environment(folder);
    let short =
        ShortCommand { command, directory: &directory, environment: &environment, without_prefix: None };
    let ended = run_to_end(&short, BOUNDS);
    let command = command.join(" ");
    if ended.end != (ShortEnd::Exited { code: 0 }) {
        let last_words = String::from_utf8_lossy(&ended.stderr).trim().to_owned();
        return Err(FinishError::Broke { command, end: ended.end, last_words });
    }
    last_numbers(&ended.stdout).ok_or(FinishError::NoNumbers { command })
}

/// The numbers of the last line that has any. A carriage return ends a line too, as a progress bar's do.
fn last_numbers(printed: &[u8]) -> Option<BTreeMap<String, f64>> {
    printed.rsplit(|byte| matches!(byte, b'\n' | b'\r')).find_map(|line| {
        let parsed: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(line).ok()?;
        let numbers: BTreeMap<String, f64> =
            parsed.into_iter().filter_map(|(name, value)| Some((name, value.as_f64()?))).collect();
        (!numbers.is_empty()).then_some(numbers)
    })
}
