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
        Format::Table => output::to_standard_output(&output::wrapped(&status::describe(&view)))?,
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
    let place = folder.trial_folder(trial);
    let (command, attempts) = last_command(&place).unwrap_or_default();
    let stderr = last_lines(&place.stderr_log(), attempts);
    let stdout = last_lines(&place.stdout_log(), attempts);
    let last_lines = if stderr.trim().is_empty() { stdout } else { stderr };
    Failure::ProgramBroken(Box::new(BrokenProgram {
        trial,
        crash,
        command,
        metric: folder.project.metric.clone(),
        last_lines,
        logs: place.path().to_owned(),
    }))
}

/// The command of the trial's last attempt, from its order, and how many attempts there were.
#[expect(clippy::disallowed_methods, reason = "shows what the supervisor was told")]
fn last_command(place: &TrialFolder) -> Option<(String, usize)> {
    let orders = (1..).map(|attempt| (place.order(attempt), attempt as usize));
    let (last, attempts) = orders.take_while(|(path, _)| path.exists()).last()?;
    let order: etude::study::protocol::AttemptOrder =
        serde_json::from_str(&std::fs::read_to_string(last).ok()?).ok()?;
    Some((order.command.join(" "), attempts))
}

/// The end of a log, with everything a terminal would obey made inert. What every attempt printed alike is shown once.
fn last_lines(log: &Path, attempts: usize) -> String {
    use std::io::{Read as _, Seek as _, SeekFrom};
    let mut bytes = Vec::new();
    if let Ok(mut file) = std::fs::File::open(log) {
        let length = file.metadata().map_or(0, |metadata| metadata.len());
        let _ = file.seek(SeekFrom::Start(length.saturating_sub(8192)));
        let _ = file.take(8192).read_to_end(&mut bytes);
    }
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    let lines = last_of_equal_parts(&lines, attempts);
    let shown = lines.iter().skip(lines.len().saturating_sub(LAST_LINES));
    let inert =
        |line: &&str| line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect::<String>();
    shown.map(inert).collect::<Vec<_>>().join("\n")
}

/// The last of so many parts if they are all alike, or else everything.
fn last_of_equal_parts<'a, 'b>(lines: &'a [&'b str], parts: usize) -> &'a [&'b str] {
    if parts < 2 || lines.is_empty() || !lines.len().is_multiple_of(parts) {
        return lines;
    }
    let (first, _) = lines.split_at(lines.len() / parts);
    if lines.chunks(first.len()).all(|part| part == first) { first } else { lines }
}
