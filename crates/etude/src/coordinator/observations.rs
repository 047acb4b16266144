//! A study's history in the words of the samplers.
//!
//! A trial that was stopped before its last epoch, pruned or paused, counts with its best value so far. What it would have
//! come to in the whole length is at least as good, so this errs to the safe side: it never draws a model to a point that
//! was stopped for being bad, and it keeps the order among those that were. To leave such trials out would make a model
//! blind to two thirds of what successive halving has seen; to guess their last value is a model of curves of its own.
//! Optuna's TPE (3.0 on) likewise puts pruned trials behind the finished ones, in the order of what they reached. A paused
//! one is not pending: it may wait for the rest of the study.


use etude_search::sampler::{Observation, ObservedOutcome};
use etude_study::configuration::Values;
use etude_study::history::{History, StudyRecord, TrialRecord, TrialState};
use etude_study::score::Score;
use etude_study::trial::{Outcome, Purpose};

/// The study's trials in the order of their request, pending ones included; failed and cancelled ones teach nothing and
/// are left out.
pub(super) fn observations(history: &History, study: &StudyRecord) -> Vec<Observation> {
    let records = study.trials.iter().filter_map(|trial| history.trials.get(trial));
    let observation = |record: &TrialRecord| {
        let outcome = match record.outcome() {
            None => stopped_so_far(record).map_or(ObservedOutcome::Pending, ObservedOutcome::Score),
            Some(Outcome::Feasible(best)) => ObservedOutcome::Score(best.score),
            Some(Outcome::Pruned(pruned)) => ObservedOutcome::Score(pruned.best.score),
            Some(Outcome::Infeasible(_)) => ObservedOutcome::Infeasible,
            Some(Outcome::Failed { .. } | Outcome::Cancelled) => return None,
        };
        Some(Observation { point: study.space.unit_point(&record.request.configuration.values), outcome })
    };
    records.filter_map(observation).collect()
}

/// What a paused trial has come to.
fn stopped_so_far(record: &TrialRecord) -> Option<Score> {
    let is_paused = record.state() == TrialState::Paused;
    record.curve().filter(|_| is_paused)?.best().map(|best| best.score)
}

/// The values of what a study trained before a segment of its space was drawn from: the incumbent's own configuration, and
/// the points of earlier segments. None of them is drawn again.
pub(super) fn taken_before(history: &History, study: &StudyRecord, segment: u32) -> Vec<Values> {
    let requests = study.trials.iter().filter_map(|trial| Some(&history.trials.get(trial)?.request));
    let earlier = requests.filter(|request| match request.purpose {
        Purpose::Search { segment: other, .. } => other < segment,
        Purpose::Incumbent { .. } => true,
        Purpose::Confirmation { .. } => false,
    });
    earlier.map(|request| request.configuration.values.clone()).collect()
}
