-- columns note: id, text, created_at

-- note_insert(id id, text str, created_at when) -> none
INSERT INTO note ({note}) VALUES ($1, $2, $3);

-- note_by_id(id id) -> one note
SELECT {note} FROM note WHERE id = $1;

-- note_before(before id, most i64) -> page note
-- Newest first.
SELECT {note} FROM note WHERE id < $1 ORDER BY id DESC LIMIT $2;

-- note_delete(id id) -> one note
-- What was deleted.
DELETE FROM note WHERE id = $1 RETURNING {note};

-- note_hour_add(hour when, shard i64, change i64) -> none
INSERT INTO note_hour (hour, shard, count) VALUES ($1, $2, $3)
ON CONFLICT (hour, shard) DO UPDATE SET count = note_hour.count + excluded.count;

-- note_hours() -> page note_hour
-- Newest first, without hours that have no notes.
SELECT hour, CAST(SUM(count) AS bigint) AS count
FROM note_hour
GROUP BY hour
HAVING SUM(count) > 0
ORDER BY hour DESC;
