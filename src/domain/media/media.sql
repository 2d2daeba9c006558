-- columns row: id, owner, kind, asked, state, format, mime, size, width, height, duration_ms, animated, description, focus_x, focus_y,
--   blurhash, waveform, filename, sha256, name, poster, stills, bytes, fault, detail, refs, open_refs, expires_at
-- columns brief: id, owner, kind, state, duration_ms, bytes, refs, open_refs, expires_at
-- columns media_counted: MEDIA_COUNTED in domain/media/media_counted.h

-- media_row_get(id id) -> one media_row
SELECT {row} FROM media WHERE id = $1;

-- media_rows_get(which ids) -> page media_row
-- In no order.
SELECT {row} FROM media WHERE id IN ($1...);

-- media_briefs_get(which ids) -> page media_brief
-- In no order.
SELECT {brief} FROM media WHERE id IN ($1...);

-- ---- references ----

-- media_refs_of(thing id, thing_kind i64) -> page media_ref
SELECT media, open FROM media_ref WHERE thing = $1 AND thing_kind = $2;

-- media_ref_add(media id, thing_kind i64, thing id, within id, open bool) -> count
INSERT INTO media_ref (media, thing_kind, thing, within, open) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING;

-- media_refs_drop(which ids, thing_kind i64, thing id) -> page media_ref
-- What was dropped.
DELETE FROM media_ref WHERE media IN ($1...) AND thing_kind = $2 AND thing = $3 RETURNING media, open;

-- media_refs_drop_all(thing_kind i64, thing id) -> page media_ref
DELETE FROM media_ref WHERE thing = $2 AND thing_kind = $1 RETURNING media, open;

-- media_refs_drop_each(which ids) -> none
DELETE FROM media_ref WHERE media IN ($1...);

-- media_refs_open(thing_kind i64, things ids, open bool) -> page media_ref
-- Those that change.
UPDATE media_ref SET open = $3 WHERE thing IN ($2...) AND thing_kind = $1 AND open <> $3 RETURNING media, open;

-- media_refs_open_within(within id, open bool, most i64) -> page media_ref
-- Those that change: no more than so many.
UPDATE media_ref SET open = $2 WHERE (media, thing_kind, thing) IN (
  SELECT media, thing_kind, thing FROM media_ref WHERE within = $1 AND within <> 0 AND open <> $2 LIMIT $3) RETURNING media, open;

-- media_refs_drop_within(within id, most i64) -> page media_ref
DELETE FROM media_ref WHERE (media, thing_kind, thing) IN (
  SELECT media, thing_kind, thing FROM media_ref WHERE within = $1 AND within <> 0 LIMIT $2) RETURNING media, open;

-- media_close(within id, gone bool) -> none
INSERT INTO media_closed (within, gone) VALUES ($1, $2) ON CONFLICT (within) DO UPDATE SET gone = excluded.gone;

-- media_close_undo(within id) -> none
DELETE FROM media_closed WHERE within = $1;

-- media_close_end(within id) -> none
-- Unless something still is to follow.
DELETE FROM media_closed WHERE within = $1
  AND NOT EXISTS (SELECT 1 FROM media_ref AS r WHERE r.within = $1 AND r.within <> 0 AND (r.open OR media_closed.gone));

-- media_counts_add(which ids, refs i64, open_refs i64) -> page media_brief
-- As they then are. What something refers to does not end.
UPDATE media SET refs = refs + $2, open_refs = open_refs + $3, expires_at = NULL WHERE id IN ($1...) RETURNING {brief};

-- ---- the way of a media ----

-- media_insert(id id, owner id, kind i64, asked i64, description maybe_str, focus_x double, focus_y double, filename maybe_str, bytes i64,
-- expires_at when) -> none
INSERT INTO media ({row})
VALUES ($1, $2, $3, $4, 0, '', NULL, NULL, NULL, NULL, NULL, FALSE, $5, $6, $7,
  NULL, NULL, $8, NULL, NULL, NULL, '[]', $9, NULL, NULL, 0, 0, $10);

