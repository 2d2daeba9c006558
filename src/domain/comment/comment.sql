-- columns row: id, post_id, parent, depth, user_id, kids, replies, rank, deleted, hidden, stands

-- columns version: comment_id, made, content, created_at

-- comment_row_get(id id) -> one comment_row
SELECT {row} FROM comment WHERE id = $1;

-- comment_rows_get(which ids) -> page comment_row
-- In no order.
SELECT {row} FROM comment WHERE id IN ($1...);

-- comment_insert(id id, post_id id, parent id, depth i64, user_id id) -> none
INSERT INTO comment ({row}) VALUES ($1, $2, $3, $4, $5, 0, 0, 0, FALSE, FALSE, TRUE);

-- ---- texts ----

-- comment_text_insert(id id, content str, wording str) -> none
INSERT INTO comment_text (id, content, wording, edited_at) VALUES ($1, $2, $3, NULL);

-- comment_texts_get(which ids) -> page comment_said
-- In no order.
SELECT c.id, c.post_id, c.parent, c.depth, c.user_id, t.content, t.wording, t.edited_at
FROM comment AS c JOIN comment_text AS t ON t.id = c.id WHERE c.id IN ($1...);

-- comment_text_set(id id, content str, wording str, edited_at when) -> none
UPDATE comment_text SET content = $2, wording = $3, edited_at = $4 WHERE id = $1;

-- comment_texts_delete(which ids) -> none
DELETE FROM comment_text WHERE id IN ($1...);

-- comment_version_insert(comment_id id, made id, content str, created_at when) -> none
INSERT INTO comment_version ({version}) VALUES ($1, $2, $3, $4);

-- comment_versions_before(comment_id id, before id, most i64) -> page comment_version_row
SELECT {version} FROM comment_version WHERE comment_id = $1 AND made < $2 ORDER BY made DESC LIMIT $3;

-- comment_versions_delete(which ids, most i64) -> count
DELETE FROM comment_version
WHERE (comment_id, made) IN (SELECT comment_id, made FROM comment_version WHERE comment_id IN ($1...) LIMIT $2);

-- ---- the tree, read ----

-- comments_new(parent id, first id, most i64) -> page comment_row
SELECT {row} FROM comment WHERE parent = $1 AND id <= $2 ORDER BY id DESC LIMIT $3;

-- comments_old(parent id, first id, most i64) -> page comment_row
SELECT {row} FROM comment WHERE parent = $1 AND id >= $2 ORDER BY id LIMIT $3;

-- comments_top(parent id, rank i64, first id, most i64) -> page comment_row
SELECT {row} FROM comment WHERE parent = $1 AND (rank, id) >= ($2, $3) ORDER BY rank, id LIMIT $4;

-- The first ones below each of several, in the order of these, whose ids come as text: "1,2,3".
-- comments_first_new(parents str, most i64) -> page comment_row
SELECT {c.row} FROM json_each('[' || $1 || ']') AS p CROSS JOIN comment AS c
WHERE c.id IN (SELECT k.id FROM comment AS k WHERE k.parent = p.value ORDER BY k.id DESC LIMIT $2)
ORDER BY p.key, c.id DESC;
-- @postgres
SELECT {c.row} FROM unnest(CAST(string_to_array($1, ',') AS bigint[])) WITH ORDINALITY AS p(of_id, place)
CROSS JOIN LATERAL (SELECT {k.row} FROM comment AS k WHERE k.parent = p.of_id ORDER BY k.id DESC LIMIT $2) AS c
ORDER BY p.place, c.id DESC;

-- comments_first_old(parents str, most i64) -> page comment_row
SELECT {c.row} FROM json_each('[' || $1 || ']') AS p CROSS JOIN comment AS c
WHERE c.id IN (SELECT k.id FROM comment AS k WHERE k.parent = p.value ORDER BY k.id LIMIT $2)
ORDER BY p.key, c.id;
-- @postgres
SELECT {c.row} FROM unnest(CAST(string_to_array($1, ',') AS bigint[])) WITH ORDINALITY AS p(of_id, place)
CROSS JOIN LATERAL (SELECT {k.row} FROM comment AS k WHERE k.parent = p.of_id ORDER BY k.id LIMIT $2) AS c
ORDER BY p.place, c.id;

