//! The rounds of a project read again by another logged metric, without training (P93). Nothing is written.

mod direction;
mod markdown;
mod words;

use std::collections::BTreeMap;

use etude_playbook::reanalysis::{Reanalysis, Refusal, reanalyse};
use etude_store::{Store, StoreError};
use etude_study::history::{History, LiveCurve, RoundRecord, StudyRecord};
use etude_study::ids::TrialId;
use etude_study::measurement::PositionUnit;
use etude_study::project::nearest_first;
use etude_study::score::Direction;
use etude_study::trial::{Crash, Outcome};
use etude_study::verdict::Decision;
use serde::Serialize;
use thiserror::Error;

pub use markdown::to_markdown;

use crate::project_folder::ProjectFolder;
use crate::report::study_name;

/// The version of the document's shape. New keys may come without a new version.
pub const REANALYSIS_VERSION: u32 = 1;

/// All rounds, read again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReanalysisReport {
    /// The version of this shape.
    pub version: u32,
    /// By what it was read: the mark of such a document.
    pub reanalysis: By,
    /// The project's name.
    pub name: String,
    /// What the rounds were run for.
    pub run_for: By,
    /// Started rounds.
    pub rounds: Vec<RoundReanalysis>,
}

/// A metric with its direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct By {
    /// The metric.
    pub metric: String,
    /// Its direction.
    pub direction: Direction,
    /// Who says so.
    pub direction_from: DirectionFrom,
}

/// Where a direction comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DirectionFrom {
    /// The project file.
    ProjectFile,
    /// `--direction`.
    Given,
    /// The metric's name.
    Name,
}

/// One round, read again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoundReanalysis {
    /// Its number.
    pub round: u32,
    /// Its name.
    pub name: String,
    /// What it wanted to learn.
    pub goal: String,
    /// Its sampler.
    pub sampler: String,
    /// Its verdict, by the metric it was run for.
    pub verdict_when_run: Option<Decision>,
    /// How often that metric had a space widened.
    pub expansions: u32,
    /// Its studies by the other metric; none for a round that is refused.
    pub studies: Vec<StudyReanalysis>,
    /// What the other metric says.
    #[serde(flatten)]
    pub reanalysis: Reanalysis,
    /// The same in words.
    pub sentence: String,
}

/// One study by another metric.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudyReanalysis {
    /// Its number in the round.
    pub study: u32,
    /// Its name.
    pub name: String,
    /// Trials.
    pub trials: u32,
    /// Trials with a score by the other metric.
    pub feasible: u32,
    /// Trials that ended infeasible, or whose other metric was not finite.
    pub infeasible: u32,
    /// Trials that ended feasible and never reported the other metric.
    pub never_reported: u32,
    /// The best by the other metric: selected, so too good by construction.
    pub best: Option<BestByMetric>,
    /// The trial that was best by the metric the round was run for.
    pub best_when_run: Option<u32>,
}

/// A trial and its best epoch by another metric.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BestByMetric {
    /// The trial.
    pub trial: u32,
    /// The other metric there.
    pub score: f64,
    /// The epoch or step.
    pub epoch: Option<f64>,
    /// Which of the two it is.
    #[serde(skip_serializing_if = "PositionUnit::is_epoch")]
    pub position_unit: PositionUnit,
    /// Whether its checkpoint is there: those kept are the ones that the first metric chose (S26).
    pub checkpoint_exists: bool,
}

