-- columns feed_row: user_id, state, floor, read_at

-- columns list_row: id, user_id, title, member_count, updated_at

-- Feeds.

-- feed_get(user_id id) -> one feed_row
SELECT {feed_row} FROM timeline_feed WHERE user_id = $1;

-- feed_begin(user_id id, read_at when) -> none
-- One that is going begins again.
INSERT INTO timeline_feed ({feed_row}) VALUES ($1, 0, 0, $2)
ON CONFLICT (user_id) DO UPDATE SET state = CASE WHEN timeline_feed.state = 2 THEN 0 ELSE timeline_feed.state END,
                                    read_at = excluded.read_at;

-- feed_read(user_id id, read_at when) -> none
UPDATE timeline_feed SET read_at = $2 WHERE user_id = $1 AND state < 2;

-- feed_made(user_id id, floor id) -> none
UPDATE timeline_feed SET state = 1, floor = $2 WHERE user_id = $1;

-- feed_cut(user_id id, floor id) -> none
UPDATE timeline_feed SET floor = $2 WHERE user_id = $1 AND floor < $2;

-- feed_end(user_id id, unread_since when) -> count
UPDATE timeline_feed SET state = 2 WHERE user_id = $1 AND read_at < $2;

-- feed_drop(user_id id) -> none
DELETE FROM timeline_feed WHERE user_id = $1 AND state = 2;

-- feeds_unread(since when, most i64) -> page timeline_user
SELECT user_id FROM timeline_feed WHERE read_at < $1 ORDER BY read_at LIMIT $2;

-- feeds_after(user_id id, most i64) -> page timeline_user
SELECT user_id FROM timeline_feed WHERE user_id > $1 AND state < 2 ORDER BY user_id LIMIT $2;

-- Entries.

-- entries_before(user_id id, before id, most i64) -> page entry
SELECT post_id, author_id FROM timeline_entry WHERE user_id = $1 AND post_id < $2 ORDER BY post_id DESC LIMIT $3;

-- posts_deliver(author_id id, posts str, users ids) -> none
-- Posts "1,2,3" of an author, to those among some whose feeds are read: feed after feed, in the order of the key.
WITH p AS MATERIALIZED (SELECT value AS post_id FROM json_each('[' || $2 || ']'))
INSERT INTO timeline_entry (user_id, post_id, author_id)
SELECT f.user_id, p.post_id, $1 FROM timeline_feed AS f CROSS JOIN p WHERE f.user_id IN ($3...) AND f.state < 2
ON CONFLICT (user_id, post_id) DO NOTHING;
-- @postgres
INSERT INTO timeline_entry (user_id, post_id, author_id)
SELECT f.user_id, p.post_id, CAST($1 AS bigint)
FROM timeline_feed AS f CROSS JOIN unnest(CAST(string_to_array($2, ',') AS bigint[])) AS p(post_id)
WHERE f.user_id IN ($3...) AND f.state < 2
ON CONFLICT (user_id, post_id) DO NOTHING;

-- entry_withdraw(post_id id, users ids) -> none
DELETE FROM timeline_entry WHERE post_id = $1 AND user_id IN ($2...);

-- entries_add(user_id id, entries str) -> none
-- Of posts and authors "[1,2],[3,4]".
INSERT INTO timeline_entry (user_id, post_id, author_id)
SELECT $1, json_extract(e.value, '$[0]'), json_extract(e.value, '$[1]') FROM json_each('[' || $2 || ']') AS e WHERE TRUE
ON CONFLICT (user_id, post_id) DO NOTHING;
-- @postgres
INSERT INTO timeline_entry (user_id, post_id, author_id)
SELECT CAST($1 AS bigint), CAST(e ->> 0 AS bigint), CAST(e ->> 1 AS bigint) FROM json_array_elements(CAST('[' || $2 || ']' AS json)) AS e
ON CONFLICT (user_id, post_id) DO NOTHING;

