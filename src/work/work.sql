-- Work's own statements: consumers, jobs and schedules, dead letters, nodes.

-- columns dead: id, kind, name, subject, key, payload, problem, tries, died_at

-- CONSUMERS: their positions, and which process runs which share of their partitions.

-- consumer_register(consumer str, partition i64) -> none
INSERT INTO consumer_position (consumer, partition, position, tries, retry_at) VALUES ($1, $2, 0, 0, 0)
ON CONFLICT (consumer, partition) DO NOTHING;

-- consumer_marks(consumer str, most i64) -> page consumer_mark
SELECT partition, position, tries, retry_at FROM consumer_position WHERE consumer = $1 ORDER BY partition LIMIT $2;

-- Only from the old position: a process that was overtaken changes nothing.
-- consumer_move(consumer str, partition i64, old i64, new i64) -> count
UPDATE consumer_position SET position = $4, tries = 0, retry_at = 0 WHERE consumer = $1 AND partition = $2 AND position = $3;

-- consumer_delay(consumer str, partition i64, position i64, tries i64, retry_at when) -> count
UPDATE consumer_position SET tries = $4, retry_at = $5 WHERE consumer = $1 AND partition = $2 AND position = $3;

-- Is there an event of those subjects that was committed and not handled? Failing ones are not counted;
-- a consumer that has not begun yet owes all events.
-- `subjects` is a JSON array of patterns for LIKE.
-- consumer_owes(consumer str, subjects str) -> one consumer_debt
SELECT COUNT(*) AS events FROM (
  SELECT 1 AS one FROM consumer_position c JOIN events e ON e.partition = c.partition AND e.position > c.position
  WHERE c.consumer = $1 AND c.tries = 0 AND EXISTS (SELECT 1 FROM json_each($2) WHERE e.subject LIKE value)
  UNION ALL
  SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM consumer_position WHERE consumer = $1)
  LIMIT 1) AS found;
-- @postgres
SELECT COUNT(*) AS events FROM (
  SELECT 1 AS one FROM events e
  WHERE e.xid >= (SELECT horizon FROM event_sequencer) AND e.subject LIKE ANY (SELECT jsonb_array_elements_text(CAST($2 AS jsonb)))
    AND NOT EXISTS (SELECT 1 FROM event_position p WHERE p.xid = e.xid AND p.event_id = e.id)
  UNION ALL
  SELECT 1 FROM consumer_position c JOIN event_position p ON p.partition = c.partition AND p.position > c.position
    JOIN events e ON e.xid = p.xid AND e.id = p.event_id
  WHERE c.consumer = $1 AND c.tries = 0 AND e.subject LIKE ANY (SELECT jsonb_array_elements_text(CAST($2 AS jsonb)))
  UNION ALL
  SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM consumer_position WHERE consumer = $1)
  LIMIT 1) AS found;

-- share_register(consumer str, share i64) -> none
INSERT INTO consumer_share (consumer, share, holder) VALUES ($1, $2, 0)
ON CONFLICT (consumer, share) DO NOTHING;

-- share_all(consumer str, now when, most i64) -> page share_row
SELECT s.share, s.holder, COALESCE(w.alive_until, 0) > $2 AS alive
FROM consumer_share s LEFT JOIN worker w ON w.id = s.holder
WHERE s.consumer = $1 ORDER BY s.share LIMIT $3;

-- share_pass(consumer str, share i64, old_holder i64, holder i64) -> count
UPDATE consumer_share SET holder = $4 WHERE consumer = $1 AND share = $2 AND holder = $3;

-- worker_beat(id i64, alive_until when) -> none
INSERT INTO worker (id, alive_until) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET alive_until = $2;

-- worker_count(now when) -> one worker_tally
SELECT COUNT(*) AS workers FROM worker WHERE alive_until > $1;

-- worker_bury(before when, beyond when) -> none
-- Workers that are long gone, and those that a clock that was ahead would keep alive.
DELETE FROM worker WHERE alive_until < $1 OR alive_until > $2;

-- JOBS, and the schedules that make them.

-- job_insert(id id, kind str, payload str, run_at when, created_at when) -> none
INSERT INTO job (id, kind, payload, run_at, tries, claim, created_at) VALUES ($1, $2, $3, $4, 0, 0, $5);

-- job_put(id id, kind str, payload str, run_at when, created_at when) -> none
INSERT INTO job (id, kind, payload, run_at, tries, claim, created_at) VALUES ($1, $2, $3, $4, 0, 0, $5)
ON CONFLICT (id) DO UPDATE SET payload = excluded.payload, run_at = excluded.run_at, tries = 0, claim = 0;

-- job_remove(id id) -> none
DELETE FROM job WHERE id = $1;

