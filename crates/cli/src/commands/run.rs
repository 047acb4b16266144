//! `etude run`: every round of the project file, to its verdict.

use std::path::Path;
use std::process::ExitCode;

use etude::ProjectFolder;
use etude::run::{RunContext, RunEnd, run as run_project};
use etude::runner::TrialFolder;
use etude::study::ids::TrialId;
use etude::study::trial::Crash;
use etude::views::overview;

use super::{Done, status};
use crate::arguments::Format;
use crate::failure::{BrokenProgram, Failure};
use crate::progress::Progress;
use crate::{exit_code, output, program, stop_requests};

/// Lines of the program's output that are shown when it breaks.
const LAST_LINES: usize = 12;

pub(crate) fn run(project: &Path, format: Format) -> Done {
    let folder = program::open(project)?;
    stop_requests::listen()?;
    let end = drive(&folder)?;
    let view = overview(&folder.project, &folder.history()?);
    match format {
        Format::Json => output::json(&view)?,
        Format::Table => output::to_standard_output(&status::describe(&view))?,
    }
    Ok(code(&end))
}

/// Runs a project with progress on standard error. A broken program is a failure.
pub(crate) fn drive(folder: &ProjectFolder) -> Result<RunEnd, Failure> {
    let etude = program::etude()?;
    let context = RunContext { etude: &etude, stop_requests: &stop_requests::count };
    let mut progress = Progress::new(&folder.project);
    let end = run_project(folder, &context, &mut progress);
    progress.finish();
    match end? {
        RunEnd::ProgramBroken { trial, crash } => Err(broken(folder, trial, crash)),
        end => Ok(end),
    }
}

/// The exit code of a run that did not fail.
pub(crate) fn code(end: &RunEnd) -> ExitCode {
    match end {
        RunEnd::Stopped => ExitCode::from(exit_code::STOPPED),
        RunEnd::Finished | RunEnd::ProgramBroken { .. } => exit_code::success(),
    }
}

fn broken(folder: &ProjectFolder, trial: TrialId, crash: Crash) -> Failure {
    let logs = folder.etude_folder().join("trials").join(trial.to_string());
    let command = last_command(&logs).unwrap_or_default();
    let stderr = TrialFolder::at(&logs).map(|folder| last_lines(&folder.stderr_log())).unwrap_or_default();
    let stdout = TrialFolder::at(&logs).map(|folder| last_lines(&folder.stdout_log())).unwrap_or_default();
    let last_lines = if stderr.trim().is_empty() { stdout } else { stderr };
    Failure::ProgramBroken(Box::new(BrokenProgram { trial, crash, command, last_lines, logs }))
}

/// The command of the trial's last attempt, from its order.
#[expect(clippy::disallowed_methods, reason = "shows what the supervisor was told")]
fn last_command(logs: &Path) -> Option<String> {
    let orders = (1..).map(|attempt| logs.join(format!("attempt-{attempt}.order.json")));
    let last = orders.take_while(|path| path.exists()).last()?;
    let order: etude::study::protocol::AttemptOrder =
        serde_json::from_str(&std::fs::read_to_string(last).ok()?).ok()?;
    Some(order.command.join(" "))
}

/// The end of a log, with everything a terminal would obey made inert.
fn last_lines(log: &Path) -> String {
    use std::io::{Read as _, Seek as _, SeekFrom};
    let mut bytes = Vec::new();
    if let Ok(mut file) = std::fs::File::open(log) {
        let length = file.metadata().map_or(0, |metadata| metadata.len());
        let _ = file.seek(SeekFrom::Start(length.saturating_sub(8192)));
        let _ = file.take(8192).read_to_end(&mut bytes);
    }
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    let shown = lines.iter().skip(lines.len().saturating_sub(LAST_LINES));
    let inert =
        |line: &&str| line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect::<String>();
    shown.map(inert).collect::<Vec<_>>().join("\n")
}
