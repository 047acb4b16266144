//! `etude show TRIAL`: everything of one trial.

use std::fmt::Write as _;
use std::path::Path;

use clap::Args;
use etude::study::ids::TrialId;
use etude::study::measurement::MetricValue;
use etude::trial_files::TrialFile;
use etude::views::{AttemptView, CurvePoint, TrialDetail, trial_detail};
use etude::words;

use super::Done;
use crate::arguments::Format;
use crate::curve_plot::plot;
use crate::failure::Failure;
use crate::{broken_trial, exit_code, output, program};

/// Rows of the objective's plot, and of the training loss's.
const ROWS: usize = 4;
const FEW_ROWS: usize = 2;
/// Files shown of each kind; `--format json` has more.
const MOST_FILES: usize = 12;

#[derive(Debug, Args)]
pub(crate) struct ShowOptions {
    /// The trial's number, as `etude trials` lists it.
    #[arg(value_name = "TRIAL", value_parser = crate::usage_error::trial_number)]
    pub(crate) trial: u32,
}

pub(crate) fn show(project: &Path, options: &ShowOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    let history = folder.history()?;
    let trial = TrialId(options.trial);
    let detail = trial_detail(&folder, &history, &program::etude()?, trial)?
        .ok_or_else(|| Failure::UnknownTrial { trial, trials: history.trials.len() })?;
    match format {
        Format::Json => output::json(&detail)?,
        Format::Table => output::to_standard_output(&describe(&detail))?,
    }
    Ok(exit_code::success())
}

fn describe(detail: &TrialDetail) -> String {
    let trial = &detail.trial;
    let seed_index =
        detail.seed_index.map_or_else(String::new, |index| format!(", fresh seed number {}", index + 1));
    let study = trial.study.map_or_else(String::new, |study| format!(" in study {study}"));
    let mut text =
        format!("Trial {:06}, round `{}`: {}{study}{seed_index}\n", trial.trial, trial.round, trial.purpose);
    let state = trial.outcome.clone().unwrap_or_else(|| trial.state.word().to_owned());
    let mut facts = vec![("goal", detail.goal.clone()), ("state", state)];
    if let Some(score) = trial.score {
        let at = |epoch: Option<f64>| epoch.map_or_else(|| "-".into(), words::number);
        let (best, last) = (at(trial.best_epoch), at(trial.last_epoch));
        let shown = format!("{} at epoch {best}, the best of {last}", words::number(score));
        facts.push((detail.metric.as_str(), shown));
    }
    facts.push(("length", words::count(detail.max_epochs, "epoch") + " at most"));
    facts.push((
        "seed",
        if detail.data_seed == trial.seed {
            trial.seed.to_string()
        } else {
            format!("{}, of the data {}", trial.seed, detail.data_seed)
        },
    ));
    if detail.trial.study.is_some() {
        facts.push(("sampler", format!("{}, version {}", detail.sampler.name, detail.sampler.version)));
    }
    facts.extend(detail.batch_size.map(|size| ("batch size", size.to_string())));
    facts.push(("time", words::duration(trial.seconds)));
    text += &output::pairs(facts);
    text += &configuration(detail);
    text += &attempts(&detail.attempt_list);
    text += &curves(detail);
    text += &curves_say(detail);
    let checkpoints = detail.checkpoints.iter().map(|checkpoint| (&checkpoint.file, checkpoint.best));
    text += &files("Checkpoints", &detail.folder.join("checkpoints"), checkpoints);
    text += &files("Files the program left", &detail.folder, detail.files.iter().map(|file| (file, false)));
    if let Some(broken) = &detail.broken {
        let _ =
            write!(text, "\nIts latest attempt broke: {}\n{}", broken.ending, broken_trial::describe(broken));
        if let Some(remedy) = &broken.remedy {
            let _ = writeln!(text, "{}", output::wrapped(&format!("  remedy: {remedy}")));
        }
    }
    // Lines to be copied stand alone, unbroken however wide they are.
    let _ = write!(text, "\nTo train it again, in the project's folder:\n{}\n", detail.retrain);
    text
}