-- job_due(now when, most i64) -> page job
SELECT id, kind, payload, run_at, tries, claim FROM job WHERE run_at <= $1 ORDER BY run_at, id LIMIT $2;

-- job_next(most i64) -> page job_time
SELECT run_at FROM job ORDER BY run_at LIMIT $1;

-- Takes it if nobody else has, and counts the try, so that a job that kills its process counts too.
-- job_claim(id id, old_run_at when, old_claim i64, run_at when, claim i64) -> count
UPDATE job SET run_at = $4, claim = $5, tries = tries + 1 WHERE id = $1 AND run_at = $2 AND claim = $3;

-- job_prolong(id id, claim i64, run_at when) -> none
UPDATE job SET run_at = $3 WHERE id = $1 AND claim = $2;

-- job_postpone(id id, old_run_at when, run_at when) -> count
UPDATE job SET run_at = $3 WHERE id = $1 AND run_at = $2;

-- job_done(id id, claim i64) -> count
DELETE FROM job WHERE id = $1 AND claim = $2;

-- job_again(id id, claim i64, run_at when, tries i64) -> count
UPDATE job SET run_at = $3, tries = $4, claim = 0 WHERE id = $1 AND claim = $2;

-- job_free() -> count
UPDATE job SET run_at = created_at, claim = 0 WHERE claim <> 0;

-- Jobs that a clock that was ahead put off: made in the future, or tried and put off for longer than any job. They are due now.
-- job_recall(now when, made when, longest when) -> count
UPDATE job SET run_at = $1, claim = 0
WHERE (run_at > $2 AND run_at = created_at) OR (run_at > $3 AND tries > 0);

-- schedule_register(name str) -> none
INSERT INTO schedule (name, next_at) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING;

-- schedule_next(name str) -> one schedule_row
SELECT name, next_at FROM schedule WHERE name = $1;

-- schedule_move(name str, old_next_at when, next_at when) -> count
UPDATE schedule SET next_at = $3 WHERE name = $1 AND next_at = $2;

-- DEAD LETTERS: final failures, until somebody replays them.

-- dead_insert(id id, kind str, name str, subject str, key str, payload str, problem str, tries i64, died_at when,
--   event_id id, event_partition i64, event_position i64, event_at when) -> none
INSERT INTO dead_letter (id, kind, name, subject, key, payload, problem, tries, died_at,
  event_id, event_partition, event_position, event_at, replaying)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, FALSE);

-- dead_after(after id, most i64) -> page dead_letter
SELECT {dead}
FROM dead_letter WHERE id > $1 ORDER BY id LIMIT $2;

-- dead_by_id(id id) -> one dead_letter
SELECT {dead} FROM dead_letter WHERE id = $1;

-- dead_mark(id id) -> none
UPDATE dead_letter SET replaying = TRUE WHERE id = $1;

-- dead_remove(id id) -> count
DELETE FROM dead_letter WHERE id = $1;

-- dead_replaying(after id, most i64) -> page dead_event
SELECT id, name, event_position AS position, event_id, event_partition AS partition, subject, key, payload, event_at AS created_at
FROM dead_letter WHERE replaying AND id > $1 ORDER BY id LIMIT $2;

-- dead_take(id id) -> count
DELETE FROM dead_letter WHERE id = $1 AND replaying;

-- dead_keep(id id, problem str, died_at when) -> count
UPDATE dead_letter SET replaying = FALSE, tries = tries + 1, problem = $2, died_at = $3 WHERE id = $1 AND replaying;

-- job_forget(kind str, holds str) -> none
DELETE FROM job WHERE kind = $1 AND payload LIKE $2;

-- dead_forget(name str, holds str) -> none
DELETE FROM dead_letter WHERE kind = 'job' AND name = $1 AND payload LIKE $2;

-- NODES: the number in the ids of a process, leased while it runs.

-- node_rows(most i64) -> page node_row
SELECT number, holder, held_until, mark FROM node ORDER BY number LIMIT $1;

-- node_put(number i64, holder i64, held_until when, mark when) -> none
INSERT INTO node (number, holder, held_until, mark) VALUES ($1, $2, $3, $4)
ON CONFLICT (number) DO UPDATE SET holder = $2, held_until = $3, mark = $4;

-- node_renew(number i64, holder i64, held_until when, mark when) -> count
UPDATE node SET held_until = $3, mark = $4 WHERE number = $1 AND holder = $2;

-- node_release(number i64, reached when) -> none
UPDATE node SET held_until = 0, mark = $2 WHERE number = $1;

-- Not a number that is held (until `held_most` at the latest).
-- node_accept(now when, ahead when, held_most when) -> count
UPDATE node SET mark = $1, held_until = 0 WHERE mark > $2 AND (held_until <= $1 OR held_until > $3);
