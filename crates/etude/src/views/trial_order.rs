//! Trials in the order that a person asks for.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use etude_store::StoreError;
use etude_study::ids::TrialId;
use etude_study::project::Project;
use etude_study::score::Direction;
use etude_study::value::Value;

use super::trial::TrialView;
use crate::project_folder::ProjectFolder;

/// What trials are sorted by.
#[derive(Debug, Clone, PartialEq)]
pub enum SortKey {
    /// Their number.
    Trial,
    /// Their score, the best first.
    Score,
    /// The wall seconds of their attempts.
    Seconds,
    /// The value of a parameter.
    Parameter(String),
    /// Another metric than the objective, at the epoch where the objective was best; smaller ones first.
    Metric(MetricAtBest),
}

/// A metric's value in each trial that reported it, by the trial's number.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricAtBest {
    /// The metric.
    pub name: String,
    /// Its value at the best epoch, or the last one known before it.
    pub values: BTreeMap<u32, f64>,
}

/// Reads a metric at the best epoch of these trials; none if none of them reported it. Reads a curve for each.
pub fn metric_at_best(
    folder: &ProjectFolder,
    trials: &[TrialView],
    name: &str,
) -> Result<Option<MetricAtBest>, StoreError> {
    let Some(store) = folder.reader()? else { return Ok(None) };
    let mut values = BTreeMap::new();
    for trial in trials {
        let Some(best) = trial.best_epoch else { continue };
        let mut known: Option<(f64, f64)> = None;
        for report in store.curve(TrialId(trial.trial))? {
            let (position, value) = (report.measurement.position(), report.measurement.metric(name));
            let Some((position, value)) = position.zip(value).filter(|(position, _)| *position <= best)
            else {
                continue;
            };
            if known.is_none_or(|(before, _)| before <= position) {
                known = Some((position, value));
            }
        }
        values.extend(known.map(|(_, value)| (trial.trial, value)));
    }
    Ok((!values.is_empty()).then(|| MetricAtBest { name: name.to_owned(), values }))
}

impl SortKey {
    /// The key that a word names: `trial`, `score` or the project's metric, `seconds`, or a parameter. None for any
    /// other word, which may name another metric; see [`metric_at_best`].
    pub fn named(word: &str, project: &Project) -> Option<SortKey> {
        match word {
            "trial" => Some(SortKey::Trial),
            "score" => Some(SortKey::Score),
            "seconds" => Some(SortKey::Seconds),
            word if word == project.metric => Some(SortKey::Score),
            word => {
                let known = project.parameters.iter().any(|parameter| parameter.name == word);
                known.then(|| SortKey::Parameter(word.to_owned()))
            }
        }
    }

    /// Every word that [`SortKey::named`] knows.
    pub fn words(project: &Project) -> Vec<String> {
        let fixed = ["trial", "score", "seconds"].map(str::to_owned);
        fixed.into_iter().chain(project.parameters.iter().map(|parameter| parameter.name.clone())).collect()
    }
}

/// Sorts trials; those that have no such value come last, also in reverse. Equal ones keep the order of their numbers.
pub fn sort_trials(trials: &mut [TrialView], key: &SortKey, direction: Direction, reverse: bool) {
    trials.sort_by(|a, b| {
        let turned = |order: Ordering| if reverse { order.reverse() } else { order };
        match key {
            SortKey::Trial => turned(a.trial.cmp(&b.trial)),
            SortKey::Seconds => turned(a.seconds.total_cmp(&b.seconds)),
            SortKey::Score => missing_last(a.score, b.score, |a, b| {
                let ascending = a.total_cmp(&b);
                turned(if direction == Direction::Minimize { ascending } else { ascending.reverse() })
            }),
            SortKey::Metric(metric) => {
                let value = |trial: &TrialView| metric.values.get(&trial.trial).copied();
                missing_last(value(a), value(b), |a, b| turned(a.total_cmp(&b)))
            }
            SortKey::Parameter(name) => {
                missing_last(a.values.get(name), b.values.get(name), |a, b| turned(by_value(a, b)))
            }
        }
    });
}

fn missing_last<T>(a: Option<T>, b: Option<T>, order: impl Fn(T, T) -> Ordering) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => order(a, b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

fn by_value(a: &Value, b: &Value) -> Ordering {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => a.to_string().cmp(&b.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use etude_study::history::TrialState;

    use super::*;

    fn trial(number: u32, score: Option<f64>, rate: Option<f64>) -> TrialView {
        TrialView {
            trial: number,
            round: "rate".into(),
            study: Some(1),
            purpose: "search",
            state: if score.is_some() { TrialState::Feasible } else { TrialState::Failed },
            outcome: None,
            score,
            best_epoch: None,
            position_unit: etude_study::measurement::PositionUnit::Epoch,
            last_epoch: None,
            also: BTreeMap::new(),
            on_front: None,
            seed: 0,
            attempts: 1,
            seconds: f64::from(10 - number),
            values: rate.map(|rate| ("rate".to_owned(), Value::Float(rate))).into_iter().collect(),
            varied: std::collections::BTreeMap::new(),
        }
    }

    fn sorted(key: &SortKey, direction: Direction, reverse: bool) -> Vec<u32> {
        let mut trials = vec![
            trial(1, Some(0.3), Some(0.1)),
            trial(2, None, Some(0.01)),
            trial(3, Some(0.1), None),
            trial(4, Some(0.2), Some(1.0)),
        ];
        sort_trials(&mut trials, key, direction, reverse);
        trials.iter().map(|trial| trial.trial).collect()
    }

    #[test]
    fn the_best_come_first_and_what_has_no_value_last() {
        assert_eq!(sorted(&SortKey::Score, Direction::Minimize, false), [3, 4, 1, 2]);
        assert_eq!(sorted(&SortKey::Score, Direction::Maximize, false), [1, 4, 3, 2]);
        assert_eq!(sorted(&SortKey::Score, Direction::Minimize, true), [1, 4, 3, 2]);
        assert_eq!(sorted(&SortKey::Seconds, Direction::Minimize, false), [4, 3, 2, 1]);
        let rate = SortKey::Parameter("rate".into());
        assert_eq!(sorted(&rate, Direction::Minimize, false), [2, 1, 4, 3]);
        assert_eq!(sorted(&rate, Direction::Minimize, true), [4, 1, 2, 3]);
        assert_eq!(sorted(&SortKey::Trial, Direction::Minimize, true), [4, 3, 2, 1]);
    }
}