-- comments_first_top(parents str, most i64) -> page comment_row
SELECT {c.row} FROM json_each('[' || $1 || ']') AS p CROSS JOIN comment AS c
WHERE c.id IN (SELECT k.id FROM comment AS k WHERE k.parent = p.value ORDER BY k.rank, k.id LIMIT $2)
ORDER BY p.key, c.rank, c.id;
-- @postgres
SELECT {c.row} FROM unnest(CAST(string_to_array($1, ',') AS bigint[])) WITH ORDINALITY AS p(of_id, place)
CROSS JOIN LATERAL (SELECT {k.row} FROM comment AS k WHERE k.parent = p.of_id ORDER BY k.rank, k.id LIMIT $2) AS c
ORDER BY p.place, c.rank, c.id;

-- comments_up(id id, most i64) -> page comment_row
-- It, its parent, and so on up.
WITH RECURSIVE up(id, parent, n) AS (
  SELECT id, parent, CAST(1 AS bigint) FROM comment WHERE id = $1
  UNION ALL
  SELECT c.id, c.parent, up.n + 1 FROM up JOIN comment AS c ON c.id = up.parent WHERE up.n < $2)
SELECT {c.row} FROM up JOIN comment AS c ON c.id = up.id ORDER BY up.n;

-- comments_up_all(starts str, most i64) -> page reached
-- Of each "[list,id]": that comment, its parent, and so on up; a place is the depth, and one more.
WITH RECURSIVE up(key, list, id, parent, depth, n) AS (
  SELECT r.key, json_extract(r.value, '$[0]'), c.id, c.parent, c.depth, 1
  FROM json_each('[' || $1 || ']') AS r JOIN comment AS c ON c.id = json_extract(r.value, '$[1]')
  UNION ALL
  SELECT up.key, up.list, c.id, c.parent, c.depth, up.n + 1 FROM up JOIN comment AS c ON c.id = up.parent WHERE up.n < $2)
SELECT list, id, depth + 1 AS place FROM up ORDER BY key, n;
-- @postgres
WITH RECURSIVE up(key, list, id, parent, depth, n) AS (
  SELECT r.key, CAST(r.value ->> 0 AS bigint), c.id, c.parent, c.depth, CAST(1 AS bigint)
  FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key)
  JOIN comment AS c ON c.id = CAST(r.value ->> 1 AS bigint)
  UNION ALL
  SELECT up.key, up.list, c.id, c.parent, c.depth, up.n + 1 FROM up JOIN comment AS c ON c.id = up.parent WHERE up.n < $2)
SELECT list, id, depth + 1 AS place FROM up ORDER BY key, n;

-- comments_by_user(user_id id, before id, most i64) -> page comment_row
SELECT {row} FROM comment WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- Many lists at once: ports/reach.h.

-- comments_by_users_down(reaches str, most i64) -> page reached
SELECT p.user_id AS list, p.id, p.id AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN comment AS p
WHERE p.user_id = json_extract(r.value, '$[0]') AND p.id IN (
  SELECT k.id FROM comment AS k WHERE k.user_id = json_extract(r.value, '$[0]') AND k.id < json_extract(r.value, '$[1]')
  ORDER BY k.id DESC LIMIT $2)
ORDER BY r.key, p.id DESC;
-- @postgres
SELECT p.user_id AS list, p.id, p.id AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM comment AS k WHERE k.user_id = CAST(r.value ->> 0 AS bigint) AND k.id < CAST(r.value ->> 1 AS bigint)
  ORDER BY k.id DESC LIMIT $2) AS p
ORDER BY r.key, p.id DESC;

-- comments_by_users_up(reaches str, most i64) -> page reached
SELECT p.user_id AS list, p.id, p.id AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN comment AS p
WHERE p.user_id = json_extract(r.value, '$[0]') AND p.id IN (
  SELECT k.id FROM comment AS k WHERE k.user_id = json_extract(r.value, '$[0]') AND k.id > json_extract(r.value, '$[1]')
  ORDER BY k.id LIMIT $2)
ORDER BY r.key, p.id;
-- @postgres
SELECT p.user_id AS list, p.id, p.id AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM comment AS k WHERE k.user_id = CAST(r.value ->> 0 AS bigint) AND k.id > CAST(r.value ->> 1 AS bigint)
  ORDER BY k.id LIMIT $2) AS p
ORDER BY r.key, p.id;

