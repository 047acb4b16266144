//! Reading back: what the fold of a history needs, and no more.

use etude_study::event::Event;
use etude_study::history::History;
use rusqlite::OptionalExtension as _;

use crate::entry;
use crate::error::StoreError;
use crate::open::Store;

/// Every event, and the measurements of trials that have not ended, in the order in which they were recorded. CROSS
/// JOIN keeps SQLite to this order of tables: from the few live trials to their measurements, never the reverse.
pub(crate) const TO_FOLD: &str = "
    SELECT seq, body, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM events
    UNION ALL
    SELECT m.seq, NULL, m.trial, m.attempt, m.sequence, m.epoch, m.step, m.checkpoint, m.metrics
    FROM trials AS t CROSS JOIN measurements AS m ON m.trial = t.id
    WHERE t.state IN ('requested', 'running', 'paused')
    ORDER BY 1";

/// The same, and the measurements of all trials of the studies of one round.
const TO_FOLD_WITH_PEERS: &str = "
    SELECT seq, body, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM events
    UNION ALL
    SELECT m.seq, NULL, m.trial, m.attempt, m.sequence, m.epoch, m.step, m.checkpoint, m.metrics
    FROM trials AS t CROSS JOIN measurements AS m ON m.trial = t.id
    WHERE t.state IN ('requested', 'running', 'paused') OR (t.round = ?1 AND t.study IS NOT NULL)
    ORDER BY 1";

/// The round without a verdict, if a pruner compares its trials with those that have ended.
const PRUNED_ROUND: &str = "
    SELECT r.id FROM rounds AS r WHERE r.decision IS NULL AND EXISTS (
        SELECT 1 FROM events AS e WHERE e.round = r.id AND e.kind = 'round_started'
        AND e.body ->> '$.frozen.definition.pruner' IS NOT NULL)
    ORDER BY r.id DESC LIMIT 1";

impl Store {
    /// The events that a [`History`] is folded from, oldest first: all of them, but of the measurements only those of
    /// trials that have not ended. The curves of ended trials are not read, but in a round that is under way with a pruner,
    /// which compares with them; [`Store::curve`] reads one.
    pub fn load(&self) -> Result<Vec<Event>, StoreError> {
        // One snapshot, since a round may end between the two questions.
        let snapshot = self.connection.unchecked_transaction()?;
        let pruned: Option<u32> =
            snapshot.prepare_cached(PRUNED_ROUND)?.query_row([], |row| row.get(0)).optional()?;
        let mut statement =
            snapshot.prepare_cached(if pruned.is_some() { TO_FOLD_WITH_PEERS } else { TO_FOLD })?;
        let mut rows = statement.query(rusqlite::params_from_iter(pruned))?;
        let mut events = Vec::new();
        while let Some(row) = rows.next()? {
            events.push(entry::read(row)?.event);
        }
        Ok(events)
    }

    /// The history as it stands. What it keeps of an ended trial's reports (`reports` and `resumed_from` of its
    /// attempts) is not loaded and reads as if there had been none.
    pub fn load_history(&self) -> Result<History, StoreError> {
        Ok(History::fold(&self.load()?)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measurements::CURVE;

    fn plan(store: &Store, sql: &str) -> Vec<String> {
        let sql = format!("EXPLAIN QUERY PLAN {}", sql.replace("?1", "1"));
        let mut statement = store.connection.prepare(&sql).unwrap();
        statement.query_map([], |row| row.get(3)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn opening_goes_from_live_trials_to_their_measurements_by_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create_or_open(&folder.path().join("etude.db")).unwrap();
        let steps = plan(&store, TO_FOLD);
        let has = |words: &str| steps.iter().any(|step| step.contains(words));
        assert!(has("SCAN t USING INDEX live_trials"), "{steps:#?}");
        assert!(has("SEARCH m USING INDEX sqlite_autoindex_measurements_1 (trial=?)"), "{steps:#?}");
        assert!(!has("SCAN m"), "{steps:#?}");
        let steps = plan(&store, CURVE);
        assert_eq!(steps.len(), 1, "no sorting: {steps:#?}");
        assert!(steps[0].starts_with("SEARCH measurements USING INDEX"), "{steps:#?}");
    }
}
