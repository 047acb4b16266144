//! Opening a project reads no curve of a trial that has ended.

mod sample;

use etude_store::{Store, StoreError};
use etude_study::ids::TrialId;
use rusqlite::Connection;
use sample::{beginning, finished_trial, measured, searched, started, stored};

#[test]
fn curves_of_ended_trials_are_not_read_on_opening() {
    let mut events = beginning();
    events.extend((1..=20).flat_map(|trial| finished_trial(trial, 30)));
    events.extend([searched(21), started(21, 1), measured(21, 1, 0, 0.5)]);
    let (_folder, path, store) = stored(&events);
    drop(store);
    // Whoever reads a poisoned measurement notices.
    let poison = Connection::open(&path).unwrap();
    poison
        .execute_batch(
            "DROP TRIGGER measurements_are_not_changed;
             UPDATE measurements SET metrics = 'poison', epoch = 'poison' WHERE trial <= 20;",
        )
        .unwrap();
    drop(poison);

    let store = Store::create_or_open(&path).unwrap();
    let history = store.load_history().unwrap();
    assert_eq!(history.trials.len(), 21);
    assert!(history.trials[&TrialId(21)].curve().unwrap().best().is_some());
    assert!(matches!(store.curve(TrialId(20)), Err(StoreError::Unreadable { .. })));
    assert_eq!(store.integrity().unwrap().len(), 20 * 30);
}

#[test]
fn every_metric_that_was_reported_has_its_name() {
    let (_folder, _path, store) = stored(&beginning());
    assert_eq!(store.logged_metrics().unwrap(), [""; 0]);
    let mut events = beginning();
    events.extend(finished_trial(1, 3));
    let (_folder, _path, store) = stored(&events);
    assert_eq!(store.logged_metrics().unwrap(), ["train_loss", "val_error"]);
}
