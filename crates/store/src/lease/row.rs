//! The lease in the database: its row, read and written by the transitions of [`LeaseState`].

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, Row as SqlRow, TransactionBehavior, params};

use crate::error::StoreError;
use crate::lease::owner::{LeaseOwner, monotonic_now};
use crate::lease::state::{Epoch, LeaseState, Sign};
use crate::lock::LockOwner;

/// What stands in the row.
#[derive(Debug, Clone)]
pub(crate) struct LeaseRow {
    pub(crate) sign: Sign,
    held: bool,
    /// The owner or, once it let go, who it was.
    pub(crate) last_owner: Option<LeaseOwner>,
    /// The promise of the owner to give a sign.
    pub(crate) lease: Duration,
    /// When it last did, by its monotonic clock.
    pub(crate) beat_at: Duration,
}

impl LeaseRow {
    /// The row; `None` in a store of a version that had no lease.
    pub(crate) fn read_if_there(connection: &Connection) -> Result<Option<LeaseRow>, StoreError> {
        let is_there = "SELECT 1 FROM sqlite_schema WHERE name = 'lease'";
        let is_there = connection.query_row(is_there, [], |_| Ok(())).optional()?;
        is_there.map(|()| LeaseRow::read(connection)).transpose()
    }

    pub(crate) fn read(connection: &Connection) -> Result<LeaseRow, StoreError> {
        let sql = "SELECT epoch, beat, held, lease_ms, beat_at_ms, host, pid, started, kernel, user, since_ms \
                   FROM lease";
        Ok(connection.prepare_cached(sql)?.query_row([], |row| {
            Ok(LeaseRow {
                sign: Sign { epoch: row.get(0)?, beat: row.get(1)? },
                held: row.get(2)?,
                lease: Duration::from_millis(row.get::<_, i64>(3)?.unsigned_abs()),
                beat_at: Duration::from_millis(row.get::<_, i64>(4)?.unsigned_abs()),
                last_owner: owner(row)?,
            })
        })?)
    }

    /// The state that the transitions work on.
    pub(crate) fn state(&self) -> LeaseState<LeaseOwner> {
        LeaseState { sign: self.sign, owner: self.last_owner.clone().filter(|_| self.held) }
    }

    /// Whoever has the project, or had it last.
    pub(crate) fn named(&self) -> LockOwner {
        self.last_owner.clone().map_or(LockOwner::Unnamed, |owner| LockOwner::Leased(Box::new(owner)))
    }

    fn write(&mut self, connection: &Connection, state: LeaseState<LeaseOwner>) -> Result<(), StoreError> {
        self.sign = state.sign;
        self.held = state.owner.is_some();
        self.last_owner = state.owner.or(self.last_owner.take());
        let owner = self.last_owner.as_ref();
        let sql = "UPDATE lease SET epoch = ?1, beat = ?2, held = ?3, lease_ms = ?4, beat_at_ms = ?5, host = ?6, \
                   pid = ?7, started = ?8, kernel = ?9, user = ?10, since_ms = ?11";
        connection.prepare_cached(sql)?.execute(params![
            self.sign.epoch,
            self.sign.beat,
            self.held,
            milliseconds(self.lease),
            milliseconds(self.beat_at),
            owner.map(|owner| &owner.host),
            owner.map(|owner| owner.pid),
            owner.map(|owner| owner.started),
            owner.map(|owner| &owner.kernel),
            owner.map(|owner| &owner.user),
            owner.map(|owner| owner.since_ms),
        ])?;
        Ok(())
    }
}

/// Refuses a writer that may not write. To be asked in the transaction that writes.
pub(crate) fn require(connection: &Connection, writer: Option<Epoch>) -> Result<(), StoreError> {
    let sql = "SELECT epoch, beat, held FROM lease";
    let state = connection.prepare_cached(sql)?.query_row([], |row| {
        let owner = row.get::<_, bool>(2)?.then_some(());
        Ok(LeaseState { sign: Sign { epoch: row.get(0)?, beat: row.get(1)? }, owner })
    })?;
    if state.allows(writer) {
        return Ok(());
    }
    let by = LeaseRow::read(connection)?.named();
    Err(match writer {
        Some(_) => StoreError::Fenced { by },
        None => StoreError::AlreadyRunning { owner: by },
    })
}

/// Becomes the owner if nothing has changed since `seen`. Its fence number, or `None`.
pub(crate) fn take(
    connection: &mut Connection,
    seen: Sign,
    owner: LeaseOwner,
    lease: Duration,
) -> Result<Option<Epoch>, StoreError> {
    change(connection, |row, state| {
        row.lease = lease;
        row.beat_at = monotonic_now();
        state.take(seen, owner)
    })
}

/// Says that the owner lives; `false` when it is fenced.
pub(crate) fn beat(connection: &mut Connection, epoch: Epoch) -> Result<bool, StoreError> {
    let beaten = change(connection, |row, state| {
        row.beat_at = monotonic_now();
        state.beat(epoch).then_some(())
    })?;
    Ok(beaten.is_some())
}

/// Lets go, unless another owns the project.
pub(crate) fn release(connection: &mut Connection, epoch: Epoch) -> Result<(), StoreError> {
    change(connection, |_, state| state.release(epoch).then_some(()))?;
    Ok(())
}

/// Runs a transition in one transaction, and writes only what it allows.
fn change<T>(
    connection: &mut Connection,
    transition: impl FnOnce(&mut LeaseRow, &mut LeaseState<LeaseOwner>) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut row = LeaseRow::read(&transaction)?;
    let mut state = row.state();
    let Some(allowed) = transition(&mut row, &mut state) else { return Ok(None) };
    row.write(&transaction, state)?;
    transaction.commit()?;
    Ok(Some(allowed))
}

fn owner(row: &SqlRow<'_>) -> rusqlite::Result<Option<LeaseOwner>> {
    let Some(host) = row.get(5)? else { return Ok(None) };
    Ok(Some(LeaseOwner {
        host,
        pid: row.get(6)?,
        started: row.get(7)?,
        kernel: row.get(8)?,
        user: row.get(9)?,
        since_ms: row.get(10)?,
    }))
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
