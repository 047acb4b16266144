//! Everything of one trial.

#![expect(clippy::disallowed_methods, reason = "shows what the supervisor was told, from its order")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use etude_runner::TrialFolder;
use etude_store::StoreError;
use etude_study::curve_reading::CurveReading;
use etude_study::history::{History, TrialRecord};
use etude_study::ids::TrialId;
use etude_study::measurement::{MetricValue, SpooledMeasurement};
use etude_study::protocol::{AttemptOrder, RESUME_FROM};
use etude_study::pruner::Ruling;
use etude_study::trial::{AttemptEnding, Outcome, Purpose};
use etude_study::value::Value;
use serde::Serialize;

use super::broken_trial::{BrokenTrial, broken_trial};
use super::sampler::SamplerView;
use super::trial::{TrialView, view};
use crate::project_folder::ProjectFolder;
use crate::retrain::retrain_command;
use crate::trial_files::{TrialFile, checkpoint_files, trial_files};
use crate::words;

/// Files listed at most, of checkpoints and of others.
const MOST_FILES: usize = 200;

/// A trial with its round, its attempts, its curve and its files.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrialDetail {
    /// As in the list of trials.
    #[serde(flatten)]
    pub trial: TrialView,
    /// What the round wants to learn.
    pub goal: String,
    /// What draws the points of its study.
    pub sampler: SamplerView,
    /// The seed's number in the confirmation; the same number has the same seed in every arm.
    pub seed_index: Option<u32>,
    /// The seed of shuffling and augmentation.
    pub data_seed: u32,
    /// The length of training.
    pub max_epochs: u32,
    /// The batch size, where the project sets one.
    pub batch_size: Option<u32>,
    /// The incumbent's values when the round began, of the parameters that differ; none where it has no such parameter.
    pub incumbent: BTreeMap<String, Option<Value>>,
    /// The metric that is optimised.
    pub metric: String,
    /// Its attempts, the first one first.
    pub attempt_list: Vec<AttemptView>,
    /// What it reported, by epoch (or step); of what was reported twice, the last.
    pub curve: Vec<CurvePoint>,
    /// What was read of its curves when it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<CurveReading>,
    /// The same in sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub curves_say: Vec<String>,
    /// What lies in its checkpoint folder.
    pub checkpoints: Vec<CheckpointView>,
    /// Other files that the program left in the trial's folder, predictions for instance (P79).
    pub files: Vec<TrialFile>,
    /// The trial's folder.
    pub folder: PathBuf,
    /// Trains the same again.
    pub retrain: String,
    /// What there is to mend, if its latest attempt broke.
    pub broken: Option<BrokenTrial>,
}

/// One process of a trial.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttemptView {
    /// Its number.
    pub attempt: u32,
    /// How it ended, in words; none while it runs.
    pub ending: Option<String>,
    /// Its wall time, in seconds.
    pub seconds: Option<f64>,
    /// Its reports.
    pub reports: u32,
    /// The checkpoint it went on from.
    pub resumed_from: Option<String>,
}

/// What is known of one epoch (or step).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The epoch, or the step where no epoch was reported.
    pub position: f64,
    /// Named numbers.
    pub metrics: BTreeMap<String, MetricValue>,
}

/// A file, or a folder, in the trial's folder of checkpoints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckpointView {
    /// Its name and size.
    #[serde(flatten)]
    pub file: TrialFile,
    /// Whether it was reported with the best epoch.
    pub best: bool,
}

