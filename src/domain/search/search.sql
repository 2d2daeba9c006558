-- Whether an index is to be merged: tidy.c.

-- tidy_ask(shelf i64) -> none
UPDATE search_tidy SET asked = TRUE WHERE id = $1 AND NOT asked;

-- tidy_get(shelf i64) -> one search_tidy
SELECT asked, going FROM search_tidy WHERE id = $1;

-- tidy_begin(shelf i64) -> none
UPDATE search_tidy SET asked = FALSE, going = TRUE WHERE id = $1;

-- tidy_end(shelf i64) -> none
UPDATE search_tidy SET going = FALSE WHERE id = $1;

-- ---- the index of posts: shelf.h ----

-- post_document_add(id id, tokens str) -> none
INSERT INTO search_post (rowid, tokens) VALUES ($1, $2);
-- @postgres
INSERT INTO search_post (id, tokens) VALUES ($1, CAST($2 AS tsvector)) ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens;

-- post_documents_there(which ids) -> page search_hit
-- In no order. The table under the index knows that in less time than the index.
SELECT id FROM search_post_content WHERE id IN ($1...);
-- @postgres
SELECT id FROM search_post WHERE id IN ($1...);

-- post_documents_drop(which ids) -> none
DELETE FROM search_post WHERE rowid IN ($1...);
-- @postgres
DELETE FROM search_post WHERE id IN ($1...);

-- post_mark_add(id id) -> none
INSERT INTO search_mark (id) VALUES ($1) ON CONFLICT (id) DO NOTHING;

-- post_marks_drop(which ids) -> none
DELETE FROM search_mark WHERE id IN ($1...);

-- post_mark_before(before id, newer i64) -> page search_hit
SELECT id FROM search_mark WHERE id < $1 ORDER BY id DESC LIMIT 1 OFFSET $2;

-- post_found_walking(match str, after id, before id, most i64) -> page search_hit
-- Newest first: PostgreSQL looks at each document between the two ids.
SELECT rowid AS id FROM search_post WHERE search_post MATCH $1 AND rowid > $2 AND rowid < $3 ORDER BY rowid DESC LIMIT $4;
-- @postgres
SELECT id FROM (SELECT id, tokens FROM search_post WHERE id > $2 AND id < $3 ORDER BY id DESC OFFSET 0) AS newest
WHERE tokens @@ CAST($1 AS tsquery) ORDER BY id DESC LIMIT $4;

-- post_found_in_index(match str, after id, before id, most i64) -> page search_hit slow
-- The same; PostgreSQL reads all that the index has, as it knows no order. Slow, because SQLite cannot stop FTS5 between two hits: a
-- loop would wait for a question that finds nothing.
SELECT rowid AS id FROM search_post WHERE search_post MATCH $1 AND rowid > $2 AND rowid < $3 ORDER BY rowid DESC LIMIT $4;
-- @postgres
SELECT id FROM search_post WHERE tokens @@ CAST($1 AS tsquery) AND id + 0 > $2 AND id + 0 < $3 ORDER BY id + 0 DESC LIMIT $4;

-- The same from the oldest up.

-- post_mark_after(after id, older i64) -> page search_hit
SELECT id FROM search_mark WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2;

-- post_found_walking_up(match str, after id, before id, most i64) -> page search_hit
SELECT rowid AS id FROM search_post WHERE search_post MATCH $1 AND rowid > $2 AND rowid < $3 ORDER BY rowid LIMIT $4;
-- @postgres
SELECT id FROM (SELECT id, tokens FROM search_post WHERE id > $2 AND id < $3 ORDER BY id OFFSET 0) AS oldest
WHERE tokens @@ CAST($1 AS tsquery) ORDER BY id LIMIT $4;

-- post_found_in_index_up(match str, after id, before id, most i64) -> page search_hit slow
SELECT rowid AS id FROM search_post WHERE search_post MATCH $1 AND rowid > $2 AND rowid < $3 ORDER BY rowid LIMIT $4;
-- @postgres
SELECT id FROM search_post WHERE tokens @@ CAST($1 AS tsquery) AND id + 0 > $2 AND id + 0 < $3 ORDER BY id + 0 LIMIT $4;

-- post_documents_after(after id, most i64) -> page search_hit
SELECT rowid AS id FROM search_post WHERE rowid > $1 ORDER BY rowid LIMIT $2;
-- @postgres
SELECT id FROM search_post WHERE id > $1 ORDER BY id LIMIT $2;

-- post_index_merge(pages i64) -> none
-- About so many pages of what is to be merged; of a negative number, all that there is is to be merged from now on.
INSERT INTO search_post (search_post, rank) VALUES ('merge', $1);
-- @postgres
UPDATE search_tidy SET going = going WHERE id = 0 AND $1 = 0;

-- post_index_shape() -> one search_shape
-- Of what segments the index consists: it changes as they are merged.
SELECT hex(block) AS segments FROM search_post_data WHERE id = 10;
-- @postgres
SELECT '' AS segments;

