//! Bringing a store of an earlier version up to date: one step for each version, all in one transaction.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::StoreError;
use crate::lease;
use crate::open::FORMAT_VERSION;

/// The statements that make each version of the one before it, from version 2 on.
const STEPS: [&str; FORMAT_VERSION as usize - 1] = [lease::SCHEMA, PAUSED_TRIALS_ARE_LIVE, QUESTIONS];

/// Version 3 knows pruned and paused trials, and a paused one is live.
const PAUSED_TRIALS_ARE_LIVE: &str = "
    DROP INDEX live_trials;
    CREATE INDEX live_trials ON trials (id) WHERE state IN ('requested', 'running', 'paused');";

/// Version 4 names every parameter in question, the second of an interaction too. It is a view of the events, so that it
/// holds for the rounds of earlier versions.
pub(crate) const QUESTIONS: &str = include_str!("questions.sql");

/// Runs the steps that the store lacks. An earlier Etude refuses the store from then on.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    if version(connection)? == FORMAT_VERSION {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again, since another process may have been faster.
    let done = usize::try_from(version(&transaction)? - 1).unwrap_or_default();
    for step in STEPS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", FORMAT_VERSION)?;
    transaction.commit()?;
    Ok(())
}

fn version(connection: &Connection) -> Result<i32, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}
