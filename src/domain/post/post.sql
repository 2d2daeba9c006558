-- columns row: id, user_id, visibility, plain, boost_of, type, content, warning, sensitive, language, wording, poll, hidden,
--   pinned, edited_at, media

-- columns count: post_id, comments, quotes

-- columns version: post_id, made, content, warning, sensitive, language, created_at, media

-- post_row_get(id id) -> one post_row
SELECT {row} FROM post WHERE id = $1;

-- post_rows_get(which ids) -> page post_row
-- In no order.
SELECT {row} FROM post WHERE id IN ($1...);

-- post_insert(id id, user_id id, visibility i64, plain bool, boost_of maybe_id, type str, content str, warning maybe_str, sensitive bool,
--   language maybe_str, wording str, poll bool, media str) -> none
INSERT INTO post ({row}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, FALSE, 0, NULL, $13);

-- post_counts_get(which ids) -> page post_count
SELECT {count} FROM post_count WHERE post_id IN ($1...);

-- post_count_add(post_id id, comments i64, quotes i64) -> one post_count
INSERT INTO post_count ({count}) VALUES ($1, $2, $3)
ON CONFLICT (post_id) DO UPDATE SET comments = post_count.comments + excluded.comments, quotes = post_count.quotes + excluded.quotes
RETURNING {count};

-- post_comments_add(post_id id, comments i64) -> none
-- A deleted post has no row, and gets none.
UPDATE post_count SET comments = comments + $2 WHERE post_id = $1;

-- post_comments_after(after id, most i64) -> page post_comments
SELECT post_id, comments FROM post_count WHERE post_id > $1 ORDER BY post_id LIMIT $2;

-- post_quotes_change(post_id id, by i64) -> none
-- A deleted post has no row.
UPDATE post_count SET quotes = quotes + $2 WHERE post_id = $1;

-- post_delete(id id) -> none
DELETE FROM post WHERE id = $1;

-- post_versions_delete(post_id id, most i64) -> count
DELETE FROM post_version WHERE post_id = $1 AND made IN (SELECT made FROM post_version WHERE post_id = $1 ORDER BY made LIMIT $2);

-- post_count_delete(post_id id) -> none
DELETE FROM post_count WHERE post_id = $1;

-- post_boosts_of(original id, most i64) -> page post_row
-- Plain boosts, oldest first.
SELECT {row} FROM post WHERE boost_of = $1 AND plain ORDER BY id LIMIT $2;

-- Lists, newest first; a place is what the next page begins after.

-- posts_by_user(user_id id, before id, most i64) -> page post_listed
SELECT id, id AS place FROM post WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- posts_quoting(original id, before id, most i64) -> page post_listed
SELECT id, id AS place FROM post WHERE boost_of = $1 AND plain = FALSE AND id < $2 ORDER BY id DESC LIMIT $3;

-- Many lists at once: ports/reach.h.

-- posts_by_users_down(reaches str, most i64) -> page reached
SELECT p.user_id AS list, p.id, p.id AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN post AS p
WHERE p.user_id = json_extract(r.value, '$[0]') AND p.id IN (
  SELECT k.id FROM post AS k WHERE k.user_id = json_extract(r.value, '$[0]') AND k.id < json_extract(r.value, '$[1]')
  ORDER BY k.id DESC LIMIT $2)
ORDER BY r.key, p.id DESC;
-- @postgres
SELECT p.user_id AS list, p.id, p.id AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM post AS k WHERE k.user_id = CAST(r.value ->> 0 AS bigint) AND k.id < CAST(r.value ->> 1 AS bigint)
  ORDER BY k.id DESC LIMIT $2) AS p
ORDER BY r.key, p.id DESC;

-- posts_by_users_up(reaches str, most i64) -> page reached
SELECT p.user_id AS list, p.id, p.id AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN post AS p
WHERE p.user_id = json_extract(r.value, '$[0]') AND p.id IN (
  SELECT k.id FROM post AS k WHERE k.user_id = json_extract(r.value, '$[0]') AND k.id > json_extract(r.value, '$[1]')
  ORDER BY k.id LIMIT $2)
ORDER BY r.key, p.id;
-- @postgres
SELECT p.user_id AS list, p.id, p.id AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM post AS k WHERE k.user_id = CAST(r.value ->> 0 AS bigint) AND k.id > CAST(r.value ->> 1 AS bigint)
  ORDER BY k.id LIMIT $2) AS p
ORDER BY r.key, p.id;

-- posts_quoting_all_down(reaches str, most i64) -> page reached
SELECT p.boost_of AS list, p.id, p.id AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN post AS p
WHERE p.id IN (
  SELECT k.id FROM post AS k WHERE k.boost_of = json_extract(r.value, '$[0]') AND k.plain = FALSE AND k.id < json_extract(r.value, '$[1]')
  ORDER BY k.id DESC LIMIT $2)
