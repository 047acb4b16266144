//! Trials, as a table shows them.

use std::collections::BTreeMap;

use etude_study::configuration::Values;
use etude_study::history::{History, TrialRecord, TrialState};
use etude_study::ids::TrialId;
use etude_study::measurement::PositionUnit;
use etude_study::trial::{Arm, BestEpoch, Outcome, Purpose};
use serde::Serialize;

use super::front::front;
use crate::words;

/// One trial.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrialView {
    /// Its number.
    pub trial: u32,
    /// The round's name.
    pub round: String,
    /// The study's number in its round; none for a retraining.
    pub study: Option<u32>,
    /// What it is for: `search`, `incumbent`, or the arm it retrains.
    pub purpose: &'static str,
    /// Where it is in its life.
    pub state: TrialState,
    /// How it ended, in words.
    pub outcome: Option<String>,
    /// Its score: the best epoch's objective, so far if it has not been trained to its end.
    pub score: Option<f64>,
    /// That epoch.
    pub best_epoch: Option<f64>,
    /// The last epoch reported.
    pub last_epoch: Option<f64>,
    /// What these two count: epochs, or steps where the program reports no epochs.
    pub position_unit: PositionUnit,
    /// The further objectives at that epoch.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub also: BTreeMap<String, f64>,
    /// Whether no trial of the latest round is better in all objectives; said in a project with several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_front: Option<bool>,
    /// Its seed.
    pub seed: u32,
    /// Attempts so far.
    pub attempts: u32,
    /// Wall seconds of its attempts.
    pub seconds: f64,
    /// Its active values.
    pub values: Values,
    /// Those of them that are not the same in every trial of the round.
    pub varied: Values,
}

/// All trials, in the order of their numbers.
pub fn trials(history: &History) -> Vec<TrialView> {
    let mut views: Vec<TrialView> =
        history.trials.iter().map(|(trial, record)| view(history, *trial, record)).collect();
    if let Some(front) = front(history) {
        for view in &mut views {
            view.on_front = Some(front.trials.iter().any(|on_front| on_front.trial == view.trial));
        }
    }
    views
}

pub(super) fn view(history: &History, trial: TrialId, record: &TrialRecord) -> TrialView {
    let purpose = &record.request.purpose;
    let ended = match record.outcome() {
        Some(Outcome::Feasible(best)) => Some(best.clone()),
        Some(Outcome::Pruned(pruned)) => Some(pruned.best.clone()),
        _ => record.curve().and_then(etude_study::history::LiveCurve::best),
    };
    let round = history.round(purpose.round());
    TrialView {
        trial: trial.0,
        round: round.map_or_else(String::new, |round| round.frozen.definition.name.clone()),
        study: purpose.study().map(|study| study.study),
        purpose: word(purpose),
        state: record.state(),
        outcome: record.outcome().map(words::outcome),
        score: ended.as_ref().map(|best| best.score.get()),
        best_epoch: ended.as_ref().and_then(|best| best.position),
        last_epoch: ended.as_ref().and_then(|best| best.last_position),
        also: ended.as_ref().map(also).unwrap_or_default(),
        on_front: None,
        position_unit: ended.map(|best| best.unit).unwrap_or_default(),
        seed: record.request.configuration.seed,
        attempts: record.attempt(),
        seconds: record.seconds,
        varied: round
            .map(|round| round.frozen.definition.varied(&record.request.configuration.values))
            .unwrap_or_default(),
        values: record.request.configuration.values.clone(),
    }
}

fn also(best: &BestEpoch) -> BTreeMap<String, f64> {
    best.also.iter().map(|(name, score)| (name.clone(), score.get())).collect()
}

fn word(purpose: &Purpose) -> &'static str {
    match purpose {
        Purpose::Search { .. } => "search",
        Purpose::Incumbent { .. } => "incumbent",
        Purpose::Confirmation { arm, .. } => match arm {
            Arm::Candidate => "confirm candidate",
            Arm::Baseline => "confirm baseline",
            Arm::Incumbent => "confirm incumbent",
        },
        Purpose::Replicate { .. } => "replicate",
    }
}
