//! Keeping a lease: a thread that says, four times a lease, that its owner lives, and lets go at the end.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::error::StoreError;
use crate::lease::row;
use crate::lease::state::Epoch;

/// Beats in the time after which a silent owner is replaced: three may be missed.
const BEATS_A_LEASE: u32 = 4;
/// How long a beat waits for a writer at work before it is given up; the next one comes soon.
const WAIT_FOR_WRITER: Duration = Duration::from_secs(1);

/// Runs until it is dropped.
#[derive(Debug)]
pub(crate) struct Keeper {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    over: Mutex<bool>,
    told: Condvar,
    fenced: AtomicBool,
}

impl Keeper {
    /// Starts to keep the lease `epoch` of the store at `path`.
    pub(crate) fn start(path: &Path, epoch: Epoch, lease: Duration) -> Result<Keeper, StoreError> {
        let connection = connect(path)?;
        let shared = Arc::new(Shared::default());
        let of_thread = Arc::clone(&shared);
        let keep = move || keep(connection, &of_thread, epoch, lease / BEATS_A_LEASE);
        let thread = thread::Builder::new().name("keep the lease".into()).spawn(keep);
        let thread = thread.map_err(|source| StoreError::File { path: path.to_owned(), source })?;
        Ok(Keeper { shared, thread: Some(thread) })
    }

    /// Whether a beat was refused: another owns the project.
    pub(crate) fn is_fenced(&self) -> bool {
        self.shared.fenced.load(Ordering::Relaxed)
    }
}

/// A beat that a power loss undoes harms nobody, so none waits for the disk; and none tidies up the log.
fn connect(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(WAIT_FOR_WRITER)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
    Ok(connection)
}

/// Beats until it is told that it is over or finds that it is fenced. A beat that fails is late, nothing worse.
fn keep(mut connection: Connection, shared: &Shared, epoch: Epoch, pause: Duration) {
    while !told_within(shared, pause) {
        if let Ok(false) = row::beat(&mut connection, epoch) {
            shared.fenced.store(true, Ordering::Relaxed);
            return;
        }
    }
    // Where it fails, the next owner finds this process dead.
    let _ = row::release(&mut connection, epoch);
}

fn told_within(shared: &Shared, pause: Duration) -> bool {
    let over = shared.over.lock().unwrap_or_else(PoisonError::into_inner);
    let waited = shared.told.wait_timeout_while(over, pause, |over| !*over);
    *waited.unwrap_or_else(PoisonError::into_inner).0
}

impl Drop for Keeper {
    fn drop(&mut self) {
        *self.shared.over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.shared.told.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
