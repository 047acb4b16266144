//! A study's history in the words of the samplers.
//!
//! A trial that was stopped before its last epoch, pruned or paused, counts with its best value so far. What it would have
//! come to in the whole length is at least as good, so this errs to the safe side: it never draws a model to a point that
//! was stopped for being bad, and it keeps the order among those that were. To leave such trials out would make a model
//! blind to two thirds of what successive halving has seen; to guess their last value is a model of curves of its own.
//! Optuna's TPE (3.0 on) likewise puts pruned trials behind the finished ones, in the order of what they reached. A paused
//! one is not pending: it may wait for the rest of the study.

use etude_playbook::rounds::were_trained_alike;
use etude_search::sampler::{Observation, ObservedOutcome};
use etude_study::configuration::Values;
use etude_study::history::{History, RoundRecord, StudyRecord, TrialRecord, TrialState};
use etude_study::space::UnitPoint;
use etude_study::trial::{BestEpoch, Outcome, Purpose};

/// What a sampler is told: the trials of earlier rounds that were carried over, as far as nothing tells that the code has
/// changed since, then the study's own in the order of their request, pending ones included. Failed and cancelled ones
/// teach nothing: their places are taken and what they lead to is not known, so they are told as pending, lest a search go
/// where the program breaks again and again. The incumbent is left out where it lies outside a narrower space.
pub(super) fn observations(history: &History, round: &RoundRecord, study: &StudyRecord) -> Vec<Observation> {
    let observation = |record: &TrialRecord| {
        let outcome = match seen(record) {
            Seen::Pending => ObservedOutcome::Pending,
            Seen::Best(best) => ObservedOutcome::Score(best.score),
            Seen::Infeasible => ObservedOutcome::Infeasible,
        };
        Some(Observation { point: point_of(study, record)?, outcome })
    };
    told(history, round, study).filter_map(observation).collect()
}

/// The trials that a sampler is told of, in their order.
pub(super) fn told<'a>(
    history: &'a History,
    round: &'a RoundRecord,
    study: &'a StudyRecord,
) -> impl Iterator<Item = &'a TrialRecord> {
    let carried = study.definition.carried.iter().filter_map(|trial| history.trials.get(trial));
    let carried = carried.filter(|record| {
        let earlier = history.round(record.request.purpose.round());
        earlier.is_some_and(|earlier| were_trained_alike(earlier, round))
    });
    carried.chain(records(history, study))
}

/// What a sampler may know of a trial.
pub(super) enum Seen {
    Pending,
    Best(BestEpoch),
    Infeasible,
}

pub(super) fn seen(record: &TrialRecord) -> Seen {
    match record.outcome() {
        None => stopped_so_far(record).map_or(Seen::Pending, Seen::Best),
        Some(Outcome::Failed { .. } | Outcome::Cancelled) => Seen::Pending,
        Some(Outcome::Feasible(best)) => Seen::Best(best.clone()),
        Some(Outcome::Pruned(pruned)) => Seen::Best(pruned.best.clone()),
        Some(Outcome::Infeasible(_)) => Seen::Infeasible,
    }
}

/// Where a trial lies in the study's space, if it does.
pub(super) fn point_of(study: &StudyRecord, record: &TrialRecord) -> Option<UnitPoint> {
    let values = study.space.part_of(&record.request.configuration.values);
    study.space.contains(&values).then(|| study.space.unit_point(&values))
}

/// The study's own trials, in the order of their request.
fn records<'a>(history: &'a History, study: &'a StudyRecord) -> impl Iterator<Item = &'a TrialRecord> {
    study.trials.iter().filter_map(|trial| history.trials.get(trial))
}

/// What a paused trial has come to.
fn stopped_so_far(record: &TrialRecord) -> Option<BestEpoch> {
    let is_paused = record.state() == TrialState::Paused;
    record.curve().filter(|_| is_paused)?.best()
}

