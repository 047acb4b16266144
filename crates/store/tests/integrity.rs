//! The check finds what a hand with `sqlite3`, or a fault, could do to a store.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod sample;

use etude_store::{DerivedTable, Store, Violation};
use etude_study::ids::TrialId;
use rusqlite::Connection;
use sample::{stored, whole_life};

/// Does something by hand to a sound store, then checks it.
fn after(sql: &str) -> Vec<Violation> {
    let (_folder, path, store) = stored(&whole_life());
    assert!(store.integrity().unwrap().is_empty());
    drop(store);
    let by_hand = Connection::open(&path).unwrap();
    by_hand.pragma_update(None, "foreign_keys", false).unwrap();
    for trigger in ["events_are_not_changed", "events_are_not_deleted"] {
        by_hand.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    for trigger in ["measurements_are_not_changed", "measurements_are_not_deleted"] {
        by_hand.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    by_hand.execute_batch(sql).unwrap();
    drop(by_hand);
    Store::open_read_only(&path).unwrap().integrity().unwrap()
}

#[test]
fn a_derived_column_that_the_events_do_not_bear_out() {
    for (sql, table, key, column) in [
        ("UPDATE trials SET score = 0.1 WHERE id = 1", DerivedTable::Trial, "1", "score"),
        ("UPDATE trials SET seconds = 9e9 WHERE id = 2", DerivedTable::Trial, "2", "seconds"),
        ("UPDATE trials SET state = 'failed' WHERE id = 7", DerivedTable::Trial, "7", "state"),
        ("UPDATE rounds SET decision = 'keep' WHERE id = 1", DerivedTable::Round, "1", "decision"),
        (
            "UPDATE studies SET complete = 0 WHERE number = 2 AND round = 1",
            DerivedTable::Study,
            "1.2",
            "complete",
        ),
        ("DELETE FROM studies WHERE round = 2 AND number = 1", DerivedTable::Study, "2.1", "row"),
    ] {
        let violations = after(sql);
        let [Violation::DerivedDiffers { table: found, key: at, column: of, .. }] = &violations[..] else {
            panic!("{sql}: {violations:?}")
        };
        assert_eq!((*found, at.as_str(), *of), (table, key, column), "{sql}");
    }
}

#[test]
fn a_report_that_is_missing() {
    let violations = after("DELETE FROM measurements WHERE trial = 1 AND sequence = 1");
    let missing =
        |v: &Violation| matches!(v, Violation::ReportMissing { trial: TrialId(1), stored: 3, last: 3, .. });
    assert!(violations.iter().any(missing), "{violations:?}");
    let first = violations.iter().filter(|v| matches!(v, Violation::DoesNotFollow { .. }));
    assert_eq!(first.count(), 1, "only the first report after a gap is named: {violations:?}");
}

#[test]
fn a_trial_that_changes_after_its_end() {
    let violations = after(
        "INSERT INTO events (seq, at_ms, kind, trial, round, body) \
         SELECT 10000, at_ms, kind, trial, round, body FROM events WHERE kind = 'trial_ended' AND trial = 7",
    );
    assert!(matches!(violations[..], [Violation::DoesNotFollow { seq: 10000, .. }]), "{violations:?}");
}

#[test]
fn a_score_where_none_may_be() {
    let violations = after("UPDATE trials SET score = 9e999 WHERE id IN (1, 7)");
    let misplaced = violations.iter().filter(|v| matches!(v, Violation::ScoreAndStateDisagree { .. }));
    assert_eq!(misplaced.count(), 2, "{violations:?}");
}

#[test]
fn entries_that_cannot_be_read_or_contradict_themselves() {
    let unreadable = after("UPDATE events SET body = '{\"event\": \"tested\"}' WHERE kind = 'tested'");
    assert!(matches!(unreadable[..], [Violation::Unreadable { .. }]), "{unreadable:?}");
    let columns = after("UPDATE events SET trial = 2 WHERE kind = 'tested'");
    assert!(matches!(columns[..], [Violation::ColumnsDisagree { .. }]), "{columns:?}");
    let twice = after(
        "UPDATE measurements SET seq = (SELECT max(seq) FROM events) WHERE trial = 12 AND attempt = 2 AND sequence = 1",
    );
    assert!(matches!(twice[..], [Violation::PlaceTakenTwice { .. }]), "{twice:?}");
    let dangling = after("UPDATE measurements SET trial = 99 WHERE trial = 13");
    assert!(dangling.iter().any(|v| matches!(v, Violation::Dangling { .. })), "{dangling:?}");
    for violation in unreadable.iter().chain(&columns).chain(&twice).chain(&dangling) {
        assert!(!violation.to_string().is_empty());
    }
}
