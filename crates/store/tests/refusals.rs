//! What a store refuses: files that are not its own, events that cannot follow, and a second coordinator.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod sample;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use etude_store::{FORMAT_VERSION, LockOwner, ProjectLock, Store, StoreError};
use etude_study::event::Event;
use etude_study::history::HistoryError;
use etude_study::ids::{RoundId, StudyId, TrialId};
use etude_study::trial::{AttemptEnding, Outcome, Purpose};
use rusqlite::Connection;
use sample::{
    attempt_ended, beginning, feasible, finished_trial, measured, new_place, requested, round_started,
    searched, started, stored,
};

/// Every file of a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// Opens a folder's `etude.db` in both ways, makes sure nothing changed, and returns both errors.
fn refused(folder: &Path) -> [StoreError; 2] {
    let before = files(folder);
    let path = folder.join("etude.db");
    let errors = [Store::create_or_open(&path).unwrap_err(), Store::open_read_only(&path).unwrap_err()];
    assert!(files(folder) == before, "a refused file was changed, or got company");
    errors
}

#[test]
fn reading_where_no_project_is_creates_none() {
    let (folder, path) = new_place();
    assert!(matches!(Store::open_read_only(&path), Err(StoreError::NoProject { path: at }) if at == path));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn creating_leaves_the_store_and_nothing_else() {
    let (_folder, path) = new_place();
    drop(Store::create_or_open(&path).unwrap());
    let names: Vec<_> =
        fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(names, std::slice::from_ref(&path));
    let reader = Connection::open(&path).unwrap();
    let mode: String = reader.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "makes the files that are to be refused")]
fn a_file_that_is_no_database_is_refused_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("etude.db");
    fs::write(&path, "epoch,loss\n".repeat(1000)).unwrap();
    for error in refused(folder.path()) {
        assert!(matches!(error, StoreError::NotADatabase { .. }), "{error:?}");
    }
    fs::write(&path, "").unwrap();
    for error in refused(folder.path()) {
        assert!(matches!(error, StoreError::AnotherApplication { application_id: 0, .. }), "{error:?}");
    }
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(matches!(Store::create_or_open(&path), Err(StoreError::NotADatabase { .. })));
    assert!(matches!(Store::open_read_only(&path), Err(StoreError::NotADatabase { .. })));
}

#[test]
fn any_name_of_a_folder_will_do() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["with space", "ø%41#?immutable=0&", ":memory:", "file:x", "-"] {
        let path = folder.path().join(name).join("etude.db");
        let mut store = Store::create_or_open(&path).unwrap();
        store.append(&beginning(), 0).unwrap();
        drop(store);
        assert_eq!(Store::open_read_only(&path).unwrap().load().unwrap(), beginning(), "{name}");
    }
}

#[test]
fn another_application_s_database_is_refused_unchanged() {
    for pragmas in ["", "PRAGMA application_id = 77; PRAGMA user_version = 1;", "PRAGMA journal_mode = WAL;"]
    {
        let folder = tempfile::tempdir().unwrap();
        let other = Connection::open(folder.path().join("etude.db")).unwrap();
        other.execute_batch("CREATE TABLE trials (id INTEGER)").unwrap();
        other.execute_batch(pragmas).unwrap();
        drop(other);
        for error in refused(folder.path()) {
            assert!(matches!(error, StoreError::AnotherApplication { .. }), "{error:?}");
        }
    }
}

