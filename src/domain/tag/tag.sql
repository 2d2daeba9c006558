-- columns use: name, post_id, author_id, hidden, recent

-- columns tally: span, name, posts, accounts

-- Arrays beyond IN are JSON: of texts '["a","b"]', of spans '1,2,20421'.

-- uses_add(post_id id, author_id id, recent bool, names str) -> none
INSERT INTO tag_use ({use}) SELECT value, $1, $2, FALSE, $3 FROM json_each($4);
-- @postgres
INSERT INTO tag_use ({use}) SELECT n, $1, $2, FALSE, $3 FROM json_array_elements_text(CAST($4 AS json)) AS n;

-- use_plant(name str, post_id id, author_id id, recent bool) -> none
INSERT INTO tag_use ({use}) VALUES ($1, $2, $3, FALSE, $4);

-- uses_drop(post_id id, names strs) -> page tag_use_row
DELETE FROM tag_use WHERE post_id = $1 AND name IN ($2...) RETURNING {use};

-- uses_by(author_id id, after id, most i64) -> page tag_use_row
SELECT {use} FROM tag_use WHERE author_id = $1 AND post_id > $2 ORDER BY post_id, name LIMIT $3;

-- uses_hide(author_id id, after id, last id, hidden bool) -> none
UPDATE tag_use SET hidden = $4 WHERE author_id = $1 AND post_id > $2 AND post_id <= $3;

-- uses_recent(through id, most i64) -> page tag_use_row
-- Still counted as recent, up to that one.
SELECT {use} FROM tag_use WHERE recent AND post_id <= $1 ORDER BY post_id, name LIMIT $2;

-- uses_fade(last id) -> none
UPDATE tag_use SET recent = FALSE WHERE recent AND post_id <= $1;

-- writers_add(author_id id, changes str) -> none
-- "[span,name,posts],...", in the order of the key: so many posts more of that author.
INSERT INTO tag_writer (span, name, author_id, posts)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), $1, json_extract(value, '$[2]') FROM json_each('[' || $2 || ']') WHERE TRUE
ON CONFLICT (span, name, author_id) DO UPDATE SET posts = tag_writer.posts + excluded.posts;
-- @postgres
INSERT INTO tag_writer (span, name, author_id, posts)
SELECT CAST(c ->> 0 AS bigint), c ->> 1, $1, CAST(c ->> 2 AS bigint) FROM json_array_elements(CAST('[' || $2 || ']' AS json)) AS c
ON CONFLICT (span, name, author_id) DO UPDATE SET posts = tag_writer.posts + excluded.posts;

-- tallies_raise(author_id id, changes str) -> none
-- After writers_add of the same: an author who has no other posts is new.
INSERT INTO tag_tally ({tally})
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), CAST(json_extract(value, '$[2]') = (
  SELECT w.posts FROM tag_writer AS w
  WHERE w.span = json_extract(value, '$[0]') AND w.name = json_extract(value, '$[1]') AND w.author_id = $1) AS bigint)
FROM json_each('[' || $2 || ']') WHERE TRUE
ON CONFLICT (span, name) DO UPDATE SET posts = tag_tally.posts + excluded.posts, accounts = tag_tally.accounts + excluded.accounts;
-- @postgres
INSERT INTO tag_tally ({tally})
SELECT CAST(c ->> 0 AS bigint), c ->> 1, CAST(c ->> 2 AS bigint), CASE WHEN CAST(c ->> 2 AS bigint) = (
  SELECT w.posts FROM tag_writer AS w WHERE w.span = CAST(c ->> 0 AS bigint) AND w.name = c ->> 1 AND w.author_id = $1) THEN 1 ELSE 0 END
FROM json_array_elements(CAST('[' || $2 || ']' AS json)) AS c
ON CONFLICT (span, name) DO UPDATE SET posts = tag_tally.posts + excluded.posts, accounts = tag_tally.accounts + excluded.accounts;

-- writers_change(author_id id, changes str) -> page tag_written
-- The same of posts more, or less, for who has to know how many are left.
INSERT INTO tag_writer (span, name, author_id, posts)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), $1, json_extract(value, '$[2]') FROM json_each('[' || $2 || ']') WHERE TRUE
ON CONFLICT (span, name, author_id) DO UPDATE SET posts = tag_writer.posts + excluded.posts
RETURNING span, name, posts;
-- @postgres
INSERT INTO tag_writer (span, name, author_id, posts)
SELECT CAST(c ->> 0 AS bigint), c ->> 1, $1, CAST(c ->> 2 AS bigint) FROM json_array_elements(CAST('[' || $2 || ']' AS json)) AS c
ON CONFLICT (span, name, author_id) DO UPDATE SET posts = tag_writer.posts + excluded.posts
RETURNING span, name, posts;

-- writer_drop(span i64, name str, author_id id) -> none
DELETE FROM tag_writer WHERE span = $1 AND name = $2 AND author_id = $3;

