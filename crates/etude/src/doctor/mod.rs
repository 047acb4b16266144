//! Trying the user's program before anything is tuned: does it start, report, repeat itself, resume and stop? (P1)
//!
//! Every try is a real attempt, started as a trial's is, but with few epochs and in `.etude/doctor/`: it is no part of
//! the history. What the tries showed is judged by pure functions, one a question.

mod answer;
mod memory;
mod questions;
mod regularity;
mod resuming;
mod seeds;
mod unseen;

use std::path::PathBuf;

use etude_study::configuration::Configuration;
use etude_study::history::History;
use etude_study::space::active_values;
use serde::Serialize;

pub use answer::{Answer, Mark, Question};
use resuming::Resumed;
pub use unseen::{UNSEEN, Unseen};

use crate::project_folder::ProjectFolder;
use crate::run::RunContext;
use crate::tries::{Bench, SoFar, Try, TryError, Wanted};
use crate::views::plan;

/// Epochs of a try.
const EPOCHS: u32 = 2;
/// By so many epochs is the try longer that tells what an epoch takes.
const LONGER_BY: u32 = 3;
/// Epochs over which memory is watched, and the most seconds that this may take once it reports.
const WATCHED_EPOCHS: u32 = 6;
const WATCHED_SECONDS: f64 = 60.0;
/// Epochs that it is told, so that it does not end by itself before it is asked to.
const UNENDING: u32 = 10_000;
/// A program that is to be stopped gets so long to show that it trains, in seconds.
const SILENT_SECONDS: f64 = 20.0;
/// Two seeds, and any will do.
const SEED: u32 = 1;
const OTHER_SEED: u32 = 2;

/// All answers, and what a trial and a round will take.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diagnosis {
    /// Whether nothing essential is wrong.
    pub healthy: bool,
    /// The answers, in the order of the questions.
    pub answers: Vec<Answer>,
    /// Seconds that a whole trial will take; none if the program did not get far enough.
    pub trial_seconds: Option<f64>,
    /// Least and most hours of the next round.
    pub round_hours: Option<(f64, f64)>,
    /// What cannot be seen from outside; empty where only the start was tried.
    pub unseen: Vec<Unseen>,
    /// Where the tries were made, with all they printed.
    pub folder: PathBuf,
}

/// Tries the program with the baseline configuration, and tells each answer as soon as it is there. `quick` asks only
/// whether it starts and reports.
///
/// # Errors
/// When a try cannot be made, or a person asked to stop. A broken program is an answer, not an error.
pub fn examine(
    folder: &ProjectFolder,
    history: &History,
    context: &RunContext<'_>,
    quick: bool,
    mut tell: impl FnMut(&Answer),
) -> Result<Diagnosis, TryError> {
    let mut examination = Examination { answers: Vec::new(), tell: &mut tell };
    let bench = Bench::prepare(folder, context, "doctor")?;
    let first = bench.attempt("first", &wanted(folder, EPOCHS, SEED), &never)?;
    examination.take(questions::starts(&first));
    // Of a program that says nothing there is no more to ask; if it broke, that is why.
    if !first.reports.is_empty() || examination.is_healthy() {
        examination.take(questions::reports(&first, &folder.project));
    }
    if !first.reports.is_empty() {
        examination.take(questions::epochs(&first));
        examination.take(questions::length(&first));
    }
    if first.reports.iter().any(|(report, _)| report.metric(&folder.project.metric).is_some()) {
        examination.take(questions::objective(&first, &folder.project));
        examination.take(regularity::each_epoch(&first, &folder.project.metric));
    }
    let works = examination.is_healthy();
    let mut trial_seconds = None;
    if works && quick {
        trial_seconds = questions::trial_seconds(&first, folder.project.length.max_epochs);
    } else if works {
        let again = examination.further(&bench, folder, &first)?;
        trial_seconds = forecast(&bench, folder, &first, &again)?;
    }
    let round_hours = match (trial_seconds, plan(&folder.project, history)) {
        (Some(seconds), Ok(Some(plan))) => {
            let (least, most) = plan.cost.trainings();
            let hours = seconds / 3600.0 / f64::from(folder.project.slots);
            Some((f64::from(least) * hours, f64::from(most) * hours))
        }
        _ => None,
    };
    Ok(Diagnosis {
        healthy: examination.is_healthy(),
        answers: examination.answers,
        trial_seconds,
        round_hours,
        unseen: if quick { Vec::new() } else { UNSEEN.to_vec() },
        folder: bench.folder().to_owned(),
    })
}

struct Examination<'a> {
    answers: Vec<Answer>,
    tell: &'a mut dyn FnMut(&Answer),
}

