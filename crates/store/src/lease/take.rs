//! Becoming the owner of a project: the kernel's lock first, then the lease.

use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::error::StoreError;
use crate::lease::keeper::Keeper;
use crate::lease::owner::{LeaseOwner, monotonic_now};
use crate::lease::row::{self, LeaseRow};
use crate::lease::state::{Judgement, Sign, Watch, Watched, judge};
use crate::lock::{LockOwner, ProjectLock};
use crate::open::Store;

/// A watched owner is looked at so often in a lease, and at least every half second.
const LOOKS_A_LEASE: u32 = 16;
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// What is needed to own a project.
#[derive(Debug, Clone, Copy)]
pub struct LeaseRequest<'a> {
    /// The database, `.etude/etude.db`; made if it is not there.
    pub store: &'a Path,
    /// The file with the kernel's lock, `.etude/coordinator.lock`.
    pub lock: &'a Path,
    /// After how long without a sign another may take over, see [`crate::lease_duration`].
    pub lease: Duration,
    /// The time of day in milliseconds since 1970, to be shown to others.
    pub now_ms: i64,
}

/// The right to write to a project. It is kept until it is dropped or, should this process sleep for too long, until
/// another takes over: everything it then wants to write is refused with [`StoreError::Fenced`].
#[derive(Debug)]
pub struct ProjectLease {
    keeper: Keeper,
    /// None where another, silent, process has it.
    _lock: Option<ProjectLock>,
}

impl ProjectLease {
    /// Whether another is known to have taken over. It is noticed some time after it happened, so only the refusal of
    /// an append is certain; this is for whoever has nothing to append.
    pub fn is_fenced(&self) -> bool {
        self.keeper.is_fenced()
    }
}

/// Becomes the owner of a project, or says who is.
///
/// An owner that lives is refused at once with its name, one that is dead is followed at once, and one that gives no
/// sign is watched for one lease of its own: `on_watch` is told who it is and how long it will be watched at most, a
/// few times a second, and ends the wait with `false`.
pub fn take_lease(
    request: &LeaseRequest<'_>,
    on_watch: &mut dyn FnMut(&LeaseOwner, Duration) -> bool,
) -> Result<(Store, ProjectLease), StoreError> {
    let lock = match ProjectLock::take(request.lock) {
        Ok(lock) => Some(lock),
        Err(StoreError::AlreadyRunning { owner }) => {
            require_leased(request.store, owner)?;
            None
        }
        Err(error) => return Err(error),
    };
    let mut store = Store::create_or_open(request.store)?;
    let this = LeaseOwner::this_process(request.now_ms);
    loop {
        let seen = wait_for_turn(&store, &this, lock.is_some(), on_watch)?;
        // Another may have been faster; then it is judged like any owner.
        if let Some(epoch) = row::take(&mut store.connection, seen, this.clone(), request.lease)? {
            store.fence = Some(epoch);
            let keeper = Keeper::start(request.store, epoch, request.lease)?;
            return Ok((store, ProjectLease { keeper, _lock: lock }));
        }
    }
}

/// Where another process has the kernel's lock, the project must have been leased before: then whoever that process
/// is, the lease alone decides who writes. It may be one that was replaced while it slept, and keeps the lock as long as
/// it sleeps. Otherwise it is about to take the first lease, or is an earlier Etude that has none; the file is left
/// alone.
fn require_leased(store: &Path, owner: LockOwner) -> Result<(), StoreError> {
    let row = match Store::open_read_only(store) {
        Ok(store) => LeaseRow::read_if_there(&store.connection)?,
        Err(StoreError::NoProject { .. }) => None,
        Err(error) => return Err(error),
    };
    let was_leased = row.is_some_and(|row| row.sign.epoch > 0);
    if was_leased { Ok(()) } else { Err(StoreError::AlreadyRunning { owner }) }
}

/// Returns what was seen when nobody owned the project any more.
fn wait_for_turn(
    store: &Store,
    this: &LeaseOwner,
    lock_is_ours: bool,
    on_watch: &mut dyn FnMut(&LeaseOwner, Duration) -> bool,
) -> Result<Sign, StoreError> {
    let mut watch: Option<Watch> = None;
    loop {
        let row = LeaseRow::read(&store.connection)?;
        let refused = || StoreError::AlreadyRunning { owner: row.named() };
        let Some(owner) = row.state().owner else { return Ok(row.sign) };
        match judge(owner.evidence(this, lock_is_ours, row.beat_at), row.lease) {
            Judgement::Take => return Ok(row.sign),
            Judgement::Refuse => return Err(refused()),
            Judgement::Watch => {}
        }
        let now = monotonic_now();
        let watch = watch.get_or_insert_with(|| Watch::begin(row.sign, row.lease, now));
        match watch.look(row.sign, now) {
            Watched::Alive => return Err(refused()),
            Watched::Expired => return Ok(row.sign),
            Watched::Waiting => {}
        }
        if !on_watch(&owner, watch.left()) {
            return Err(refused());
        }
        thread::sleep((row.lease / LOOKS_A_LEASE).min(LONGEST_PAUSE));
    }
}
