//! Projects with one planted fault each, run by the `etude` program itself, and what it says of them.
#![expect(clippy::disallowed_methods, reason = "the projects are made of files and run by processes")]

mod projects;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) use projects::{Planted, faulty, sound};

/// The program of all projects.
const PROGRAM: &str = include_str!("train.py");
/// Exit codes of `docs/reference/exit-codes.md`: the run ended, a program broke, a finding stops the verdict.
const ENDED: i32 = 0;
const REFUSED: i32 = 3;
const BROKEN: i32 = 4;
const BLOCKED: i32 = 7;
/// So often is a run begun that broken trials stop.
const MOST_RUNS: u32 = 8;
/// Anything that goes wrong ends the bench or test.
pub(crate) type Run<T> = Result<T, Box<dyn std::error::Error>>;

/// What is done before the answer is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// `etude run`, then the checklist of the last round.
    AfterTheRun,
    /// `etude run`, another batch size in the file, then the conclusions that no longer hold.
    AfterAnotherBatchSize,
    /// `etude doctor`, before anything ran.
    OfTheDoctor,
    /// `etude plan`, which refuses the file.
    OfTheFile,
}

/// What was said of a project.
pub(crate) struct Said {
    /// The rule of the first finding; none without one.
    pub(crate) first: Option<String>,
    /// How much it weighs.
    pub(crate) severity: String,
    /// All findings, in their order, as `rule (severity)`.
    pub(crate) all: Vec<String>,
    /// The steps of `etude next`, in their order.
    pub(crate) steps: Vec<String>,
}

impl Said {
    /// Whether the right finding is first; of a sound project, whether nothing is told as wrong.
    pub(crate) fn is_right(&self, planted: &Planted) -> bool {
        match &self.first {
            Some(rule) if !planted.right.is_empty() => planted.right.contains(&rule.as_str()),
            Some(_) => self.severity == "note",
            None => planted.right.is_empty(),
        }
    }

    /// The step of `etude next` that names the remedy, from 1.
    pub(crate) fn remedy_at(&self, planted: &Planted) -> Option<usize> {
        let names = |step: &String| planted.remedy.iter().all(|word| step.contains(word));
        self.steps.iter().position(names).map(|index| index + 1)
    }
}

/// Makes the project in a folder of its own, runs it, and reads what is said of it.
pub(crate) fn say(etude: &Path, planted: &Planted, seed: u32) -> Run<Said> {
    let folder = TempDir::new()?;
    let head = format!("PLANTED = {:?}\nEFFECT = {:?}\n", planted.program, planted.effect);
    fs::write(folder.path().join("train.py"), head + PROGRAM)?;
    let project = folder.path().join("etude.toml");
    let file = project_file(planted, seed);
    fs::write(&project, &file)?;
    if planted.asked == Asked::OfTheDoctor {
        return of_the_doctor(etude, folder.path());
    }
    if planted.asked == Asked::OfTheFile {
        let output = Command::new(etude).arg("plan").current_dir(folder.path()).output()?;
        let first =
            (output.status.code() == Some(REFUSED)).then(|| ("refused".to_owned(), "file".to_owned()));
        let message =
            String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        return Ok(said(first.into_iter().collect(), vec![message]));
    }
    run_to_the_end(etude, folder.path())?;
    if planted.asked == Asked::AfterAnotherBatchSize {
        fs::write(&project, file.replace("value = 64", "value = 512"))?;
    }
    let report = json(etude, folder.path(), &["report"])?;
    let next = json(etude, folder.path(), &["next"])?;
    let round = report["rounds"].as_array().and_then(|rounds| rounds.last()).ok_or("no round")?;
    let lines = round["checklist"].as_array().ok_or("no checklist")?;
    let mut all: Vec<(String, String)> =
        lines.iter().map(|line| (text(&line["rule"]), text(&line["severity"]))).collect();
    if planted.asked == Asked::AfterAnotherBatchSize {
        let stale = next["stale"].as_array().ok_or("no list of stale conclusions")?;
        all.splice(0..0, stale.iter().map(|_| ("stale".to_owned(), "warning".to_owned())));
    }
    let steps = next["steps"].as_array().ok_or("no steps")?;
    let steps = steps.iter().map(|step| format!("{} {}", text(&step["what"]), text(&step["why"]))).collect();
    Ok(said(all, steps))
}

fn said(all: Vec<(String, String)>, steps: Vec<String>) -> Said {
    let (first, severity) = all.first().cloned().unzip();
    Said {
        first,
        severity: severity.unwrap_or_default(),
        all: all.into_iter().map(|(rule, severity)| format!("{rule} ({severity})")).collect(),
        steps,
    }
}

fn project_file(planted: &Planted, seed: u32) -> String {
    format!(
        "[project]\nname = \"planted\"\nmetric = \"val_error\"\ndirection = \"minimize\"\nmin_improvement = 0.01\nseed = {seed}\n{}\
         [workload]\ncommand = [\"python3\", \"-S\", \"train.py\", \"{{args}}\"]\nattempts = 1\n[length]\nmax_epochs = 30\n\
         [batch_size]\nvalue = 64\n[slots]\ncount = 2\n{}",
        planted.project, planted.file
    )
}

/// What the doctor finds wrong: its bad answers, with their remedies as steps.
fn of_the_doctor(etude: &Path, folder: &Path) -> Run<Said> {
    let seen = json(etude, folder, &["doctor"])?;
    let answers = seen["answers"].as_array().ok_or("no answers")?;
    let bad: Vec<&Value> = answers.iter().filter(|answer| answer["mark"] == "bad").collect();
    let all = bad.iter().map(|answer| (text(&answer["question"]), "bad".to_owned())).collect();
    Ok(said(all, bad.iter().map(|answer| text(&answer["remedy"])).collect()))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// `etude run`, and again where it stopped since many trials in a row broke, as the one who sits there would.
fn run_to_the_end(etude: &Path, folder: &Path) -> Run<()> {
    for _ in 0..MOST_RUNS {
        let code = Command::new(etude)
            .arg("run")
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?
            .code();
        match code {
            Some(ENDED | BLOCKED) => return Ok(()),
            Some(BROKEN) => {}
            code => return Err(format!("etude run ended with {code:?}").into()),
        }
    }
    Ok(())
}

fn run(etude: &Path, folder: &Path, arguments: &[&str]) -> Run<Vec<u8>> {
    let output = Command::new(etude).args(arguments).current_dir(folder).stdin(Stdio::null()).output()?;
    if output.stdout.is_empty() {
        return Err(format!(
            "etude {arguments:?}: {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        )
        .into());
    }
    Ok(output.stdout)
}

fn json(etude: &Path, folder: &Path, arguments: &[&str]) -> Run<Value> {
    let stdout = run(etude, folder, &[arguments, &["--format", "json"]].concat())?;
    Ok(serde_json::from_slice(&stdout)?)
}
