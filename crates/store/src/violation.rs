//! What a check of the store can find, as data.

use etude_study::history::HistoryError;
use etude_study::ids::TrialId;
use rusqlite::types::Value;
use thiserror::Error;

use crate::error::UnreadableEntry;

/// A promise of the store that its content breaks.
#[derive(Debug, Error)]
pub enum Violation {
    /// SQLite finds its own structures damaged; nothing else was looked at.
    #[error("the file is damaged: {report}")]
    Damaged {
        /// SQLite's words.
        report: String,
    },
    /// A row names another that does not exist.
    #[error("table {table}: row {row:?} names a row of {parent} that does not exist")]
    Dangling {
        /// The naming table.
        table: String,
        /// The row's number, where its table has such.
        row: Option<i64>,
        /// The named table.
        parent: String,
    },
    /// An entry cannot be read.
    #[error("entry {seq} cannot be read: {source}")]
    Unreadable {
        /// Its place.
        seq: i64,
        /// What is wrong with it.
        source: UnreadableEntry,
    },
    /// An event and a measurement have the same place.
    #[error("place {seq} is taken twice")]
    PlaceTakenTwice {
        /// The place.
        seq: i64,
    },
    /// An event's own columns (kind, trial, round) say something else than its body.
    #[error("event {seq}: its columns and its body disagree")]
    ColumnsDisagree {
        /// Its place.
        seq: i64,
    },
    /// An entry cannot follow the ones before it: a trial changes after its end, or names what does not exist.
    #[error("entry {seq}: {source}")]
    DoesNotFollow {
        /// Its place.
        seq: i64,
        /// Why.
        source: HistoryError,
    },
    /// An attempt's reports are not numbered from 0 without gaps.
    #[error("trial {trial}, attempt {attempt}: {stored} reports are stored, the last is number {last}")]
    ReportMissing {
        /// The trial.
        trial: TrialId,
        /// The attempt.
        attempt: u32,
        /// Stored reports.
        stored: u32,
        /// Number of the last one.
        last: u32,
    },
    /// A trial that is not feasible has a score, or a feasible one has none.
    #[error("trial {trial} is {state} and its score is {score:?}")]
    ScoreAndStateDisagree {
        /// The trial.
        trial: TrialId,
        /// Its state.
        state: String,
        /// Its score.
        score: Option<f64>,
    },
    /// A derived table says something else than the fold of the events.
    #[error("{table} {key}: {column} is {stored:?}, but the events make it {folded:?}")]
    DerivedDiffers {
        /// The table.
        table: DerivedTable,
        /// The row: a number, or two with a point between.
        key: String,
        /// The column; `row` when the whole row is missing, or is one too many.
        column: &'static str,
        /// What the table says; nothing for a missing row.
        stored: Option<Value>,
        /// What the events say; nothing for a row too many.
        folded: Option<Value>,
    },
}

/// A table that is derived from the events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DerivedTable {
    /// `rounds`.
    Round,
    /// `studies`.
    Study,
    /// `trials`.
    Trial,
}

impl std::fmt::Display for DerivedTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            DerivedTable::Round => "round",
            DerivedTable::Study => "study",
            DerivedTable::Trial => "trial",
        })
    }
}
