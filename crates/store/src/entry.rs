//! One entry of the common order of events and measurements, as it is read back.

use etude_study::event::Event;
use etude_study::ids::TrialId;
use rusqlite::Row;
use rusqlite::types::ValueRef;

use crate::error::{StoreError, UnreadableEntry};
use crate::measurements;

/// An entry and its place.
pub(crate) struct Entry {
    pub(crate) seq: i64,
    pub(crate) event: Event,
}

/// Reads a row of `seq, body, trial, attempt, sequence, epoch, step, checkpoint, metrics`, where `body` is NULL for a
/// measurement and the rest for any other event.
pub(crate) fn read(row: &Row<'_>) -> Result<Entry, StoreError> {
    let seq = row.get(0)?;
    let event = match row.get_ref(1)? {
        ValueRef::Null => measured(row),
        body => event(body),
    };
    event.map(|event| Entry { seq, event }).map_err(|source| StoreError::Unreadable { seq, source })
}

fn event(body: ValueRef<'_>) -> Result<Event, UnreadableEntry> {
    let text = body.as_str().map_err(rusqlite::Error::from)?;
    Ok(serde_json::from_str(text)?)
}

fn measured(row: &Row<'_>) -> Result<Event, UnreadableEntry> {
    let trial = TrialId(row.get(2)?);
    Ok(Event::Measured { trial, measured: measurements::read(row, 3)? })
}
