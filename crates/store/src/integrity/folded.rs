//! The derived tables as the fold of the events would have them, held against what is stored.

use std::collections::BTreeMap;

use etude_study::history::{History, RoundRecord, StudyRecord, TrialRecord};
use etude_study::trial::Outcome;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::error::StoreError;
use crate::violation::{DerivedTable, Violation};
use crate::words;

/// Rows by key, each with its columns in the table's order.
type Rows = BTreeMap<String, Vec<Value>>;

const ROUND: [&str; 8] =
    ["name", "goal", "phase", "scientific", "sampler", "metric", "direction", "decision"];
const STUDY: [&str; 4] = ["fixed", "trials", "expansions", "complete"];
const TRIAL: [&str; 12] = [
    "round",
    "study",
    "purpose",
    "arm",
    "state",
    "cause",
    "score",
    "best_position",
    "checkpoint",
    "configuration",
    "attempts",
    "seconds",
];

/// Every column of every derived row that the events would have otherwise.
pub(super) fn differences(connection: &Connection, history: &History) -> Result<Vec<Violation>, StoreError> {
    let rounds = history.rounds.iter().map(|record| (record.id.to_string(), round(record))).collect();
    let studies = history.rounds.iter().flat_map(numbered_studies).collect();
    let trials = history.trials.iter().map(|(id, record)| (id.0.to_string(), trial(record))).collect();
    let tables: [(DerivedTable, &'static [&'static str], &str, Rows); 3] = [
        (DerivedTable::Round, &ROUND, "SELECT id, {} FROM rounds", rounds),
        (DerivedTable::Study, &STUDY, "SELECT round || '.' || number, {} FROM studies", studies),
        (DerivedTable::Trial, &TRIAL, "SELECT id, {} FROM trials", trials),
    ];
    let mut violations = Vec::new();
    for (table, columns, select, folded) in tables {
        let stored = stored(connection, &select.replace("{}", &columns.join(", ")), columns.len())?;
        compare(table, columns, &stored, &folded, &mut violations);
    }
    Ok(violations)
}

fn compare(
    table: DerivedTable,
    columns: &'static [&'static str],
    stored: &Rows,
    folded: &Rows,
    violations: &mut Vec<Violation>,
) {
    let differs = |key: &str, column, stored: Option<&Value>, folded: Option<&Value>| {
        let (stored, folded) = (stored.cloned(), folded.cloned());
        Violation::DerivedDiffers { table, key: key.to_owned(), column, stored, folded }
    };
    for (key, row) in folded {
        let Some(found) = stored.get(key) else {
            violations.push(differs(key, "row", None, row.first()));
            continue;
        };
        for ((&column, stored), folded) in columns.iter().zip(found).zip(row) {
            if stored != folded {
                violations.push(differs(key, column, Some(stored), Some(folded)));
            }
        }
    }
    for (key, row) in stored.iter().filter(|(key, _)| !folded.contains_key(*key)) {
        violations.push(differs(key, "row", row.first(), None));
    }
}

fn stored(connection: &Connection, sql: &str, columns: usize) -> Result<Rows, StoreError> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let key = match row.get(0)? {
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text,
            other => format!("{other:?}"),
        };
        let row: Result<Vec<Value>, _> = (1..=columns).map(|column| row.get(column)).collect();
        Ok((key, row?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn round(record: &RoundRecord) -> Vec<Value> {
    let (frozen, definition) = (&record.frozen, &record.frozen.definition);
    vec![
        definition.name.clone().into(),
        definition.goal.clone().into(),
        text(words::phase(definition.phase)),
        definition.scientific.clone().into(),
        frozen.sampler_name().to_owned().into(),
        frozen.metric.clone().into(),
        text(words::direction(frozen.direction)),
        record.verdict.as_ref().map(|verdict| verdict.decision.to_string()).into(),
    ]
}

fn numbered_studies(round: &RoundRecord) -> impl Iterator<Item = (String, Vec<Value>)> {
    let key = move |number: u32| format!("{}.{number}", round.id);
    (1_u32..).zip(&round.studies).map(move |(number, record)| (key(number), study(record)))
}

fn study(record: &StudyRecord) -> Vec<Value> {
    let trials: u32 = record.segments.iter().map(|segment| segment.trials).sum();
    vec![
        json(serde_json::to_string(&record.definition.fixed)),
        i64::from(trials).into(),
        (i64::from(record.segments.len() as u32) - 1).into(),
        i64::from(record.complete).into(),
    ]
}

fn trial(record: &TrialRecord) -> Vec<Value> {
    let purpose = &record.request.purpose;
    let best = match record.outcome() {
        Some(Outcome::Feasible(best)) => Some(best),
        _ => None,
    };
    vec![
        i64::from(purpose.round().0).into(),
        purpose.study().map(|study| i64::from(study.study)).into(),
        text(words::purpose(purpose)),
        words::arm(purpose).map(str::to_owned).into(),
        text(record.state().word()),
        record.outcome().and_then(words::cause).map(str::to_owned).into(),
        best.map(|best| best.score.get()).into(),
        best.and_then(|best| best.position).into(),
        best.and_then(|best| best.checkpoint.clone()).into(),
        json(serde_json::to_string(&record.request.configuration)),
        i64::from(record.attempt()).into(),
        record.seconds.into(),
    ]
}

fn text(word: &str) -> Value {
    Value::Text(word.to_owned())
}

/// What was read from JSON is written as JSON again; NULL if it could not be, which then differs.
fn json(written: Result<String, serde_json::Error>) -> Value {
    written.map_or(Value::Null, Value::Text)
}
