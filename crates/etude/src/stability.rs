//! Is the best learning rate the best, or only the highest that training bears? Short trainings tell (P108-P115).

#![expect(clippy::disallowed_methods, reason = "keeps what the probes showed in a file of its own")]

use std::fs;
use std::path::PathBuf;

use etude_playbook::next::Edge;
use etude_playbook::rounds::trials_of;
use etude_playbook::stability::{
    MULTIPLES, PROBE_STEPS, Probe as Seen, Stability, clip_at, judge, read_course,
};
use etude_runner::{FileError, write_whole};
use etude_study::configuration::{Configuration, Values};
use etude_study::history::History;
use etude_study::logged_names::{GRADIENT_NORM, TRAINING_LOSSES};
use etude_study::project::Program;
use etude_study::round::Role;
use etude_study::score::Score;
use etude_study::space::active_values;
use etude_study::trial::{AttemptEnding, Outcome};
use etude_study::value::Value;
use etude_study::verdict::Decision;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::length::learning_rate;
use crate::project_folder::ProjectFolder;
use crate::run::RunContext;
use crate::tries::{Bench, TryError, Wanted};

/// Its scratch folder, in `.etude/`.
const SCRATCH: &str = "stability";
/// The seed of all probes, so that they differ by their rate alone.
const SEED: u32 = 1;
/// Trials around the best that are named.
const NEIGHBOURS: usize = 3;

/// Why stability was not looked at.
#[derive(Debug, Error)]
pub enum StabilityError {
    /// No parameter is named as a learning rate.
    #[error("no parameter of the project file is a learning rate")]
    NoLearningRate,
    /// A probe could not be made, or a person asked to stop.
    #[error(transparent)]
    Try(#[from] TryError),
    /// What was seen could not be kept.
    #[error(transparent)]
    Keep(#[from] FileError),
}

/// What the probes showed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StabilityView {
    /// The learning rate's name.
    pub parameter: String,
    /// The best rate that is known, and where from.
    pub rate: f64,
    /// The trial that has it; none where it is the incumbent's.
    pub trial: Option<u32>,
    /// Steps of each probe.
    pub steps: u32,
    /// Trials with rates just above the best, and what became of them.
    pub above: Vec<Above>,
    /// The probes, in the order of their rates.
    pub probes: Vec<Seen>,
    /// What they say together.
    pub stability: Stability,
    /// The 90th percentile of the norms at the best rate; none where none are reported, and where they were clipped.
    pub clip_at: Option<f64>,
}

/// A trial with a rate above the best.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Above {
    /// Which.
    pub trial: u32,
    /// Its rate.
    pub rate: f64,
    /// How it ended, in words.
    pub ended: String,
    /// Spikes and jumps of its training loss; none where it was not read.
    pub spikes: Option<u32>,
}

/// What is kept for `etude next`, in `.etude/stability.json`.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    version: u32,
    parameter: String,
    rate: f64,
    unstable: f64,
    clip_at: Option<f64>,
    /// Rounds that had a verdict: after another one, the probes are of another time.
    rounds: usize,
}

const KEPT_VERSION: u32 = 1;

/// Trains for some hundred steps at once, twice, five and ten times the best rate, and tells each as it ends.
///
/// # Errors
/// Where there is no learning rate, a probe cannot be made, what was seen cannot be kept, or a person asked to stop.
pub fn stability(
    folder: &ProjectFolder,
    history: &History,
    context: &RunContext<'_>,
    mut tell: impl FnMut(&Seen),
) -> Result<StabilityView, StabilityError> {
    let project = &folder.project;
    let parameter = learning_rate(project).ok_or(StabilityError::NoLearningRate)?.name.clone();
    let (values, trial, above) = best(folder, history, &parameter);
    let rate = values.get(&parameter).and_then(Value::as_f64).ok_or(StabilityError::NoLearningRate)?;
    let bench = Bench::prepare(folder, context, SCRATCH)?;
    let (mut seen, mut clip) = (Vec::new(), None);
    for multiple in MULTIPLES {
        let wanted = rate * f64::from(multiple);
        let mut values = values.clone();
        values.insert(parameter.clone(), Value::Float(wanted));
        let configuration = Configuration {
            values: active_values(&project.parameters, &values),
            batch_size: project.batch_size.clone(),
            max_epochs: project.length.max_epochs.max(PROBE_STEPS),
            seed: SEED,
            data_seed: SEED,
        };
        let name = format!("rate-{multiple}");
        let builtin_options = every_step(folder, &configuration);
        let wanted_try =
            Wanted { max_steps: Some(PROBE_STEPS), builtin_options, ..Wanted::whole(configuration) };
        let trained =
            bench.attempt(&name, &wanted_try, &|so_far| so_far.reports.len() >= PROBE_STEPS as usize)?;
        let losses =
            TRAINING_LOSSES.iter().map(|name| trained.course(name)).find(|losses| !losses.is_empty());
        let losses: Vec<f64> = losses.unwrap_or_default().into_iter().map(|(_, loss)| loss).collect();
        let broke = matches!(
            trained.ending,
            AttemptEnding::DeclaredInfeasible { .. } | AttemptEnding::Crashed { .. }
        );
        if multiple == 1 {
            let norms: Vec<f64> = trained.course(GRADIENT_NORM).into_iter().map(|(_, norm)| norm).collect();
            clip = clip_at(&norms);
        }
        let found = Seen { multiple, rate: wanted, course: read_course(&losses, broke) };
        tell(&found);
        seen.push(found);
    }
    let judged = judge(&seen);
    let view = StabilityView {
        parameter,
        rate,
        trial,
        steps: PROBE_STEPS,
        above,
        probes: seen,
        stability: judged,
        clip_at: clip,
    };
    keep(folder, history, &view)?;
    Ok(view)
}

