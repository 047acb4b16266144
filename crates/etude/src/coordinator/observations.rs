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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use etude_study::ids::{RoundId, StudyId, TrialId};
    use etude_study::measurement::{Measurement, MetricValue, SpooledMeasurement};
    use etude_study::project::parse_project;
    use etude_study::trial::AttemptEnding;

    use super::*;
    use crate::coordinator::{Coordinator, Input};

    const PROJECT: &str = "[project]\nname = \"n\"\nmetric = \"error\"\ndirection = \"minimize\"\n\
        [workload]\ncommand = [\"train\"]\n[length]\nmax_epochs = 9\n[slots]\ncount = 3\n\
        [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
        [[rounds]]\nname = \"rate\"\ngoal = \"Which rate?\"\nnuisance = [\"rate\"]\ntrials = 3\npruner = \"asha\"\n";

    fn report(trial: u32, epoch: u32, error: f64) -> Input {
        let measurement = Measurement {
            epoch: Some(f64::from(epoch)),
            metrics: BTreeMap::from([("error".to_owned(), MetricValue(error))]),
            ..Measurement::default()
        };
        let measured = SpooledMeasurement { attempt: 1, sequence: epoch - 1, measurement };
        Input::Measured { trial: TrialId(trial), measured }
    }

    fn ended(trial: u32, attempt: u32, ending: AttemptEnding) -> Input {
        Input::AttemptEnded { trial: TrialId(trial), attempt, ending, seconds: Some(1.0) }
    }

    #[test]
    fn a_trial_that_was_stopped_teaches_what_it_had_and_one_that_runs_is_pending() {
        let mut coordinator = Coordinator::new(parse_project(PROJECT).unwrap(), History::default()).unwrap();
        coordinator.handle(Vec::new()).unwrap();
        let outcomes = |coordinator: &Coordinator| -> Vec<ObservedOutcome> {
            let study = coordinator.history().study(StudyId { round: RoundId(1), study: 1 }).unwrap();
            observations(coordinator.history(), study).into_iter().map(|seen| seen.outcome).collect()
        };
        let score = |value| ObservedOutcome::Score(Score::new(value).unwrap());
        let pending = ObservedOutcome::Pending;
        // The incumbent runs, the second waits at its rung, the third was asked to stop and has not yet.
        let stopped = ended(2, 1, AttemptEnding::Stopped);
        coordinator.handle(vec![report(2, 1, 0.4), stopped, report(3, 1, 0.6)]).unwrap();
        assert_eq!(outcomes(&coordinator), [pending, score(0.4), pending]);
        // Nothing else is left to do, so the best of the rung goes on, and the other is pruned when that has ended.
        let all = (1..=9).map(|epoch| report(1, epoch, 0.5)).chain([ended(1, 1, AttemptEnding::Finished)]);
        coordinator.handle(all.collect()).unwrap();
        coordinator.handle(vec![ended(3, 1, AttemptEnding::Stopped)]).unwrap();
        assert_eq!(outcomes(&coordinator), [score(0.5), pending, score(0.6)]);
    }
}
