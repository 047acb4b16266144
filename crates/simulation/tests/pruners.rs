//! Rounds with a pruner through the real coordinator: what is stopped, what is lost by it, and kills at any moment.

use etude::coordinator::CoordinatorState;
use etude_simulation::curves::{Curves, Family};
use etude_simulation::projects::with_pruner;
use etude_simulation::{Faults, Run, simulate};
use etude_study::event::Event;
use etude_study::history::{History, TrialRecord, TrialState};
use etude_study::measurement::Measurement;
use etude_study::trial::{AttemptEnding, Outcome, Purpose};

const EPOCHS: u32 = 27;
const TRIALS: u32 = 32;
const ASHA: &str = "{ rule = \"asha\", eta = 3, first = 1 }";

fn run(pruner: &str, family: Family, slots: u32, faults: Faults, seed: u64) -> Run {
    let project = with_pruner(pruner, (TRIALS, EPOCHS), slots, seed).expect("in order");
    let curves = Curves { family, epochs: EPOCHS, seed_sd: 0.005 };
    simulate(&project, &curves, faults, seed).expect("a project that can run")
}

fn searched(run: &Run) -> impl Iterator<Item = &TrialRecord> {
    let trials = run.history.trials.values();
    trials.filter(|trial| matches!(trial.request.purpose, Purpose::Search { .. }))
}

/// Of the epochs of a trial, those that were trained, each once.
fn epochs(run: &Run) -> u32 {
    let of_search = |trial| matches!(run.history.trials[trial].request.purpose, Purpose::Search { .. });
    run.events
        .iter()
        .filter(|event| matches!(event, Event::Measured { trial, .. } if of_search(trial)))
        .count() as u32
}

/// What must be so at the end of any run.
fn assert_sound(run: &Run, name: &str) {
    assert_eq!(run.state, CoordinatorState::Finished, "{name}");
    assert_eq!(History::fold(&run.events).expect("sound"), run.history, "{name}");
    assert_eq!((run.late_starts, run.history.paused.len(), run.history.waiting.len()), (0, 0, 0), "{name}");
    assert!(searched(run).any(|trial| trial.state() == TrialState::Feasible), "{name}: none to its end");
    for trial in run.history.trials.values() {
        let rungs: Vec<u32> = trial.rungs.iter().map(|rung| rung.epoch).collect();
        assert!([1, 3, 9].starts_with(&rungs) || rungs.is_empty(), "{name}: {rungs:?}");
        for attempt in &trial.attempts {
            let stopped = attempt.ending == Some(AttemptEnding::Stopped);
            let ruled = attempt.ruling.as_ref().is_some_and(etude_study::pruner::Ruling::ends_attempt);
            assert!(!stopped || ruled, "{name}: an attempt was stopped without a ruling");
        }
        if let Some(Outcome::Pruned(pruned)) = trial.outcome() {
            assert!(matches!(trial.request.purpose, Purpose::Search { .. }), "{name}");
            assert!(pruned.best.last_position < Some(f64::from(EPOCHS)), "{name}");
        }
    }
}

#[test]
fn killed_runs_settle_every_rung_and_stop_nothing_without_a_ruling() {
    let (mut kills, mut resumed) = (0, 0);
    for pruner in [ASHA, "\"median\"", "\"hopeless\""] {
        for seed in 0..8 {
            let killed = run(pruner, Family::Parallel, 4, Faults::everywhere(0.01), seed);
            assert_sound(&killed, &format!("{pruner}, seed {seed}"));
            kills += killed.coordinator_kills + killed.supervisor_kills + killed.replacements;
            resumed += searched(&killed)
                .flat_map(|trial| &trial.attempts)
                .filter(|attempt| attempt.resumed_from.is_some())
                .count();
        }
    }
    assert!(kills > 200 && resumed > 50, "{kills} kills, {resumed} attempts went on");
}

