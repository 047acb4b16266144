//! What can go wrong with a store, each by its name.

use std::path::PathBuf;

use etude_study::history::HistoryError;
use etude_study::ids::{RoundId, TrialId};
use rusqlite::ErrorCode;
use thiserror::Error;

use crate::lease::LEASE_SETTING;
use crate::lock::LockOwner;

/// Why a store could not be opened, read or written. Whatever the error, nothing of the refused append is stored.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is nothing to read.
    #[error("there is no project at {}", .path.display())]
    NoProject {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is no SQLite database, or no file at all.
    #[error("{} is not a database", .path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// A database, but not Etude's.
    #[error("{} belongs to another application (application id {application_id:#x})", .path.display())]
    AnotherApplication {
        /// The file.
        path: PathBuf,
        /// The id in its header; 0 when it has none.
        application_id: i32,
    },
    /// Written by a later Etude; left as it is.
    #[error("{} has version {found} of the store's format; this Etude knows versions up to {known}", .path.display())]
    NewerStore {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i32,
        /// [`crate::FORMAT_VERSION`].
        known: i32,
    },
    /// The SQLite that was linked can lose committed writes in WAL mode (fixed in 3.51.3).
    #[error("SQLite {found} is linked; at least 3.51.3 is needed, earlier ones can lose committed writes")]
    OldSqlite {
        /// Its version.
        found: &'static str,
    },
    /// The file system does not offer what a write-ahead log needs (shared memory: network file systems lack it).
    #[error("{} cannot use a write-ahead log (mode `{mode}`): is it on a network file system?", .path.display())]
    NoWriteAheadLog {
        /// The file.
        path: PathBuf,
        /// The journal mode SQLite fell back to.
        mode: String,
    },
    /// Another coordinator drives this project.
    #[error("this project is already run by {owner}")]
    AlreadyRunning {
        /// Who it is.
        owner: LockOwner,
    },
    /// Another took the project over, since this process gave no sign of life for a lease. Nothing was written, and
    /// nothing ever will be by this owner.
    #[error("this run was replaced while it gave no sign of life: the project was taken over by {by}")]
    Fenced {
        /// Who owns the project, or owned it last.
        by: LockOwner,
    },
    /// The setting is no duration that a lease can have.
    #[error("{LEASE_SETTING} is `{value}`; it must be a whole number of seconds from 1 to 3600")]
    BadLease {
        /// What was set.
        value: String,
    },
    /// The event cannot follow what is stored: the history would refuse it.
    #[error("event `{event}` was not stored: {source}")]
    Refused {
        /// The event's kind.
        event: &'static str,
        /// Why.
        source: HistoryError,
    },
    /// The same report again.
    #[error("report {sequence} of trial {trial}, attempt {attempt}, is stored already")]
    AlreadyMeasured {
        /// The trial.
        trial: TrialId,
        /// The attempt.
        attempt: u32,
        /// The report's number.
        sequence: u32,
    },
    /// A trial's number was given before.
    #[error("trial {trial} was requested already")]
    AlreadyRequested {
        /// The trial.
        trial: TrialId,
    },
    /// An event names an attempt that was not started, or starts one out of its order.
    #[error("trial {trial} has had {attempts} attempts, but an event names attempt {found}")]
    UnknownAttempt {
        /// The trial.
        trial: TrialId,
        /// How many were started.
        attempts: u32,
        /// The number that came.
        found: u32,
    },
    /// Rounds are numbered in the order of their start.
    #[error("round {found} was started where round {expected} belongs")]
    RoundOutOfOrder {
        /// The number that belonged there.
        expected: RoundId,
        /// The number that came.
        found: RoundId,
    },
    /// The event holds what its stored form cannot, such as NaN in a field that has no name for it; stored, it would
    /// read back as something else.
    #[error("event `{event}` would not read back as it is, so it was not stored")]
    EventNotStorable {
        /// The event's kind.
        event: &'static str,
    },
    /// A stored event or measurement cannot be read: the file was changed by something else, or is damaged.
    #[error("entry {seq} of the store cannot be read: {source}")]
    Unreadable {
        /// Its place.
        seq: i64,
        /// What is wrong with it.
        source: UnreadableEntry,
    },
    /// The stored events do not make a history: the file was changed by something else, or is damaged.
    #[error("the stored events do not follow from each other: {0}")]
    NotAHistory(#[from] HistoryError),
    /// Nothing more fits. Nothing acknowledged is lost; appending works again once there is room.
    #[error("the disk is full")]
    DiskFull {
        /// SQLite's words.
        source: rusqlite::Error,
    },
    /// Another process held the store for longer than [`crate::BUSY_TIMEOUT`].
    #[error("another process holds the store")]
    Busy {
        /// SQLite's words.
        source: rusqlite::Error,
    },
    /// Opened for reading only, or no right to write.
    #[error("the store can only be read")]
    ReadOnly {
        /// SQLite's words.
        source: rusqlite::Error,
    },
    /// The file is damaged.
    #[error("the store is damaged: {source}")]
    Corrupt {
        /// SQLite's words.
        source: rusqlite::Error,
    },
    /// Reading or writing failed: open the store again and look before anything is repeated.
    #[error("the disk failed: {source}")]
    InputOutput {
        /// SQLite's words.
        source: rusqlite::Error,
    },
    /// A file beside the database could not be made, opened or removed.
    #[error("{}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// Anything else that SQLite answers.
    #[error("SQLite: {source}")]
    Sqlite {
        /// SQLite's words.
        source: rusqlite::Error,
    },
}

/// What is wrong with a stored entry.
#[derive(Debug, Error)]
pub enum UnreadableEntry {
    /// Its JSON is not what it should be.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A column holds another type or an impossible number.
    #[error(transparent)]
    Column(#[from] rusqlite::Error),
    /// A number kept as text is none.
    #[error("`{0}` is not a number")]
    Number(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(source: rusqlite::Error) -> StoreError {
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::DiskFull { source },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy { source },
            Some(ErrorCode::ReadOnly) => StoreError::ReadOnly { source },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Corrupt { source },
            Some(ErrorCode::SystemIoFailure) => StoreError::InputOutput { source },
            _ => StoreError::Sqlite { source },
        }
    }
}
