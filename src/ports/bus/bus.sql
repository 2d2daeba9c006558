-- The event log: written, read from a position on, trimmed. On PostgreSQL, bus_sequencer.sql gives the positions.

-- event_insert(id id, partition i64, subject str, key str, payload str, created_at when) -> none
INSERT INTO events (id, partition, subject, key, payload, created_at) VALUES ($1, $2, $3, $4, $5, $6);

-- event_fetch(partition i64, after i64, most i64) -> page event
SELECT position, id, partition, subject, key, payload, created_at
FROM events WHERE partition = $1 AND position > $2 ORDER BY position LIMIT $3;
-- @postgres
SELECT p.position, e.id, p.partition, e.subject, e.key, e.payload, e.created_at
FROM event_position p JOIN events e ON e.xid = p.xid AND e.id = p.event_id
WHERE p.partition = $1 AND p.position > $2 ORDER BY p.position LIMIT $3;

-- New events, for the tail.
-- event_after(after i64, most i64) -> page event
SELECT position, id, partition, subject, key, payload, created_at FROM events WHERE position > $1 ORDER BY position LIMIT $2;
-- @postgres
SELECT p.position, e.id, p.partition, e.subject, e.key, e.payload, e.created_at
FROM event_position p JOIN events e ON e.xid = p.xid AND e.id = p.event_id
WHERE p.position > $1 ORDER BY p.position LIMIT $2;

-- event_tips(last_partition i64) -> page event_tip
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < $1)
SELECT n AS partition, COALESCE((SELECT MAX(position) FROM events WHERE partition = n), 0) AS position FROM numbers;
-- @postgres
SELECT n AS partition, COALESCE((SELECT MAX(position) FROM event_position WHERE partition = n), 0) AS position
FROM generate_series(CAST(0 AS bigint), $1) AS numbers(n);

-- event_backlog(partition i64, after i64, most i64) -> one event_tally
SELECT COUNT(*) AS waiting
FROM (SELECT position FROM events WHERE partition = $1 AND position > $2 ORDER BY position LIMIT $3) AS found;
-- @postgres
SELECT COUNT(*) AS waiting
FROM (SELECT position FROM event_position WHERE partition = $1 AND position > $2 ORDER BY position LIMIT $3) AS found;

-- The last of those that event_trim then takes; 0: none.
-- event_trim_end(partition i64, through i64, before when, most i64) -> one event_place
SELECT COALESCE(MAX(position), 0) AS position FROM (
  SELECT position FROM events WHERE partition = $1 AND position <= $2 AND created_at < $3 ORDER BY position LIMIT $4) AS old;
-- @postgres
SELECT COALESCE(MAX(position), 0) AS position FROM (
  SELECT p.position FROM event_position p JOIN events e ON e.xid = p.xid AND e.id = p.event_id
  WHERE p.partition = $1 AND p.position <= $2 AND e.created_at < $3 ORDER BY p.position LIMIT $4) AS old;

-- event_trim(partition i64, through i64, before when) -> count
DELETE FROM events WHERE partition = $1 AND position <= $2 AND created_at < $3;
-- @postgres
WITH gone AS (
  DELETE FROM event_position WHERE partition = $1 AND position <= $2 AND EXISTS (
    SELECT 1 FROM events e WHERE e.xid = event_position.xid AND e.id = event_position.event_id AND e.created_at < $3)
  RETURNING xid, event_id)
DELETE FROM events WHERE (xid, id) IN (SELECT xid, event_id FROM gone);

-- event_floor_raise(position i64) -> none
UPDATE event_floor SET position = $1 WHERE position < $1;

-- event_floor() -> one event_place
SELECT position FROM event_floor;
