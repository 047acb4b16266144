//! Rounds and their studies.

use etude_study::event::{Expansion, MorePoints};
use etude_study::history::HistoryError;
use etude_study::ids::{RoundId, StudyId};
use etude_study::round::FrozenRound;
use etude_study::verdict::Verdict;
use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::words;

pub(super) fn start(connection: &Connection, round: RoundId, frozen: &FrozenRound) -> Result<(), StoreError> {
    let count: u32 = connection.query_row("SELECT count(*) FROM rounds", [], |row| row.get(0))?;
    let expected = RoundId(count + 1);
    if round != expected {
        return Err(StoreError::RoundOutOfOrder { expected, found: round });
    }
    let definition = &frozen.definition;
    let sql = "INSERT INTO rounds (id, name, goal, phase, scientific, sampler, metric, direction) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    connection.prepare_cached(sql)?.execute(params![
        round.0,
        definition.name,
        definition.goal,
        words::phase(definition.phase),
        definition.scientific,
        frozen.sampler_name(),
        frozen.metric,
        words::direction(frozen.direction),
    ])?;
    let sql = "INSERT INTO studies (round, number, fixed, trials, expansions, complete) \
               VALUES (?1, ?2, ?3, ?4, 0, 0)";
    for (number, study) in (1_u32..).zip(&frozen.studies) {
        let fixed = serde_json::to_string(&study.fixed)
            .map_err(|_| StoreError::EventNotStorable { event: "round_started" })?;
        connection.prepare_cached(sql)?.execute(params![round.0, number, fixed, study.trials])?;
    }
    Ok(())
}

pub(super) fn check(
    connection: &Connection,
    study: StudyId,
    expansion: Option<&Expansion>,
) -> Result<(), StoreError> {
    let changed = match expansion {
        None => {
            let sql = "UPDATE studies SET complete = 1 WHERE round = ?1 AND number = ?2";
            connection.prepare_cached(sql)?.execute([study.round.0, study.study])?
        }
        Some(expansion) => {
            let sql = "UPDATE studies SET expansions = expansions + 1, trials = trials + ?3 \
                       WHERE round = ?1 AND number = ?2";
            connection.prepare_cached(sql)?.execute([study.round.0, study.study, expansion.trials])?
        }
    };
    if changed == 1 {
        return Ok(());
    }
    require(connection, study.round, "study_checked")?;
    Err(StoreError::Refused { event: "study_checked", source: HistoryError::UnknownStudy(study) })
}

/// A study wants more points, and is judged again after them.
pub(super) fn draw_more(connection: &Connection, wanted: &MorePoints) -> Result<(), StoreError> {
    let study = wanted.study;
    let sql = "UPDATE studies SET complete = 0, trials = trials + ?3 WHERE round = ?1 AND number = ?2";
    let changed = connection.prepare_cached(sql)?.execute([study.round.0, study.study, wanted.trials])?;
    if changed == 1 {
        return Ok(());
    }
    Err(StoreError::Refused { event: "round_checked", source: HistoryError::UnknownStudy(study) })
}

pub(super) fn conclude(connection: &Connection, round: RoundId, verdict: &Verdict) -> Result<(), StoreError> {
    let sql = "UPDATE rounds SET decision = ?2 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![round.0, verdict.decision.to_string()])?;
    require(connection, round, "round_concluded")
}

/// The round must have been started.
pub(super) fn require(
    connection: &Connection,
    round: RoundId,
    event: &'static str,
) -> Result<(), StoreError> {
    let sql = "SELECT 1 FROM rounds WHERE id = ?1";
    if connection.prepare_cached(sql)?.exists([round.0])? {
        return Ok(());
    }
    Err(StoreError::Refused { event, source: HistoryError::UnknownRound(round) })
}
