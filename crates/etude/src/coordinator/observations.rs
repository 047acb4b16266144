//! A study's history in the words of the samplers.

use etude_search::sampler::{Observation, ObservedOutcome};
use etude_study::configuration::Values;
use etude_study::history::{History, StudyRecord};
use etude_study::trial::{Outcome, Purpose};

/// The study's trials in the order of their request, pending ones included; failed and cancelled ones teach nothing and
/// are left out.
pub(super) fn observations(history: &History, study: &StudyRecord) -> Vec<Observation> {
    let records = study.trials.iter().filter_map(|trial| history.trials.get(trial));
    let observation = |record: &etude_study::history::TrialRecord| {
        let outcome = match record.outcome() {
            None => ObservedOutcome::Pending,
            Some(Outcome::Feasible(best)) => ObservedOutcome::Score(best.score),
            Some(Outcome::Infeasible(_)) => ObservedOutcome::Infeasible,
            Some(Outcome::Failed { .. } | Outcome::Cancelled) => return None,
        };
        Some(Observation { point: study.space.unit_point(&record.request.configuration.values), outcome })
    };
    records.filter_map(observation).collect()
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
