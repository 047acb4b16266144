//! `etude stop`: asks the coordinator that runs to stop, or to give a trial up.

use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use clap::Args;
use etude::ProjectFolder;
use etude::stop_requests::{StopRequests, running_coordinator};
use etude::store::LockOwner;
use etude::study::history::TrialState;
use etude::study::ids::TrialId;
use etude::words;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::Done;
use crate::arguments::Format;
use crate::failure::Failure;
use crate::{exit_code, output, program, stop_requests};

/// How often it is looked whether what was asked has happened.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// How many looks pass between two that read the history, which takes longer.
const LOOKS_PER_READING: u32 = 10;

#[derive(Debug, Args)]
pub(crate) struct StopOptions {
    /// A waiting or running trial to give up; without one, the whole run stops.
    #[arg(value_name = "TRIAL", value_parser = crate::usage_error::trial_number)]
    pub(crate) trial: Option<u32>,
    /// End the running trials too, as a second Ctrl-C does; the next run attempts them again.
    #[arg(long, conflicts_with = "trial")]
    pub(crate) now: bool,
    /// Ask, and do not wait until it has happened.
    #[arg(long)]
    pub(crate) no_wait: bool,
}

/// What was asked of whom, and what became of it.
#[derive(Debug, Serialize)]
struct StopView {
    /// The trial to give up; none for the whole run.
    trial: Option<u32>,
    /// Its process, there.
    pid: Option<u32>,
    /// The machine that runs the project; none if nothing runs it.
    host: Option<String>,
    /// Whether it has happened: the coordinator has gone, or the trial has ended.
    done: bool,
    /// How the trial ended, in words.
    outcome: Option<String>,
}

pub(crate) fn stop(project: &Path, options: &StopOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    stop_requests::listen()?;
    let requests = StopRequests::of(&folder.etude_folder());
    let owner = running_coordinator(&folder)?;
    match options.trial {
        None => stop_the_run(&folder, &requests, owner, options, format),
        Some(trial) => stop_a_trial(&folder, &requests, owner, (TrialId(trial), options.no_wait), format),
    }
}

fn stop_the_run(
    folder: &ProjectFolder,
    requests: &StopRequests,
    owner: Option<LockOwner>,
    options: &StopOptions,
    format: Format,
) -> Done {
    let mut view = StopView::of(None, owner.as_ref());
    let Some(owner) = owner else {
        return told(&view, "Nothing runs here, so there is nothing to stop.", format);
    };
    requests.ask_to_stop(options.now).map_err(|source| cannot_ask(folder, source))?;
    let running = folder.history()?.running.len() as u32;
    let how = match (options.now, running) {
        (_, 0) => String::new(),
        (true, _) => format!(" and to end {}", words::count(running, "running trial")),
        (false, _) => format!(" when {} ended; `etude stop --now` ends them too", have(running)),
    };
    output::to_standard_error(&output::wrapped(&format!("Asked {owner} to stop{how}.\n")));
    output::to_standard_error("\n");
    if options.no_wait {
        return told(&view, "It stops by itself.", format);
    }
    let gone = || Ok(running_coordinator(folder)?.as_ref() != Some(&owner));
    view.done = wait_until(folder, gone)?;
    if view.done {
        told(&view, "Stopped. `etude run` goes on where it was.", format)
    } else {
        Ok(given_up_waiting())
    }
}

fn stop_a_trial(
    folder: &ProjectFolder,
    requests: &StopRequests,
    owner: Option<LockOwner>,
    (trial, no_wait): (TrialId, bool),
    format: Format,
) -> Done {
    let history = folder.history()?;
    let known = history
        .trials
        .get(&trial)
        .ok_or_else(|| Failure::UnknownTrial { trial, trials: history.trials.len() })?;
    if let Some(outcome) = known.outcome() {
        return Err(Failure::TrialHasEnded { trial, outcome: words::outcome(outcome) });
    }
    requests.ask_to_cancel(trial).map_err(|source| cannot_ask(folder, source))?;
    let mut view = StopView::of(Some(trial), owner.as_ref());
    let is_running = known.state() == TrialState::Running;
    let Some(owner) = owner else {
        let sentence = format!("Nothing runs here now: the next `etude run` gives trial {trial} up first.");
        return told(&view, &sentence, format);
    };
    let what = if is_running { "end it and give it up" } else { "give it up" };
    output::to_standard_error(&format!("Trial {trial}: asked {owner} to {what}.\n"));
    if no_wait {
        return told(&view, "It is given up by itself.", format);
    }
    let outcome = || -> Result<Option<String>, Failure> {
        Ok(folder.history()?.trials.get(&trial).and_then(|record| record.outcome().map(words::outcome)))
    };
    let mut looks = 0;
    let over = || {
        looks += 1;
        Ok(outcome()?.is_some() || (looks % LOOKS_PER_READING == 0 && running_coordinator(folder)?.is_none()))
    };
    if !wait_until(folder, over)? {
        return Ok(given_up_waiting());
    }
    view.outcome = outcome()?;
    view.done = view.outcome.is_some();
    let sentence = match &view.outcome {
        Some(outcome) if outcome == "cancelled" => {
            format!("Trial {trial} is cancelled; the round goes on without it.")
        }
        Some(outcome) => format!("Trial {trial} ended before it could be given up: {outcome}."),
        None => format!("The run ended first: the next `etude run` gives trial {trial} up."),
    };
    told(&view, &sentence, format)
}

/// Waits until something is so, or until a person is tired of it, which is false.
fn wait_until(
    folder: &ProjectFolder,
    mut is_so: impl FnMut() -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    let bar = ProgressBar::new_spinner();
    bar.set_style(
        ProgressStyle::with_template("{spinner} {msg} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    let mut looks = 0;
    while !is_so()? {
        if stop_requests::count() > 0 {
            bar.finish_and_clear();
            return Ok(false);
        }
        if looks % LOOKS_PER_READING == 0 && !bar.is_hidden() {
            let running: Vec<String> = folder.history()?.running.iter().map(ToString::to_string).collect();
            bar.set_message(format!("waiting; running: {}", running.join(" ")));
        }
        looks += 1;
        bar.tick();
        thread::sleep(LOOK_AGAIN);
    }
    bar.finish_and_clear();
    Ok(true)
}

impl StopView {
    fn of(trial: Option<TrialId>, owner: Option<&LockOwner>) -> StopView {
        let (pid, host) = match owner {
            Some(LockOwner::Process { pid, host }) => (Some(*pid), Some(host.clone())),
            Some(LockOwner::Leased(owner)) => (Some(owner.pid), Some(owner.host.clone())),
            Some(LockOwner::Unnamed) | None => (None, None),
        };
        StopView { trial: trial.map(|trial| trial.0), pid, host, done: false, outcome: None }
    }
}

fn told(view: &StopView, sentence: &str, format: Format) -> Done {
    match format {
        Format::Json => output::json(view)?,
        Format::Table => output::to_standard_output(sentence)?,
    }
    Ok(exit_code::success())
}

fn given_up_waiting() -> ExitCode {
    output::to_standard_error("Not waited for; what was asked stands.\n");
    exit_code::STOPPED.into()
}

fn cannot_ask(folder: &ProjectFolder, source: std::io::Error) -> Failure {
    Failure::Write { path: folder.etude_folder().join("requests"), source }
}

fn have(count: u32) -> String {
    if count == 1 { "1 running trial has".into() } else { format!("{count} running trials have") }
}
