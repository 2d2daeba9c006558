-- columns upload_row: media, way, size, got, wanted, type, metadata, expires_at, holder, held_until

-- upload_insert(media id, way i64, size i64, wanted maybe_str, type maybe_str, metadata maybe_str, expires_at when) -> none
INSERT INTO media_upload ({upload_row}) VALUES ($1, $2, $3, 0, $4, $5, $6, $7, 0, 0);

-- upload_get(media id) -> one upload_row
SELECT {upload_row} FROM media_upload WHERE media = $1;

-- upload_hold(media id, holder id, until when) -> none
UPDATE media_upload SET holder = $2, held_until = $3 WHERE media = $1;

-- upload_held(media id, holder id, until when) -> count
-- Goes on holding it, if nobody has taken it away.
UPDATE media_upload SET held_until = $3 WHERE media = $1 AND holder = $2;

-- upload_release(media id, holder id) -> none
UPDATE media_upload SET holder = 0, held_until = 0 WHERE media = $1 AND holder = $2;

-- upload_advance(media id, holder id, got i64, expires_at when) -> count
UPDATE media_upload SET got = $3, expires_at = $4 WHERE media = $1 AND holder = $2;

-- upload_put_set(media id, got i64) -> none
UPDATE media_upload SET got = $2 WHERE media = $1;

-- upload_part_add(media id, at i64, size i64, name str) -> none
INSERT INTO media_part (media, at, size, name) VALUES ($1, $2, $3, $4)
ON CONFLICT (media, at) DO UPDATE SET size = excluded.size, name = excluded.name;

-- upload_parts(media id) -> page upload_part
SELECT at, size, name FROM media_part WHERE media = $1 ORDER BY at;

-- upload_part_last(media id) -> one upload_part
SELECT at, size, name FROM media_part WHERE media = $1 ORDER BY at DESC LIMIT 1;

-- upload_parts_drop(which ids) -> none
DELETE FROM media_part WHERE media IN ($1...);
