//! Nothing is lost or counted twice, whatever is killed and when.

use std::collections::BTreeMap;

use etude_simulation::projects::{learning_rate, one_feature};
use etude_simulation::workload::measurement;
use etude_simulation::{Faults, Run, Training, Workload, simulate};
use etude_study::configuration::Configuration;
use etude_study::event::Event;
use etude_study::history::History;
use etude_study::ids::TrialId;
use etude_study::trial::AttemptEnding;
use etude_study::value::Value;

/// Five epochs with a checkpoint each, resumable.
struct FiveEpochs;

impl Workload for FiveEpochs {
    fn train(&self, configuration: &Configuration, resume_from: Option<&str>) -> Training {
        let done: u32 = resume_from.map_or(0, |checkpoint| {
            checkpoint.trim_start_matches("epoch-").parse().expect("a checkpoint of this workload")
        });
        let rate = configuration.values.get("learning_rate").and_then(Value::as_f64).unwrap_or(0.01);
        let report = |epoch: u32| {
            let wobble = f64::from(configuration.seed % 1009) * 1e-6;
            let value = 0.1 + (rate.log10() + 1.5).powi(2) * 0.01 + 0.05 / f64::from(epoch) + wobble;
            let mut report = measurement("val_error", f64::from(epoch), value);
            report.checkpoint = Some(format!("epoch-{epoch}"));
            (f64::from(epoch - done), report)
        };
        let reports: Vec<_> = (done + 1..=5).map(report).collect();
        Training { seconds: reports.len() as f64 + 0.5, reports, ending: AttemptEnding::Finished }
    }
}

/// What must not depend on kills: every trial's request and outcome, every verdict, the incumbent.
fn conclusions(run: &Run) -> (BTreeMap<TrialId, String>, Vec<String>) {
    let trial =
        |record: &etude_study::history::TrialRecord| format!("{:?} {:?}", record.request, record.outcome());
    let trials = run.history.trials.iter().map(|(id, record)| (*id, trial(record))).collect();
    (trials, run.history.rounds.iter().map(|round| format!("{:?}", round.verdict)).collect())
}

#[test]
fn a_hundred_killed_runs_end_like_the_undisturbed_one() {
    let (mut coordinator_kills, mut supervisor_kills, mut replacements) = (0, 0, 0);
    for seed in 0..50 {
        for project in [learning_rate((1e-4, 1e-2), None, 8, seed).unwrap(), one_feature(1, seed).unwrap()] {
            let undisturbed = simulate(&project, &FiveEpochs, Faults::default(), seed).unwrap();
            let killed = simulate(&project, &FiveEpochs, Faults::everywhere(0.03), seed).unwrap();
            coordinator_kills += killed.coordinator_kills;
            supervisor_kills += killed.supervisor_kills;
            replacements += killed.replacements;
            assert_eq!(killed.late_starts, 0, "seed {seed}");
            assert_eq!(conclusions(&killed), conclusions(&undisturbed), "seed {seed}");
            assert_eq!(History::fold(&killed.events).unwrap(), killed.history, "seed {seed}");
        }
    }
    assert!(
        coordinator_kills > 200 && supervisor_kills > 50 && replacements > 50,
        "{coordinator_kills} and {supervisor_kills} kills, {replacements} replacements"
    );
}

#[test]
fn every_report_is_stored_once_and_in_order() {
    let mut supervisor_kills = 0;
    for seed in 0..50 {
        let project = learning_rate((1e-4, 1e-2), None, 8, seed).unwrap();
        let run = simulate(&project, &FiveEpochs, Faults::everywhere(0.1), seed).unwrap();
        let mut next: BTreeMap<(TrialId, u32), u32> = BTreeMap::new();
        for event in &run.events {
            if let Event::Measured { trial, measured } = event {
                let expected = next.entry((*trial, measured.attempt)).or_default();
                assert_eq!(measured.sequence, *expected, "seed {seed}, trial {trial}");
                *expected += 1;
            }
        }
        supervisor_kills += run.supervisor_kills;
    }
    assert!(supervisor_kills > 50, "{supervisor_kills} kills");
}

#[test]
fn a_resumed_attempt_trains_only_what_is_missing() {
    let project = one_feature(0, 3).unwrap();
    let faults = Faults { supervisor: 0.2, ..Faults::default() };
    let run = simulate(&project, &FiveEpochs, faults, 3).unwrap();
    let resumed = run
        .history
        .trials
        .values()
        .flat_map(|trial| &trial.attempts)
        .filter(|attempt| attempt.resumed_from.is_some());
    assert!(resumed.count() > 0, "no attempt resumed");
    let reports = run.events.iter().filter(|event| matches!(event, Event::Measured { .. })).count();
    let lost = run
        .events
        .iter()
        .filter(|event| matches!(event, Event::AttemptEnded { ending: AttemptEnding::Lost, .. }))
        .count();
    assert!(lost > 0);
    assert_eq!(
        reports,
        5 * run.history.trials.len(),
        "each epoch was reported once, since resuming skips what was done"
    );
}