/// With one slot there is one order of results, so a coordinator that is killed changes nothing.
#[test]
fn a_coordinator_that_is_killed_makes_no_other_ruling() {
    for pruner in [ASHA, "\"median\""] {
        let faults = Faults { supervisor: 0.0, coordinator_replaced: 0.0, ..Faults::everywhere(0.02) };
        let outcomes = |faults| {
            let run = run(pruner, Family::Crossing, 1, faults, 3);
            let outcomes: Vec<_> =
                run.history.trials.values().map(|trial| trial.outcome().cloned()).collect();
            (outcomes, run.coordinator_kills)
        };
        let (undisturbed, _) = outcomes(Faults::default());
        let (killed, kills) = outcomes(faults);
        assert!(kills > 10, "{kills} kills");
        assert_eq!(killed, undisturbed, "{pruner}");
    }
}

/// What a paused trial reports in the end is what it would have reported in one go.
#[test]
fn a_trial_that_was_paused_has_the_curve_of_one_that_was_not() {
    let whole = run("\"none\"", Family::Parallel, 4, Faults::default(), 5);
    let paused = run(ASHA, Family::Parallel, 4, Faults::default(), 5);
    let curve = |run: &Run, wanted| -> Vec<Measurement> {
        let of_trial = run.events.iter().filter_map(|event| match event {
            Event::Measured { trial, measured } if *trial == wanted => Some(measured.measurement.clone()),
            _ => None,
        });
        of_trial.collect()
    };
    let mut compared = 0;
    for (id, trial) in &paused.history.trials {
        let is_search = matches!(trial.request.purpose, Purpose::Search { .. });
        if is_search && trial.state() == TrialState::Feasible && trial.attempt() > 1 {
            assert_eq!(trial.request, whole.history.trials[id].request);
            assert_eq!(trial.outcome(), whole.history.trials[id].outcome());
            assert_eq!(curve(&paused, *id), curve(&whole, *id));
            compared += 1;
        }
    }
    assert!(compared > 0, "no paused trial went on to its end");
}

/// How often the trial that would have been best was stopped, and the share of epochs that was saved.
fn lost_and_saved(pruner: &str, family: Family, whole: &[Run]) -> (f64, f64) {
    let (mut lost, mut saved) = (0.0, 0.0);
    let seeds = whole.len() as f64;
    for (seed, whole) in (0..).zip(whole) {
        let cut = run(pruner, family, 4, Faults::default(), seed);
        let score = |trial: &TrialRecord| match trial.outcome() {
            Some(Outcome::Feasible(best)) => best.score.get(),
            _ => f64::INFINITY,
        };
        let best = searched(whole).enumerate().min_by(|a, b| score(a.1).total_cmp(&score(b.1)));
        let (best, _) = best.expect("trials");
        let kept = searched(&cut).nth(best).is_some_and(|trial| trial.state() == TrialState::Feasible);
        lost += f64::from(u8::from(!kept)) / seeds;
        saved += (1.0 - f64::from(epochs(&cut)) / f64::from(epochs(whole))) / seeds;
    }
    (lost, saved)
}

#[test]
fn pruners_save_what_they_promise_and_the_hopeless_rule_loses_nothing() {
    let whole = |family| -> Vec<Run> {
        (0..8).map(|seed| run("\"none\"", family, 4, Faults::default(), seed)).collect()
    };
    let (parallel, crossing) = (whole(Family::Parallel), whole(Family::Crossing));
    for (pruner, most_lost, least_saved) in
        [(ASHA, 0.3, 0.6), ("\"median\"", 0.1, 0.25), ("\"hopeless\"", 0.0, 0.02)]
    {
        let (lost, saved) = lost_and_saved(pruner, Family::Parallel, &parallel);
        assert!(lost <= most_lost && saved >= least_saved, "{pruner}: lost {lost}, saved {saved}");
    }
    // Whoever stops early where curves cross loses the best: the reason why a pruner is off by default.
    for (pruner, family, whole) in [
        ("\"hopeless\"", Family::Crossing, &crossing),
        ("\"hopeless\"", Family::LateDrop, &whole(Family::LateDrop)),
    ] {
        let (lost, _) = lost_and_saved(pruner, family, whole);
        assert!(lost <= 0.0, "{family:?}: lost {lost}");
    }
    let (lost, _) = lost_and_saved(ASHA, Family::Crossing, &crossing);
    assert!(lost > 0.5, "lost only {lost}");
}
