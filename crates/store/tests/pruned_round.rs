//! A round with a pruner: paused trials are live, and the curves of ended peers are read until the verdict.

mod sample;

use etude_store::Store;
use etude_study::event::Event;
use etude_study::history::{History, TrialState};
use etude_study::ids::{RoundId, TrialId};
use etude_study::pruner::{Pruner, PrunerRule, Ruling, Rung};
use etude_study::score::Score;
use etude_study::trial::AttemptEnding;
use etude_study::verdict::{Decision, Reason, Verdict};
use rusqlite::Connection;
use sample::{attempt_ended, beginning, finished_trial, ground, judged, measured, searched, started, stored};

/// The beginning of a project whose first round has a pruner.
fn with_pruner() -> Vec<Event> {
    let mut events = beginning();
    for event in &mut events {
        if let Event::RoundStarted { frozen, .. } = event {
            frozen.definition.pruner = Some(Pruner::Asha { eta: 3, first: 3 });
        }
    }
    events
}

/// A trial that waits at its rung.
fn paused(trial: u32) -> Vec<Event> {
    vec![
        searched(trial),
        started(trial, 1),
        measured(trial, 1, 0, 0.5),
        judged(trial, Ruling::Pauses(ground(PrunerRule::Asha))),
        attempt_ended(trial, 1, AttemptEnding::Stopped),
        Event::TrialPaused { trial: TrialId(trial) },
    ]
}

#[test]
fn a_paused_trial_is_live_with_its_curve_and_its_rung() {
    let mut events = with_pruner();
    events.extend(paused(1));
    let (_folder, path, mut store) = stored(&events);
    let history = store.load_history().unwrap();
    let trial = &history.trials[&TrialId(1)];
    assert_eq!((trial.state(), history.paused.len()), (TrialState::Paused, 1));
    assert!(trial.curve().unwrap().best().is_some());
    assert_eq!(trial.rungs, [Rung { epoch: 3, value: Score::new(0.1 + 0.2).unwrap() }]);
    let state = || -> String {
        let reader = Connection::open(&path).unwrap();
        reader.query_row("SELECT state FROM trials WHERE id = 1", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(state(), "paused");
    store.append(&[judged(1, Ruling::Passes(trial.rungs[0]))], 0).unwrap();
    assert_eq!((state().as_str(), store.load_history().unwrap().waiting.len()), ("requested", 1));
    assert!(store.integrity().unwrap().is_empty(), "{:?}", store.integrity().unwrap());
}

#[test]
fn the_curves_of_ended_peers_are_read_until_the_round_has_its_verdict() {
    let mut events = with_pruner();
    events.extend((1..=3).flat_map(|trial| finished_trial(trial, 5)));
    events.extend(paused(4));
    let (_folder, path, mut store) = stored(&events);
    let history = store.load_history().unwrap();
    assert_eq!(history, History::fold(&events).unwrap(), "a restart knows all that was known");
    assert!(history.trials[&TrialId(2)].peer_curve().is_some());

    let verdict = Verdict::without_comparison(Decision::Keep, Reason::NoCandidate);
    store.append(&[Event::RoundConcluded { round: RoundId(1), verdict: Box::new(verdict) }], 0).unwrap();
    assert!(Store::open_read_only(&path).unwrap().load().unwrap().len() < events.len());
    let history = store.load_history().unwrap();
    assert!(history.trials[&TrialId(2)].peer_curve().is_none());
}

/// A store of version 2, whose index knows no paused trials.
#[test]
fn a_store_of_the_second_version_is_brought_up_to_date() {
    let mut events = with_pruner();
    events.extend(finished_trial(1, 3));
    let (_folder, path, store) = stored(&events);
    drop(store);
    let earlier = Connection::open(&path).unwrap();
    earlier
        .execute_batch(
            "DROP VIEW questions;
             DROP INDEX live_trials;
             CREATE INDEX live_trials ON trials (id) WHERE state IN ('requested', 'running');
             PRAGMA user_version = 2;",
        )
        .unwrap();
    drop(earlier);
    assert_eq!(Store::open_read_only(&path).unwrap().load().unwrap().len(), events.len());
    let mut store = Store::create_or_open(&path).unwrap();
    store.append(&paused(2), 0).unwrap();
    assert_eq!(store.load_history().unwrap().paused.len(), 1);
    assert!(store.integrity().unwrap().is_empty());
    let reader = Connection::open(&path).unwrap();
    let index: String = reader
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'live_trials'", [], |row| row.get(0))
        .unwrap();
    assert!(index.contains("'paused'"), "{index}");
}
