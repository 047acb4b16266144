//! Trying the user's program before anything is tuned: does it start, report, repeat itself, resume and stop? (P1)
//!
//! Every try is a real attempt, started as a trial's is, but with few epochs and in `.etude/doctor/`: it is no part of
//! the history. What the tries showed is judged by pure functions, one a question.

mod answer;
mod questions;

use std::path::PathBuf;

use etude_study::configuration::Configuration;
use etude_study::history::History;
use etude_study::space::active_values;
use serde::Serialize;

pub use answer::{Answer, Mark, Question};

use crate::project_folder::ProjectFolder;
use crate::run::RunContext;
use crate::tries::{Bench, Try, TryError, Wanted};
use crate::views::plan;

/// Epochs of a try; the resumed one goes on for one more.
const EPOCHS: u32 = 2;
/// By so many epochs is the try longer that tells what an epoch takes.
const LONGER_BY: u32 = 3;
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
    let first = bench.attempt("first", &wanted(folder, EPOCHS, SEED))?;
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
    fn further(
        &mut self,
        bench: &Bench<'_>,
        folder: &ProjectFolder,
        first: &Try,
    ) -> Result<Try, TryError> {
        let metric = &folder.project.metric;
        let again = bench.attempt("same-seed", &wanted(folder, EPOCHS, SEED))?;
        self.take(questions::repeats(first, &again, metric));
        let other = bench.attempt("other-seed", &wanted(folder, EPOCHS, OTHER_SEED))?;
        self.take(questions::seeds_differ(first, &other, metric));
        self.take(questions::checkpoint(first, &bench.checkpoints("first")));
        let resumed = match first.last_checkpoint() {
            None => None,
            Some(checkpoint) => {
                let wanted = Wanted {
                    attempt: 2,
                    resume_from: Some(checkpoint),
                    epochs_before: first.epochs,
                    ..wanted(folder, EPOCHS + 1, SEED)
                };
                Some(bench.attempt("first", &wanted)?)
            }
        };
        self.take(questions::resumes(first, resumed.as_ref()));
        let wanted = Wanted { stop_early: true, ..wanted(folder, folder.project.length.max_epochs, SEED) };
        self.take(questions::stops(&bench.attempt("stopped", &wanted)?));
        self.take(questions::leaves_nothing(first));
        self.take(questions::reports_at_once(first));
        Ok(again)
    }
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
    let longer = bench.attempt("longer", &wanted(folder, epochs.min(again.epochs + LONGER_BY), SEED))?;
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
    Wanted { configuration, attempt: 1, resume_from: None, epochs_before: 0, max_steps: None }
}
