//! One round of the report, as data.

use std::path::Path;

use etude_study::history::{History, RoundRecord};
use etude_study::ids::TrialId;
use etude_study::trial::Arm;
use serde::Serialize;

use super::confirmation::{ContenderReport, PairsReport, contenders, pairs};
use super::sources::{SourcesReport, sources};
use super::study::{StudySheet, from_the_project, sheet};
use crate::project_folder::ProjectFolder;
use crate::trial_files::{TrialFile, trial_files};
use crate::views::RoundView;

/// A round, with all that an audit asks for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoundReport {
    /// What `etude status` shows of it.
    #[serde(flatten)]
    pub view: RoundView,
    /// A sheet a study, in the order of the studies.
    pub sheets: Vec<StudySheet>,
    /// Who was retrained.
    pub contenders: Vec<ContenderReport>,
    /// The pairs behind each of the verdict's comparisons.
    pub pairs: Vec<PairsReport>,
    /// The project's code.
    pub sources: SourcesReport,
    /// What programs left beside Etude's files, in the folders of the contenders' trials that hold such files.
    pub files: Vec<TrialFilesReport>,
}

/// What the program left in one trial's folder.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrialFilesReport {
    /// The trial.
    pub trial: u32,
    /// The side it stands for.
    pub arm: Arm,
    /// Whether it is a retraining; false for the search trial that the side comes from.
    pub retraining: bool,
    /// The trial's folder.
    pub folder: String,
    /// The files.
    pub files: Vec<TrialFile>,
    /// Why they could not be listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<String>,
}

pub(super) fn gather(
    folder: &ProjectFolder,
    history: &History,
    view: RoundView,
    record: &RoundRecord,
    etude: &Path,
) -> RoundReport {
    RoundReport {
        sheets: view.studies.iter().map(|study| sheet(folder, history, record, study, etude)).collect(),
        contenders: contenders(record),
        pairs: pairs(history, record),
        sources: sources(history, record),
        files: files(folder, record),
        view,
    }
}

/// The trials that each side comes from, then its retrainings.
fn files(folder: &ProjectFolder, record: &RoundRecord) -> Vec<TrialFilesReport> {
    let Some(confirmation) = &record.confirmation else { return Vec::new() };
    let searched = confirmation.contenders.iter().filter_map(|side| Some((side.from?, side.arm, false)));
    let retrained = confirmation.trials.iter().map(|((arm, _), trial)| (*trial, *arm, true));
    let listed =
        searched.chain(retrained).map(|(trial, arm, retraining)| list(folder, trial, arm, retraining));
    listed.filter(|listed| !listed.files.is_empty() || listed.unreadable.is_some()).collect()
}

fn list(folder: &ProjectFolder, trial: TrialId, arm: Arm, retraining: bool) -> TrialFilesReport {
    let place = folder.trial_folder(trial);
    let (files, unreadable) = match trial_files(&place) {
        Ok(files) => (files, None),
        Err(error) => (Vec::new(), Some(error.to_string())),
    };
    let folder = from_the_project(folder, place.path());
    TrialFilesReport { trial: trial.0, arm, retraining, folder, files, unreadable }
}
