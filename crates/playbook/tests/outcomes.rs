//! How an attempt's end decides a trial's: every ending, and the best epoch in retrospect.

#![expect(clippy::float_cmp, reason = "a score is the very number that was reported")]

mod support;

use std::collections::BTreeMap;

use etude_playbook::outcome::{AfterAttempt, after_attempt};
use etude_study::event::Event;
use etude_study::history::TrialRecord;
use etude_study::ids::TrialId;
use etude_study::measurement::{Measurement, MetricValue, PositionUnit, SpooledMeasurement};
use etude_study::trial::{AttemptEnding, BestEpoch, Crash, Infeasibility, Outcome};
use support::{Course, project_with};

const TRIAL: TrialId = TrialId(1);

/// The first trial of a project, attempt by attempt.
struct Trial(Course);

/// What is reported: an epoch, the objective if any, a checkpoint if any.
type Report = (f64, Option<f64>, Option<&'static str>);

impl Trial {
    fn new(direction: &str) -> Trial {
        let project = project_with(
            &format!("direction = \"{direction}\""),
            "[parameters.rate]\nlow = 0.0\nhigh = 1.0\nbaseline = 0.5\n\
             [[rounds]]\nname = \"tune\"\ngoal = \"Which rate?\"\nnuisance = [\"rate\"]\ntrials = 2\n",
        );
        Trial(support::started(project))
    }

    fn attempt(&mut self, reports: &[Report], ending: AttemptEnding) -> &mut Trial {
        let attempt = self.record().attempt() + 1;
        self.0.record(Event::AttemptStarted { trial: TRIAL, attempt, slot: None });
        for (sequence, (epoch, objective, checkpoint)) in (0..).zip(reports) {
            let metric = match objective {
                Some(value) => ("val_error", *value),
                None => ("train_loss", 0.4),
            };
            let metrics = BTreeMap::from([(metric.0.to_owned(), MetricValue(metric.1))]);
            let checkpoint = checkpoint.map(str::to_owned);
            let measurement = Measurement { epoch: Some(*epoch), step: None, metrics, checkpoint };
            let measured = SpooledMeasurement { attempt, sequence, measurement };
            self.0.record(Event::Measured { trial: TRIAL, measured });
        }
        self.0.record(Event::AttemptEnded { trial: TRIAL, attempt, ending, seconds: Some(1.0) });
        self
    }

    fn record(&self) -> &TrialRecord {
        &self.0.history.trials[&TRIAL]
    }

    /// With two attempts allowed, in a project whose program works.
    fn after(&self) -> AfterAttempt {
        after_attempt(self.record(), 2, true)
    }

    fn best(&self) -> BestEpoch {
        match self.after() {
            AfterAttempt::Ends(Outcome::Feasible(best)) => best,
            other => panic!("not feasible: {other:?}"),
        }
    }
}

fn crash() -> AttemptEnding {
    AttemptEnding::Crashed { crash: Crash::ExitCode { code: 1 } }
}

fn failed_with(crash: Crash) -> AfterAttempt {
    AfterAttempt::Ends(Outcome::Failed { crash })
}

fn infeasible(cause: Infeasibility) -> AfterAttempt {
    AfterAttempt::Ends(Outcome::Infeasible(cause))
}

/// S27, P80.
#[test]
fn the_score_is_the_best_epoch_in_retrospect_with_its_checkpoint() {
    let reports = [
        (1.0, Some(0.3), Some("epoch-1")),
        (2.0, Some(0.1), Some("epoch-2")),
        (3.0, Some(0.2), Some("epoch-3")),
    ];
    let mut trial = Trial::new("minimize");
    let best = trial.attempt(&reports, AttemptEnding::Finished).best();
    assert_eq!((best.score.get(), best.position), (0.1, Some(2.0)));
    assert_eq!((best.checkpoint.as_deref(), best.last_position), (Some("epoch-2"), Some(3.0)));
    let mut trial = Trial::new("maximize");
    let best = trial.attempt(&reports, AttemptEnding::Finished).best();
    assert_eq!((best.score.get(), best.position), (0.3, Some(1.0)));
}

#[test]
fn of_equal_epochs_the_earliest_counts() {
    for direction in ["minimize", "maximize"] {
        let mut trial = Trial::new(direction);
        let reports = [(1.0, Some(0.5), None), (2.0, Some(0.5), None), (3.0, Some(0.5), None)];
        assert_eq!(trial.attempt(&reports, AttemptEnding::Finished).best().position, Some(1.0));
    }
}

#[test]
fn an_epoch_may_be_reported_in_several_lines() {
    let mut trial = Trial::new("minimize");
    let reports =
        [(1.0, Some(0.3), None), (1.0, None, None), (1.0, None, Some("epoch-1")), (2.0, Some(0.4), None)];
    let best = trial.attempt(&reports, AttemptEnding::Finished).best();
    assert_eq!((best.score.get(), best.position), (0.3, Some(1.0)));
    assert_eq!(best.checkpoint.as_deref(), Some("epoch-1"));
}

#[test]
fn of_an_epoch_reported_twice_the_last_value_counts() {
    let mut trial = Trial::new("minimize");
    let reports = [(1.0, Some(0.1), None), (2.0, Some(0.3), None), (1.0, Some(0.4), None)];
    assert_eq!(trial.attempt(&reports, AttemptEnding::Finished).best().score.get(), 0.3);
}

#[test]
fn what_was_reported_beyond_the_last_checkpoint_of_a_broken_attempt_does_not_count() {
    let mut trial = Trial::new("minimize");
    trial.attempt(&[(1.0, Some(0.5), Some("epoch-1")), (2.0, Some(0.01), None)], AttemptEnding::Lost);
    assert_eq!(trial.after(), AfterAttempt::AttemptAgain { crash: None });
    trial.attempt(&[(2.0, Some(0.4), None)], AttemptEnding::Finished);
    assert_eq!(trial.record().attempts[1].resumed_from.as_deref(), Some("epoch-1"));
    assert_eq!(trial.best().score.get(), 0.4);
}

#[test]
fn a_non_finite_objective_is_infeasible_also_after_a_good_epoch_and_whatever_the_end() {
    let endings = [
        AttemptEnding::Finished,
        crash(),
        AttemptEnding::Lost,
        AttemptEnding::Stopped,
        AttemptEnding::TimedOut { limit_seconds: 9.0 },
    ];
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for ending in &endings {
            let mut trial = Trial::new("minimize");
            let reports = [(1.0, Some(0.1), None), (2.0, Some(value), None), (3.0, Some(0.2), None)];
            let after = trial.attempt(&reports, ending.clone()).after();
            assert_eq!(
                after,
                infeasible(Infeasibility::Diverged { position: Some(2.0), unit: PositionUnit::Epoch }),
                "{ending:?}"
            );
        }
    }
}

