//! The first value of the length, found by training (P65, P66).

use etude_playbook::perfect_fit::{Fit, NextFit, Tried, next_fit, read_fit};
use etude_study::configuration::Configuration;
use etude_study::logged_names::{TRAINING_ERRORS, TRAINING_LOSSES};
use etude_study::measurement::Measurement;
use etude_study::space::active_values;
use etude_study::trial::AttemptEnding;
use etude_study::value::Value;
use serde::Serialize;
use thiserror::Error;

use super::plain::{Left, learning_rate, plain};
use crate::project_folder::ProjectFolder;
use crate::run::RunContext;
use crate::tries::{Bench, SoFar, TryError, Wanted, course};

/// Its scratch folder, in `.etude/`.
const SCRATCH: &str = "perfect-fit";
/// The seed of all rates, so that they differ by their rate alone.
const SEED: u32 = 1;

/// Why the first length was not looked for.
#[derive(Debug, Error)]
pub enum PerfectFitError {
    /// No parameter is named as a learning rate.
    #[error("no parameter of the project file is a learning rate")]
    NoLearningRate,
    /// Neither the training error nor the training loss is reported.
    #[error(
        "the program reports neither train_error nor train_loss, so nothing says when it fits the training set"
    )]
    NothingReported,
    /// A training could not be made, or a person asked to stop.
    #[error(transparent)]
    Try(#[from] TryError),
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PerfectFit {
    /// The learning rate's name.
    pub parameter: String,
    /// Most epochs that each rate had.
    pub most_epochs: u32,
    /// Every rate, the lowest first.
    pub tried: Vec<Tried>,
    /// The answer.
    pub answer: NextFit,
    /// What could not be switched off.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Left>,
}

/// Trains with eight and more constant rates until each fits the training set, and tells each as it ends.
///
/// # Errors
/// Where there is no learning rate, nothing to tell a fit by, a training cannot be made, or a person asked to stop.
pub fn perfect_fit(
    folder: &ProjectFolder,
    context: &RunContext<'_>,
    most_epochs: u32,
    mut tell: impl FnMut(&Tried),
) -> Result<PerfectFit, PerfectFitError> {
    let project = &folder.project;
    let rate = learning_rate(project).ok_or(PerfectFitError::NoLearningRate)?;
    let centre =
        rate.baseline.as_f64().filter(|centre| *centre > 0.0).ok_or(PerfectFitError::NoLearningRate)?;
    let (values, left) = plain(project);
    let bench = Bench::prepare(folder, context, SCRATCH)?;
    let mut tried: Vec<Tried> = Vec::new();
    let answer = loop {
        let rates = match next_fit(centre, &tried) {
            NextFit::Try { rates } => rates,
            done => break done,
        };
        for wanted in rates {
            let mut values = values.clone();
            values.insert(rate.name.clone(), Value::Float(wanted));
            let configuration = Configuration {
                values: active_values(&project.parameters, &values),
                batch_size: project.batch_size.clone(),
                max_epochs: most_epochs,
                seed: SEED,
                data_seed: SEED,
            };
            let name = format!("fit-{}", tried.len() + 1);
            let enough = |so_far: &SoFar<'_>| {
                matches!(fit_of(so_far.reports), Some(Fit::After { .. } | Fit::Diverged))
            };
            let seen = bench.attempt(&name, &Wanted::whole(configuration), &enough)?;
            let fit = match (&seen.ending, fit_of(&seen.reports)) {
                (_, Some(fit @ Fit::After { .. })) => fit,
                (AttemptEnding::DeclaredInfeasible { .. } | AttemptEnding::Crashed { .. }, Some(_)) => {
                    Fit::Diverged
                }
                (AttemptEnding::DeclaredInfeasible { .. }, None) => Fit::Diverged,
                (_, Some(fit)) => fit,
                (_, None) => return Err(PerfectFitError::NothingReported),
            };
            let found = Tried { rate: wanted, fit };
            tell(&found);
            tried.push(found);
        }
    };
    tried.sort_by(|a, b| a.rate.total_cmp(&b.rate));
    Ok(PerfectFit { parameter: rate.name.clone(), most_epochs, tried, answer, left })
}

/// The fit by the training error where it is reported, else by the loss; none where neither is.
fn fit_of(reports: &[(Measurement, f64)]) -> Option<Fit> {
    let reported = |name: &&str| Some(course(reports, name)).filter(|values| !values.is_empty());
    match TRAINING_ERRORS.iter().find_map(reported) {
        Some(errors) => Some(read_fit(&errors, true)),
        None => TRAINING_LOSSES.iter().find_map(reported).map(|losses| read_fit(&losses, false)),
    }
}
