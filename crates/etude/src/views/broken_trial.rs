//! A trial whose latest attempt broke: what was started, how it ended, what it said last and why that may be.

use std::path::{Path, PathBuf};

use etude_runner::TrialFolder;
use etude_study::history::{History, TrialRecord};
use etude_study::ids::TrialId;
use etude_study::trial::{AttemptEnding, Crash, Outcome};
use serde::Serialize;

use crate::likely_cause::likely_cause;
use crate::logs::{Logs, Stream};
use crate::project_folder::ProjectFolder;
use crate::retrain::retrain_command;
use crate::words;

/// Lines shown of both streams together, and of the one that is less telling where both have many.
const MOST_LINES: usize = 15;
const FEW_LINES: usize = 5;

/// A broken attempt, and all that helps to mend it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BrokenTrial {
    /// The trial.
    pub trial: u32,
    /// The attempt that broke last.
    pub attempt: u32,
    /// How it ended, in words.
    pub ending: String,
    /// What was started, as a line to paste into a shell in the project's folder.
    pub command: String,
    /// The end of its standard error, without anything a terminal would obey.
    pub stderr: Vec<String>,
    /// The end of its standard output, likewise.
    pub stdout: Vec<String>,
    /// Why it most likely broke.
    pub likely_cause: Option<String>,
    /// What to do about that.
    pub remedy: Option<String>,
    /// The trial's folder, with all it printed.
    pub folder: PathBuf,
}

/// The trial as a broken one; none if its latest attempt did not break.
pub fn broken_trial(
    folder: &ProjectFolder,
    etude: &Path,
    history: &History,
    trial: TrialId,
) -> Option<BrokenTrial> {
    broken_attempt(folder, etude, history, (trial, history.trials.get(&trial)?.attempt()))
}

/// One attempt of a trial as a broken one, whatever came after it; none if it did not break.
pub fn broken_attempt(
    folder: &ProjectFolder,
    etude: &Path,
    history: &History,
    (trial, attempt): (TrialId, u32),
) -> Option<BrokenTrial> {
    let record = history.trials.get(&trial)?;
    let crash = crash_of(record, attempt)?;
    let path = folder.etude_folder().join("trials").join(trial.to_string());
    let (mut stderr, mut stdout) = (Vec::new(), Vec::new());
    if let Ok(trial_folder) = TrialFolder::at(&path) {
        let logs = Logs::of(trial_folder);
        stderr = logs.last_lines(Stream::Stderr, attempt, MOST_LINES);
        stdout = logs.last_lines(Stream::Stdout, attempt, MOST_LINES);
    }
    let stdout_kept = MOST_LINES.saturating_sub(stderr.len()).max(FEW_LINES);
    stdout.drain(..stdout.len().saturating_sub(stdout_kept));
    stderr.drain(..stderr.len().saturating_sub(MOST_LINES - stdout.len()));
    let told: Vec<String> = stdout.iter().chain(&stderr).cloned().collect();
    let cause = likely_cause(&crash, &told);
    let configuration = &record.request.configuration;
    Some(BrokenTrial {
        trial: trial.0,
        attempt,
        ending: words::crash(&crash),
        command: retrain_command(&folder.project, etude, configuration, &path.join("configuration.json")),
        stderr,
        stdout,
        likely_cause: cause.as_ref().map(ToString::to_string),
        remedy: cause.as_ref().map(crate::likely_cause::LikelyCause::remedy),
        folder: path,
    })
}

/// What an attempt broke with.
fn crash_of(record: &TrialRecord, attempt: u32) -> Option<Crash> {
    let index = (attempt as usize).checked_sub(1)?;
    let ending = record.attempts.get(index)?.ending.as_ref()?;
    let is_last = attempt == record.attempt();
    match (ending, record.outcome()) {
        (AttemptEnding::Crashed { crash }, None) => Some(crash.clone()),
        (AttemptEnding::Crashed { crash }, Some(Outcome::Failed { .. } | Outcome::Cancelled)) => {
            Some(crash.clone())
        }
        (AttemptEnding::Crashed { crash }, Some(_)) if !is_last => Some(crash.clone()),
        (_, Some(Outcome::Failed { crash })) if is_last => Some(crash.clone()),
        // Had it reported the objective, the trial would have ended with it; this one is attempted again.
        (AttemptEnding::Finished, None) => {
            let reported = record.curve()?.reported_metrics().cloned().collect();
            Some(Crash::NoObjective { reported })
        }
        _ => None,
    }
}