/// Everything of a trial; none if there is no such trial.
///
/// # Errors
/// When its curve cannot be read.
pub fn trial_detail(
    folder: &ProjectFolder,
    history: &History,
    etude: &Path,
    trial: TrialId,
) -> Result<Option<TrialDetail>, StoreError> {
    let Some(record) = history.trials.get(&trial) else { return Ok(None) };
    let Some(round) = history.round(record.request.purpose.round()) else { return Ok(None) };
    let reports = folder.reader()?.map_or_else(|| Ok(Vec::new()), |store| store.curve(trial))?;
    let trial_folder = folder.trial_folder(trial);
    let configuration = &record.request.configuration;
    let best = match record.outcome() {
        Some(Outcome::Feasible(best)) => best.checkpoint.clone(),
        Some(Outcome::Pruned(pruned)) => pruned.best.checkpoint.clone(),
        _ => record.curve().and_then(etude_study::history::LiveCurve::best).and_then(|best| best.checkpoint),
    };
    let incumbent = &round.frozen.incumbent;
    let differs = configuration.values.iter().filter(|(name, value)| incumbent.get(*name) != Some(value));
    Ok(Some(TrialDetail {
        trial: view(history, trial, record),
        goal: round.frozen.definition.goal.clone(),
        sampler: SamplerView::of_round(round),
        seed_index: match record.request.purpose {
            Purpose::Confirmation { seed_index, .. } | Purpose::Replicate { seed_index, .. } => {
                Some(seed_index)
            }
            Purpose::Search { .. } | Purpose::Incumbent { .. } => None,
        },
        data_seed: configuration.data_seed,
        max_epochs: configuration.max_epochs,
        batch_size: configuration.batch_size.as_ref().map(|batch_size| batch_size.value),
        incumbent: differs.map(|(name, _)| (name.clone(), incumbent.get(name).cloned())).collect(),
        metric: round.frozen.metric.clone(),
        attempt_list: attempts(record, &reports, &trial_folder),
        curve: curve_points(&reports),
        reading: record.reading().cloned(),
        curves_say: record
            .reading()
            .map(|reading| words::curves_say(reading, round.frozen.min_improvement))
            .unwrap_or_default(),
        checkpoints: checkpoints(&trial_folder, best.as_deref()),
        files: trial_files(&trial_folder).unwrap_or_default().into_iter().take(MOST_FILES).collect(),
        retrain: retrain_command(&folder.project, etude, configuration, &trial_folder.configuration()),
        broken: broken_trial(folder, etude, history, trial),
        folder: trial_folder.path().to_owned(),
    }))
}

fn attempts(record: &TrialRecord, reports: &[SpooledMeasurement], folder: &TrialFolder) -> Vec<AttemptView> {
    let view = |(attempt, known): (u32, &etude_study::history::AttemptRecord)| AttemptView {
        attempt,
        ending: known.ending.as_ref().map(|ending| ending_in_words(ending, known.ruling.as_ref())),
        seconds: known.seconds,
        reports: reports.iter().filter(|report| report.attempt == attempt).count() as u32,
        resumed_from: resumed_from(folder, attempt),
    };
    (1..).zip(&record.attempts).map(view).collect()
}

/// How an attempt ended; one that the pruner ended says so.
fn ending_in_words(ending: &AttemptEnding, ruling: Option<&Ruling>) -> String {
    let by_pruner = ruling.filter(|_| *ending == AttemptEnding::Stopped).and_then(words::ruling);
    by_pruner.unwrap_or_else(|| words::ending(ending))
}

/// The checkpoint an attempt was told to go on from, from its order.
fn resumed_from(folder: &TrialFolder, attempt: u32) -> Option<String> {
    let order = std::fs::read_to_string(folder.order(attempt)).ok()?;
    let order: AttemptOrder = serde_json::from_str(&order).ok()?;
    let from = Path::new(order.environment.get(RESUME_FROM)?);
    let from = from.strip_prefix(folder.checkpoints()).unwrap_or(from);
    Some(from.display().to_string())
}

/// The curve as it stands: what an attempt that resumed trained again replaces what the one before it reported there.
pub(crate) fn curve_points(reports: &[SpooledMeasurement]) -> Vec<CurvePoint> {
    let mut points: Vec<CurvePoint> = Vec::new();
    let mut attempt = 0;
    for report in reports {
        let Some(position) = report.measurement.position() else { continue };
        if report.attempt != attempt {
            attempt = report.attempt;
            points.retain(|point| point.position < position);
        }
        let at = points.partition_point(|point| point.position < position);
        let metrics = report.measurement.metrics.clone();
        match points.get_mut(at).filter(|point| point.position.total_cmp(&position).is_eq()) {
            Some(same) => same.metrics.extend(metrics),
            None => points.insert(at, CurvePoint { position, metrics }),
        }
    }
    points
}

/// The checkpoints that are there.
fn checkpoints(folder: &TrialFolder, best: Option<&str>) -> Vec<CheckpointView> {
    let view = |file: TrialFile| CheckpointView { best: best.is_some_and(|best| file.holds(best)), file };
    checkpoint_files(folder).unwrap_or_default().into_iter().take(MOST_FILES).map(view).collect()
}