ORDER BY r.key, p.id DESC;
-- @postgres
SELECT p.boost_of AS list, p.id, p.id AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM post AS k WHERE k.boost_of = CAST(r.value ->> 0 AS bigint) AND k.plain = FALSE AND k.id < CAST(r.value ->> 1 AS bigint)
  ORDER BY k.id DESC LIMIT $2) AS p
ORDER BY r.key, p.id DESC;

-- posts_quoting_all_up(reaches str, most i64) -> page reached
SELECT p.boost_of AS list, p.id, p.id AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN post AS p
WHERE p.id IN (
  SELECT k.id FROM post AS k WHERE k.boost_of = json_extract(r.value, '$[0]') AND k.plain = FALSE AND k.id > json_extract(r.value, '$[1]')
  ORDER BY k.id LIMIT $2)
ORDER BY r.key, p.id;
-- @postgres
SELECT p.boost_of AS list, p.id, p.id AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM post AS k WHERE k.boost_of = CAST(r.value ->> 0 AS bigint) AND k.plain = FALSE AND k.id > CAST(r.value ->> 1 AS bigint)
  ORDER BY k.id LIMIT $2) AS p
ORDER BY r.key, p.id;

-- posts_from_all_down(lists str, most i64) -> page reached
-- Of lists of authors: "[list,place,[author,author]],...".
SELECT json_extract(r.value, '$[0]') AS list, p.id, p.id AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN post AS p
WHERE p.id IN (
  SELECT x.id FROM json_each(json_extract(r.value, '$[2]')) AS a CROSS JOIN post AS x
  WHERE x.id IN (SELECT k.id FROM post AS k WHERE k.user_id = a.value AND k.id < json_extract(r.value, '$[1]')
                 ORDER BY k.id DESC LIMIT $2)
  ORDER BY x.id DESC LIMIT $2)
ORDER BY r.key, p.id DESC;
-- @postgres
SELECT CAST(r.value ->> 0 AS bigint) AS list, p.id, p.id AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT x.id FROM json_array_elements_text(r.value -> 2) AS a(author) CROSS JOIN LATERAL (
    SELECT k.id FROM post AS k WHERE k.user_id = CAST(a.author AS bigint) AND k.id < CAST(r.value ->> 1 AS bigint)
    ORDER BY k.id DESC LIMIT $2) AS x
  ORDER BY x.id DESC LIMIT $2) AS p
ORDER BY r.key, p.id DESC;

-- posts_from_all_up(lists str, most i64) -> page reached
-- Of lists of authors: "[list,place,[author,author]],...".
SELECT json_extract(r.value, '$[0]') AS list, p.id, p.id AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN post AS p
WHERE p.id IN (
  SELECT x.id FROM json_each(json_extract(r.value, '$[2]')) AS a CROSS JOIN post AS x
  WHERE x.id IN (SELECT k.id FROM post AS k WHERE k.user_id = a.value AND k.id > json_extract(r.value, '$[1]')
                 ORDER BY k.id LIMIT $2)
  ORDER BY x.id LIMIT $2)
ORDER BY r.key, p.id;
-- @postgres
SELECT CAST(r.value ->> 0 AS bigint) AS list, p.id, p.id AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT x.id FROM json_array_elements_text(r.value -> 2) AS a(author) CROSS JOIN LATERAL (
    SELECT k.id FROM post AS k WHERE k.user_id = CAST(a.author AS bigint) AND k.id > CAST(r.value ->> 1 AS bigint)
    ORDER BY k.id LIMIT $2) AS x
  ORDER BY x.id LIMIT $2) AS p
ORDER BY r.key, p.id;

-- posts_pinned_by_all(users ids) -> page reached
-- Of each, the last pinned first.
SELECT user_id AS list, id, pinned AS place FROM post WHERE user_id IN ($1...) AND pinned > 0 ORDER BY user_id, pinned DESC;

-- post_versions_all_down(reaches str, most i64) -> page post_version_row
SELECT p.post_id, p.made, p.content, p.warning, p.sensitive, p.language, p.created_at, p.media
FROM json_each('[' || $1 || ']') AS r CROSS JOIN post_version AS p
WHERE p.post_id = json_extract(r.value, '$[0]') AND p.made IN (
  SELECT k.made FROM post_version AS k WHERE k.post_id = json_extract(r.value, '$[0]') AND k.made < json_extract(r.value, '$[1]')
  ORDER BY k.made DESC LIMIT $2)
ORDER BY r.key, p.made DESC;
-- @postgres
SELECT p.post_id, p.made, p.content, p.warning, p.sensitive, p.language, p.created_at, p.media
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM post_version AS k WHERE k.post_id = CAST(r.value ->> 0 AS bigint) AND k.made < CAST(r.value ->> 1 AS bigint)
  ORDER BY k.made DESC LIMIT $2) AS p
ORDER BY r.key, p.made DESC;

-- post_versions_all_up(reaches str, most i64) -> page post_version_row
SELECT p.post_id, p.made, p.content, p.warning, p.sensitive, p.language, p.created_at, p.media
FROM json_each('[' || $1 || ']') AS r CROSS JOIN post_version AS p
WHERE p.post_id = json_extract(r.value, '$[0]') AND p.made IN (
  SELECT k.made FROM post_version AS k WHERE k.post_id = json_extract(r.value, '$[0]') AND k.made > json_extract(r.value, '$[1]')
  ORDER BY k.made LIMIT $2)