-- media_wait_on(id id, expires_at when) -> none
UPDATE media SET expires_at = $2 WHERE id = $1 AND state = 0;

-- media_arrive(id id, kind i64, format str, size i64, sha256 str, expires_at when) -> count
UPDATE media SET kind = $2, state = 1, format = $3, bytes = $4, sha256 = $5, expires_at = $6 WHERE id = $1 AND state = 0;

-- media_finish(id id, kind i64, mime str, size i64, width maybe_i64, height maybe_i64, duration_ms maybe_i64, animated bool,
-- blurhash maybe_str, waveform maybe_str, name str, poster maybe_str, stills str, bytes i64) -> count
UPDATE media SET kind = $2, state = 2, mime = $3, size = $4, width = $5, height = $6, duration_ms = $7, animated = $8, blurhash = $9,
  waveform = $10, name = $11, poster = $12, stills = $13, bytes = $14 WHERE id = $1 AND state = 1;

-- media_making() -> one media_waiting
SELECT COUNT(*) AS n FROM media WHERE state = 1;

-- media_making_for(owner id) -> one media_queue
-- How many of one's are being made or wait for it, and for how many accounts.
SELECT COALESCE(SUM(CASE WHEN owner = $1 THEN 1 ELSE 0 END), 0) AS own, COUNT(DISTINCT owner) AS owners FROM media WHERE state = 1;

-- media_fail(id id, fault str, detail str) -> count
UPDATE media SET state = 3, fault = $2, detail = $3, bytes = 0 WHERE id = $1 AND state = 1;

-- media_name_add(name str, media id) -> none
INSERT INTO media_name (name, media) VALUES ($1, $2);

-- media_names_drop(which ids) -> page media_named
DELETE FROM media_name WHERE media IN ($1...) RETURNING name, media;

-- media_rows_drop(which ids) -> none
DELETE FROM media WHERE id IN ($1...);

-- media_words_set(id id, description maybe_str, focus_x double, focus_y double) -> none
UPDATE media SET description = $2, focus_x = $3, focus_y = $4 WHERE id = $1;

-- ---- bytes that are to go ----

-- media_dead_add(key str, due when, again i64) -> none
INSERT INTO media_dead (key, due, again, taken) VALUES ($1, $2, $3, FALSE)
ON CONFLICT (key) DO UPDATE SET due = excluded.due, again = excluded.again;

-- media_dead_renew(keys strs, due when) -> count
UPDATE media_dead SET due = $2 WHERE key IN ($1...) AND NOT taken;

-- media_dead_spare(keys strs) -> count
DELETE FROM media_dead WHERE key IN ($1...) AND NOT taken;

-- media_dead_due(due when, most i64) -> page media_dead
SELECT key, due, again FROM media_dead WHERE due <= $1 ORDER BY due LIMIT $2;

-- media_dead_take(keys strs, due when) -> page media_dead
-- Those that still are due. From now on nobody spares them.
UPDATE media_dead SET taken = TRUE WHERE key IN ($1...) AND due <= $2 RETURNING key, due, again;

-- media_dead_put_off(keys strs, due when) -> none
UPDATE media_dead SET due = $2 WHERE key IN ($1...);

-- media_dead_end(keys strs, now when) -> none
DELETE FROM media_dead WHERE key IN ($1...) AND again <= $2;

-- media_dead_once_more(keys strs, now when) -> none
UPDATE media_dead SET due = again, again = 0 WHERE key IN ($1...) AND again > $2;

-- ---- usage ----

-- media_usage_add(owner id, by media_counted) -> one media_usage_row
-- As it then is.
INSERT INTO media_usage (owner, quota, {media_counted}) VALUES ($1, NULL, {$2})
ON CONFLICT (owner) DO UPDATE SET
  bytes = media_usage.bytes + excluded.bytes, reserved = media_usage.reserved + excluded.reserved,
  images = media_usage.images + excluded.images, image_bytes = media_usage.image_bytes + excluded.image_bytes,
  videos = media_usage.videos + excluded.videos, video_bytes = media_usage.video_bytes + excluded.video_bytes,
  audios = media_usage.audios + excluded.audios, audio_bytes = media_usage.audio_bytes + excluded.audio_bytes,
  voices = media_usage.voices + excluded.voices, voice_bytes = media_usage.voice_bytes + excluded.voice_bytes,
  files = media_usage.files + excluded.files, file_bytes = media_usage.file_bytes + excluded.file_bytes
