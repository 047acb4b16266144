//! Whole rounds through the real coordinator: order of results, plans and seeds, borders, broken programs.

use std::collections::BTreeMap;

use etude::coordinator::{CoordinatorError, CoordinatorState};
use etude_simulation::projects::{learning_rate, one_feature};
use etude_simulation::workload::measurement;
use etude_simulation::{Faults, Run, Training, Workload, simulate};
use etude_stats::random::{Random, mix};
use etude_study::configuration::Configuration;
use etude_study::event::Event;
use etude_study::finding::{Answer, BoundaryAction};
use etude_study::history::TrialState;
use etude_study::project::{Project, parse_project};
use etude_study::trial::{AttemptEnding, Crash, Outcome, Purpose};
use etude_study::value::Value;
use etude_study::verdict::Decision;

fn number(configuration: &Configuration, name: &str) -> f64 {
    configuration.values.get(name).and_then(Value::as_f64).expect("a number")
}

fn run(project: &Project, workload: &dyn Workload) -> Run {
    simulate(project, workload, Faults::default(), 0).expect("a project that can run")
}

/// A learning rate with its best value at 0.1, and a little luck; how long a training takes depends on `pace`.
struct Paced {
    pace: u64,
}

impl Workload for Paced {
    fn train(&self, configuration: &Configuration, _resume_from: Option<&str>) -> Training {
        let rate = number(configuration, "learning_rate");
        let mut luck = Random::new(mix(u64::from(configuration.seed)) ^ rate.to_bits());
        let value = 0.1 + 0.05 * (rate / 0.1).log10().powi(2) + 0.01 * luck.normal();
        let seconds = 1.0 + 100.0 * Random::new(mix(self.pace) ^ rate.to_bits()).uniform();
        let reports = vec![(seconds, measurement("val_error", 1.0, value))];
        Training { reports, ending: AttemptEnding::Finished, seconds }
    }
}

/// What every trial was asked and came to, and every verdict.
fn conclusions(run: &Run) -> (Vec<String>, Vec<String>) {
    let trials = run.history.trials.iter();
    let trials =
        trials.map(|(id, known)| format!("{id} {:?} {:?}", known.request, known.outcome())).collect();
    (trials, run.history.rounds.iter().map(|round| format!("{:?}", round.verdict)).collect())
}

/// P94: however many run side by side, and whichever ends first.
#[test]
fn neither_the_order_of_results_nor_the_number_of_slots_changes_anything() {
    for seed in 0..10 {
        let mut project = learning_rate((1e-4, 1e-2), None, 16, seed).expect("in order");
        let first = run(&project, &Paced { pace: 0 });
        for (pace, slots) in [(1, 4), (2, 1), (3, 3), (4, 64)] {
            project.slots = slots;
            let other = run(&project, &Paced { pace });
            assert_eq!(conclusions(&other), conclusions(&first), "seed {seed}, {slots} slots");
        }
        let orders = |run: &Run| -> Vec<u32> {
            let ended = run.events.iter().filter_map(|event| match event {
                Event::TrialEnded { trial, .. } => Some(trial.0),
                _ => None,
            });
            ended.collect()
        };
        project.slots = 4;
        assert_ne!(orders(&first), orders(&run(&project, &Paced { pace: 9 })), "the orders should differ");
    }
}

#[test]
fn the_plan_is_recorded_before_the_first_fresh_seed_is_trained() {
    let project = one_feature(1, 5).expect("in order");
    let ended = run(&project, &|configuration: &Configuration| {
        let on = configuration.values["feature"] == Value::Text("on".into());
        f64::from(configuration.seed % 1009) * 1e-6 + if on { 0.1 } else { 0.5 }
    });
    let position = |wanted: &dyn Fn(&Event) -> bool| ended.events.iter().position(wanted).expect("recorded");
    let planned = position(&|event| matches!(event, Event::ConfirmationPlanned { .. }));
    let requested = position(&|event| {
        let Event::TrialRequested { request, .. } = event else { return false };
        matches!(request.purpose, Purpose::Confirmation { .. })
    });
    let concluded = position(&|event| matches!(event, Event::RoundConcluded { .. }));
    assert!(planned < requested && requested < concluded);
    assert_eq!(
        ended.history.rounds[0].verdict.as_ref().map(|verdict| verdict.decision),
        Some(Decision::Adopt)
    );
    assert_eq!(ended.state, CoordinatorState::Finished);
}

