//! The sheet of one study: what it was, how far it came, and how to make its best trial again (P81).

use std::path::Path;

use etude_study::history::{History, RoundRecord, StudyRecord};
use etude_study::ids::TrialId;
use etude_study::measurement::PositionUnit;
use etude_study::trial::Outcome;
use serde::Serialize;

use crate::project_folder::ProjectFolder;
use crate::retrain::retrain_command;
use crate::views::StudyView;
use crate::words;

/// One study, as an appendix shows it. Its counts are in the study of the same number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudySheet {
    /// Its number in the round.
    pub study: u32,
    /// Its name: the scientific value, or `tuning`.
    pub name: String,
    /// Its best trial; none while no trial ended feasible.
    pub best: Option<BestTrial>,
}

/// The best trial of a study: selected, so its score is too good by construction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BestTrial {
    /// Its number.
    pub trial: u32,
    /// The validation score of its best epoch.
    pub score: f64,
    /// That epoch or step.
    pub epoch: Option<f64>,
    /// Which of the two it is.
    #[serde(skip_serializing_if = "PositionUnit::is_epoch")]
    pub position_unit: PositionUnit,
    /// The file of its configuration.
    pub configuration: String,
    /// The checkpoint of that epoch; none where none was reported.
    pub checkpoint: Option<String>,
    /// Whether the checkpoint is there.
    pub checkpoint_exists: bool,
    /// Its seed.
    pub seed: u32,
    /// Trains the same again, from the project's folder.
    pub retrain: String,
}

pub(super) fn sheet(
    folder: &ProjectFolder,
    history: &History,
    record: &RoundRecord,
    study: &StudyView,
    etude: &Path,
) -> StudySheet {
    StudySheet {
        study: study.study,
        name: study_name(record, &record.studies[study.study as usize - 1]),
        best: study.best_trial.and_then(|trial| best_trial(folder, history, TrialId(trial), etude)),
    }
}

/// A study in words: `dropout = on`.
pub(crate) fn study_name(round: &RoundRecord, study: &StudyRecord) -> String {
    words::study(&round.frozen, &study.definition)
}

fn best_trial(folder: &ProjectFolder, history: &History, trial: TrialId, etude: &Path) -> Option<BestTrial> {
    let record = history.trials.get(&trial)?;
    let Outcome::Feasible(best) = record.outcome()? else { return None };
    let place = folder.trial_folder(trial);
    let checkpoint = best.checkpoint.as_ref().map(|name| place.checkpoints().join(name));
    let configuration = &record.request.configuration;
    Some(BestTrial {
        trial: trial.0,
        score: best.score.get(),
        epoch: best.position,
        position_unit: best.unit,
        configuration: from_the_project(folder, &place.configuration()),
        checkpoint_exists: checkpoint.as_ref().is_some_and(|path| path.exists()),
        checkpoint: checkpoint.map(|path| from_the_project(folder, &path)),
        seed: configuration.seed,
        retrain: retrain_command(&folder.project, etude, configuration, &place.configuration()),
    })
}

/// A path as it is reached from the project's folder.
pub(crate) fn from_the_project(folder: &ProjectFolder, path: &Path) -> String {
    path.strip_prefix(folder.root()).unwrap_or(path).display().to_string()
}