/// The options by which the built-in workload reports every step.
fn every_step(folder: &ProjectFolder, configuration: &Configuration) -> Vec<String> {
    if folder.project.parameters.iter().any(|parameter| parameter.name == "evaluate_every") {
        return Vec::new();
    }
    let batch = configuration.batch_size.as_ref().map_or(64, |size| size.value);
    // Examples of the training set, see docs/reference/fashion.md.
    let steps = f64::from(8000_u32.div_ceil(batch.max(1)));
    match folder.project.workload.program {
        Program::Builtin(_) => vec![format!("--evaluate_every={}", 1.0 / steps)],
        Program::Command(_) => Vec::new(),
    }
}

/// The values of the best trial of the latest round that tuned the rate, and its neighbours with higher rates; else the incumbent, or the
/// baseline.
fn best(folder: &ProjectFolder, history: &History, parameter: &str) -> (Values, Option<u32>, Vec<Above>) {
    let project = &folder.project;
    let mut values = project.baseline();
    values.extend(history.incumbent().cloned().unwrap_or_default());
    let round =
        history.rounds.iter().rev().find(|round| round.frozen.definition.role(parameter) == Role::Nuisance);
    let Some(round) = round else { return (values, None, Vec::new()) };
    let trials = round.studies.iter().flat_map(|study| trials_of(history, round, study));
    let known: Vec<_> = trials.filter_map(|trial| Some((trial, history.trials.get(&trial)?))).collect();
    let scored = known.iter().filter_map(|(trial, record)| match record.outcome() {
        Some(Outcome::Feasible(best)) => Some((best.score, *trial, *record)),
        _ => None,
    });
    let better = |a: Score, b: Score| round.frozen.direction.best_first(a, b);
    let Some((_, trial, record)) = scored.min_by(|a, b| better(a.0, b.0)) else {
        return (values, None, Vec::new());
    };
    values.extend(record.request.configuration.values.clone());
    let rate_of = |record: &etude_study::history::TrialRecord| {
        record.request.configuration.values.get(parameter).and_then(Value::as_f64)
    };
    let own = rate_of(record).unwrap_or_default();
    let mut above: Vec<Above> = known
        .iter()
        .filter_map(|(trial, record)| {
            let rate = rate_of(record).filter(|rate| *rate > own)?;
            let training = record.reading().and_then(|reading| reading.training.as_ref());
            Some(Above {
                trial: trial.0,
                rate,
                ended: crate::words::outcome(record.outcome()?),
                spikes: training.map(|read| read.early_spikes + read.later_spikes + read.jumps),
            })
        })
        .collect();
    above.sort_by(|a, b| a.rate.total_cmp(&b.rate));
    above.truncate(NEIGHBOURS);
    (values, Some(trial.0), above)
}

fn place(folder: &ProjectFolder) -> PathBuf {
    folder.etude_folder().join("stability.json")
}

fn concluded(history: &History) -> usize {
    history.rounds.iter().filter(|round| round.verdict.is_some()).count()
}

/// Keeps an edge for `etude next`, and forgets an earlier one.
fn keep(folder: &ProjectFolder, history: &History, view: &StabilityView) -> Result<(), StabilityError> {
    let path = place(folder);
    let Stability::UnstableEdge { rate: unstable, .. } = view.stability else {
        return if path.exists() {
            Ok(fs::remove_file(&path).map_err(FileError::of("remove", &path))?)
        } else {
            Ok(())
        };
    };
    let kept = Kept {
        version: KEPT_VERSION,
        parameter: view.parameter.clone(),
        rate: view.rate,
        unstable,
        clip_at: view.clip_at,
        rounds: concluded(history),
    };
    let text = serde_json::to_string_pretty(&kept)
        .map_err(std::io::Error::from)
        .map_err(FileError::of("write", &path))?;
    Ok(write_whole(&path, (text + "\n").as_bytes())?)
}

/// The edge that probes showed, until a remedy was adopted: each remedy that was tried leads to the next.
pub(crate) fn known_edge(folder: &ProjectFolder, history: &History) -> Option<Edge> {
    let text = fs::read_to_string(place(folder)).ok()?;
    let kept: Kept = serde_json::from_str(&text).ok()?;
    let mut since = history.rounds.iter().filter_map(|round| round.verdict.as_ref()).skip(kept.rounds);
    let is_over = since.any(|verdict| verdict.decision == Decision::Adopt);
    (kept.version == KEPT_VERSION && !is_over).then_some(Edge {
        parameter: kept.parameter,
        rate: kept.rate,
        unstable: kept.unstable,
        clip_at: kept.clip_at,
    })
}