/// The values of what a study trained before a segment of its space was drawn from: the incumbent's own configuration, and
/// the points of earlier segments. None of them is drawn again.
pub(super) fn taken_before(history: &History, study: &StudyRecord, segment: u32) -> Vec<Values> {
    let earlier = records(history, study).filter(|record| match record.request.purpose {
        Purpose::Search { segment: other, .. } => other < segment,
        Purpose::Incumbent { .. } => true,
        Purpose::Confirmation { .. } | Purpose::Replicate { .. } => false,
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

/// How many of the study's trials failed since one last did not, in the order of their request.
pub(super) fn failed_in_a_row(history: &History, study: &StudyRecord) -> usize {
    let newest_first = study.trials.iter().rev().filter_map(|trial| history.trials.get(trial));
    let ended = newest_first.filter_map(TrialRecord::outcome);
    ended.take_while(|outcome| matches!(outcome, Outcome::Failed { .. })).count()
}

fn values(record: &TrialRecord) -> Values {
    record.request.configuration.values.clone()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use etude_study::event::Event;
    use etude_study::ids::{RoundId, TrialId};
    use etude_study::measurement::{Measurement, MetricValue, SpooledMeasurement};
    use etude_study::project::{Project, parse_project};
    use etude_study::sources::{NamedSources, NoRepository, Repository, Sources};
    use etude_study::trial::{AttemptEnding, Crash};

    use super::super::{Coordinator, Input, Start};
    use super::*;

    fn project() -> Project {
        let text = "[project]\nname = \"p\"\nmetric = \"val_error\"\ndirection = \"minimize\"\n[workload]\ncommand = [\"train\"]\n\
                    attempts = 1\n[length]\nmax_epochs = 1\n[slots]\ncount = 2\n\
                    [parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.9\n\
                    [[rounds]]\nname = \"a\"\ngoal = \"Where?\"\nnuisance = [\"rate\"]\ntrials = 6\n\
                    [[rounds]]\nname = \"b\"\ngoal = \"Best?\"\nphase = \"exploit\"\nsampler = \"gp\"\nnuisance = [\"rate\"]\n\
                    trials = 6\nspace.rate = { high = 0.8 }\n";
        parse_project(text).expect("in order")
    }

    /// Ends a trial's first attempt: with its rate as error, or with a crash.
    fn end(coordinator: &mut Coordinator, trial: TrialId, crashes: bool) -> Vec<Event> {
        let values = &coordinator.history().trials[&trial].request.configuration.values;
        // The incumbent's own configuration is the best, so that nothing is retrained and the next round comes at once.
        let rate = values["rate"].as_f64().expect("a number");
        let error = if rate > 0.89 { 0.0 } else { rate };
        let metrics = BTreeMap::from([("val_error".to_owned(), MetricValue(error))]);
        let measurement = Measurement { epoch: Some(1.0), step: None, metrics, checkpoint: None };
        let measured = SpooledMeasurement { attempt: 1, sequence: 0, measurement };
        let ending = if crashes {
            AttemptEnding::Crashed { crash: Crash::ExitCode { code: 1 } }
        } else {
            AttemptEnding::Finished
        };
        let ended = Input::AttemptEnded { trial, attempt: 1, ending, seconds: Some(1.0) };
        let inputs = if crashes { vec![ended] } else { vec![Input::Measured { trial, measured }, ended] };
        coordinator.handle(inputs).expect("in order").record
    }

    /// Up to the second round, with its first two trials running: the incumbent's own and one more.
    fn exploiting() -> Coordinator {
        let mut coordinator = Coordinator::new(project(), History::default()).expect("in order");
        coordinator.handle(Vec::new()).expect("in order");
        while coordinator.history().rounds.len() < 2 {
            let Some(Start { trial, .. }) = coordinator.adopted().first().copied() else {
                panic!("stands still")
            };
            end(&mut coordinator, trial, false);
        }
        coordinator
    }

    fn told(coordinator: &Coordinator) -> Vec<Observation> {
        let history = coordinator.history();
        observations(history, &history.rounds[1], &history.rounds[1].studies[0])
    }

    fn named(sha256: &str) -> Sources {
        let named = NamedSources {
            sha256: sha256.into(),
            files: 1,
            bytes: 1,
            untracked: vec![],
            missing: vec![],
            whole: true,
        };
        let repository = Repository::Absent { why: NoRepository::GitNotFound };
        Sources { repository, named: Some(named) }
    }

    #[test]
    fn a_search_is_told_earlier_trials_and_its_own_and_nothing_of_what_failed() {
        let mut coordinator = exploiting();
        let history = coordinator.history();
        let inside = |trial: &&TrialId| {
            let values = &history.trials[trial].request.configuration.values;
            values["rate"].as_f64().is_some_and(|rate| rate <= 0.8)
        };
        let carried: Vec<&TrialId> = history.rounds[0].studies[0].trials.iter().filter(inside).collect();
        assert_eq!(history.rounds[1].studies[0].definition.carried.iter().collect::<Vec<_>>(), carried);
        assert!(carried.len() >= 3, "{carried:?}");
        let known = carried.len();
        // The incumbent's own, 0.9, lies outside the narrower space.
        let before = told(&coordinator);
        assert_eq!(before.len(), known + 1);
        assert!(before[..known].iter().all(|it| matches!(it.outcome, ObservedOutcome::Score(_))));
        assert_eq!(before[known].outcome, ObservedOutcome::Pending);
        let failing = coordinator.adopted()[1].trial;
        end(&mut coordinator, failing, true);
        let after = told(&coordinator);
        assert_eq!(after[..known], before[..known]);
        assert_eq!(after.len(), known + 2, "one failed, of which nothing is known, and another runs");
        assert!(after[known..].iter().all(|it| it.outcome == ObservedOutcome::Pending));
        let history = coordinator.history();
        assert_eq!(broken(history, &history.rounds[1].studies[0]).len(), 1);
    }

    #[test]
    fn trials_of_other_sources_are_told_no_more() {
        let mut coordinator = exploiting();
        let seen =
            |round, sources| Event::SourcesRecorded { round: RoundId(round), sources: Box::new(sources) };
        coordinator.learn(&[seen(1, named("a"))]).expect("in order");
        let with_earlier = told(&coordinator).len();
        coordinator.learn(&[seen(2, named("a"))]).expect("in order");
        assert_eq!(told(&coordinator).len(), with_earlier);
        let mut changed = exploiting();
        changed.learn(&[seen(1, named("a")), seen(2, named("b"))]).expect("in order");
        assert_eq!(told(&changed).len(), 1, "only what is pending");
    }

    /// A store that an older version of a sampler wrote: said once, and gone on with.
    #[test]
    fn another_version_is_recorded_once() {
        let mut recorded = Vec::new();
        let mut coordinator = Coordinator::new(project(), History::default()).expect("in order");
        recorded.extend(coordinator.handle(Vec::new()).expect("in order").record);
        while coordinator.history().rounds.len() < 2 {
            let first = coordinator.adopted()[0].trial;
            recorded.extend(end(&mut coordinator, first, false));
        }
        for event in &mut recorded {
            if let Event::RoundStarted { frozen, .. } = event
                && let Some(sampler) = &mut frozen.sampler
            {
                sampler.version += 40;
            }
        }
        let history = History::fold(&recorded).expect("in order");
        let mut coordinator = Coordinator::new(project(), history).expect("in order");
        let mut later = Vec::new();
        for _ in 0..3 {
            let first = coordinator.adopted()[0].trial;
            later.extend(end(&mut coordinator, first, false));
        }
        let changes = later.iter().filter(|event| matches!(event, Event::SamplerChanged { .. }));
        assert_eq!(changes.count(), 1);
    }
}

#[cfg(test)]
mod tests_of_stopped_trials {
    use std::collections::BTreeMap;

    use etude_study::ids::{RoundId, StudyId, TrialId};
    use etude_study::measurement::{Measurement, MetricValue, SpooledMeasurement};
    use etude_study::project::parse_project;
    use etude_study::score::Score;
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
            observations(coordinator.history(), &coordinator.history().rounds[0], study)
                .into_iter()
                .map(|seen| seen.outcome)
                .collect()
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