-- entries_keep(user_id id, before id, kept ids) -> none
-- Those that are older, except some, go.
DELETE FROM timeline_entry WHERE user_id = $1 AND post_id < $2 AND NOT (post_id IN ($3...));

-- entries_of_author_drop(user_id id, author_id id, most i64) -> count
DELETE FROM timeline_entry
WHERE user_id = $1 AND post_id IN (SELECT post_id FROM timeline_entry WHERE user_id = $1 AND author_id = $2 LIMIT $3);

-- entry_at(user_id id, newer i64) -> one entry
SELECT post_id, author_id FROM timeline_entry WHERE user_id = $1 ORDER BY post_id DESC LIMIT 1 OFFSET $2;

-- entries_cut(user_id id, through id, most i64) -> none
-- The oldest first.
DELETE FROM timeline_entry
WHERE user_id = $1 AND post_id IN (SELECT post_id FROM timeline_entry WHERE user_id = $1 AND post_id <= $2 ORDER BY post_id LIMIT $3);

-- entries_drop(user_id id, most i64) -> count
DELETE FROM timeline_entry
WHERE user_id = $1 AND post_id IN (SELECT post_id FROM timeline_entry WHERE user_id = $1 ORDER BY post_id LIMIT $2);

-- Authors who are fetched.

-- star_add(author_id id, made id) -> count
INSERT INTO timeline_star (author_id, made) VALUES ($1, $2) ON CONFLICT (author_id) DO NOTHING;

-- stars_among(authors ids) -> page star
SELECT author_id FROM timeline_star WHERE author_id IN ($1...) ORDER BY author_id;

-- star_drop(author_id id) -> none
DELETE FROM timeline_star WHERE author_id = $1;

-- Places in the log.

-- place_add(post_id id, position i64) -> none
INSERT INTO timeline_place (post_id, position) VALUES ($1, $2) ON CONFLICT (post_id) DO NOTHING;

-- places_get(posts ids) -> page place
SELECT post_id, position FROM timeline_place WHERE post_id IN ($1...);

-- places_drop(before id, most i64) -> count
DELETE FROM timeline_place WHERE post_id IN (SELECT post_id FROM timeline_place WHERE post_id < $1 ORDER BY post_id LIMIT $2);

-- Orders of ranked feeds.

-- order_add(user_id id, made id, posts str) -> none
INSERT INTO timeline_order (user_id, made, posts) VALUES ($1, $2, $3);

-- order_get(user_id id, made id) -> one order_row
SELECT posts FROM timeline_order WHERE user_id = $1 AND made = $2;

-- orders_keep(user_id id, kept i64) -> none
-- The newest of somebody stay.
DELETE FROM timeline_order
WHERE user_id = $1 AND made <= (SELECT made FROM timeline_order WHERE user_id = $1 ORDER BY made DESC LIMIT 1 OFFSET $2);

-- orders_drop(before id, most i64) -> count
DELETE FROM timeline_order WHERE made IN (SELECT made FROM timeline_order WHERE made < $1 ORDER BY made LIMIT $2);

-- orders_of_drop(user_id id) -> none
DELETE FROM timeline_order WHERE user_id = $1;

-- Lists.

-- list_get(id id) -> one list_row
SELECT {list_row} FROM timeline_list WHERE id = $1;

-- lists_of(user_id id) -> page list_row
SELECT {list_row} FROM timeline_list WHERE user_id = $1 ORDER BY title, id;

-- list_add(id id, user_id id, title str, updated_at when) -> none
INSERT INTO timeline_list ({list_row}) VALUES ($1, $2, $3, 0, $4);

-- list_set(id id, title str, updated_at when) -> none
UPDATE timeline_list SET title = $2, updated_at = $3 WHERE id = $1;

-- list_count_add(lists ids, by i64) -> none
UPDATE timeline_list SET member_count = member_count + $2 WHERE id IN ($1...);

-- list_drop(id id) -> none
DELETE FROM timeline_list WHERE id = $1;

