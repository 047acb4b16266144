-- What a project remembers: `.etude/etude.db`, version 4 of its format.
--
-- Read it with any SQLite tool, for example
--     sqlite3 -readonly .etude/etude.db 'SELECT id, state, score FROM trials ORDER BY score'
-- Only Etude writes it. The truth is `events` and `measurements`; every other table is derived from them, written in
-- the same transaction, and checked against them by the crash tests.
--
-- Numbers that SQLite would alter are kept as text: 'NaN', 'Infinity', '-Infinity', '-0.0', and whole numbers from
-- 2^63. Times are milliseconds since 1970 (UTC) by the machine's clock; order is always by `seq`, never by time.

-- A round: one question. Written when it starts.
CREATE TABLE rounds (
    id           INTEGER PRIMARY KEY,   -- from 1, in the order of their start
    name         TEXT NOT NULL,
    goal         TEXT NOT NULL,         -- what it wants to learn
    phase        TEXT NOT NULL,         -- explore, exploit
    scientific   TEXT,                  -- the first parameter in question, all are in the view `questions`; NULL for a round that only tunes
    sampler      TEXT NOT NULL,
    metric       TEXT NOT NULL,
    direction    TEXT NOT NULL,         -- minimize, maximize
    decision     TEXT                   -- adopt, keep, inconclusive; NULL until the round is concluded
) STRICT;

-- A study: one scientific value, with the nuisance parameters tuned for it.
CREATE TABLE studies (
    round        INTEGER NOT NULL REFERENCES rounds (id),
    number       INTEGER NOT NULL,      -- from 1, in its round
    fixed        TEXT NOT NULL,         -- JSON: the values all its trials share
    trials       INTEGER NOT NULL,      -- points asked of the sampler, expansions included
    expansions   INTEGER NOT NULL,      -- how often its space was widened
    complete     INTEGER NOT NULL,      -- 1 once the checklist asked for nothing more
    PRIMARY KEY (round, number)
) STRICT, WITHOUT ROWID;

-- A trial: one configuration, trained once with one seed, in one or more attempts.
CREATE TABLE trials (
    id            INTEGER PRIMARY KEY,  -- from 1; its folder is trials/000001
    round         INTEGER NOT NULL REFERENCES rounds (id),
    study         INTEGER,              -- NULL for a confirmation, which belongs to no study
    purpose       TEXT NOT NULL,        -- search, incumbent, confirmation
    arm           TEXT,                 -- of a confirmation: candidate, baseline, incumbent
    state         TEXT NOT NULL,        -- requested, running, paused; ended: feasible, infeasible, pruned, failed, cancelled
    cause         TEXT,                 -- why infeasible, pruned or failed: diverged, declared, time_limit, median, ...
    score         REAL,                 -- the objective at the best epoch; of feasible trials only
    best_position REAL,                 -- that epoch (or step)
    checkpoint    TEXT,                 -- reported there; relative to the trial's checkpoint directory
    configuration TEXT NOT NULL,        -- JSON: values, batch size, epochs and seeds
    attempts      INTEGER NOT NULL,     -- processes started so far
    seconds       REAL NOT NULL,        -- wall time of the attempts that ended
    FOREIGN KEY (round, study) REFERENCES studies (round, number)
) STRICT;

-- Trials that have not ended. Opening a project reads the curves of these, and of no others but a
-- pruner's peers.
CREATE INDEX live_trials ON trials (id) WHERE state IN ('requested', 'running', 'paused');

-- Everything that happened, except measurements. Only ever appended to.
CREATE TABLE events (
    seq          INTEGER PRIMARY KEY,   -- its place in the order of all events and measurements together
    at_ms        INTEGER NOT NULL,
    kind         TEXT NOT NULL,         -- project_opened, launched, round_started, trial_requested, ...
    trial        INTEGER,               -- the trial it is about, if any
    round        INTEGER,               -- the round it is about, if any
    body         TEXT NOT NULL          -- JSON: the whole event
) STRICT;

-- What the training programs reported: events too, kept apart so that curves are read only where they are asked for.
CREATE TABLE measurements (
    seq          INTEGER PRIMARY KEY,   -- its place in the order of all events and measurements together
    at_ms        INTEGER NOT NULL,
    trial        INTEGER NOT NULL REFERENCES trials (id),
    attempt      INTEGER NOT NULL,      -- the process that reported it, from 1
    sequence     INTEGER NOT NULL,      -- its number among the attempt's reports, from 0, without gaps
    epoch        ANY,                   -- completed epochs: REAL (see the top for numbers kept as text)
    step         ANY,                   -- completed steps: INTEGER (likewise)
    checkpoint   TEXT,
    metrics      TEXT NOT NULL,         -- JSON: {"val_error": 0.12, "train_loss": "NaN"}
    UNIQUE (trial, attempt, sequence)
) STRICT;

-- Each time the incumbent changed, with the evidence.
CREATE VIEW launches AS
    SELECT seq, at_ms, round, body ->> '$.values' AS "values", body ->> '$.evidence' AS evidence
    FROM events WHERE kind = 'launched';

CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
    BEGIN SELECT raise(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
    BEGIN SELECT raise(ABORT, 'events are never deleted'); END;
CREATE TRIGGER measurements_are_not_changed BEFORE UPDATE ON measurements
    BEGIN SELECT raise(ABORT, 'measurements are never changed'); END;
CREATE TRIGGER measurements_are_not_deleted BEFORE DELETE ON measurements
    BEGIN SELECT raise(ABORT, 'measurements are never deleted'); END;
