//! What figures are made of: the history, and curves from the store, read once.

use etude_playbook::figures::{ChosenTrial, LoggedCurve, LoggedPoint, chosen_trials};
use etude_store::StoreError;
use etude_study::history::{History, RoundRecord};
use etude_study::ids::TrialId;
use etude_study::measurement::SpooledMeasurement;

use crate::project_folder::ProjectFolder;
use crate::views::curve_points;

/// Where the numbers come from.
pub(super) struct Source<'a> {
    pub(super) folder: Option<&'a ProjectFolder>,
    pub(super) history: &'a History,
    /// Curves that were read already.
    pub(super) curves: Option<Vec<LoggedCurve>>,
}

impl<'a> Source<'a> {
    /// With the curves of the trials that the round's figures show.
    pub(super) fn with_curves(
        folder: &'a ProjectFolder,
        history: &'a History,
        round: &RoundRecord,
    ) -> Result<Source<'a>, StoreError> {
        let curves = read(folder, &chosen_trials(history, round))?;
        Ok(Source { folder: Some(folder), history, curves: Some(curves) })
    }

    /// The curves of these trials.
    pub(super) fn curves(&self, chosen: &[ChosenTrial]) -> Result<Vec<LoggedCurve>, StoreError> {
        match (&self.curves, self.folder) {
            (Some(curves), _) => Ok(curves.clone()),
            (None, Some(folder)) => read(folder, chosen),
            (None, None) => Ok(Vec::new()),
        }
    }
}

fn read(folder: &ProjectFolder, chosen: &[ChosenTrial]) -> Result<Vec<LoggedCurve>, StoreError> {
    let Some(store) = folder.reader()? else { return Ok(Vec::new()) };
    chosen.iter().map(|each| Ok(logged(each.trial, &store.curve(each.trial)?))).collect()
}

fn logged(trial: TrialId, reports: &[SpooledMeasurement]) -> LoggedCurve {
    let placed = reports.iter().rfind(|report| report.measurement.position().is_some());
    let points = curve_points(reports).into_iter();
    LoggedCurve {
        trial,
        unit: placed.map(|report| report.measurement.unit()).unwrap_or_default(),
        points: points
            .map(|point| LoggedPoint { position: point.position, metrics: point.metrics })
            .collect(),
    }
}