-- ---- the index of messages: the same ----

-- message_document_add(id id, channel id, seq i64, tokens str) -> none
INSERT INTO search_message (rowid, channel_id, seq, tokens) VALUES ($1, $2, $3, $4);
-- @postgres
INSERT INTO search_message (id, channel_id, seq, tokens) VALUES ($1, $2, $3, CAST($4 AS tsvector))
ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens;

-- message_documents_there(which ids) -> page search_hit
SELECT id FROM search_message_content WHERE id IN ($1...);
-- @postgres
SELECT id FROM search_message WHERE id IN ($1...);

-- message_documents_drop(which ids) -> none
DELETE FROM search_message WHERE rowid IN ($1...);
-- @postgres
DELETE FROM search_message WHERE id IN ($1...);

-- message_mark_add(id id) -> none
INSERT INTO search_message_mark (id) VALUES ($1) ON CONFLICT (id) DO NOTHING;

-- message_marks_drop(which ids) -> none
DELETE FROM search_message_mark WHERE id IN ($1...);

-- message_mark_before(before id, newer i64) -> page search_hit
SELECT id FROM search_message_mark WHERE id < $1 ORDER BY id DESC LIMIT 1 OFFSET $2;

-- message_found_walking(match str, after id, before id, most i64) -> page search_hit
SELECT rowid AS id, channel_id, seq FROM search_message
WHERE search_message MATCH $1 AND rowid > $2 AND rowid < $3 ORDER BY rowid DESC LIMIT $4;
-- @postgres
SELECT id, channel_id, seq FROM (
  SELECT id, channel_id, seq, tokens FROM search_message WHERE id > $2 AND id < $3 ORDER BY id DESC OFFSET 0
) AS newest
WHERE tokens @@ CAST($1 AS tsquery) ORDER BY id DESC LIMIT $4;

-- message_found_in_index(match str, after id, before id, most i64) -> page search_hit slow
SELECT rowid AS id, channel_id, seq FROM search_message
WHERE search_message MATCH $1 AND rowid > $2 AND rowid < $3 ORDER BY rowid DESC LIMIT $4;
-- @postgres
SELECT id, channel_id, seq FROM search_message
WHERE tokens @@ CAST($1 AS tsquery) AND id + 0 > $2 AND id + 0 < $3 ORDER BY id + 0 DESC LIMIT $4;

-- message_mark_after(after id, older i64) -> page search_hit
SELECT id FROM search_message_mark WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2;

-- message_found_walking_up(match str, after id, before id, most i64) -> page search_hit
SELECT rowid AS id, channel_id, seq FROM search_message
WHERE search_message MATCH $1 AND rowid > $2 AND rowid < $3 ORDER BY rowid LIMIT $4;
-- @postgres
SELECT id, channel_id, seq FROM (
  SELECT id, channel_id, seq, tokens FROM search_message WHERE id > $2 AND id < $3 ORDER BY id OFFSET 0
) AS oldest
WHERE tokens @@ CAST($1 AS tsquery) ORDER BY id LIMIT $4;

-- message_found_in_index_up(match str, after id, before id, most i64) -> page search_hit slow
SELECT rowid AS id, channel_id, seq FROM search_message
WHERE search_message MATCH $1 AND rowid > $2 AND rowid < $3 ORDER BY rowid LIMIT $4;
-- @postgres
SELECT id, channel_id, seq FROM search_message
WHERE tokens @@ CAST($1 AS tsquery) AND id + 0 > $2 AND id + 0 < $3 ORDER BY id + 0 LIMIT $4;

-- message_documents_after(after id, most i64) -> page search_hit
SELECT rowid AS id, channel_id, seq FROM search_message WHERE rowid > $1 ORDER BY rowid LIMIT $2;
-- @postgres
SELECT id, channel_id, seq FROM search_message WHERE id > $1 ORDER BY id LIMIT $2;

-- message_index_merge(pages i64) -> none
INSERT INTO search_message (search_message, rank) VALUES ('merge', $1);
-- @postgres
UPDATE search_tidy SET going = going WHERE id = 0 AND $1 = 0;

-- message_index_shape() -> one search_shape
SELECT hex(block) AS segments FROM search_message_data WHERE id = 10;
-- @postgres
SELECT '' AS segments;

-- message_documents_of(channel id, label str, after id, most i64) -> page search_hit
-- Those of one channel, by its label or its id, from the oldest up.
SELECT rowid AS id, channel_id, seq FROM search_message WHERE search_message MATCH $2 AND rowid > $3 AND $1 > 0 ORDER BY rowid LIMIT $4;
-- @postgres
SELECT id, channel_id, seq FROM search_message WHERE channel_id = $1 AND id > $3 AND CAST($2 AS text) <> '' ORDER BY id LIMIT $4;
