//! The check that every crash test makes: does the store keep its promises?

mod folded;

use std::collections::BTreeSet;

use etude_study::event::Event;
use etude_study::history::History;
use etude_study::ids::TrialId;
use rusqlite::Connection;

use crate::entry::{self, Entry};
use crate::error::StoreError;
use crate::open::Store;
use crate::violation::Violation;
use crate::words;

/// Every event and every measurement in their common order, with the events' own columns at the end.
const EVERYTHING: &str = "
    SELECT seq, body, NULL, NULL, NULL, NULL, NULL, NULL, NULL, kind, trial, round FROM events
    UNION ALL
    SELECT seq, NULL, trial, attempt, sequence, epoch, step, checkpoint, metrics, NULL, NULL, NULL
    FROM measurements ORDER BY 1";

impl Store {
    /// Everything about this store that is not as it must be; empty when all is well. Reads the whole file, every
    /// curve included. When SQLite itself finds damage, only that is reported.
    pub fn integrity(&self) -> Result<Vec<Violation>, StoreError> {
        // One read transaction, so that a writer at work does not show as a contradiction.
        let snapshot = self.connection.unchecked_transaction()?;
        let damage = damage(&snapshot)?;
        if !damage.is_empty() {
            return Ok(damage);
        }
        let mut violations = dangling(&snapshot)?;
        let history = fold(&snapshot, &mut violations)?;
        violations.extend(missing_reports(&snapshot)?);
        violations.extend(misplaced_scores(&snapshot)?);
        violations.extend(folded::differences(&snapshot, &history)?);
        Ok(violations)
    }
}

fn damage(connection: &Connection) -> Result<Vec<Violation>, StoreError> {
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    let reports = statement.query_map([], |row| row.get::<_, String>(0))?;
    let reports = reports.collect::<Result<Vec<_>, _>>()?;
    let damaged = reports.into_iter().filter(|report| report != "ok");
    Ok(damaged.map(|report| Violation::Damaged { report }).collect())
}

fn dangling(connection: &Connection) -> Result<Vec<Violation>, StoreError> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let found = statement.query_map([], |row| {
        Ok(Violation::Dangling { table: row.get(0)?, row: row.get(1)?, parent: row.get(2)? })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Folds everything, passing over what does not follow; of an attempt's reports only the first that does not is named.
fn fold(connection: &Connection, violations: &mut Vec<Violation>) -> Result<History, StoreError> {
    let mut history = History::default();
    let mut broken = BTreeSet::new();
    let mut last_seq = None;
    let mut statement = connection.prepare(EVERYTHING)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Entry { seq, event } = match entry::read(row) {
            Ok(entry) => entry,
            Err(StoreError::Unreadable { seq, source }) => {
                violations.push(Violation::Unreadable { seq, source });
                continue;
            }
            Err(error) => return Err(error),
        };
        if last_seq.replace(seq) == Some(seq) {
            violations.push(Violation::PlaceTakenTwice { seq });
        }
        let columns: (Option<String>, Option<i64>, Option<i64>) = (row.get(9)?, row.get(10)?, row.get(11)?);
        if !agrees(&event, &columns) {
            violations.push(Violation::ColumnsDisagree { seq });
        }
        let Err(source) = history.apply(&event) else { continue };
        let first = match &event {
            Event::Measured { trial, measured } => broken.insert((*trial, measured.attempt)),
            _ => true,
        };
        if first {
            violations.push(Violation::DoesNotFollow { seq, source });
        }
    }
    Ok(history)
}

fn agrees(event: &Event, columns: &(Option<String>, Option<i64>, Option<i64>)) -> bool {
    if matches!(event, Event::Measured { .. }) {
        // A measurement's columns are all there is of it, so an event of that kind has no business in `events`.
        return columns.0.is_none();
    }
    columns.0.as_deref() == Some(words::kind(event))
        && columns.1 == words::trial(event).map(|trial| i64::from(trial.0))
        && columns.2 == words::round(event).map(|round| i64::from(round.0))
}

fn missing_reports(connection: &Connection) -> Result<Vec<Violation>, StoreError> {
    let sql = "SELECT trial, attempt, count(*) AS stored, max(sequence) AS last FROM measurements \
               GROUP BY trial, attempt HAVING last <> stored - 1";
    let mut statement = connection.prepare(sql)?;
    let found = statement.query_map([], |row| {
        Ok(Violation::ReportMissing {
            trial: TrialId(row.get(0)?),
            attempt: row.get(1)?,
            stored: row.get(2)?,
            last: row.get(3)?,
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn misplaced_scores(connection: &Connection) -> Result<Vec<Violation>, StoreError> {
    // An infinite score would pass for a number, so it is asked for by its size.
    let sql = "SELECT id, state, score FROM trials \
               WHERE (state = 'feasible') <> (score IS NOT NULL) OR abs(score) > 1.7976931348623157e308";
    let mut statement = connection.prepare(sql)?;
    let found = statement.query_map([], |row| {
        Ok(Violation::ScoreAndStateDisagree {
            trial: TrialId(row.get(0)?),
            state: row.get(1)?,
            score: row.get(2)?,
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}