-- member_add(list_id id, user_id id, made id) -> count
INSERT INTO timeline_member (list_id, user_id, made) VALUES ($1, $2, $3) ON CONFLICT (list_id, user_id) DO NOTHING;

-- member_drop(list_id id, user_id id) -> count
DELETE FROM timeline_member WHERE list_id = $1 AND user_id = $2;

-- members_drop(list_id id) -> none
DELETE FROM timeline_member WHERE list_id = $1;

-- members_before(list_id id, before id, most i64) -> page member
SELECT list_id, user_id, made FROM timeline_member WHERE list_id = $1 AND made < $2 ORDER BY made DESC LIMIT $3;

-- Many lists at once: ports/reach.h.

-- members_down(reaches str, most i64) -> page reached
SELECT p.list_id AS list, p.user_id AS id, p.made AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN timeline_member AS p
WHERE p.list_id = json_extract(r.value, '$[0]') AND p.made IN (
  SELECT k.made FROM timeline_member AS k WHERE k.list_id = json_extract(r.value, '$[0]') AND k.made < json_extract(r.value, '$[1]')
  ORDER BY k.made DESC LIMIT $2)
ORDER BY r.key, p.made DESC;
-- @postgres
SELECT p.list_id AS list, p.user_id AS id, p.made AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM timeline_member AS k WHERE k.list_id = CAST(r.value ->> 0 AS bigint) AND k.made < CAST(r.value ->> 1 AS bigint)
  ORDER BY k.made DESC LIMIT $2) AS p
ORDER BY r.key, p.made DESC;

-- members_up(reaches str, most i64) -> page reached
SELECT p.list_id AS list, p.user_id AS id, p.made AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN timeline_member AS p
WHERE p.list_id = json_extract(r.value, '$[0]') AND p.made IN (
  SELECT k.made FROM timeline_member AS k WHERE k.list_id = json_extract(r.value, '$[0]') AND k.made > json_extract(r.value, '$[1]')
  ORDER BY k.made LIMIT $2)
ORDER BY r.key, p.made;
-- @postgres
SELECT p.list_id AS list, p.user_id AS id, p.made AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM timeline_member AS k WHERE k.list_id = CAST(r.value ->> 0 AS bigint) AND k.made > CAST(r.value ->> 1 AS bigint)
  ORDER BY k.made LIMIT $2) AS p
ORDER BY r.key, p.made;

-- memberships_drop(owner id, user_id id) -> page member
-- Of somebody in another's lists.
DELETE FROM timeline_member
WHERE user_id = $2 AND list_id IN (SELECT id FROM timeline_list WHERE user_id = $1)
RETURNING list_id, user_id, made;

-- memberships_of(user_id id, most i64) -> page member
SELECT list_id, user_id, made FROM timeline_member WHERE user_id = $1 ORDER BY list_id LIMIT $2;

-- lists_after(after id, most i64) -> page list_row
SELECT {list_row} FROM timeline_list WHERE id > $1 ORDER BY id LIMIT $2;

-- lists_wrong(after id, last id) -> page list_row
-- One statement sees one state.
SELECT {l.list_row} FROM timeline_list AS l
WHERE l.id > $1 AND l.id <= $2 AND l.member_count <> (SELECT COUNT(*) FROM timeline_member AS m WHERE m.list_id = l.id)
ORDER BY l.id LIMIT 1;

-- entries_lost(after id, last id) -> page timeline_user
-- Somebody with entries and without a feed.
SELECT DISTINCT e.user_id FROM timeline_entry AS e
WHERE e.user_id > $1 AND e.user_id <= $2 AND NOT EXISTS (SELECT 1 FROM timeline_feed AS f WHERE f.user_id = e.user_id)
ORDER BY e.user_id LIMIT 1;

-- entries_next(after id) -> page timeline_user
SELECT user_id FROM timeline_entry WHERE user_id > $1 ORDER BY user_id LIMIT 1;
