//! The retraining of one round: who was compared, and what each seed gave.

use etude_study::configuration::Values;
use etude_study::history::{History, RoundRecord};
use etude_study::space::active_values;
use etude_study::trial::{Arm, Outcome};
use serde::Serialize;

/// A configuration that was retrained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContenderReport {
    /// Its side.
    pub arm: Arm,
    /// Its active values.
    pub values: Values,
    /// The search trial it comes from; none for an incumbent that was not searched.
    pub from: Option<u32>,
}

/// The pairs behind one comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairsReport {
    /// What the candidate was compared with.
    pub against: Arm,
    /// A pair a seed, in the order in which they count.
    pub pairs: Vec<ConfirmedPair>,
}

/// Candidate and another configuration, trained with one seed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConfirmedPair {
    /// The seed.
    pub seed: u32,
    /// The candidate's score.
    pub candidate: Option<f64>,
    /// The other configuration's score.
    pub other: Option<f64>,
    /// How much better the candidate is; positive is better.
    pub gain: f64,
}

pub(super) fn contenders(record: &RoundRecord) -> Vec<ContenderReport> {
    let planned = record.confirmation.iter().flat_map(|confirmation| &confirmation.contenders);
    planned
        .map(|contender| ContenderReport {
            arm: contender.arm,
            values: active_values(&record.frozen.parameters, &contender.values),
            from: contender.from.map(|trial| trial.0),
        })
        .collect()
}

pub(super) fn pairs(history: &History, record: &RoundRecord) -> Vec<PairsReport> {
    let comparisons = record.verdict.iter().flat_map(|verdict| &verdict.comparisons);
    comparisons
        .map(|comparison| PairsReport {
            against: comparison.against,
            pairs: (comparison.seeds.iter().zip(&comparison.gains))
                .map(|(seed, gain)| ConfirmedPair {
                    seed: *seed,
                    candidate: score_on(history, record, Arm::Candidate, *seed),
                    other: score_on(history, record, comparison.against, *seed),
                    gain: *gain,
                })
                .collect(),
        })
        .collect()
}

fn score_on(history: &History, record: &RoundRecord, arm: Arm, seed: u32) -> Option<f64> {
    let confirmation = record.confirmation.as_ref()?;
    let trials = confirmation.trials.iter().filter(|((trial_arm, _), _)| *trial_arm == arm);
    let trial = trials
        .filter_map(|(_, trial)| history.trials.get(trial))
        .find(|trial| trial.request.configuration.seed == seed)?;
    match trial.outcome()? {
        Outcome::Feasible(best) => Some(best.score.get()),
        _ => None,
    }
}
