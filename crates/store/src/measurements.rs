//! Measurements: written with the events, read where a curve is asked for.

use etude_study::history::HistoryError;
use etude_study::ids::TrialId;
use etude_study::measurement::{Measurement, SpooledMeasurement};
use rusqlite::{Connection, Row, params};

use crate::append::Place;
use crate::derived::standing;
use crate::error::{StoreError, UnreadableEntry};
use crate::exact;
use crate::open::Store;

const INSERT: &str = "
    INSERT INTO measurements (seq, at_ms, trial, attempt, sequence, epoch, step, checkpoint, metrics)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

const COUNT: &str =
    "SELECT ifnull(max(sequence), -1) + 1 FROM measurements WHERE trial = ?1 AND attempt = ?2";

pub(crate) const CURVE: &str = "
    SELECT seq, attempt, sequence, epoch, step, checkpoint, metrics FROM measurements
    WHERE trial = ?1 ORDER BY attempt, sequence";

const LOGGED: &str = "SELECT DISTINCT named.key FROM measurements, json_each(metrics) AS named ORDER BY 1";

impl Store {
    /// The names of all metrics that any trial reported, in order. It reads every curve.
    pub fn logged_metrics(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(LOGGED)?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    /// All that a trial reported, attempt by attempt, each in the order of its reports. Empty for a trial that
    /// reported nothing or does not exist.
    pub fn curve(&self, trial: TrialId) -> Result<Vec<SpooledMeasurement>, StoreError> {
        let mut statement = self.connection.prepare_cached(CURVE)?;
        let mut rows = statement.query([trial.0])?;
        let mut curve = Vec::new();
        while let Some(row) = rows.next()? {
            let seq = row.get(0)?;
            curve.push(read(row, 1).map_err(|source| StoreError::Unreadable { seq, source })?);
        }
        Ok(curve)
    }

    /// How many reports of an attempt are stored: the number its next report must have.
    pub fn measured_count(&self, trial: TrialId, attempt: u32) -> Result<u32, StoreError> {
        measured_count(&self.connection, trial, attempt)
    }
}

fn measured_count(connection: &Connection, trial: TrialId, attempt: u32) -> Result<u32, StoreError> {
    Ok(connection.prepare_cached(COUNT)?.query_row([trial.0, attempt], |row| row.get(0))?)
}

/// Stores one report at its place.
pub(crate) fn insert(
    connection: &Connection,
    place: Place,
    trial: TrialId,
    measured: &SpooledMeasurement,
) -> Result<(), StoreError> {
    require_next(connection, trial, measured)?;
    let SpooledMeasurement { attempt, sequence, measurement } = measured;
    let metrics = serde_json::to_string(&measurement.metrics)
        .map_err(|_| StoreError::EventNotStorable { event: "measured" })?;
    connection.prepare_cached(INSERT)?.execute(params![
        place.seq,
        place.at_ms,
        trial.0,
        attempt,
        sequence,
        measurement.epoch.map(exact::float),
        measurement.step.map(exact::whole),
        measurement.checkpoint,
        metrics,
    ])?;
    Ok(())
}

/// The trial must not have ended, the attempt must have been started, and the report must be the attempt's next.
fn require_next(
    connection: &Connection,
    trial: TrialId,
    measured: &SpooledMeasurement,
) -> Result<(), StoreError> {
    let SpooledMeasurement { attempt, sequence: found, .. } = *measured;
    let refused = |source| Err(StoreError::Refused { event: "measured", source });
    let Some(standing) = standing(connection, trial)? else {
        return refused(HistoryError::UnknownTrial(trial));
    };
    let expected = measured_count(connection, trial, attempt)?;
    if found < expected {
        Err(StoreError::AlreadyMeasured { trial, attempt, sequence: found })
    } else if standing.ended {
        refused(HistoryError::TrialHadEnded(trial))
    } else if attempt == 0 || attempt > standing.attempts {
        Err(StoreError::UnknownAttempt { trial, attempts: standing.attempts, found: attempt })
    } else if found > expected {
        refused(HistoryError::ReportOutOfOrder { trial, attempt, expected, found })
    } else {
        Ok(())
    }
}

/// Reads the columns `attempt, sequence, epoch, step, checkpoint, metrics`, which begin at `first`.
pub(crate) fn read(row: &Row<'_>, first: usize) -> Result<SpooledMeasurement, UnreadableEntry> {
    let metrics = row.get_ref(first + 5)?.as_str().map_err(rusqlite::Error::from)?;
    let measurement = Measurement {
        epoch: exact::read_float(row.get_ref(first + 2)?)?,
        step: exact::read_whole(row.get_ref(first + 3)?)?,
        checkpoint: row.get(first + 4)?,
        metrics: serde_json::from_str(metrics)?,
    };
    Ok(SpooledMeasurement { attempt: row.get(first)?, sequence: row.get(first + 1)?, measurement })
}
