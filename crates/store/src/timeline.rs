//! When what happened, without what it says: for a log, and for elapsed times.

use etude_study::ids::{RoundId, TrialId};

use crate::error::StoreError;
use crate::open::Store;

/// One event's place, time and subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Its place in the order of all events and measurements.
    pub seq: i64,
    /// Milliseconds since 1970 by the machine's clock; for showing, never for ordering.
    pub at_ms: i64,
    /// The event's tag: `trial_requested`, ...
    pub kind: String,
    /// The trial it is about.
    pub trial: Option<TrialId>,
    /// The round it names.
    pub round: Option<RoundId>,
}

impl Store {
    /// Every event but the measurements, oldest first.
    pub fn timeline(&self) -> Result<Vec<Moment>, StoreError> {
        let sql = "SELECT seq, at_ms, kind, trial, round FROM events ORDER BY seq";
        let mut statement = self.connection.prepare_cached(sql)?;
        let moments = statement.query_map([], |row| {
            Ok(Moment {
                seq: row.get(0)?,
                at_ms: row.get(1)?,
                kind: row.get(2)?,
                trial: row.get::<_, Option<u32>>(3)?.map(TrialId),
                round: row.get::<_, Option<u32>>(4)?.map(RoundId),
            })
        })?;
        Ok(moments.collect::<Result<_, _>>()?)
    }
}