#[test]
fn a_later_store_is_refused_unchanged() {
    let (_folder, path, store) = stored(&beginning());
    drop(store);
    let later = Connection::open(&path).unwrap();
    later.pragma_update(None, "user_version", FORMAT_VERSION + 1).unwrap();
    drop(later);
    for error in refused(path.parent().unwrap()) {
        assert!(matches!(error, StoreError::NewerStore { found: 5, known: FORMAT_VERSION, .. }), "{error:?}");
        assert!(error.to_string().contains("version 5"), "{error}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "damages a file on purpose")]
fn damage_is_named() {
    let mut events = beginning();
    events.extend((1..=40).flat_map(|trial| finished_trial(trial, 10)));
    let (_folder, path, store) = stored(&events);
    drop(store);
    let mut bytes = fs::read(&path).unwrap();
    // Page 1 stays: it is a database still, and Etude's.
    for byte in bytes.iter_mut().skip(4096).step_by(3) {
        *byte = !*byte;
    }
    fs::write(&path, bytes).unwrap();
    let store = Store::open_read_only(&path).unwrap();
    assert!(matches!(store.load(), Err(StoreError::Corrupt { .. })), "{:?}", store.load());
    match store.integrity() {
        Ok(violations) => assert!(!violations.is_empty()),
        Err(error) => assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}"),
    }
}

#[test]
fn a_reader_cannot_write() {
    let (_folder, path, _writer) = stored(&beginning());
    let mut reader = Store::open_read_only(&path).unwrap();
    assert!(matches!(reader.append(&[searched(1)], 0), Err(StoreError::ReadOnly { .. })));
}

/// A store with trial 1 ended, trial 2 running with two reports, and no trial 3.
fn underway() -> (tempfile::TempDir, Store) {
    let mut events = beginning();
    events.extend(finished_trial(1, 2));
    events.extend([searched(2), started(2, 1), measured(2, 1, 0, 0.5), measured(2, 1, 1, 0.4)]);
    let (folder, _path, store) = stored(&events);
    (folder, store)
}

/// Appends something harmless and then the event: both must be refused, and leave no trace.
fn refusal(event: Event) -> StoreError {
    let (_folder, mut store) = underway();
    let before = store.load().unwrap();
    let harmless = [measured(2, 1, 2, 0.3), searched(9)];
    let error = store.append(&[&harmless[..], &[event]].concat(), 0).unwrap_err();
    assert_eq!(store.load().unwrap(), before, "a refused append left something behind");
    assert!(store.integrity().unwrap().is_empty());
    store.append(&harmless, 0).expect("goes on after a refusal");
    error
}

#[test]
fn an_event_the_history_would_refuse_is_not_stored() {
    let trial = TrialId;
    let outcome = Outcome::Cancelled;
    let cases = [
        (started(3, 1), HistoryError::UnknownTrial(trial(3))),
        (measured(3, 1, 0, 0.5), HistoryError::UnknownTrial(trial(3))),
        (feasible(3, 0.5), HistoryError::UnknownTrial(trial(3))),
        (started(1, 2), HistoryError::TrialHadEnded(trial(1))),
        (measured(1, 1, 2, 0.5), HistoryError::TrialHadEnded(trial(1))),
        (attempt_ended(1, 1, AttemptEnding::Lost), HistoryError::TrialHadEnded(trial(1))),
        (Event::TrialEnded { trial: trial(1), outcome }, HistoryError::TrialHadEnded(trial(1))),
        (
            measured(2, 1, 4, 0.5),
            HistoryError::ReportOutOfOrder { trial: trial(2), attempt: 1, expected: 3, found: 4 },
        ),
        (
            requested(3, Purpose::Incumbent { study: StudyId { round: RoundId(1), study: 3 } }),
            HistoryError::UnknownStudy(StudyId { round: RoundId(1), study: 3 }),
        ),
        (
            requested(3, Purpose::Incumbent { study: StudyId { round: RoundId(7), study: 1 } }),
            HistoryError::UnknownRound(RoundId(7)),
        ),
        (
            Event::StudyChecked {
                study: StudyId { round: RoundId(1), study: 0 },
                findings: Vec::new(),
                expansion: None,
            },
            HistoryError::UnknownStudy(StudyId { round: RoundId(1), study: 0 }),
        ),
    ];
    for (event, expected) in cases {
        match refusal(event) {
            StoreError::Refused { source, .. } => assert_eq!(source, expected),
            other => panic!("{other:?} where {expected:?} was due"),
        }
    }
}

#[test]
fn an_event_that_repeats_or_skips_a_number_is_not_stored() {
    let again = refusal(measured(2, 1, 1, 0.4));
    assert!(matches!(again, StoreError::AlreadyMeasured { sequence: 1, attempt: 1, .. }), "{again:?}");
    let late = refusal(measured(1, 1, 1, 0.4));
    assert!(matches!(late, StoreError::AlreadyMeasured { trial: TrialId(1), .. }), "{late:?}");
    let unknown = refusal(measured(2, 2, 0, 0.4));
    assert!(matches!(unknown, StoreError::UnknownAttempt { attempts: 1, found: 2, .. }), "{unknown:?}");
    for attempt in [0, 3] {
        let skipped = refusal(started(2, attempt));
        assert!(matches!(skipped, StoreError::UnknownAttempt { attempts: 1, .. }), "{skipped:?}");
    }
    assert!(matches!(refusal(searched(1)), StoreError::AlreadyRequested { trial: TrialId(1) }));
    let skipped = refusal(round_started(RoundId(3)));
    assert!(matches!(skipped, StoreError::RoundOutOfOrder { expected: RoundId(2), .. }), "{skipped:?}");
}

#[test]
fn an_event_that_json_would_alter_is_not_stored() {
    let tested = |value| Event::Tested {
        trial: TrialId(1),
        checkpoint: "best.pt".into(),
        metrics: BTreeMap::from([("test_error".into(), value)]),
    };
    let seconds = |seconds| Event::AttemptEnded {
        trial: TrialId(2),
        attempt: 1,
        ending: AttemptEnding::Finished,
        seconds: Some(seconds),
    };
    for event in [tested(f64::NAN), tested(f64::INFINITY), seconds(f64::NAN), seconds(f64::NEG_INFINITY)] {
        let error = refusal(event);
        assert!(matches!(error, StoreError::EventNotStorable { .. }), "{error:?}");
    }
}

#[test]
fn what_happened_cannot_be_changed_by_hand() {
    let mut events = beginning();
    events.extend(finished_trial(1, 2));
    let (_folder, path, _store) = stored(&events);
    let by_hand = Connection::open(&path).unwrap();
    for sql in [
        "UPDATE events SET at_ms = 0",
        "DELETE FROM events",
        "UPDATE measurements SET epoch = 1.0",
        "DELETE FROM measurements WHERE trial = 1",
    ] {
        assert!(by_hand.execute_batch(sql).is_err(), "{sql}");
    }
}

const LOCK_HELD_BY_PARENT: &str = "ETUDE_TEST_LOCK";

#[test]
fn a_second_coordinator_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".etude").join("coordinator.lock");
    let lock = ProjectLock::take(&path).unwrap();
    let error = ProjectLock::take(&path).unwrap_err();
    let StoreError::AlreadyRunning { owner: LockOwner::Process { pid, host } } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(*pid, std::process::id());
    assert!(error.to_string().contains(&format!("process {pid} on {host}")), "{error}");

    let mut elsewhere = Command::new(std::env::current_exe().unwrap());
    elsewhere.args(["--exact", "takes_the_lock_of_its_parent", "--ignored"]).env(LOCK_HELD_BY_PARENT, &path);
    elsewhere.stdout(Stdio::null()).stderr(Stdio::null());
    assert!(!elsewhere.status().unwrap().success(), "another process got the lock as well");
    drop(lock);
    assert!(elsewhere.status().unwrap().success(), "the lock was not let go of");
    drop(ProjectLock::take(&path).unwrap());
}

#[test]
#[ignore = "the other process of a_second_coordinator_is_refused_by_name"]
#[expect(clippy::disallowed_methods, reason = "told by its parent where the lock is")]
fn takes_the_lock_of_its_parent() {
    if let Some(path) = std::env::var_os(LOCK_HELD_BY_PARENT) {
        ProjectLock::take(Path::new(&path)).unwrap();
    }
}