fn configuration(detail: &TrialDetail) -> String {
    if detail.trial.values.is_empty() {
        return String::new();
    }
    let rows = detail.trial.values.iter().map(|(name, value)| {
        let (mark, incumbent) = match detail.incumbent.get(name) {
            Some(incumbent) => ("*", words::optional(incumbent.as_ref())),
            None => ("", String::new()),
        };
        vec![mark.to_owned(), name.clone(), value.to_string(), incumbent]
    });
    if detail.incumbent.is_empty() {
        let rows = rows.map(|row| row[1..3].to_vec()).collect();
        return "\nConfiguration, the incumbent's own when the round began\n".to_owned()
            + &output::table(&["parameter", "value"], rows);
    }
    "\nConfiguration; * differs from the incumbent when the round began\n".to_owned()
        + &output::table(&["", "parameter", "value", "incumbent"], rows.collect())
}

fn attempts(attempts: &[AttemptView]) -> String {
    if attempts.is_empty() {
        return "\nNo attempt yet: it waits for a slot.\n".into();
    }
    let rows = attempts.iter().map(|attempt| {
        vec![
            attempt.attempt.to_string(),
            attempt.ending.clone().unwrap_or_else(|| "running".into()),
            attempt.seconds.map_or_else(|| "-".into(), words::duration),
            attempt.reports.to_string(),
            attempt.resumed_from.clone().unwrap_or_else(|| "-".into()),
        ]
    });
    "\n".to_owned() + &output::table(&["attempt", "ended", "time", "reports", "resumed from"], rows.collect())
}

fn curves(detail: &TrialDetail) -> String {
    let mut names: Vec<&str> = vec![&detail.metric];
    names.extend(["train_loss", "train_error"].into_iter().filter(|name| *name != detail.metric));
    let mut text = String::new();
    for (name, rows) in names.into_iter().zip([ROWS, FEW_ROWS, FEW_ROWS]) {
        text += &curve(&detail.curve, name, rows);
    }
    text
}

/// What the checklist reads in its curves.
fn curves_say(detail: &TrialDetail) -> String {
    if detail.curves_say.is_empty() {
        return String::new();
    }
    let lines = detail.curves_say.iter().map(|said| output::wrapped(&format!("  {said}")) + "\n");
    "\nWhat its curves say\n".to_owned() + &lines.collect::<String>()
}

/// One metric against the epochs, with its ends beside it.
fn curve(points: &[CurvePoint], name: &str, rows: usize) -> String {
    let value = |point: &CurvePoint| {
        Some((point.position, point.metrics.get(name).map(|MetricValue(value)| *value)?))
    };
    let points: Vec<(f64, f64)> = points.iter().filter_map(value).collect();
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return String::new() };
    let values: Vec<f64> = points.iter().map(|(_, value)| *value).collect();
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let mut text = format!(
        "\n{name}: {} at {} to {} at {}\n",
        words::number(first.1),
        words::number(first.0),
        words::number(last.1),
        words::number(last.0)
    );
    let labels =
        if low <= high { [words::number(high), words::number(low)] } else { [String::new(), String::new()] };
    let widest = labels.iter().map(String::len).max().unwrap_or_default();
    let drawn = plot(&values, output::width().saturating_sub(widest + 6).min(100), rows);
    for (row, line) in drawn.iter().enumerate() {
        let label = if row == 0 {
            labels[0].as_str()
        } else if row + 1 == rows {
            labels[1].as_str()
        } else {
            ""
        };
        let _ = writeln!(text, "  {label:>widest$} │{line}");
    }
    text
}

/// A table of files, each with whether it is the best epoch's.
fn files<'a>(
    title: &str,
    folder: &Path,
    files: impl ExactSizeIterator<Item = (&'a TrialFile, bool)>,
) -> String {
    let count = files.len();
    if count == 0 {
        return String::new();
    }
    let rows = files.take(MOST_FILES).map(|(file, best)| {
        let best = if best { "best epoch" } else { "" };
        vec![file.name.clone(), words::size(file.bytes), best.to_owned()]
    });
    let mut text = format!("\n{title}, in {}\n", folder.display());
    text += &output::table(&["file", "size", ""], rows.collect());
    if count > MOST_FILES {
        let _ = writeln!(text, "and {} more", count - MOST_FILES);
    }
    text
}
