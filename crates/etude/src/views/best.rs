//! The incumbent: what it is, what it is worth, which file holds it and how to train it again (S27).

use std::path::{Path, PathBuf};

use etude_study::configuration::{Configuration, Values};
use etude_study::history::{History, TrialRecord};
use etude_study::ids::{RoundId, TrialId};
use etude_study::launch::LaunchEvidence;
use etude_study::measurement::PositionUnit;
use etude_study::space::active_values;
use etude_study::trial::{BestEpoch, Outcome, Purpose};
use etude_study::verdict::PublishedScore;
use serde::Serialize;

use super::front::{FrontView, front};
use super::overview::measured_as_incumbent;
use crate::project_folder::ProjectFolder;
use crate::retrain::retrain_command;

/// The project's best configuration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BestView {
    /// Its active values.
    pub values: Values,
    /// The round that adopted it; none for the simple start.
    pub adopted_in: Option<String>,
    /// Why a person chose it, over or without a verdict; none where a verdict did, and for the simple start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen_by_person: Option<String>,
    /// Its score on fresh seeds that selected nothing; none when it was never retrained.
    pub score: Option<PublishedScore>,
    /// Its first retraining, whose checkpoint is named: chosen by its place, not by its luck.
    pub trial: Option<u32>,
    /// That training's score.
    pub trial_score: Option<f64>,
    /// The best epoch of that training.
    pub epoch: Option<f64>,
    /// What it counts: epochs, or steps where the program reports no epochs.
    pub position_unit: PositionUnit,
    /// The checkpoint of that epoch.
    pub checkpoint: Option<PathBuf>,
    /// Trains the same again.
    pub retrain: Option<String>,
    /// The trials of the latest round between which to choose, in a project with several objectives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub front: Option<FrontView>,
}

/// The incumbent; none before anything has run.
pub fn best(folder: &ProjectFolder, history: &History, etude: &Path) -> Option<BestView> {
    let launch = history.launches.last()?;
    let name = |round: RoundId| history.round(round).map(|round| round.frozen.definition.name.clone());
    let measured = || measured_as_incumbent(history, &launch.values);
    let (adopted_in, score) = match &launch.evidence {
        LaunchEvidence::ProjectFile => (None, measured()),
        LaunchEvidence::Verdict { round, score, .. } => (name(*round), Some(score.clone())),
        LaunchEvidence::Person { round, score, .. } => {
            (round.and_then(name), score.clone().or_else(measured))
        }
    };
    let training = training_of(history, &launch.values);
    let found = training.as_ref();
    Some(BestView {
        values: active_values(&folder.project.parameters, &launch.values),
        adopted_in,
        chosen_by_person: launch.persons_reason().map(str::to_owned),
        score,
        trial: found.map(|training| training.trial.0),
        trial_score: found.map(|training| training.best.score.get()),
        epoch: found.and_then(|training| training.best.position),
        position_unit: found.map(|training| training.best.unit).unwrap_or_default(),
        checkpoint: found.and_then(|training| training.checkpoint(folder)),
        retrain: found.map(|training| {
            let file = folder.trial_folder(training.trial).configuration();
            retrain_command(&folder.project, etude, training.configuration, &file)
        }),
        front: front(history),
    })
}

/// A training that stands for a configuration.
#[derive(Debug)]
pub struct TrainingOf<'a> {
    /// The trial.
    pub trial: TrialId,
    /// What it trained.
    pub configuration: &'a Configuration,
    /// Its best epoch.
    pub best: &'a BestEpoch,
}

impl TrainingOf<'_> {
    /// The file of its best epoch, if the program reported one.
    pub fn checkpoint(&self, folder: &ProjectFolder) -> Option<PathBuf> {
        let checkpoints = folder.trial_folder(self.trial).checkpoints();
        self.best.checkpoint.as_ref().map(|checkpoint| checkpoints.join(checkpoint))
    }
}

/// The training that stands for these values (of every parameter, active or not): the first one with a fresh seed, or
/// else the first of all. Not the luckiest: its score is as good or bad as retraining is.
pub fn training_of<'a>(history: &'a History, values: &Values) -> Option<TrainingOf<'a>> {
    let is_fresh = |record: &TrialRecord| matches!(record.request.purpose, Purpose::Confirmation { .. });
    let same = |record: &TrialRecord| {
        let parameters = &history.round(record.request.purpose.round())?.frozen.parameters;
        Some(record.request.configuration.values == active_values(parameters, values))
    };
    let feasible = |(trial, record): (&TrialId, &'a TrialRecord)| match record.outcome() {
        Some(Outcome::Feasible(best)) if same(record) == Some(true) => Some((*trial, record, best)),
        _ => None,
    };
    let trainings = || history.trials.iter().filter_map(feasible);
    let (trial, record, best) =
        trainings().find(|(_, record, _)| is_fresh(record)).or_else(|| trainings().next())?;
    Some(TrainingOf { trial, configuration: &record.request.configuration, best })
}