ORDER BY r.key, p.made;
-- @postgres
SELECT p.post_id, p.made, p.content, p.warning, p.sensitive, p.language, p.created_at, p.media
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM post_version AS k WHERE k.post_id = CAST(r.value ->> 0 AS bigint) AND k.made > CAST(r.value ->> 1 AS bigint)
  ORDER BY k.made LIMIT $2) AS p
ORDER BY r.key, p.made;

-- posts_pinned_by(user_id id, most i64) -> page post_listed
SELECT id, pinned AS place FROM post WHERE user_id = $1 AND pinned > 0 ORDER BY pinned DESC LIMIT $2;

-- post_pin_set(id id, pinned id) -> none
UPDATE post SET pinned = $2 WHERE id = $1;

-- post_set_words(id id, type str, content str, warning maybe_str, sensitive bool, language maybe_str, wording str, edited_at when,
--   media str) -> none
UPDATE post SET type = $2, content = $3, warning = $4, sensitive = $5, language = $6, wording = $7, edited_at = $8, media = $9
WHERE id = $1;

-- post_version_add(post_id id, made id, content str, warning maybe_str, sensitive bool, language maybe_str, created_at when,
--   media str) -> none
INSERT INTO post_version ({version}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- post_versions_before(post_id id, before id, most i64) -> page post_version_row
SELECT {version} FROM post_version WHERE post_id = $1 AND made < $2 ORDER BY made DESC LIMIT $3;

-- posts_from(authors str, after id, before id, each i64, most i64) -> page post_by
-- Of the authors "1,2,3": of each at most `each` are read, whatever else they wrote; the newest of these. All from one index.
SELECT p.id, p.user_id
FROM json_each('[' || $1 || ']') AS a CROSS JOIN post AS p
  ON p.user_id = a.value AND p.id IN (SELECT id FROM post WHERE user_id = a.value AND id > $2 AND id < $3 ORDER BY id DESC LIMIT $4)
ORDER BY p.id DESC LIMIT $5;
-- @postgres
SELECT p.id, p.user_id
FROM unnest(CAST(string_to_array($1, ',') AS bigint[])) AS a(user_id)
CROSS JOIN LATERAL (SELECT id, user_id FROM post WHERE user_id = a.user_id AND id > $2 AND id < $3 ORDER BY id DESC LIMIT $4) AS p
ORDER BY p.id DESC LIMIT $5;

-- posts_from_one(user_id id, most i64) -> page post_by
SELECT id, user_id FROM post WHERE user_id = $1 ORDER BY id DESC LIMIT $2;

-- posts_public_before(before id, most i64) -> page post_by
SELECT id, user_id FROM post WHERE visibility = 0 AND NOT plain AND id < $1 ORDER BY id DESC LIMIT $2;

-- posts_public_after(after id, most i64) -> page post_by
SELECT id, user_id FROM post WHERE visibility = 0 AND NOT plain AND id > $1 ORDER BY id LIMIT $2;

-- post_rows_of(user_id id, after id, most i64) -> page post_row
-- All of them, oldest first.
SELECT {row} FROM post WHERE user_id = $1 AND id > $2 ORDER BY id LIMIT $3;

-- posts_worded_after(after id, most i64) -> page post_by
-- Those that are no plain boosts.
SELECT id, user_id FROM post WHERE id > $1 AND NOT plain ORDER BY id LIMIT $2;

-- post_hide(id id, hidden bool) -> none
UPDATE post SET hidden = $2 WHERE id = $1;

-- For `kith check`.

-- posts_listed_after(after id, most i64) -> page post_listed
SELECT id, id AS place FROM post WHERE id > $1 ORDER BY id LIMIT $2;

-- post_quotes_wrong(after id, last id) -> page post_tally
-- The first of these whose count is not that of its quotes.
SELECT p.id, q.n FROM post AS p
JOIN (SELECT x.id, (SELECT CAST(COUNT(*) AS bigint) FROM post AS y WHERE y.boost_of = x.id AND NOT y.plain AND NOT y.hidden) AS n
      FROM post AS x WHERE x.id > $1 AND x.id <= $2) AS q ON q.id = p.id
LEFT JOIN post_count AS c ON c.post_id = p.id
WHERE COALESCE(c.quotes, 0) <> q.n ORDER BY p.id LIMIT 1;

-- post_author_after(after id) -> page post_tally
SELECT user_id AS id, CAST(0 AS bigint) AS n FROM post WHERE user_id > $1 ORDER BY user_id LIMIT 1;

-- post_author_tally(user_id id) -> one post_tally
SELECT CAST($1 AS bigint) AS id, CAST(COUNT(*) AS bigint) AS n FROM post WHERE user_id = $1 AND visibility < 3 AND NOT plain;