-- tallies_add(changes str) -> none
-- "[span,name,posts,accounts],...", in the order of the key.
INSERT INTO tag_tally ({tally})
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]')
FROM json_each('[' || $1 || ']') WHERE TRUE
ON CONFLICT (span, name) DO UPDATE SET posts = tag_tally.posts + excluded.posts, accounts = tag_tally.accounts + excluded.accounts;
-- @postgres
INSERT INTO tag_tally ({tally})
SELECT CAST(c ->> 0 AS bigint), c ->> 1, CAST(c ->> 2 AS bigint), CAST(c ->> 3 AS bigint)
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) AS c
ON CONFLICT (span, name) DO UPDATE SET posts = tag_tally.posts + excluded.posts, accounts = tag_tally.accounts + excluded.accounts;

-- tally_drop_empty(span i64, name str) -> none
DELETE FROM tag_tally WHERE span = $1 AND name = $2 AND posts <= 0;

-- tallies_get(spans str, names str) -> page tag_tally
-- Likewise.
SELECT {t.tally} FROM json_each('[' || $1 || ']') AS s CROSS JOIN json_each($2) AS n
CROSS JOIN tag_tally AS t WHERE t.span = s.value AND t.name = n.value;
-- @postgres
SELECT {t.tally}
FROM json_array_elements_text(CAST('[' || $1 || ']' AS json)) AS s CROSS JOIN json_array_elements_text(CAST($2 AS json)) AS n
CROSS JOIN LATERAL (SELECT {tally} FROM tag_tally WHERE span = CAST(s AS bigint) AND name = n LIMIT 1) AS t;

-- Days that nobody asks for any more.

-- writers_old(before i64, most i64) -> count
DELETE FROM tag_writer WHERE (span, name, author_id) IN
  (SELECT span, name, author_id FROM tag_writer WHERE span > 2 AND span < $1 ORDER BY span, name, author_id LIMIT $2);

-- tallies_old(before i64, most i64) -> count
DELETE FROM tag_tally WHERE (span, name) IN (SELECT span, name FROM tag_tally WHERE span > 2 AND span < $1 ORDER BY span, name LIMIT $2);

-- Finding.

-- posts_with(name str, before id, most i64) -> page tag_post
SELECT post_id FROM tag_use WHERE name = $1 AND post_id < $2 AND NOT hidden ORDER BY post_id DESC LIMIT $3;

-- Many lists at once: ports/reach.h.

-- tagged_down(reaches str, most i64) -> page reached
-- Of tags: "["name",place],...". `list` is how many tags stand before it there, and one more.
SELECT r.key + 1 AS list, p.post_id AS id, p.post_id AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN tag_use AS p
WHERE p.name = json_extract(r.value, '$[0]') AND p.post_id IN (
  SELECT k.post_id FROM tag_use AS k
  WHERE k.name = json_extract(r.value, '$[0]') AND NOT k.hidden AND k.post_id < json_extract(r.value, '$[1]')
  ORDER BY k.post_id DESC LIMIT $2)
ORDER BY r.key, p.post_id DESC;
-- @postgres
SELECT r.key AS list, p.post_id AS id, p.post_id AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.post_id FROM tag_use AS k
  WHERE k.name = r.value ->> 0 AND NOT k.hidden AND k.post_id < CAST(r.value ->> 1 AS bigint)
  ORDER BY k.post_id DESC LIMIT $2) AS p
ORDER BY r.key, p.post_id DESC;

-- tagged_up(reaches str, most i64) -> page reached
-- Of tags: "["name",place],...". `list` is how many tags stand before it there, and one more.
SELECT r.key + 1 AS list, p.post_id AS id, p.post_id AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN tag_use AS p
WHERE p.name = json_extract(r.value, '$[0]') AND p.post_id IN (
  SELECT k.post_id FROM tag_use AS k
  WHERE k.name = json_extract(r.value, '$[0]') AND NOT k.hidden AND k.post_id > json_extract(r.value, '$[1]')
  ORDER BY k.post_id LIMIT $2)
ORDER BY r.key, p.post_id;
-- @postgres
SELECT r.key AS list, p.post_id AS id, p.post_id AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.post_id FROM tag_use AS k
  WHERE k.name = r.value ->> 0 AND NOT k.hidden AND k.post_id > CAST(r.value ->> 1 AS bigint)
  ORDER BY k.post_id LIMIT $2) AS p
ORDER BY r.key, p.post_id;

-- posts_with_any(names str, before id, from id, most i64) -> page tag_post
-- Of each tag no more than are asked for, however many there are.
SELECT DISTINCT CAST(p.value AS INTEGER) AS post_id
FROM json_each($1) AS n, json_each((
  SELECT json_group_array(newest.post_id) FROM (
    SELECT post_id FROM tag_use
    WHERE name = n.value AND post_id < $2 AND post_id >= $3 AND NOT hidden ORDER BY post_id DESC LIMIT $4) AS newest)) AS p
ORDER BY post_id DESC LIMIT $4;
-- @postgres
SELECT DISTINCT newest.post_id
FROM json_array_elements_text(CAST($1 AS json)) AS n CROSS JOIN LATERAL (
  SELECT post_id FROM tag_use
  WHERE name = n AND post_id < $2 AND post_id >= $3 AND NOT hidden ORDER BY post_id DESC LIMIT $4) AS newest
