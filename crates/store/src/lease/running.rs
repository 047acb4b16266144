//! Who runs a project now, for somebody who only looks.

use std::path::Path;

use crate::error::StoreError;
use crate::lease::owner::LeaseOwner;
use crate::lease::row::LeaseRow;
use crate::lease::state::Evidence;
use crate::lock::{LockOwner, lock_holder};
use crate::open::Store;

/// The process that runs a project; none if nothing does. The lease says who it is, since a process that was replaced
/// while it slept keeps the kernel's lock; before the first lease, the lock does. `store` and `lock` are the files of a
/// [`crate::LeaseRequest`].
///
/// # Errors
/// When one of the files cannot be read.
pub fn running_owner(store: &Path, lock: &Path) -> Result<Option<LockOwner>, StoreError> {
    let row = match Store::open_read_only(store) {
        Ok(store) => LeaseRow::read_if_there(&store.connection)?,
        Err(StoreError::NoProject { .. }) => None,
        Err(error) => return Err(error),
    };
    let Some(row) = row.filter(|row| row.sign.epoch > 0) else { return lock_holder(lock) };
    let Some(owner) = row.state().owner else { return Ok(None) };
    let lives = match owner.evidence(&LeaseOwner::this_process(0), false, row.beat_at) {
        Evidence::Dead => false,
        Evidence::LastBeat(_) => true,
        // Of a process out of sight, the lock is all that can be seen.
        Evidence::None => lock_holder(lock)?.is_some(),
    };
    Ok(lives.then_some(LockOwner::Process { pid: owner.pid, host: owner.host }))
}