RETURNING owner, quota, {media_counted};

-- media_usage_get(owner id) -> one media_usage_row
SELECT owner, quota, {media_counted} FROM media_usage WHERE owner = $1;

-- media_loose_get(owner id) -> one media_loose
-- What nothing refers to: at most what an account uploads until such things end.
SELECT COUNT(*) AS count, CAST(COALESCE(SUM(bytes), 0) AS bigint) AS bytes FROM media
WHERE owner = $1 AND refs = 0 AND state IN (1, 2);

-- media_usage_drop(owner id) -> none
DELETE FROM media_usage WHERE owner = $1;

-- media_loose_all() -> one media_loose slow
SELECT COUNT(*) AS count, CAST(COALESCE(SUM(bytes), 0) AS bigint) AS bytes FROM media WHERE refs = 0 AND state IN (1, 2);

-- media_total() -> one media_total slow
SELECT CAST(COALESCE(SUM(bytes), 0) AS bigint) AS bytes, CAST(COALESCE(SUM(reserved), 0) AS bigint) AS reserved,
  CAST(COALESCE(SUM(images), 0) AS bigint) AS images, CAST(COALESCE(SUM(image_bytes), 0) AS bigint) AS image_bytes,
  CAST(COALESCE(SUM(videos), 0) AS bigint) AS videos, CAST(COALESCE(SUM(video_bytes), 0) AS bigint) AS video_bytes,
  CAST(COALESCE(SUM(audios), 0) AS bigint) AS audios, CAST(COALESCE(SUM(audio_bytes), 0) AS bigint) AS audio_bytes,
  CAST(COALESCE(SUM(voices), 0) AS bigint) AS voices, CAST(COALESCE(SUM(voice_bytes), 0) AS bigint) AS voice_bytes,
  CAST(COALESCE(SUM(files), 0) AS bigint) AS files, CAST(COALESCE(SUM(file_bytes), 0) AS bigint) AS file_bytes,
  CAST(COALESCE(SUM(CASE WHEN bytes > 0 THEN 1 ELSE 0 END), 0) AS bigint) AS accounts
FROM media_usage;

-- media_usages_most(bytes i64, owner id, most i64) -> page media_usage_row
SELECT owner, quota, {media_counted} FROM media_usage WHERE (bytes, owner) < ($1, $2) AND bytes > 0 ORDER BY bytes DESC, owner DESC LIMIT $3;