fn upper_end(run: &Run) -> f64 {
    let rate = run.history.rounds[0].studies[0].space.dimension("learning_rate").expect("varied");
    rate.domain.range().expect("a range").high
}

/// S20 through the whole loop: an optimum beyond the end by half the width is inside at the end of the round.
#[test]
fn a_range_that_is_too_low_is_widened_until_the_optimum_is_inside_or_a_limit_is_met() {
    let (mut inside, mut named) = (0, 0);
    for seed in 0..20 {
        let free = run(&learning_rate((1e-4, 1e-2), None, 32, seed).expect("in order"), &Paced { pace: 0 });
        inside += u32::from(upper_end(&free) >= 0.1);
        let limited =
            run(&learning_rate((1e-4, 1e-2), Some(1e-2), 32, seed).expect("in order"), &Paced { pace: 0 });
        assert!(upper_end(&limited) <= 1e-2);
        named += u32::from(limited.history.rounds[0].studies[0].findings.iter().any(|finding| {
            matches!(
                &finding.answer,
                Answer::Boundary { parameter, action: BoundaryAction::HardLimit { .. }, .. }
                    if parameter == "learning_rate"
            )
        }));
    }
    assert!(inside >= 19, "inside in {inside} of 20");
    assert!(named >= 19, "the limit was named in {named} of 20");
}

/// Points of a slab come from a sequence of their own, and no point is drawn twice.
#[test]
fn no_configuration_is_drawn_twice() {
    for seed in 0..10 {
        let ended = run(&learning_rate((1e-4, 1e-2), None, 32, seed).expect("in order"), &Paced { pace: 0 });
        let mut drawn: BTreeMap<String, u32> = BTreeMap::new();
        for trial in ended.history.trials.values() {
            if matches!(trial.request.purpose, Purpose::Search { .. }) {
                *drawn.entry(format!("{:?}", trial.request.configuration.values)).or_default() += 1;
            }
        }
        assert!(drawn.len() > 32 && drawn.values().all(|times| *times == 1));
    }
}

/// Ends every attempt in the same way; `worked` trainings before that are fine.
struct Breaks {
    below: f64,
    ending: AttemptEnding,
}

impl Workload for Breaks {
    fn train(&self, configuration: &Configuration, _resume_from: Option<&str>) -> Training {
        if number(configuration, "learning_rate") < self.below {
            Training { reports: Vec::new(), ending: self.ending.clone(), seconds: 1.0 }
        } else {
            Training::of_one_epoch("val_error", 0.3)
        }
    }
}

fn crashes_below(below: f64) -> Breaks {
    Breaks { below, ending: AttemptEnding::Crashed { crash: Crash::ExitCode { code: 2 } } }
}

#[test]
fn a_program_that_never_works_halts_the_run_and_fails_no_trial() {
    for slots in [1, 4] {
        let mut project = learning_rate((1e-4, 1e-2), None, 8, 1).expect("in order");
        project.slots = slots;
        let ended = run(&project, &crashes_below(1.0));
        assert!(
            matches!(ended.state, CoordinatorState::Halted { crash: Crash::ExitCode { code: 2 }, .. }),
            "{:?}",
            ended.state
        );
        assert!(ended.history.trials.values().all(|trial| trial.state() == TrialState::Requested));
        let attempts: u32 =
            ended.history.trials.values().map(etude_study::history::TrialRecord::attempt).sum();
        assert!(attempts < 3 + slots, "{attempts} attempts");
    }
}

#[test]
fn a_point_that_crashes_fails_after_its_attempts_and_the_round_goes_on() {
    // The lowest of eight points, alone.
    let project = learning_rate((1e-4, 1e-2), None, 8, 1).expect("in order");
    let ended = run(&project, &crashes_below(2e-4));
    assert_eq!(ended.state, CoordinatorState::Finished);
    let failed: Vec<_> = ended
        .history
        .trials
        .values()
        .filter(|trial| {
            matches!(trial.outcome(), Some(Outcome::Failed { crash: Crash::ExitCode { code: 2 } }))
        })
        .collect();
    assert!(!failed.is_empty());
    assert!(failed.iter().all(|trial| trial.attempt() == project.workload.attempts));
    let findings = &ended.history.rounds[0].studies[0].findings;
    assert!(findings.iter().any(|finding| matches!(finding.answer, Answer::FailedTrials { .. })));
}

