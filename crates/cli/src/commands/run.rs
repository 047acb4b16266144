//! `etude run`: every round of the project file, to its verdict.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use etude::ProjectFolder;
use etude::accept::accept;
use etude::run::{RunContext, RunEnd, run as run_project};
use etude::study::ids::TrialId;
use etude::study::trial::Crash;
use etude::views::{BrokenTrial, broken_trial, overview};
use etude::words;

use super::{Done, status};
use crate::arguments::Format;
use crate::failure::{BrokenProgram, Failure};
use crate::progress::Progress;
use crate::{exit_code, output, program, stop_requests};

#[derive(Debug, Args)]
pub(crate) struct RunOptions {
    /// Train the failed trials of the running round again, once the program is mended.
    ///
    /// They begin anew, with all their attempts. A trial whose study was already judged without it stays failed, and so
    /// does a failed retraining of the confirmation: another fresh seed has taken its place.
    #[arg(long)]
    pub(crate) retry_failed: bool,
    /// Accept what findings of a rule say, with a reason, and go on: `--accept P36 "the machine broke"`.
    ///
    /// Written into `allow` of the round in etude.toml, and printed with its verdict for ever. May be given again for
    /// another rule.
    #[arg(long, num_args = 2, value_names = ["RULE", "REASON"], action = clap::ArgAction::Append)]
    pub(crate) accept: Vec<String>,
    /// Only report what more trials would mend: widen no range, draw no further points.
    ///
    /// Rounds that start in this run stay so; `remedies = false` in a round says the same for good.
    #[arg(long)]
    pub(crate) no_remedy: bool,
}

pub(crate) fn run(project: &Path, options: &RunOptions, format: Format) -> Done {
    let mut folder = program::open(project)?;
    for pair in options.accept.chunks_exact(2) {
        folder = accept(&folder, &folder.history()?, (&pair[0], &pair[1]))?;
        output::to_standard_error(&format!("Accepted: {}, {}\n", pair[0], pair[1]));
    }
    if options.no_remedy {
        folder.project.rounds.iter_mut().for_each(|round| round.remedies = false);
    }
    stop_requests::listen()?;
    if options.retry_failed {
        tell_what_is_retried(&folder)?;
    }
    tell_of_file_changes(&folder)?;
    let end = drive(&folder, options.retry_failed)?;
    let view = overview(&folder.project, &folder.history()?);
    match format {
        Format::Json => output::json(&view)?,
        Format::Table => output::to_standard_output(&output::wrapped(&status::describe(&view)))?,
    }
    Ok(code(&end))
}

/// Runs a project with progress on standard error. A broken program is a failure.
pub(crate) fn drive(folder: &ProjectFolder, retry_failed: bool) -> Result<RunEnd, Failure> {
    let etude = program::etude()?;
    let context = RunContext { etude: &etude, stop_requests: &stop_requests::count, retry_failed };
    let mut progress = Progress::new(folder, &etude);
    let end = run_project(folder, &context, &mut progress);
    progress.finish();
    match end? {
        RunEnd::ProgramBroken { trial, crash } => Err(broken(folder, &etude, (trial, crash))?),
        end => Ok(end),
    }
}

/// Before anything is trained; where nothing is to come, the overview at the end says it.
fn tell_of_file_changes(folder: &ProjectFolder) -> Result<(), Failure> {
    let view = overview(&folder.project, &folder.history()?);
    for change in view.file_changes.iter().filter(|_| view.next.command == Some("etude run")) {
        output::to_standard_error(&(output::wrapped_in_a_terminal(&format!("Note: {change}.")) + "\n"));
    }
    Ok(())
}

fn tell_what_is_retried(folder: &ProjectFolder) -> Result<(), Failure> {
    let history = folder.history()?;
    let failed: Vec<String> = history
        .trials
        .keys()
        .filter(|trial| history.may_be_reopened(**trial))
        .map(ToString::to_string)
        .collect();
    output::to_standard_error(&match failed.len() {
        0 => "No failed trial waits to be trained again.\n".into(),
        _ => format!("Trained again from the start: {}\n", failed.join(" ")),
    });
    Ok(())
}

/// The exit code of a run that did not fail.
pub(crate) fn code(end: &RunEnd) -> ExitCode {
    match end {
        RunEnd::Stopped => ExitCode::from(exit_code::STOPPED),
        RunEnd::Blocked { .. } => ExitCode::from(exit_code::BLOCKED),
        RunEnd::Finished | RunEnd::ProgramBroken { .. } => exit_code::success(),
    }
}

/// What there is to see of the trial that broke last.
fn broken(
    folder: &ProjectFolder,
    etude: &Path,
    (trial, crash): (TrialId, Crash),
) -> Result<Failure, Failure> {
    let history = folder.history()?;
    let broken = broken_trial(folder, etude, &history, trial).unwrap_or_else(|| BrokenTrial {
        trial: trial.0,
        attempt: 0,
        ending: words::crash(&crash),
        command: String::new(),
        stderr: Vec::new(),
        stdout: Vec::new(),
        likely_cause: None,
        remedy: None,
        folder: folder.etude_folder(),
    });
    let metric = folder.project.metric.clone();
    let worked_before = history.program_has_worked;
    Ok(Failure::ProgramBroken(Box::new(BrokenProgram { broken, crash, metric, worked_before })))
}
