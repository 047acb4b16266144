//! Everything of one trial.

#![expect(clippy::disallowed_methods, reason = "shows what the supervisor was told, from its order")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use etude_runner::TrialFolder;
use etude_store::StoreError;
use etude_study::history::{History, TrialRecord};
use etude_study::ids::TrialId;
use etude_study::measurement::{MetricValue, SpooledMeasurement};
use etude_study::protocol::{AttemptOrder, RESUME_FROM};
use etude_study::trial::{Outcome, Purpose};
use etude_study::value::Value;
use serde::Serialize;

use super::broken_trial::{BrokenTrial, broken_trial};
use super::trial::{TrialView, view};
use crate::project_folder::ProjectFolder;
use crate::retrain::retrain_command;
use crate::words;

/// Files listed at most, of checkpoints and of others.
const MOST_FILES: usize = 200;
/// Folders within folders that are looked into.
const DEEPEST: u32 = 4;

/// A trial with its round, its attempts, its curve and its files.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrialDetail {
    /// As in the list of trials.
    #[serde(flatten)]
    pub trial: TrialView,
    /// What the round wants to learn.
    pub goal: String,
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
    /// Files in its checkpoint folder.
    pub checkpoints: Vec<FileView>,
    /// Other files that the program left in the trial's folder, predictions for instance (P79).
    pub files: Vec<FileView>,
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

/// A file in the trial's folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FileView {
    /// Its path, relative to the folder it is listed of.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
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
    let path = folder.etude_folder().join("trials").join(trial.to_string());
    let configuration = &record.request.configuration;
    let best = match record.outcome() {
        Some(Outcome::Feasible(best)) => best.checkpoint.clone(),
        _ => record.curve().and_then(etude_study::history::LiveCurve::best).and_then(|best| best.checkpoint),
    };
    let incumbent = &round.frozen.incumbent;
    let differs = configuration.values.iter().filter(|(name, value)| incumbent.get(*name) != Some(value));
    Ok(Some(TrialDetail {
        trial: view(history, trial, record),
        goal: round.frozen.definition.goal.clone(),
        seed_index: match record.request.purpose {
            Purpose::Confirmation { seed_index, .. } => Some(seed_index),
            Purpose::Search { .. } | Purpose::Incumbent { .. } => None,
        },
        data_seed: configuration.data_seed,
        max_epochs: configuration.max_epochs,
        batch_size: configuration.batch_size.as_ref().map(|batch_size| batch_size.value),
        incumbent: differs.map(|(name, _)| (name.clone(), incumbent.get(name).cloned())).collect(),
        metric: round.frozen.metric.clone(),
        attempt_list: attempts(record, &reports, &path),
        curve: curve(&reports),
        checkpoints: files_in(&path.join("checkpoints"), best.as_deref(), |_| true),
        files: files_in(&path, None, |name| !is_ours(name)),
        retrain: retrain_command(&folder.project, etude, configuration, &path.join("configuration.json")),
        broken: broken_trial(folder, etude, history, trial),
        folder: path,
    }))
}

fn attempts(record: &TrialRecord, reports: &[SpooledMeasurement], path: &Path) -> Vec<AttemptView> {
    let view = |(attempt, known): (u32, &etude_study::history::AttemptRecord)| AttemptView {
        attempt,
        ending: known.ending.as_ref().map(words::ending),
        seconds: known.seconds,
        reports: reports.iter().filter(|report| report.attempt == attempt).count() as u32,
        resumed_from: resumed_from(path, attempt),
    };
    (1..).zip(&record.attempts).map(view).collect()
}

/// The checkpoint an attempt was told to go on from, from its order.
fn resumed_from(path: &Path, attempt: u32) -> Option<String> {
    let order = TrialFolder::at(path).ok()?.order(attempt);
    let order: AttemptOrder = serde_json::from_str(&std::fs::read_to_string(order).ok()?).ok()?;
    let from = Path::new(order.environment.get(RESUME_FROM)?);
    let from = from.strip_prefix(path.join("checkpoints")).unwrap_or(from);
    Some(from.display().to_string())
}

/// The curve as it stands: what an attempt that resumed trained again replaces what the one before it reported there.
fn curve(reports: &[SpooledMeasurement]) -> Vec<CurvePoint> {
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

/// Whether Etude itself puts a file of this name into a trial's folder.
fn is_ours(name: &str) -> bool {
    let own =
        ["configuration.json", "stdout.log", "stderr.log", "supervisor.log", "measurements.jsonl", "lock"];
    own.contains(&name) || name.starts_with("attempt-") || name == "checkpoints"
}

/// The files in a folder and below it, by name.
fn files_in(folder: &Path, best: Option<&str>, counts: impl Fn(&str) -> bool) -> Vec<FileView> {
    let mut found = BTreeSet::new();
    gather(folder, "", DEEPEST, &mut found);
    let counted = found.into_iter().filter(|(name, _)| counts(name.split('/').next().unwrap_or(name)));
    let view = |(name, bytes): (String, u64)| FileView { best: best == Some(name.as_str()), name, bytes };
    counted.take(MOST_FILES).map(view).collect()
}

fn gather(folder: &Path, before: &str, deepest: u32, found: &mut BTreeSet<(String, u64)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = format!("{before}{}", entry.file_name().to_string_lossy());
        match entry.metadata() {
            Ok(known) if known.is_dir() && deepest > 0 => {
                gather(&entry.path(), &format!("{name}/"), deepest - 1, found);
            }
            Ok(known) => drop(found.insert((name, known.len()))),
            Err(_) => {}
        }
    }
}
