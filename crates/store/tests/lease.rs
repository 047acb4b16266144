//! R15: of two coordinators one writes; one that was replaced while it slept writes nothing more, for ever.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod sample;

use std::path::{Path, PathBuf};
use std::time::Duration;

use etude_store::{
    FORMAT_VERSION, LeaseOwner, LeaseRequest, LockOwner, ProjectLease, ProjectLock, Store, StoreError,
    running_owner, take_lease,
};
use rusqlite::Connection;
use sample::{beginning, finished_trial, new_place};
use tempfile::TempDir;

const LEASE: Duration = Duration::from_hours(1);
/// Of an owner that is made to be silent.
const SHORT_MS: u32 = 160;

struct Place {
    _folder: TempDir,
    store: PathBuf,
    lock: PathBuf,
}

impl Place {
    fn new() -> Place {
        let (folder, store) = new_place();
        let lock = store.with_file_name("coordinator.lock");
        Place { _folder: folder, store, lock }
    }

    fn request(&self) -> LeaseRequest<'_> {
        LeaseRequest { store: &self.store, lock: &self.lock, lease: LEASE, now_ms: 1_785_542_399_999 }
    }

    /// Takes the lease, with the number of looks that it took.
    fn take(&self) -> (Result<(Store, ProjectLease), StoreError>, u32) {
        let mut looks = 0;
        let mut on_watch = |_: &LeaseOwner, _: Duration| {
            looks += 1;
            true
        };
        let taken = take_lease(&self.request(), &mut on_watch);
        (taken, looks)
    }

    fn take_at_once(&self) -> (Store, ProjectLease) {
        let (taken, looks) = self.take();
        assert_eq!(looks, 0);
        taken.unwrap()
    }

    fn by_hand(&self, sql: &str) {
        Connection::open(&self.store).unwrap().execute_batch(sql).unwrap();
    }

    /// The owner, which is this process, becomes one of a machine that cannot be seen into.
    fn put_owner_out_of_sight(&self) {
        self.by_hand(&format!("UPDATE lease SET host = 'far', kernel = 'another', lease_ms = {SHORT_MS}"));
    }

    fn row(&self) -> (u32, bool) {
        let connection = Connection::open(&self.store).unwrap();
        connection
            .query_row("SELECT epoch, held FROM lease", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
    }
}

fn host_of(owner: &LockOwner) -> &str {
    let LockOwner::Leased(owner) = owner else { panic!("{owner:?}") };
    &owner.host
}

#[test]
fn a_living_owner_is_refused_at_once_and_named() {
    let place = Place::new();
    let _owned = place.take_at_once();
    let (refused, looks) = place.take();
    let Err(StoreError::AlreadyRunning { owner }) = refused else { panic!("{refused:?}") };
    assert_eq!(looks, 0);
    let said = owner.to_string();
    assert!(said.starts_with(&format!("process {} on ", std::process::id())), "{said}");
    assert!(said.ends_with(", since 2026-07-31 23:59 UTC)"), "{said}");
    assert_eq!(place.row(), (1, true));
}

#[test]
fn a_silent_owner_is_replaced_and_writes_nothing_more_for_ever() {
    let place = Place::new();
    let (mut old, old_lease) = place.take_at_once();
    old.append(&beginning(), 0).unwrap();
    place.put_owner_out_of_sight();
    let (new, looks) = place.take();
    let (mut new, new_lease) = new.unwrap();
    assert!(looks >= 8, "watched for {looks} looks");
    assert_eq!(place.row(), (2, true));

    let before = new.load().unwrap();
    for _ in 0..2 {
        let fenced = old.append(&finished_trial(1, 2), 0);
        let Err(StoreError::Fenced { by }) = fenced else { panic!("{fenced:?}") };
        assert_eq!(by.to_string().split(' ').nth(1).unwrap(), std::process::id().to_string());
        assert!(matches!(old.check_lease(), Err(StoreError::Fenced { .. })));
    }
    assert_eq!(new.load().unwrap(), before);
    new.append(&finished_trial(1, 2), 0).unwrap();

    // The old one lets go of nothing that is not its own.
    drop(old_lease);
    new.append(&finished_trial(2, 2), 0).unwrap();
    drop(new_lease);
    assert_eq!(place.row(), (2, false));
    assert!(matches!(old.append(&finished_trial(3, 2), 0), Err(StoreError::Fenced { .. })));
    assert!(matches!(new.append(&finished_trial(3, 2), 0), Err(StoreError::Fenced { .. })));
    let (mut next, _lease) = place.take_at_once();
    assert!(matches!(old.append(&finished_trial(3, 2), 0), Err(StoreError::Fenced { .. })));
    next.append(&finished_trial(3, 2), 0).unwrap();
    assert_eq!(place.row(), (3, true));
    assert!(next.integrity().unwrap().is_empty());
}

/// A replaced owner that still sleeps keeps the kernel's lock. Once its successor has let go, the project is free.
#[test]
fn the_lock_of_a_sleeper_keeps_nobody_out_after_its_successor_has_gone() {
    let place = Place::new();
    let (_sleeper, _sleeping) = place.take_at_once();
    let running = || running_owner(&place.store, &place.lock).unwrap();
    let this = std::process::id();
    assert!(matches!(running(), Some(LockOwner::Process { pid, .. }) if pid == this));
    place.put_owner_out_of_sight();
    assert!(matches!(running(), Some(LockOwner::Process { host, .. }) if host == "far"), "it has the lock");
    let (successor, _) = place.take();
    drop(successor.unwrap());
    assert_eq!(running(), None);
    let (_next, _lease) = place.take_at_once();
    assert_eq!(place.row(), (3, true));
    assert!(running().is_some());
}