/// Neighbouring points may run out of memory; that is no reason to stop a run over night.
#[test]
fn two_bad_points_in_a_row_do_not_halt_a_program_that_has_worked() {
    struct BadRates(Vec<f64>);
    impl Workload for BadRates {
        fn train(&self, configuration: &Configuration, resume_from: Option<&str>) -> Training {
            let rate = number(configuration, "learning_rate");
            let is_bad = self.0.iter().any(|bad| bad.total_cmp(&rate).is_eq());
            crashes_below(if is_bad { f64::INFINITY } else { 0.0 }).train(configuration, resume_from)
        }
    }
    let mut project = learning_rate((1e-4, 1e-2), None, 8, 1).expect("in order");
    project.slots = 1;
    let sound = run(&project, &BadRates(Vec::new()));
    let rate_of = |trial: u32| {
        let record = &sound.history.trials[&etude_study::ids::TrialId(trial)];
        number(&record.request.configuration, "learning_rate")
    };
    let ended = run(&project, &BadRates(vec![rate_of(4), rate_of(5)]));
    assert_eq!(ended.state, CoordinatorState::Finished);
    let failed = ended.history.trials.values().filter(|trial| trial.state() == TrialState::Failed);
    assert_eq!(failed.count(), 2);
}

#[test]
fn a_point_that_takes_too_long_is_infeasible_and_not_attempted_again() {
    let project = learning_rate((1e-4, 1e-2), None, 8, 1).expect("in order");
    let ended =
        run(&project, &Breaks { below: 1e-3, ending: AttemptEnding::TimedOut { limit_seconds: 5.0 } });
    assert_eq!(ended.state, CoordinatorState::Finished);
    let infeasible = ended.history.trials.values().filter(|trial| trial.state() == TrialState::Infeasible);
    let attempts: Vec<u32> = infeasible.map(etude_study::history::TrialRecord::attempt).collect();
    assert!(!attempts.is_empty() && attempts.iter().all(|attempt| *attempt == 1), "{attempts:?}");
}

/// A round that cannot start must not cost the verdict of the one before it.
#[test]
fn a_round_that_cannot_start_is_refused_after_the_last_verdict_was_recorded() {
    let project = parse_project(
        "[project]\nname = \"refused\"\nmetric = \"val_error\"\ndirection = \"minimize\"\n\
         [workload]\ncommand = [\"simulated\"]\n[length]\nmax_epochs = 1\n[slots]\ncount = 4\n\
         [parameters.dropout]\nchoices = [\"off\", \"on\"]\nbaseline = \"off\"\n\
         [parameters.dropout_rate]\nwhen = { dropout = \"on\" }\nlow = 0.1\nhigh = 0.7\nbaseline = 0.3\n\
         [[rounds]]\nname = \"dropout\"\ngoal = \"Does dropout help?\"\nscientific = [\"dropout\"]\n\
         nuisance = [\"dropout_rate\"]\ntrials = 4\n\
         [[rounds]]\nname = \"rate\"\ngoal = \"Which rate?\"\nscientific = [\"dropout_rate\"]\nnuisance = []\n\
         trials = 1\nspace.dropout_rate = { choices = [0.2, 0.4] }\n",
    )
    .expect("in order");
    // Dropout harms, so it stays off, and a round about its rate makes no sense.
    let harmful = |configuration: &Configuration| {
        let luck = f64::from(configuration.seed % 1009) * 1e-6;
        luck + if configuration.values.contains_key("dropout_rate") { 0.9 } else { 0.1 }
    };
    let ended = run(&project, &harmful);
    assert!(
        matches!(ended.state, CoordinatorState::Refused(CoordinatorError::Round(_))),
        "{:?}",
        ended.state
    );
    assert_eq!(ended.history.rounds.len(), 1);
    assert_eq!(
        ended.history.rounds[0].verdict.as_ref().map(|verdict| verdict.decision),
        Some(Decision::Keep)
    );
    let recorded = ended.events.iter().filter(|event| matches!(event, Event::RoundConcluded { .. }));
    assert_eq!(recorded.count(), 1, "the verdict is stored");
}