-- comments_by_user_after(user_id id, after id, most i64) -> page comment_row
SELECT {row} FROM comment WHERE user_id = $1 AND id > $2 ORDER BY id LIMIT $3;

-- comments_of_post(post_id id, after id, most i64) -> page comment_row
SELECT {row} FROM comment WHERE post_id = $1 AND id > $2 ORDER BY id LIMIT $3;

-- ---- the tree, changed ----

-- From one up: placeholders with nothing below them but the one before.
-- comments_empty_up(id id, most i64) -> page comment_row
WITH RECURSIVE up(id, parent, n) AS (
  SELECT id, parent, CAST(1 AS bigint) FROM comment WHERE id = $1
  UNION ALL
  SELECT c.id, c.parent, up.n + 1 FROM up JOIN comment AS c ON c.id = up.parent WHERE c.deleted AND c.kids = 1 AND up.n < $2)
SELECT {c.row} FROM up JOIN comment AS c ON c.id = up.id ORDER BY up.n;

-- From one up: those that stand for nothing but the one before.
-- comments_propped_up(id id, most i64) -> page comment_row
WITH RECURSIVE up(id, parent, n) AS (
  SELECT id, parent, CAST(1 AS bigint) FROM comment WHERE id = $1
  UNION ALL
  SELECT c.id, c.parent, up.n + 1 FROM up JOIN comment AS c ON c.id = up.parent
  WHERE c.stands AND c.replies = 1 AND (c.deleted OR c.hidden) AND up.n < $2)
SELECT {c.row} FROM up JOIN comment AS c ON c.id = up.id ORDER BY up.n;

-- From one up: those that do not stand.
-- comments_fallen_up(id id, most i64) -> page comment_row
WITH RECURSIVE up(id, parent, n) AS (
  SELECT id, parent, CAST(1 AS bigint) FROM comment WHERE id = $1
  UNION ALL
  SELECT c.id, c.parent, up.n + 1 FROM up JOIN comment AS c ON c.id = up.parent WHERE NOT c.stands AND up.n < $2)
SELECT {c.row} FROM up JOIN comment AS c ON c.id = up.id ORDER BY up.n;

-- comments_stand(which ids, stands bool) -> none
UPDATE comment SET stands = $2 WHERE id IN ($1...);

-- comments_replies_add(which ids, kids i64, replies i64) -> none
UPDATE comment SET kids = kids + $2, replies = replies + $3 WHERE id IN ($1...);

-- comments_delete(which ids) -> none
DELETE FROM comment WHERE id IN ($1...);

-- comment_empty(id id) -> none
-- What is left in its place when it is deleted.
UPDATE comment SET deleted = TRUE, hidden = FALSE, user_id = 0, rank = 0 WHERE id = $1;

-- comment_hide(id id, hidden bool) -> none
UPDATE comment SET hidden = $2 WHERE id = $1;

-- comment_rank_set(id id, rank i64) -> none
UPDATE comment SET rank = $2 WHERE id = $1;

-- ---- kith check ----

-- comments_after(after id, most i64) -> page comment_row
SELECT {row} FROM comment WHERE id > $1 ORDER BY id LIMIT $2;

-- comments_wrong(after id, last id) -> page comment_row
-- The first whose numbers are not those of the rows below it, or whose text is there although it is deleted, or the reverse.
SELECT {c.row} FROM comment AS c WHERE c.id > $1 AND c.id <= $2 AND (
  c.kids <> (SELECT COUNT(*) FROM comment AS k WHERE k.parent = c.id)
  OR c.replies <> (SELECT COUNT(*) FROM comment AS k WHERE k.parent = c.id AND k.stands)
  OR c.deleted = EXISTS (SELECT 1 FROM comment_text AS t WHERE t.id = c.id)
  OR (NOT c.stands AND NOT c.deleted AND NOT c.hidden))
ORDER BY c.id LIMIT 1;

-- comment_tallies(which ids) -> page comment_tally
-- In no order; without posts that have none.
SELECT post_id, COUNT(*) AS n FROM comment WHERE post_id IN ($1...) AND NOT deleted AND NOT hidden GROUP BY post_id;

-- comment_posts_after(after id, most i64) -> page comment_listed
SELECT DISTINCT post_id FROM comment WHERE post_id > $1 ORDER BY post_id LIMIT $2;