#[test]
fn the_programs_word_and_the_users_time_limit_make_a_trial_infeasible() {
    let mut trial = Trial::new("minimize");
    let declared = AttemptEnding::DeclaredInfeasible { reason: "too wide".into() };
    let after = trial.attempt(&[(1.0, Some(0.1), None)], declared).after();
    assert_eq!(after, infeasible(Infeasibility::Declared { reason: "too wide".into() }));
    let mut trial = Trial::new("minimize");
    let after =
        trial.attempt(&[(1.0, Some(0.1), None)], AttemptEnding::TimedOut { limit_seconds: 60.0 }).after();
    assert_eq!(after, infeasible(Infeasibility::TimeLimit { limit_seconds: 60.0 }));
}

#[test]
fn a_crash_uses_up_an_attempt_and_the_last_one_fails_the_trial() {
    let mut trial = Trial::new("minimize");
    let code = Crash::ExitCode { code: 1 };
    trial.attempt(&[(1.0, Some(0.1), None)], crash());
    assert_eq!(trial.after(), AfterAttempt::AttemptAgain { crash: Some(code.clone()) });
    trial.attempt(&[], crash());
    assert_eq!(trial.after(), failed_with(code.clone()));
    let mut trial = Trial::new("minimize");
    trial.attempt(&[], crash());
    assert_eq!(after_attempt(trial.record(), 1, true), failed_with(code), "where only one is allowed");
}

#[test]
fn an_end_without_an_objective_is_a_crash_that_says_what_was_reported_instead() {
    let mut trial = Trial::new("minimize");
    let reports = [(1.0, None, None), (2.0, None, None)];
    let crash = Crash::NoObjective { reported: vec!["train_loss".into()] };
    trial.attempt(&reports, AttemptEnding::Finished);
    assert_eq!(trial.after(), AfterAttempt::AttemptAgain { crash: Some(crash.clone()) });
    trial.attempt(&reports, AttemptEnding::Finished);
    assert_eq!(trial.after(), failed_with(crash));
}

#[test]
fn a_crash_may_resume_and_succeed() {
    let mut trial = Trial::new("minimize");
    trial.attempt(&[(1.0, Some(0.2), Some("epoch-1"))], crash());
    trial.attempt(&[(2.0, Some(0.3), None)], AttemptEnding::Finished);
    assert_eq!(trial.best().score.get(), 0.2);
    assert_eq!(trial.best().checkpoint.as_deref(), Some("epoch-1"));
}

/// A dying machine is not the program's fault: it uses up no attempt, but not for ever.
#[test]
fn lost_and_stopped_attempts_use_up_none() {
    let mut trial = Trial::new("minimize");
    for _ in 0..99 {
        trial.attempt(&[], AttemptEnding::Lost);
        assert_eq!(trial.after(), AfterAttempt::AttemptAgain { crash: None });
    }
    trial.attempt(&[], AttemptEnding::Stopped);
    assert_eq!(trial.after(), AfterAttempt::AttemptAgain { crash: None });
    trial.attempt(&[], crash());
    assert!(matches!(trial.after(), AfterAttempt::AttemptAgain { crash: Some(_) }), "the first crash");
    trial.attempt(&[], AttemptEnding::Lost);
    assert_eq!(trial.after(), failed_with(Crash::LostTooOften { attempts: 100 }));
}

/// While nothing ever worked, a crash says nothing about the point.
#[test]
fn a_program_that_never_worked_fails_no_trial() {
    let mut trial = Trial::new("minimize");
    for _ in 0..7 {
        trial.attempt(&[], crash());
        let after = after_attempt(trial.record(), 2, false);
        assert_eq!(after, AfterAttempt::AttemptAgain { crash: Some(Crash::ExitCode { code: 1 }) });
    }
}

#[test]
fn what_teaches_shows_that_the_program_works_and_what_fails_does_not() {
    for (outcome, worked) in
        [(support::score(0.1), true), (support::diverged(), true), (support::failed(), false)]
    {
        let mut trial = Trial::new("minimize");
        trial.0.end(TRIAL, outcome);
        assert_eq!(trial.0.history.program_has_worked, worked);
    }
}
