-- PostgreSQL's sequencer: docs/decisions/0003-positions.md. SQLite needs none; its forms exist only to be checked.

-- columns sequencer: horizon, last, held_until

-- sequencer_take(holder i64, held_until when, now when, force bool) -> one sequencer_state
UPDATE event_sequencer SET holder = $1, held_until = $2 WHERE holder = $1 OR held_until < $3 OR $4
RETURNING {sequencer};

-- sequencer_state() -> one sequencer_state
SELECT {sequencer} FROM event_sequencer;

-- Every row has the oldest transaction that is still under way in the reading snapshot, even if no event waits.
-- sequencer_look(horizon i64, most i64) -> page unplaced_event
SELECT 0 AS oldest, $1 AS xid, id, partition FROM events WHERE FALSE LIMIT $2;
-- @postgres
SELECT s.oldest, e.xid, e.id, e.partition
FROM (SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) AS oldest) s
LEFT JOIN (
  SELECT xid, id, partition FROM events
  WHERE xid >= $1 AND NOT EXISTS (
    SELECT 1 FROM event_position p WHERE p.xid >= $1 AND p.xid = events.xid AND p.event_id = events.id)
  ORDER BY xid, id LIMIT $2) e ON TRUE
ORDER BY e.xid, e.id;

-- sequencer_advance(holder i64, horizon i64, last i64, held_until when) -> count
UPDATE event_sequencer SET horizon = $2, last = $3, held_until = $4 WHERE holder = $1;

-- Lists in PostgreSQL's form of arrays: {1,2,3}.
-- sequencer_place(last i64, partitions str, xids str, ids str) -> none
INSERT INTO event_position (position, partition, xid, event_id) VALUES ($1, $2, $3, $4);
-- @postgres
INSERT INTO event_position (position, partition, xid, event_id)
SELECT $1 + place, partition, xid, event_id
FROM unnest(CAST($2 AS bigint[]), CAST($3 AS bigint[]), CAST($4 AS bigint[]))
WITH ORDINALITY AS placed(partition, xid, event_id, place);

-- A notice to all processes; nothing depends on it, so its commit waits for no disk.
-- sequencer_notify(words str) -> one news_sent
SELECT 0 AS n WHERE $1 IS NOT NULL;
-- @postgres
SELECT CAST(0 AS bigint) AS n
FROM (SELECT set_config('synchronous_commit', 'off', true) AS how, pg_notify('kith_events', $1) AS sent) AS said;

-- The database came from another server, whose transaction numbers went further: its events are older than all to come.
-- sequencer_events_restart() -> none
UPDATE events SET id = id WHERE FALSE;
-- @postgres
UPDATE events SET xid = 0 WHERE xid <> 0;

-- sequencer_positions_restart() -> none
UPDATE event_position SET xid = 0 WHERE xid <> 0;
