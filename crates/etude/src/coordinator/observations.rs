//! A study's history in the words of the samplers.

use etude_playbook::rounds::were_trained_alike;
use etude_search::sampler::{Observation, ObservedOutcome};
use etude_study::configuration::Values;
use etude_study::history::{History, RoundRecord, StudyRecord, TrialRecord};
use etude_study::trial::{Outcome, Purpose};

/// What a sampler is told: the trials of earlier rounds that were carried over, as far as nothing tells that the code has
/// changed since, then the study's own in the order of their request, pending ones included. Failed and cancelled ones
/// teach nothing and are left out, and so is the incumbent where it lies outside a narrower space.
pub(super) fn observations(history: &History, round: &RoundRecord, study: &StudyRecord) -> Vec<Observation> {
    let carried = study.definition.carried.iter().filter_map(|trial| history.trials.get(trial));
    let carried = carried.filter(|record| {
        let earlier = history.round(record.request.purpose.round());
        earlier.is_some_and(|earlier| were_trained_alike(earlier, round))
    });
    carried.chain(records(history, study)).filter_map(|record| observation(study, record)).collect()
}

fn observation(study: &StudyRecord, record: &TrialRecord) -> Option<Observation> {
    let outcome = match record.outcome() {
        None => ObservedOutcome::Pending,
        Some(Outcome::Feasible(best)) => ObservedOutcome::Score(best.score),
        Some(Outcome::Infeasible(_)) => ObservedOutcome::Infeasible,
        Some(Outcome::Failed { .. } | Outcome::Cancelled) => return None,
    };
    let values = study.space.part_of(&record.request.configuration.values);
    let point = study.space.contains(&values).then(|| study.space.unit_point(&values))?;
    Some(Observation { point, outcome })
}

/// The study's own trials, in the order of their request.
fn records<'a>(history: &'a History, study: &'a StudyRecord) -> impl Iterator<Item = &'a TrialRecord> {
    study.trials.iter().filter_map(|trial| history.trials.get(trial))
}

/// The values of what a study trained before a segment of its space was drawn from: the incumbent's own configuration, and
/// the points of earlier segments. None of them is drawn again.
pub(super) fn taken_before(history: &History, study: &StudyRecord, segment: u32) -> Vec<Values> {
    let earlier = records(history, study).filter(|record| match record.request.purpose {
        Purpose::Search { segment: other, .. } => other < segment,
        Purpose::Incumbent { .. } => true,
        Purpose::Confirmation { .. } => false,
    });
    earlier.map(values).collect()
}

/// The values of everything that was trained or is to be, earlier trials that were carried over among them.
pub(super) fn trained(history: &History, study: &StudyRecord) -> Vec<Values> {
    let carried = study.definition.carried.iter().filter_map(|trial| history.trials.get(trial));
    carried.chain(records(history, study)).map(values).collect()
}

/// The values of the study's trials that taught nothing: they failed, or a person gave them up.
pub(super) fn broken(history: &History, study: &StudyRecord) -> Vec<Values> {
    let taught_nothing =
        |record: &&TrialRecord| matches!(record.outcome(), Some(Outcome::Failed { .. } | Outcome::Cancelled));
    records(history, study).filter(taught_nothing).map(values).collect()
}

fn values(record: &TrialRecord) -> Values {
    record.request.configuration.values.clone()
}