#[test]
fn an_owner_that_gives_a_sign_while_it_is_watched_stays() {
    let place = Place::new();
    let _owned = place.take_at_once();
    place.put_owner_out_of_sight();
    let mut on_watch = |owner: &LeaseOwner, left: Duration| {
        assert_eq!((owner.host.as_str(), left <= Duration::from_millis(SHORT_MS.into())), ("far", true));
        place.by_hand("UPDATE lease SET beat = beat + 1");
        true
    };
    let refused = take_lease(&place.request(), &mut on_watch);
    let Err(StoreError::AlreadyRunning { owner }) = refused else { panic!("{refused:?}") };
    assert_eq!((host_of(&owner), place.row()), ("far", (1, true)));
}

#[test]
fn whoever_does_not_want_to_wait_need_not() {
    let place = Place::new();
    let _owned = place.take_at_once();
    place.put_owner_out_of_sight();
    let refused = take_lease(&place.request(), &mut |_, _| false);
    assert!(matches!(refused, Err(StoreError::AlreadyRunning { .. })), "{refused:?}");
    assert_eq!(place.row(), (1, true));
}

#[test]
fn a_dead_owner_is_followed_at_once() {
    for death in [
        // No process has so large a number: the kernel's largest is 2^22.
        "UPDATE lease SET pid = 2147483647",
        // The number was given to another process since.
        "UPDATE lease SET started = started - 1",
        // The machine was started again.
        "UPDATE lease SET kernel = 'an-earlier-boot pid:[1] time:[1]'",
    ] {
        let place = Place::new();
        drop(place.take_at_once());
        place.by_hand(&format!("UPDATE lease SET held = 1, lease_ms = 3600000; {death}"));
        let (mut store, _lease) = place.take_at_once();
        store.append(&beginning(), 0).unwrap();
        assert_eq!(place.row(), (2, true), "{death}");
    }
}

#[test]
fn nobody_writes_beside_an_owner() {
    let place = Place::new();
    let (mut owned, lease) = place.take_at_once();
    let mut beside = Store::create_or_open(&place.store).unwrap();
    let refused = beside.append(&beginning(), 0);
    assert!(
        matches!(refused, Err(StoreError::AlreadyRunning { owner: LockOwner::Leased(_) })),
        "{refused:?}"
    );
    assert!(beside.load().unwrap().is_empty());
    owned.append(&beginning(), 0).unwrap();
    drop((owned, lease));
    beside.append(&finished_trial(1, 2), 0).unwrap();
}

#[test]
fn an_owner_that_was_replaced_notices_it_by_itself() {
    let place = Place::new();
    let request = LeaseRequest { lease: Duration::from_millis(40), ..place.request() };
    let (_store, lease) = take_lease(&request, &mut |_, _| true).unwrap();
    assert!(!lease.is_fenced());
    place.by_hand("UPDATE lease SET epoch = epoch + 1");
    while !lease.is_fenced() {
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn an_epoch_never_goes_back_also_by_hand() {
    let place = Place::new();
    drop(place.take_at_once());
    let connection = Connection::open(&place.store).unwrap();
    for wrong in ["UPDATE lease SET epoch = 0", "UPDATE lease SET epoch = 3", "DELETE FROM lease"] {
        connection.execute_batch(wrong).unwrap_err();
    }
}

/// A store as the first version made it.
fn first_version(path: &Path) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(include_str!("version_1.sql")).unwrap();
    connection.pragma_update(None, "application_id", 0x4574_7564).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    let sql = "INSERT INTO events (seq, at_ms, kind, body) VALUES (1, 0, 'dimensions_numbered', ?1)";
    let body = r#"{"event":"dimensions_numbered","names":["learning_rate"]}"#;
    connection.execute(sql, [body]).unwrap();
}

fn version(path: &Path) -> i32 {
    let connection = Connection::open(path).unwrap();
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[test]
fn a_store_of_the_first_version_is_read_as_it_is_and_brought_up_to_date_by_a_writer() {
    let place = Place::new();
    first_version(&place.store);
    let reader = Store::open_read_only(&place.store).unwrap();
    assert_eq!(reader.load().unwrap().len(), 1);
    assert!(reader.integrity().unwrap().is_empty());
    assert_eq!(version(&place.store), 1);

    let (mut store, _lease) = place.take_at_once();
    assert_eq!((version(&place.store), place.row()), (FORMAT_VERSION, (1, true)));
    store.append(&beginning(), 0).unwrap();
    assert_eq!(store.load().unwrap().len(), 1 + beginning().len());
    assert_eq!(reader.load().unwrap().len(), 1 + beginning().len());
}

/// An earlier Etude has the kernel's lock and no lease: nobody takes its store over, or changes it.
#[test]
fn a_coordinator_of_an_earlier_version_is_left_alone() {
    let place = Place::new();
    first_version(&place.store);
    let _earlier = ProjectLock::take(&place.lock).unwrap();
    let (refused, looks) = place.take();
    let Err(StoreError::AlreadyRunning { owner: LockOwner::Process { pid, .. } }) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!((pid, looks, version(&place.store)), (std::process::id(), 0, 1));
}
