-- Who may write: one row. Every append checks `epoch` in its own transaction, so an owner that was replaced while it
-- slept writes nothing more. Let go or taken over, an epoch is never given again.
CREATE TABLE lease (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    epoch        INTEGER NOT NULL,      -- the fence number: one more with every owner
    held         INTEGER NOT NULL,      -- 0 once the owner let go; the columns below then tell who it was
    beat         INTEGER NOT NULL,      -- changes as long as the owner lives
    beat_at_ms   INTEGER NOT NULL,      -- when it last did, by the monotonic clock of the owner's kernel
    lease_ms     INTEGER NOT NULL,      -- without a change of `beat` for so long, another may take over
    host         TEXT,                  -- the owner's machine; NULL while there was none yet
    pid          INTEGER,
    started      INTEGER,               -- when that process started, in clock ticks after boot
    kernel       TEXT,                  -- boot id, pid and time namespace: where pid and monotonic clock mean something
    user         TEXT,
    since_ms     INTEGER                -- since when it owns the project; for showing only
) STRICT;
INSERT INTO lease (one, epoch, held, beat, beat_at_ms, lease_ms) VALUES (1, 0, 0, 0, 0, 0);

CREATE TRIGGER lease_never_goes_back BEFORE UPDATE ON lease
    WHEN new.epoch NOT IN (old.epoch, old.epoch + 1)
    BEGIN SELECT raise(ABORT, 'the lease''s epoch goes up by one'); END;
CREATE TRIGGER lease_is_not_deleted BEFORE DELETE ON lease
    BEGIN SELECT raise(ABORT, 'the lease is never deleted'); END;
