//! Trials, through their life.

use etude_study::history::HistoryError;
use etude_study::ids::TrialId;
use etude_study::pruner::Ruling;
use etude_study::trial::{Outcome, TrialRequest};
use rusqlite::{Connection, OptionalExtension, params};

use super::round;
use crate::error::StoreError;
use crate::words;

/// What decides whether an event may still be about a trial.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) ended: bool,
    pub(crate) attempts: u32,
}

/// A trial's standing; nothing if it was never requested.
pub(crate) fn standing(connection: &Connection, trial: TrialId) -> Result<Option<Standing>, StoreError> {
    let sql = "SELECT state NOT IN ('requested', 'running', 'paused'), attempts FROM trials WHERE id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let read =
        statement.query_row([trial.0], |row| Ok(Standing { ended: row.get(0)?, attempts: row.get(1)? }));
    Ok(read.optional()?)
}

pub(super) fn request(
    connection: &Connection,
    trial: TrialId,
    request: &TrialRequest,
) -> Result<(), StoreError> {
    const EVENT: &str = "trial_requested";
    if standing(connection, trial)?.is_some() {
        return Err(StoreError::AlreadyRequested { trial });
    }
    let (round, study) = (request.purpose.round(), request.purpose.study());
    round::require(connection, round, EVENT)?;
    if let Some(study) = study {
        let sql = "SELECT 1 FROM studies WHERE round = ?1 AND number = ?2";
        if !connection.prepare_cached(sql)?.exists([round.0, study.study])? {
            return Err(StoreError::Refused { event: EVENT, source: HistoryError::UnknownStudy(study) });
        }
    }
    let configuration = serde_json::to_string(&request.configuration)
        .map_err(|_| StoreError::EventNotStorable { event: EVENT })?;
    let sql = "INSERT INTO trials (id, round, study, purpose, arm, state, configuration, attempts, seconds) \
               VALUES (?1, ?2, ?3, ?4, ?5, 'requested', ?6, 0, 0.0)";
    connection.prepare_cached(sql)?.execute(params![
        trial.0,
        round.0,
        study.map(|study| study.study),
        words::purpose(&request.purpose),
        words::arm(&request.purpose),
        configuration,
    ])?;
    Ok(())
}

/// The attempt must be the next one, or start anew one that was started.
pub(super) fn start_attempt(connection: &Connection, trial: TrialId, attempt: u32) -> Result<(), StoreError> {
    let attempts = require_live(connection, trial, "attempt_started")?.attempts;
    if attempt == 0 || attempt > attempts + 1 {
        return Err(StoreError::UnknownAttempt { trial, attempts, found: attempt });
    }
    let sql = "UPDATE trials SET state = 'running', attempts = ?2 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute([trial.0, attempt])?;
    Ok(())
}

pub(super) fn end_attempt(
    connection: &Connection,
    trial: TrialId,
    attempt: u32,
    seconds: Option<f64>,
) -> Result<(), StoreError> {
    let attempts = require_live(connection, trial, "attempt_ended")?.attempts;
    if attempt == 0 || attempt > attempts {
        return Err(StoreError::UnknownAttempt { trial, attempts, found: attempt });
    }
    let sql = "UPDATE trials SET seconds = seconds + ?3, \
               state = iif(?2 = attempts, 'requested', state) WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![trial.0, attempt, seconds.unwrap_or(0.0)])?;
    Ok(())
}

/// A paused trial that passes its rung waits for a slot.
pub(super) fn judge(connection: &Connection, trial: TrialId, ruling: &Ruling) -> Result<(), StoreError> {
    require_live(connection, trial, "trial_judged")?;
    if !ruling.ends_attempt() {
        let sql = "UPDATE trials SET state = 'requested' WHERE id = ?1 AND state = 'paused'";
        connection.prepare_cached(sql)?.execute([trial.0])?;
    }
    Ok(())
}

pub(super) fn pause(connection: &Connection, trial: TrialId) -> Result<(), StoreError> {
    require_live(connection, trial, "trial_paused")?;
    let sql = "UPDATE trials SET state = 'paused' WHERE id = ?1 AND state = 'requested'";
    connection.prepare_cached(sql)?.execute([trial.0])?;
    Ok(())
}

pub(super) fn end(connection: &Connection, trial: TrialId, outcome: &Outcome) -> Result<(), StoreError> {
    require_live(connection, trial, "trial_ended")?;
    let best = match outcome {
        Outcome::Feasible(best) => Some(best),
        Outcome::Infeasible(_) | Outcome::Pruned(_) | Outcome::Failed { .. } | Outcome::Cancelled => None,
    };
    let sql = "UPDATE trials SET state = ?2, cause = ?3, score = ?4, best_position = ?5, checkpoint = ?6 \
               WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![
        trial.0,
        words::ended_as(outcome).word(),
        words::cause(outcome),
        best.map(|best| best.score.get()),
        best.and_then(|best| best.position),
        best.and_then(|best| best.checkpoint.as_deref()),
    ])?;
    Ok(())
}

/// The trial must have failed, in a study of a round without retrainings and verdict; the study is judged anew.
pub(super) fn reopen(connection: &Connection, trial: TrialId) -> Result<(), StoreError> {
    const EVENT: &str = "trial_reopened";
    let sql = "UPDATE trials SET state = 'requested', cause = NULL WHERE id = ?1 AND state = 'failed' AND study NOT NULL \
               AND EXISTS (SELECT 1 FROM rounds AS r WHERE r.id = trials.round AND r.decision IS NULL) AND NOT EXISTS \
               (SELECT 1 FROM trials AS c WHERE c.round = trials.round AND c.purpose = 'confirmation')";
    if connection.prepare_cached(sql)?.execute([trial.0])? == 1 {
        let sql = "UPDATE studies SET complete = 0 WHERE (round, number) = (SELECT round, study FROM trials WHERE id = ?1)";
        connection.prepare_cached(sql)?.execute([trial.0])?;
        return Ok(());
    }
    require(connection, trial, EVENT)?;
    Err(StoreError::Refused { event: EVENT, source: HistoryError::NotReopenable(trial) })
}

/// The trial must have been requested.
pub(super) fn require(
    connection: &Connection,
    trial: TrialId,
    event: &'static str,
) -> Result<(), StoreError> {
    match standing(connection, trial)? {
        Some(_) => Ok(()),
        None => Err(StoreError::Refused { event, source: HistoryError::UnknownTrial(trial) }),
    }
}

fn require_live(
    connection: &Connection,
    trial: TrialId,
    event: &'static str,
) -> Result<Standing, StoreError> {
    let refused = |source| Err(StoreError::Refused { event, source });
    match standing(connection, trial)? {
        None => refused(HistoryError::UnknownTrial(trial)),
        Some(standing) if standing.ended => refused(HistoryError::TrialHadEnded(trial)),
        Some(standing) => Ok(standing),
    }
}