impl Examination<'_> {
    fn take(&mut self, answer: Answer) {
        (self.tell)(&answer);
        self.answers.push(answer);
    }

    fn is_healthy(&self) -> bool {
        !self.answers.iter().any(|answer| answer.mark == Mark::Bad && answer.question.is_essential())
    }

    /// What takes further tries; the one that repeats the first is given back.
    fn further(&mut self, bench: &Bench<'_>, folder: &ProjectFolder, first: &Try) -> Result<Try, TryError> {
        let metric = &folder.project.metric;
        self.take(questions::beats_chance(first, &folder.project));
        let again = bench.attempt("same-seed", &wanted(folder, EPOCHS, SEED), &never)?;
        self.take(regularity::same_places(first, &again, metric));
        self.take(seeds::repeats(first, &again, metric));
        let other = bench.attempt("other-seed", &wanted(folder, EPOCHS, OTHER_SEED), &never)?;
        self.take(seeds::seeds_differ(first, &other, metric));
        let mut wanted_apart = wanted(folder, EPOCHS, SEED);
        wanted_apart.configuration.data_seed = OTHER_SEED;
        let apart = bench.attempt("other-data-seed", &wanted_apart, &never)?;
        self.take(seeds::seeds_apart(first, &other, &apart, metric));
        self.take(resuming::checkpoint(first, &bench.checkpoints("first")));
        let resumed = resume(bench, folder, first)?;
        self.take(resuming::resumes(resumed.as_ref()));
        self.take(resuming::resumes_the_same(first, &again, resumed.as_ref(), metric));
        let max_epochs = folder.project.length.max_epochs;
        let watched = wanted(folder, max_epochs.max(UNENDING), SEED);
        let stopped = bench.attempt("stopped", &watched, &watched_enough)?;
        self.take(memory::memory(&stopped, max_epochs));
        self.take(questions::stops(&stopped));
        self.take(questions::leaves_nothing(first));
        self.take(questions::reports_at_once(first));
        Ok(again)
    }
}

/// A try that is left to end by itself.
fn never(_: &SoFar<'_>) -> bool {
    false
}

/// Whether a try has shown how its memory goes from epoch to epoch, or has taken long enough to show that it trains.
fn watched_enough(so_far: &SoFar<'_>) -> bool {
    let last = so_far.reports.iter().filter_map(|(report, _)| report.epoch).reduce(f64::max);
    let reported = !so_far.reports.is_empty();
    last >= Some(f64::from(WATCHED_EPOCHS))
        || so_far.seconds > if reported { WATCHED_SECONDS } else { SILENT_SECONDS }
}

/// Whether a try has reported a checkpoint of an epoch.
fn has_checkpoint(so_far: &SoFar<'_>) -> bool {
    so_far.reports.iter().any(|(report, _)| report.checkpoint.is_some() && report.epoch >= Some(1.0))
}

/// Goes on from a checkpoint half-way: one that the first try left, or, where every epoch overwrites it, one of a try that is
/// stopped there. A program that is too fast to be stopped goes on for one epoch more, which shows less. None where there is
/// no checkpoint.
fn resume(bench: &Bench<'_>, folder: &ProjectFolder, first: &Try) -> Result<Option<Resumed>, TryError> {
    let Some(last) = first.last_checkpoint() else { return Ok(None) };
    if let Some((checkpoint, after)) = half_way(first).filter(|(checkpoint, _)| *checkpoint != last) {
        return go_on(bench, folder, ("first", checkpoint, after), EPOCHS).map(Some);
    }
    let halved = bench.attempt("half-way", &wanted(folder, EPOCHS, SEED), &has_checkpoint)?;
    match halved.reports.iter().filter_map(|(report, _)| report.epoch).reduce(f64::max) {
        Some(epoch) if epoch < f64::from(EPOCHS) && halved.last_checkpoint().is_some() => {
            let checkpoint = halved.last_checkpoint().unwrap_or(last);
            go_on(bench, folder, ("half-way", checkpoint, epoch), EPOCHS).map(Some)
        }
        _ => go_on(bench, folder, ("first", last, f64::from(EPOCHS)), EPOCHS + 1).map(Some),
    }
}

/// The first checkpoint of a try that was reported before its last epoch, with its epoch.
fn half_way(tried: &Try) -> Option<(String, f64)> {
    let found =
        tried.reports.iter().find_map(|(report, _)| Some((report.checkpoint.clone()?, report.epoch?)));
    found.filter(|(_, epoch)| *epoch >= 1.0 && *epoch < f64::from(tried.epochs))
}

fn go_on(
    bench: &Bench<'_>,
    folder: &ProjectFolder,
    (name, checkpoint, after): (&str, String, f64),
    epochs: u32,
) -> Result<Resumed, TryError> {
    let wanted = Wanted {
        attempt: 2,
        resume_from: Some(checkpoint),
        epochs_before: after as u32,
        ..wanted(folder, epochs, SEED)
    };
    let tried = bench.attempt(name, &wanted, &never)?;
    Ok(Resumed { after, tried, comparable: epochs == EPOCHS })
}

/// What a whole trial takes, in seconds. Where its reports come too close together to tell what an epoch takes, beside a
/// long start or because they are buffered, a longer try tells; the repeated one no longer pays for cold caches.
fn forecast(
    bench: &Bench<'_>,
    folder: &ProjectFolder,
    first: &Try,
    again: &Try,
) -> Result<Option<f64>, TryError> {
    let epochs = folder.project.length.max_epochs;
    if questions::seconds_between_epochs(first).is_some() || epochs <= again.epochs {
        return Ok(questions::trial_seconds(first, epochs));
    }
    let length = epochs.min(again.epochs + LONGER_BY);
    let longer = bench.attempt("longer", &wanted(folder, length, SEED), &never)?;
    let an_epoch = (longer.seconds - again.seconds).max(0.0) / f64::from(longer.epochs - again.epochs);
    Ok(Some(longer.seconds + an_epoch * f64::from(epochs - longer.epochs)))
}

/// The baseline, for so many epochs and with this seed.
fn wanted(folder: &ProjectFolder, epochs: u32, seed: u32) -> Wanted {
    let project = &folder.project;
    let configuration = Configuration {
        values: active_values(&project.parameters, &project.baseline()),
        batch_size: project.batch_size.clone(),
        max_epochs: epochs,
        seed,
        data_seed: seed,
    };
    Wanted::whole(configuration)
}