ORDER BY newest.post_id DESC LIMIT $4;

-- newest_with(names str, before id) -> page tag_newest
-- The newest post of each tag, or 0; the newest of all first.
SELECT n.value AS name, COALESCE((
  SELECT post_id FROM tag_use WHERE name = n.value AND post_id < $2 AND NOT hidden ORDER BY post_id DESC LIMIT 1), 0) AS newest
FROM json_each($1) AS n ORDER BY newest DESC;
-- @postgres
SELECT n AS name, COALESCE((
  SELECT post_id FROM tag_use WHERE name = n AND post_id < $2 AND NOT hidden ORDER BY post_id DESC LIMIT 1), 0) AS newest
FROM json_array_elements_text(CAST($1 AS json)) AS n ORDER BY newest DESC;

-- tags_between(first str, end str, most i64) -> page tag_most
-- In the order of names.
SELECT name, posts FROM tag_tally WHERE span = 1 AND name >= $1 AND name < $2 ORDER BY name LIMIT $3;

-- tags_most_between(first str, end str, looked_at i64) -> page tag_most
-- Among those with the most posts. SQLite has to be told which index: by itself it takes the key, and sorts all tags.
SELECT name, posts
FROM (SELECT name, posts FROM tag_tally INDEXED BY tag_tally_most WHERE span = 1 ORDER BY posts DESC, name LIMIT $3) AS most
WHERE name >= $1 AND name < $2;
-- @postgres
SELECT name, posts FROM (SELECT name, posts FROM tag_tally WHERE span = 1 ORDER BY posts DESC, name LIMIT $3) AS most
WHERE name >= $1 AND name < $2;

-- tags_trending(most i64) -> page tag_named
-- Here too.
SELECT name FROM tag_tally INDEXED BY tag_tally_trends
WHERE span = 2 AND accounts >= 2 ORDER BY accounts DESC, posts DESC, name LIMIT $1;
-- @postgres
SELECT name FROM tag_tally WHERE span = 2 AND accounts >= 2 ORDER BY accounts DESC, posts DESC, name LIMIT $1;

-- Follows.

-- tag_follow_add(user_id id, name str, made id) -> none
INSERT INTO tag_follow (user_id, name, made) VALUES ($1, $2, $3) ON CONFLICT (user_id, name) DO NOTHING;

-- tag_follow_drop(user_id id, name str) -> none
DELETE FROM tag_follow WHERE user_id = $1 AND name = $2;

-- tag_follows_drop(user_id id) -> none
DELETE FROM tag_follow WHERE user_id = $1;

-- tag_follows_before(user_id id, before id, most i64) -> page tag_followed
SELECT name, made FROM tag_follow WHERE user_id = $1 AND made < $2 ORDER BY made DESC LIMIT $3;

-- tag_follows_after(user_id id, after id, most i64) -> page tag_followed
SELECT name, made FROM tag_follow WHERE user_id = $1 AND made > $2 ORDER BY made LIMIT $3;

-- tag_follows_among(user_id id, names strs) -> page tag_followed
SELECT name, made FROM tag_follow WHERE user_id = $1 AND name IN ($2...);

-- tag_followers_among(who ids, names strs) -> page tag_user
SELECT DISTINCT user_id FROM tag_follow WHERE user_id IN ($1...) AND name IN ($2...);

-- For `kith check`.

-- next_used(after str, most i64) -> page tag_named
SELECT name FROM tag_use WHERE name > $1 ORDER BY name LIMIT $2;

-- next_counted(after str, most i64) -> page tag_named
SELECT name FROM tag_tally WHERE span = 1 AND name > $1 ORDER BY name LIMIT $2;

-- uses_tally(name str, first_day i64, last_day i64, first_id id, epoch_day i64, day_ids i64) -> page tag_tally
-- The rows of one tag by span.
SELECT CAST(1 AS bigint) AS span, name, CAST(COUNT(*) AS bigint) AS posts, CAST(COUNT(DISTINCT author_id) AS bigint) AS accounts
FROM tag_use WHERE name = $1 AND NOT hidden GROUP BY name
UNION ALL
SELECT CAST(2 AS bigint), name, CAST(COUNT(*) AS bigint), CAST(COUNT(DISTINCT author_id) AS bigint)
FROM tag_use WHERE name = $1 AND NOT hidden AND recent GROUP BY name
UNION ALL
SELECT post_id / $6 + $5, name, CAST(COUNT(*) AS bigint), CAST(COUNT(DISTINCT author_id) AS bigint)
FROM tag_use WHERE name = $1 AND NOT hidden AND post_id > $4 AND post_id / $6 + $5 BETWEEN $2 AND $3 GROUP BY post_id / $6, name;

-- writers_tally(name str, spans ids) -> page tag_tally
SELECT span, name, CAST(SUM(posts) AS bigint) AS posts, CAST(COUNT(*) AS bigint) AS accounts
FROM tag_writer WHERE name = $1 AND span IN ($2...) GROUP BY span, name;
