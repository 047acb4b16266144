//! `etude status`, and `etude` alone: where the project stands and what to do next.

use std::fmt::Write as _;
use std::path::Path;

use etude::length::{CheckpointUse, checkpoint_use};
use etude::stop_requests::running_coordinator;
use etude::views::{NextStep, Overview, RoundState, RoundView, overview};
use etude::{OpenError, words};
use serde::Serialize;

use super::Done;
use crate::arguments::Format;
use crate::failure::Failure;
use crate::{exit_code, output, program};

/// The overview and the room that checkpoints take.
#[derive(Serialize)]
struct WithCheckpoints<'a> {
    #[serde(flatten)]
    overview: &'a Overview,
    checkpoints: CheckpointUse,
}

pub(crate) fn status(project: &Path, format: Format) -> Done {
    let folder = program::open(project)?;
    let mut view = overview(&folder.project, &folder.history()?);
    // Who runs it is an aside: where that cannot be read, the rest still can.
    if let (Some("etude run"), Ok(Some(owner))) = (view.next.command, running_coordinator(&folder)) {
        let reason = format!("wait: {owner} runs it; `etude stop` ends that run, and nothing is lost");
        view.next = NextStep { command: None, reason };
    }
    let used = checkpoint_use(&folder);
    match format {
        Format::Json => output::json(&WithCheckpoints { overview: &view, checkpoints: used })?,
        Format::Table => {
            let text = describe(&view).trim_end().to_owned() + "\n" + &checkpoints(used);
            output::to_standard_output(&output::wrapped(&text))?;
        }
    }
    Ok(exit_code::success())
}

/// `etude` alone: like `status`, but a folder without a project is no failure; it is where everybody begins.
pub(crate) fn brief(project: &Path, format: Format) -> Done {
    match status(project, format) {
        Err(Failure::Open(OpenError::NoProjectFile { .. })) if format == Format::Table => {
            output::to_standard_output(
                "There is no project here. Begin with one of these:\n\n  \
                 etude demo                       see three rounds of real tuning, in a few minutes\n  \
                 etude init -- python train.py    make a project from your own program's options\n  \
                 etude --help                     what Etude does, and how\n\nA project is a folder with an etude.toml \
                 that names your program, its parameters and your questions.",
            )?;
            Ok(exit_code::success())
        }
        done => done,
    }
}

/// The room that checkpoints take, once there are any.
fn checkpoints(used: CheckpointUse) -> String {
    if used.trials == 0 {
        return String::new();
    }
    let trials = words::count(u32::try_from(used.trials).unwrap_or(u32::MAX), "trial");
    format!("Checkpoints: {} in {trials}\n", words::size(used.bytes))
}

/// The overview, for people.
pub(crate) fn describe(view: &Overview) -> String {
    let mut text =
        format!("{}: {}, {}\n", view.name, view.metric, format!("{:?}", view.direction).to_lowercase());
    let counts = &view.trials;
    let shown = [
        (counts.feasible, "feasible"),
        (counts.infeasible, "infeasible"),
        (counts.pruned, "pruned"),
        (counts.failed, "failed"),
        (counts.running, "running"),
        (counts.paused, "paused"),
        (counts.requested, "waiting"),
        (counts.cancelled, "cancelled"),
    ];
    let trials: Vec<String> =
        shown.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if !trials.is_empty() {
        let _ = writeln!(text, "Trials: {}", trials.join(", "));
    }
    if !view.rounds.is_empty() || !view.rounds_to_come.is_empty() {
        text += &rounds(view);
    }
    if let Some(launch) = view.launches.last() {
        let score = launch.score.as_ref().map_or_else(|| "not confirmed".into(), words::published);
        let origin = match (&launch.round, &launch.chosen_by_person) {
            (_, Some(reason)) => format!("chosen by hand: {reason}"),
            (Some(round), None) => format!("adopted in `{round}`"),
            (None, None) => "the simple start".into(),
        };
        let _ = writeln!(text, "Incumbent ({origin}): {}\n  {}", score, words::values(&launch.values));
    }
    text += &samplers(view);
    for stale in &view.stale {
        let _ = writeln!(text, "Stale: round `{}`: {}.", stale.name, stale.sentence);
    }
    text += &checklist(view);
    for test in &view.tests {
        let _ = writeln!(text, "Tested: trial {}, {}", test.trial, words::metrics(&test.metrics));
    }
    for overruled in view.rounds.iter().filter_map(|round| round.overruled.as_ref()) {
        let _ = writeln!(text, "{overruled}");
    }
    for change in &view.file_changes {
        let _ = writeln!(text, "Note: {change}.");
    }
    let command = view.next.command.map_or_else(String::new, |command| format!("`{command}`: "));
    let _ = writeln!(text, "Next: {command}{}", view.next.reason);
    text
}

fn rounds(view: &Overview) -> String {
    let mut rows: Vec<Vec<String>> = view.rounds.iter().map(round).collect();
    rows.extend(
        view.rounds_to_come
            .iter()
            .map(|name| vec![name.clone(), "to come".into(), "-".into(), String::new()]),
    );
    output::table(&["round", "state", "trainings", "answer"], rows)
}

/// The checklist of the round that is running, or of the last one, the heaviest first.
fn checklist(view: &Overview) -> String {
    let Some(round) = view.rounds.last().filter(|round| !round.checklist.is_empty()) else {
        return String::new();
    };
    let mut text = format!("Checklist of `{}`:\n", round.name);
    for line in &round.checklist {
        let _ = writeln!(text, "  {}", line.in_words());
    }
    text
}

/// What searches the round that is running, where there is more to say of it than that points are evenly spread.
fn samplers(view: &Overview) -> String {
    let mut text = String::new();
    for round in view.rounds.iter().filter(|round| round.verdict.is_none()) {
        let sampler = &round.sampler;
        if sampler.learns || sampler.chosen_because.is_some() {
            let _ = writeln!(text, "Search of `{}`: {}", round.name, sampler.in_words);
        }
        if let Some(later) = sampler.later_versions.last() {
            let _ = writeln!(
                text,
                "Note: round `{}` began with version {} of {} and goes on with version {later}, since Etude was updated.",
                round.name, sampler.version, sampler.name
            );
        }
    }
    text
}

fn round(round: &RoundView) -> Vec<String> {
    let state = match (round.state, &round.verdict) {
        (_, Some(verdict)) if round.overruled.is_some() => format!("{} (overruled)", verdict.decision),
        (_, Some(verdict)) => verdict.decision.to_string(),
        (RoundState::Confirming, None) => "confirming".into(),
        (RoundState::Blocked, None) => "blocked".into(),
        (_, None) => "searching".into(),
    };
    vec![round.name.clone(), state, round.trainings.to_string(), round.sentence.clone().unwrap_or_default()]
}