/// Why rounds cannot be read by a metric.
#[derive(Debug, Error)]
pub enum ReanalysisError {
    /// There is nothing to read.
    #[error("nothing has run yet, so no metric was logged")]
    NothingRan,
    /// No trial logged it.
    #[error("no trial reported a metric named `{metric}`")]
    UnknownMetric {
        /// The name.
        metric: String,
        /// The names that were reported, the nearest first.
        logged: Vec<String>,
    },
    /// It is the metric of the project.
    #[error("`{metric}` is the metric that the project optimises: its report is `etude report`")]
    TheProjectsOwn {
        /// The name.
        metric: String,
    },
    /// The name does not say which is better.
    #[error("the name `{metric}` does not say whether less or more is better")]
    DirectionUnknown {
        /// The name.
        metric: String,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads every started round again by a metric that was logged. It reads curves one at a time, and writes nothing.
pub fn reanalysis(
    folder: &ProjectFolder,
    metric: &str,
    direction: Option<Direction>,
) -> Result<ReanalysisReport, ReanalysisError> {
    let store = folder.reader()?.ok_or(ReanalysisError::NothingRan)?;
    let history = store.load_history()?;
    let project = &folder.project;
    let run_for = history
        .project
        .as_ref()
        .map_or((&project.metric, project.direction), |identity| (&identity.metric, identity.direction));
    let by = checked(&store, run_for.0, metric, direction)?;
    let rescored = history.rescored(metric, by.direction, &outcomes(&store, &history, &by)?);
    let rounds = history.rounds.iter().zip(&rescored.rounds);
    let rounds =
        rounds.map(|(as_run, again)| round(folder, (&history, as_run), (&rescored, again))).collect();
    Ok(ReanalysisReport {
        version: REANALYSIS_VERSION,
        reanalysis: by,
        name: project.name.clone(),
        run_for: By {
            metric: run_for.0.clone(),
            direction: run_for.1,
            direction_from: DirectionFrom::ProjectFile,
        },
        rounds,
    })
}

/// The metric with its direction, if it is one that can be read by.
fn checked(
    store: &Store,
    run_for: &str,
    metric: &str,
    given: Option<Direction>,
) -> Result<By, ReanalysisError> {
    let metric = metric.to_owned();
    if metric == run_for {
        return Err(ReanalysisError::TheProjectsOwn { metric });
    }
    let logged = store.logged_metrics()?;
    if !logged.contains(&metric) {
        let logged = nearest_first(&metric, logged.into_iter().filter(|name| name != run_for));
        return Err(ReanalysisError::UnknownMetric { metric, logged });
    }
    let (direction, direction_from) = match (given, direction::guess(&metric)) {
        (Some(direction), _) => (direction, DirectionFrom::Given),
        (None, Some(direction)) => (direction, DirectionFrom::Name),
        (None, None) => return Err(ReanalysisError::DirectionUnknown { metric }),
    };
    Ok(By { metric, direction, direction_from })
}

/// How each trial that ended feasible would have ended by the other metric.
fn outcomes(store: &Store, history: &History, by: &By) -> Result<BTreeMap<TrialId, Outcome>, StoreError> {
    let mut outcomes = BTreeMap::new();
    for (trial, record) in &history.trials {
        if !matches!(record.outcome(), Some(Outcome::Feasible(_))) {
            continue;
        }
        let reports = store.curve(*trial)?;
        let curve = LiveCurve::replay(&by.metric, by.direction, &reports, record.counted_numbers());
        if let Some(outcome) = record.outcome_by(&curve) {
            outcomes.insert(*trial, outcome);
        }
    }
    Ok(outcomes)
}

fn round(
    folder: &ProjectFolder,
    (history, as_run): (&History, &RoundRecord),
    (rescored, again): (&History, &RoundRecord),
) -> RoundReanalysis {
    let reanalysis = reanalyse(rescored, again);
    let studies = match &reanalysis {
        Reanalysis::Refused { refusal: Refusal::Adaptive { .. } } => Vec::new(),
        _ => (as_run.studies.iter())
            .map(|study| study_again(folder, (history, as_run), (rescored, again), study))
            .collect(),
    };
    let definition = &as_run.frozen.definition;
    RoundReanalysis {
        round: as_run.id.0,
        name: definition.name.clone(),
        goal: definition.goal.clone(),
        sampler: as_run.frozen.sampler_name().to_owned(),
        verdict_when_run: as_run.verdict.as_ref().map(|verdict| verdict.decision),
        expansions: as_run.studies.iter().map(|study| study.segments.len() as u32 - 1).sum(),
        sentence: words::sentence(&reanalysis, &as_run.frozen.metric, &again.frozen.metric),
        studies,
        reanalysis,
    }
}

fn study_again(
    folder: &ProjectFolder,
    (history, as_run): (&History, &RoundRecord),
    (rescored, again): (&History, &RoundRecord),
    study: &StudyRecord,
) -> StudyReanalysis {
    let outcomes = || study.trials.iter().filter_map(|trial| rescored.trials.get(trial)?.outcome());
    let count = |is: fn(&Outcome) -> bool| outcomes().filter(|outcome| is(outcome)).count() as u32;
    let was_feasible = |trial: &TrialId| {
        matches!(history.trials.get(trial).and_then(|record| record.outcome()), Some(Outcome::Feasible(_)))
    };
    let has_no_value = |trial: &TrialId| {
        let outcome = rescored.trials.get(trial).and_then(|record| record.outcome());
        matches!(outcome, Some(Outcome::Failed { crash: Crash::NoObjective { .. } }))
    };
    StudyReanalysis {
        study: study.definition.id.study,
        name: study_name(as_run, study),
        trials: study.trials.len() as u32,
        feasible: count(|outcome| matches!(outcome, Outcome::Feasible(_))),
        infeasible: count(|outcome| matches!(outcome, Outcome::Infeasible(_))),
        never_reported: (study.trials.iter())
            .filter(|trial| was_feasible(trial) && has_no_value(trial))
            .count() as u32,
        best: best_of(rescored, study, again.frozen.direction).map(|(trial, best)| BestByMetric {
            trial: trial.0,
            score: best.score.get(),
            epoch: best.position,
            position_unit: best.unit,
            checkpoint_exists: (best.checkpoint.as_ref())
                .is_some_and(|name| folder.trial_folder(trial).checkpoints().join(name).exists()),
        }),
        best_when_run: best_of(history, study, as_run.frozen.direction).map(|(trial, _)| trial.0),
    }
}

/// The feasible trial with the best score; the earliest among equals.
fn best_of<'a>(
    history: &'a History,
    study: &StudyRecord,
    direction: Direction,
) -> Option<(TrialId, &'a etude_study::trial::BestEpoch)> {
    let scored = study.trials.iter().filter_map(|trial| match history.trials.get(trial)?.outcome()? {
        Outcome::Feasible(best) => Some((*trial, best)),
        _ => None,
    });
    scored.min_by(|a, b| direction.best_first(a.1.score, b.1.score))
}
