//! `etude trials`: the trials as a table.

use std::collections::BTreeSet;
use std::path::Path;

use etude::study::measurement::PositionUnit;
use etude::views::{TrialView, trials as trials_of};
use etude::words;

use super::Done;
use crate::arguments::{Format, TrialsOptions};
use crate::failure::Failure;
use crate::{exit_code, output, program};

pub(crate) fn trials(project: &Path, options: &TrialsOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    let history = folder.history()?;
    let mut trials = trials_of(&history);
    if let Some(name) = &options.round {
        let started = history.rounds.iter().map(|round| &round.frozen.definition.name);
        let to_come = folder.project.rounds.iter().map(|round| &round.name);
        let known: BTreeSet<String> = started.chain(to_come).cloned().collect();
        if !known.contains(name) {
            return Err(Failure::UnknownRound { name: name.clone(), known: known.into_iter().collect() });
        }
        trials.retain(|trial| trial.round == *name);
    }
    match format {
        Format::Json => output::json(&trials)?,
        Format::Table if trials.is_empty() => {
            output::to_standard_output("No trials yet: `etude run` makes some.")?;
        }
        Format::Table => {
            let unit = axis(&trials);
            let head = ["trial", "round", "for", "state", "score", unit.word(), "values that vary"];
            let rows = trials.iter().map(|trial| row(trial, unit)).collect();
            output::to_standard_output(&output::table(&head, rows))?;
        }
    }
    Ok(exit_code::success())
}

/// What the trials' best moments are counted in: steps where none of them is an epoch.
fn axis(trials: &[TrialView]) -> PositionUnit {
    let mut units = trials.iter().filter(|trial| trial.best_epoch.is_some()).map(|trial| trial.position_unit);
    if units.clone().count() > 0 && units.all(|unit| unit == PositionUnit::Step) {
        PositionUnit::Step
    } else {
        PositionUnit::Epoch
    }
}

fn row(trial: &TrialView, axis: PositionUnit) -> Vec<String> {
    let best = |position| {
        if trial.position_unit == axis {
            words::whole(position)
        } else {
            words::position(position, trial.position_unit)
        }
    };
    let dash = || "-".to_owned();
    let purpose =
        trial.study.map_or_else(|| trial.purpose.to_owned(), |study| format!("{} {study}", trial.purpose));
    let state = match (&trial.outcome, trial.score) {
        (Some(outcome), _) => outcome.clone(),
        (None, _) => trial.state.word().to_owned(),
    };
    vec![
        format!("{:06}", trial.trial),
        trial.round.clone(),
        purpose,
        state,
        trial.score.map_or_else(dash, words::number),
        trial.best_epoch.map_or_else(dash, best),
        words::values(&trial.varied),
    ]
}
