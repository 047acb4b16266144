//! What a project remembers: one SQLite file, `.etude/etude.db`. The only crate with SQL.
//!
//! The closed enum of [events](etude_study::event::Event) is the truth. [`Store::append`] takes events in and keeps
//! tables derived from them in the same transaction; [`Store::load_history`] folds them. Measurements are events too,
//! but live in a table of their own: opening a project reads the curves of trials that have not ended and of no
//! others, [`Store::curve`] reads one. `schema.sql` is the format, with comments for whoever looks in with `sqlite3`.
//!
//! Promises, each with its test in `tests/`: what `append` acknowledged is there exactly once after kill -9 at any
//! instant; an append is stored as a whole or not at all; no number is altered; a reader never disturbs the writer;
//! a file that is not ours, or of a later Etude, is refused and left unchanged; one process at a time owns a project
//! ([`take_lease`]), and one that was replaced while it slept writes nothing more. Power loss is covered as far as the
//! disk honours `fsync`; network file systems are not supported.

mod append;
mod create;
mod derived;
mod entry;
mod error;
mod exact;
mod integrity;
mod lease;
mod load;
mod lock;
mod measurements;
mod migrate;
mod open;
mod study_file;
mod timeline;
mod violation;
mod words;

pub use error::{StoreError, UnreadableEntry};
pub use lease::state as lease_state;
pub use lease::{
    LEASE_SETTING, LeaseOwner, LeaseRequest, ProjectLease, lease_duration, running_owner, take_lease,
};
pub use lock::{LockOwner, ProjectLock, lock_holder};
pub use open::{BUSY_TIMEOUT, FORMAT_VERSION, Store};
pub use study_file::{StudyContent, StudyFile, StudyFileError};
pub use timeline::Moment;
pub use violation::{DerivedTable, Violation};
