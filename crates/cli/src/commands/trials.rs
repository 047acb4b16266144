//! `etude trials`: the trials as a table.

use std::collections::BTreeSet;
use std::path::Path;

use clap::{Args, ValueEnum};
use etude::ProjectFolder;
use etude::study::history::{History, TrialState};
use etude::study::measurement::PositionUnit;
use etude::views::{SortKey, TrialView, front, metric_at_best, sort_trials, trials as trials_of};
use etude::words;

use super::Done;
use crate::arguments::Format;
use crate::failure::Failure;
use crate::front_table::front_table;
use crate::{exit_code, output, program};

#[derive(Debug, Args)]
pub(crate) struct TrialsOptions {
    /// Only trials of this round.
    #[arg(long, value_name = "NAME")]
    pub(crate) round: Option<String>,
    /// Only trials in this state.
    #[arg(long, value_enum)]
    pub(crate) state: Option<State>,
    /// Sort by `trial`, `score` (the best first), `seconds`, a parameter, or another metric at the best epoch. Trials
    /// without such a value come last.
    #[arg(long, value_name = "KEY", default_value = "trial")]
    pub(crate) sort: String,
    /// The other way round.
    #[arg(long)]
    pub(crate) reverse: bool,
    /// At most so many, the first ones of the order.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum State {
    /// Waiting for a slot.
    Requested,
    /// A process runs.
    Running,
    /// Waiting at a rung of the pruner.
    Paused,
    /// Ended with a score.
    Feasible,
    /// Ended as unusable: diverged, too long, or declared so.
    Infeasible,
    /// Stopped in favour of its peers.
    Pruned,
    /// Every attempt broke.
    Failed,
    /// Given up by a person.
    Cancelled,
}

impl State {
    fn matches(self, state: TrialState) -> bool {
        let own = match self {
            State::Requested => TrialState::Requested,
            State::Running => TrialState::Running,
            State::Paused => TrialState::Paused,
            State::Feasible => TrialState::Feasible,
            State::Infeasible => TrialState::Infeasible,
            State::Pruned => TrialState::Pruned,
            State::Failed => TrialState::Failed,
            State::Cancelled => TrialState::Cancelled,
        };
        own == state
    }
}

pub(crate) fn trials(project: &Path, options: &TrialsOptions, format: Format) -> Done {
    let folder = program::open(project)?;
    let history = folder.history()?;
    let (trials, key) = chosen(&folder, &history, options)?;
    match format {
        Format::Json => output::json(&trials)?,
        Format::Table if history.trials.is_empty() => {
            output::to_standard_output("No trials yet: `etude run` makes some.")?;
        }
        Format::Table if trials.is_empty() => output::to_standard_output("No such trial.")?,
        Format::Table => {
            let mut text = table(&trials, &key);
            if let Some(front) = front(&history) {
                text = format!("{}\n\n{}", text.trim_end(), front_table(&front));
            }
            output::to_standard_output(&text)?;
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

/// The trials that were asked for, in the order that was.
fn chosen(
    folder: &ProjectFolder,
    history: &History,
    options: &TrialsOptions,
) -> Result<(Vec<TrialView>, SortKey), Failure> {
    let project = &folder.project;
    let mut trials = trials_of(history);
    if let Some(name) = &options.round {
        let started = history.rounds.iter().map(|round| &round.frozen.definition.name);
        let to_come = project.rounds.iter().map(|round| &round.name);
        let known: BTreeSet<String> = started.chain(to_come).cloned().collect();
        if !known.contains(name) {
            return Err(Failure::UnknownRound { name: name.clone(), known: known.into_iter().collect() });
        }
        trials.retain(|trial| trial.round == *name);
    }
    trials.retain(|trial| options.state.is_none_or(|state| state.matches(trial.state)));
    let word = &options.sort;
    let key =
        match SortKey::named(word, project) {
            Some(key) => key,
            None => SortKey::Metric(metric_at_best(folder, &trials, word)?.ok_or_else(|| {
                Failure::UnknownSortKey { word: word.clone(), known: SortKey::words(project) }
            })?),
        };
    sort_trials(&mut trials, &key, project.direction, options.reverse);
    trials.truncate(options.limit.unwrap_or(usize::MAX));
    Ok((trials, key))
}

/// A row a trial; a metric that the trials are sorted by has a column.
fn table(trials: &[TrialView], key: &SortKey) -> String {
    let unit = axis(trials);
    let mut head = vec!["trial", "round", "for", "state", "score", unit.word(), "values that vary"];
    let mut rows: Vec<Vec<String>> = trials.iter().map(|trial| row(trial, unit)).collect();
    if let SortKey::Metric(metric) = key {
        head.insert(head.len() - 1, &metric.name);
        for (row, trial) in rows.iter_mut().zip(trials) {
            let value = metric.values.get(&trial.trial);
            row.insert(row.len() - 1, value.map_or_else(|| "-".into(), |value| words::number(*value)));
        }
    }
    output::table(&head, rows)
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
