//! Appending: events, measurements and the tables derived from them, in one transaction.

use etude_study::event::Event;
use rusqlite::{Connection, TransactionBehavior, params};

use crate::derived;
use crate::error::StoreError;
use crate::lease::LeaseOwner;
use crate::lease::row::{self, LeaseRow};
use crate::lease::state::Epoch;
use crate::measurements;
use crate::open::Store;
use crate::words;

/// Where an entry goes in the order of all events and measurements, and when it was recorded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) seq: i64,
    pub(crate) at_ms: i64,
}

impl Store {
    /// Stores these events, in this order, after all that is stored: all of them or, on an error, none. When it
    /// returns `Ok` they outlive a kill of this process and, as far as the disk honours `fsync`, a loss of power.
    ///
    /// An event that [`History`](etude_study::history::History) would refuse to fold is refused here, so that a store
    /// can always be opened again. So is everything of an owner that was replaced ([`StoreError::Fenced`]): whether it
    /// still owns the project is asked in the transaction that writes. `at_ms` is the wall clock, for showing only.
    pub fn append(&mut self, events: &[Event], at_ms: i64) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        row::require(&transaction, self.fence)?;
        let first = next_place(&transaction)?;
        for (seq, event) in (first..).zip(events) {
            let place = Place { seq, at_ms };
            match event {
                Event::Measured { trial, measured } => {
                    measurements::insert(&transaction, place, *trial, measured)?;
                }
                event => {
                    let body = body(event)?;
                    derived::take_in(&transaction, event)?;
                    insert(&transaction, place, event, &body)?;
                }
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Whether an append would be refused now because another owns the project. For whoever is about to do what is
    /// not an append: the answer may be out of date as soon as it is given.
    pub fn check_lease(&self) -> Result<(), StoreError> {
        row::require(&self.connection, self.fence)
    }

    /// Who owns the project, with its fence number; `None` while nobody does. Whether it lives is not said.
    pub fn owner(&self) -> Result<Option<(Epoch, LeaseOwner)>, StoreError> {
        let row = LeaseRow::read_if_there(&self.connection)?;
        Ok(row.and_then(|row| row.state().owner.map(|owner| (row.sign.epoch, owner))))
    }
}

/// Asked in each transaction, since another process may have written meanwhile.
fn next_place(connection: &Connection) -> Result<i64, StoreError> {
    let sql = "SELECT max(ifnull((SELECT max(seq) FROM events), 0), \
               ifnull((SELECT max(seq) FROM measurements), 0)) + 1";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

fn insert(connection: &Connection, place: Place, event: &Event, body: &str) -> Result<(), StoreError> {
    let (trial, round) = (words::trial(event), words::round(event));
    let sql = "INSERT INTO events (seq, at_ms, kind, trial, round, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    connection.prepare_cached(sql)?.execute(params![
        place.seq,
        place.at_ms,
        words::kind(event),
        trial.map(|trial| trial.0),
        round.map(|round| round.0),
        body,
    ])?;
    Ok(())
}

/// The event as JSON, after making sure that it reads back as itself: JSON turns NaN into null without a word.
fn body(event: &Event) -> Result<String, StoreError> {
    let not_storable = || StoreError::EventNotStorable { event: words::kind(event) };
    let body = serde_json::to_string(event).map_err(|_| not_storable())?;
    let read_back: Event = serde_json::from_str(&body).map_err(|_| not_storable())?;
    if read_back == *event { Ok(body) } else { Err(not_storable()) }
}
