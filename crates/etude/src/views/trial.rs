//! Trials, as a table shows them.

use etude_study::configuration::Values;
use etude_study::history::{History, TrialRecord, TrialState};
use etude_study::ids::TrialId;
use etude_study::measurement::PositionUnit;
use etude_study::trial::{Arm, Outcome, Purpose};
use serde::Serialize;

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
    history.trials.iter().map(|(trial, record)| view(history, *trial, record)).collect()
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

fn word(purpose: &Purpose) -> &'static str {
    match purpose {
        Purpose::Search { .. } => "search",
        Purpose::Incumbent { .. } => "incumbent",
        Purpose::Confirmation { arm, .. } => match arm {
            Arm::Candidate => "confirm candidate",
            Arm::Baseline => "confirm baseline",
            Arm::Incumbent => "confirm incumbent",
        },
    }
}