-- media_quota_set(owner id, quota maybe_i64) -> none
INSERT INTO media_usage (owner, quota, {media_counted}) VALUES ($1, $2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ON CONFLICT (owner) DO UPDATE SET quota = excluded.quota;

-- ---- what ends ----

-- media_any_expired(now when) -> page media_expiring
SELECT id FROM media WHERE expires_at <= $1 LIMIT 1;

-- media_expired(now when, most i64) -> page media_brief
SELECT {brief} FROM media WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2;

-- media_briefs_of(owner id, most i64) -> page media_brief
SELECT {brief} FROM media WHERE owner = $1 ORDER BY id LIMIT $2;

-- ---- for owners ----

-- media_mine(owner id, before id, state i64, kind i64, attached i64, most i64) -> page media_row
-- Newest first; -1: any.
SELECT {row} FROM media WHERE owner = $1 AND id < $2 AND ($3 < 0 OR state = $3) AND ($4 < 0 OR kind = $4)
  AND ($5 < 0 OR ($5 = 1 AND refs > 0) OR ($5 = 0 AND refs = 0))
ORDER BY id DESC LIMIT $6;

-- ---- serving ----

-- media_served(name str) -> one media_served
-- References that are to follow what they stand in have followed here already.
SELECT m.id, m.owner, m.kind, m.name, m.mime, m.filename,
  m.open_refs - (SELECT COUNT(*) FROM media_closed AS c CROSS JOIN media_ref AS r
    WHERE r.within = c.within AND r.media = m.id AND r.within <> 0 AND r.open) AS open_refs,
  m.refs > 0 AND m.refs = (SELECT COUNT(*) FROM media_closed AS c CROSS JOIN media_ref AS r
    WHERE r.within = c.within AND r.media = m.id AND r.within <> 0 AND c.gone) AS gone
FROM media_name AS n JOIN media AS m ON m.id = n.media WHERE n.name = $1;

-- ---- uploads ----

-- media_uploads_drop(which ids) -> none
DELETE FROM media_upload WHERE media IN ($1...);

-- ---- kith check ----

-- medias_after(after id, most i64) -> page media_row
SELECT {row} FROM media WHERE id > $1 ORDER BY id LIMIT $2;

-- medias_wrong(after id, last id) -> page media_expiring
-- The first whose references are not those of the rows, or which has no name although it is ready, or the reverse.
SELECT m.id FROM media AS m WHERE m.id > $1 AND m.id <= $2 AND (
  m.refs <> (SELECT COUNT(*) FROM media_ref AS r WHERE r.media = m.id)
  OR m.open_refs <> (SELECT COUNT(*) FROM media_ref AS r WHERE r.media = m.id AND r.open)
  OR (m.refs > 0) <> (m.expires_at IS NULL)
  OR (m.state = 2) <> EXISTS (SELECT 1 FROM media_name AS n WHERE n.media = m.id AND n.name = m.name))
ORDER BY m.id LIMIT 1;

-- media_usages_after(after id, most i64) -> page media_usage_row
SELECT owner, quota, {media_counted} FROM media_usage WHERE owner > $1 ORDER BY owner LIMIT $2;

-- media_usages_wrong(after id, last id) -> page media_expiring
SELECT u.owner AS id FROM media_usage AS u WHERE u.owner > $1 AND u.owner <= $2 AND (
  u.bytes <> (SELECT COALESCE(SUM(m.bytes), 0) FROM media AS m WHERE m.owner = u.owner AND m.state IN (1, 2))
  OR u.reserved <> (SELECT COALESCE(SUM(m.bytes), 0) FROM media AS m WHERE m.owner = u.owner AND m.state = 0)
  OR u.images + u.videos + u.audios + u.voices + u.files
     <> (SELECT COUNT(*) FROM media AS m WHERE m.owner = u.owner AND m.state IN (1, 2))
  OR u.image_bytes + u.video_bytes + u.audio_bytes + u.voice_bytes + u.file_bytes <> u.bytes
  OR u.images <> (SELECT COUNT(*) FROM media AS m WHERE m.owner = u.owner AND m.state IN (1, 2) AND m.kind = 0)
  OR u.files <> (SELECT COUNT(*) FROM media AS m WHERE m.owner = u.owner AND m.state IN (1, 2) AND m.kind = 4))
ORDER BY u.owner LIMIT 1;

-- media_open_of(owner id, after id, most i64) -> page media_expiring
-- Rising by id.
SELECT id FROM media WHERE owner = $1 AND id > $2 AND open_refs > 0 ORDER BY id LIMIT $3;

-- media_names_of(which ids) -> page media_named
-- Those of each together.
SELECT name, media FROM media_name WHERE media IN ($1...) ORDER BY media, name;

-- ---- which files there are to be ----

-- media_names_known(names strs) -> page media_file_key
SELECT name AS key FROM media_name WHERE name IN ($1...);

-- media_dead_known(keys strs) -> page media_file_key
SELECT key FROM media_dead WHERE key IN ($1...);

-- medias_coming(which ids) -> page media_expiring
SELECT id FROM media WHERE id IN ($1...) AND state IN (0, 1);

-- media_names_after(after str, most i64) -> page media_file_key
SELECT name AS key FROM media_name WHERE name > $1 ORDER BY name LIMIT $2;

-- medias_making_after(after id, most i64) -> page media_expiring
SELECT id FROM media WHERE state = 1 AND id > $1 ORDER BY id LIMIT $2;
