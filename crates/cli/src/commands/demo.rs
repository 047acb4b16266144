//! `etude demo`: the main job, from an empty folder to a tested incumbent.

#![expect(clippy::disallowed_methods, reason = "makes the project it demonstrates")]

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use etude::ProjectFolder;
use etude::finish::{Finish, finish};
use etude::report::{figures_in_letters, report, to_markdown};
use etude::run::RunEnd;
use etude::views::{LaunchView, RoundView, overview};
use etude::words;
use serde::Serialize;

use super::{Done, run};
use crate::arguments::{DemoOptions, Format};
use crate::failure::Failure;
use crate::{exit_code, output, program, stop_requests};

const PROJECT_FILE: &str = include_str!("../demo/etude.toml");
const MAX_EPOCHS: u32 = 16;
const MOST_SLOTS: usize = 4;

/// Everything the demonstration found.
#[derive(Debug, Serialize)]
struct DemoView {
    rounds: Vec<RoundView>,
    launches: Vec<LaunchView>,
    trainings: usize,
    /// Of the final incumbent, on the test set.
    test_error: Option<f64>,
    /// Of the simple start, on the test set.
    start_test_error: Option<f64>,
    project: PathBuf,
    report: PathBuf,
}

pub(crate) fn demo(options: &DemoOptions, format: Format) -> Done {
    let file = options.directory.join("etude.toml");
    if !file.exists() {
        make_project(&options.directory, &file, options.seed)?;
    }
    let folder = program::open(&options.directory)?;
    stop_requests::listen()?;
    let intro = format!(
        "A project in {}: a small network on 8,000 images of clothes, trained for real.",
        options.directory.display()
    );
    output::to_standard_error(&(output::wrapped(&intro) + "\n"));
    let end = run::drive(&folder, false)?;
    match end {
        RunEnd::Stopped => output::to_standard_error("Stopped. `etude demo` goes on where it was.\n"),
        RunEnd::Blocked { .. } => {
            let view = overview(&folder.project, &folder.history()?);
            output::to_standard_error(&output::wrapped(&super::status::describe(&view)));
        }
        RunEnd::Finished | RunEnd::ProgramBroken { .. } => {}
    }
    if end != RunEnd::Finished {
        return Ok(run::code(&end));
    }
    let etude = program::etude()?;
    let tested = finish(&folder, &etude)?;
    let history = folder.history()?;
    let report_path = folder.root().join("report.md");
    let figures = figures_in_letters(&folder, &history)?;
    write(&report_path, &to_markdown(&report(&folder, &history, &etude), &figures))?;
    let view = overview(&folder.project, &history);
    let view = DemoView {
        rounds: view.rounds,
        launches: view.launches,
        trainings: history.trials.len(),
        test_error: tested.incumbent.metrics.get("test_error").copied(),
        start_test_error: tested.start.as_ref().and_then(|start| start.metrics.get("test_error").copied()),
        project: folder.root().to_owned(),
        report: report_path,
    };
    match format {
        Format::Json => output::json(&view)?,
        Format::Table => output::to_standard_output(&describe(&folder, &view, &tested))?,
    }
    Ok(exit_code::success())
}

fn make_project(directory: &Path, file: &Path, seed: u32) -> Result<(), Failure> {
    let failed = |source| Failure::Write { path: directory.to_owned(), source };
    fs::create_dir_all(directory).map_err(failed)?;
    let slots = thread::available_parallelism().map_or(1, |cores| cores.get().min(MOST_SLOTS));
    let text = PROJECT_FILE
        .replace("{seed}", &seed.to_string())
        .replace("{max_epochs}", &MAX_EPOCHS.to_string())
        .replace("{slots}", &slots.to_string());
    write(file, &text)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|source| Failure::Write { path: path.to_owned(), source })
}

fn describe(folder: &ProjectFolder, view: &DemoView, tested: &Finish) -> String {
    let mut text = format!("\nLaunch log, after {} trainings:\n", view.trainings);
    let rows = view.launches.iter().enumerate().map(|(number, launch)| {
        vec![
            number.to_string(),
            words::launched_in(launch.round.as_deref(), launch.chosen_by_person.as_deref()),
            launch.score.as_ref().map_or_else(|| "-".into(), words::published),
            launch.gain.map_or_else(|| "-".into(), words::signed),
            words::values(&launch.values),
        ]
    });
    let metric = format!("{} on fresh seeds", folder.project.metric);
    text += &output::table(&["#", "adopted in", &metric, "gain", "configuration"], rows.collect());
    let rows = view.rounds.iter().map(|round| {
        let decision =
            round.verdict.as_ref().map_or_else(String::new, |verdict| verdict.decision.to_string());
        vec![round.name.clone(), decision, round.sentence.clone().unwrap_or_default()]
    });
    text += &output::table(&["round", "verdict", "in words"], rows.collect());
    text += &super::finish::describe(tested);
    text += &output::pairs(vec![
        ("project", view.project.display().to_string()),
        ("report", view.report.display().to_string()),
        ("go on with", format!("etude --project {} best", view.project.display())),
    ]);
    text
}
