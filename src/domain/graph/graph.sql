-- columns edge: user_id, other_id, edge, requested, hidden

-- columns counts: user_id, followers, following

-- columns stance: user_id, other_id, blocking, blocked, muting, muted

-- edge_get(user_id id, other_id id) -> one edge
SELECT {edge} FROM follow_out WHERE user_id = $1 AND other_id = $2;

-- edge_add_out(user_id id, other_id id, edge id, requested bool) -> none
INSERT INTO follow_out ({edge}) VALUES ($1, $2, $3, $4, 0);

-- edge_add_in(user_id id, edge id, other_id id, requested bool) -> none
INSERT INTO follow_in (user_id, edge, other_id, requested, hidden) VALUES ($1, $2, $3, $4, 0);

-- edge_drop_out(user_id id, other_id id) -> one edge
-- What was dropped.
DELETE FROM follow_out WHERE user_id = $1 AND other_id = $2 RETURNING {edge};

-- edge_drop_in(user_id id, edge id) -> none
DELETE FROM follow_in WHERE user_id = $1 AND edge = $2;

-- edge_hide_out(user_id id, other_id id, hidden i64) -> none
UPDATE follow_out SET hidden = $3 WHERE user_id = $1 AND other_id = $2;

-- edge_hide_in(user_id id, edge id, hidden i64) -> none
UPDATE follow_in SET hidden = $3 WHERE user_id = $1 AND edge = $2;

-- edges_out_after(user_id id, edge id, most i64) -> page edge
-- All of them, also requests and hidden ones, oldest first.
SELECT {edge} FROM follow_out WHERE user_id = $1 AND edge > $2 ORDER BY edge LIMIT $3;

-- edges_in_after(user_id id, edge id, most i64) -> page edge
-- Here user_id is the followed one.
SELECT {edge} FROM follow_in WHERE user_id = $1 AND edge > $2 ORDER BY edge LIMIT $3;

-- followees_after(user_id id, other_id id, most i64) -> page graph_user
SELECT other_id AS user_id FROM follow_out
WHERE user_id = $1 AND other_id > $2 AND NOT requested ORDER BY other_id LIMIT $3;

-- followers_after(user_id id, edge id, most i64) -> page listed
-- Also hidden ones.
SELECT other_id, edge FROM follow_in WHERE user_id = $1 AND edge > $2 AND NOT requested ORDER BY edge LIMIT $3;

-- followers_of_each(users str, most i64) -> page edge_in
-- Likewise: the first of each of "1,2,3".
SELECT f.user_id, f.other_id, f.edge FROM json_each('[' || $1 || ']') AS u CROSS JOIN follow_in AS f
WHERE f.user_id = u.value AND NOT f.requested AND f.edge <= COALESCE((
  SELECT edge FROM follow_in WHERE user_id = u.value AND NOT requested ORDER BY edge LIMIT 1 OFFSET $2 - 1), 9223372036854775807)
ORDER BY f.user_id, f.edge;
-- @postgres
SELECT f.user_id, f.other_id, f.edge
FROM unnest(CAST(string_to_array($1, ',') AS bigint[])) AS u(user_id) CROSS JOIN LATERAL (
  SELECT user_id, other_id, edge FROM follow_in WHERE user_id = u.user_id AND NOT requested ORDER BY edge LIMIT $2) AS f
ORDER BY f.user_id, f.edge;

-- following_before(user_id id, edge id, most i64) -> page listed
-- Newest first.
SELECT other_id, edge FROM follow_out
WHERE user_id = $1 AND edge < $2 AND NOT requested AND hidden = 0 ORDER BY edge DESC LIMIT $3;

-- followers_before(user_id id, edge id, most i64) -> page listed
SELECT other_id, edge FROM follow_in
WHERE user_id = $1 AND edge < $2 AND NOT requested AND hidden = 0 ORDER BY edge DESC LIMIT $3;

-- requests_before(user_id id, edge id, most i64) -> page listed
SELECT other_id, edge FROM follow_in
WHERE user_id = $1 AND edge < $2 AND requested AND hidden = 0 ORDER BY edge DESC LIMIT $3;

-- blocks_before(user_id id, blocking id, most i64) -> page listed
SELECT other_id, blocking AS edge FROM stance
WHERE user_id = $1 AND blocking > 0 AND blocking < $2 ORDER BY blocking DESC LIMIT $3;

-- mutes_before(user_id id, muting id, most i64) -> page listed
SELECT other_id, muting AS edge FROM stance
WHERE user_id = $1 AND muting > 0 AND muting < $2 ORDER BY muting DESC LIMIT $3;

-- Many lists at once: ports/reach.h.

-- following_down(reaches str, most i64) -> page reached
SELECT p.user_id AS list, p.other_id AS id, p.edge AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN follow_out AS p
WHERE p.user_id = json_extract(r.value, '$[0]') AND p.edge IN (
  SELECT k.edge FROM follow_out AS k WHERE k.user_id = json_extract(r.value, '$[0]') AND NOT k.requested AND k.hidden = 0
    AND k.edge < json_extract(r.value, '$[1]')
  ORDER BY k.edge DESC LIMIT $2)
ORDER BY r.key, p.edge DESC;
-- @postgres
SELECT p.user_id AS list, p.other_id AS id, p.edge AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM follow_out AS k WHERE k.user_id = CAST(r.value ->> 0 AS bigint) AND NOT k.requested AND k.hidden = 0
    AND k.edge < CAST(r.value ->> 1 AS bigint)
  ORDER BY k.edge DESC LIMIT $2) AS p
ORDER BY r.key, p.edge DESC;

-- following_up(reaches str, most i64) -> page reached
SELECT p.user_id AS list, p.other_id AS id, p.edge AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN follow_out AS p
WHERE p.user_id = json_extract(r.value, '$[0]') AND p.edge IN (
  SELECT k.edge FROM follow_out AS k WHERE k.user_id = json_extract(r.value, '$[0]') AND NOT k.requested AND k.hidden = 0
    AND k.edge > json_extract(r.value, '$[1]')
  ORDER BY k.edge LIMIT $2)
ORDER BY r.key, p.edge;
-- @postgres
SELECT p.user_id AS list, p.other_id AS id, p.edge AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM follow_out AS k WHERE k.user_id = CAST(r.value ->> 0 AS bigint) AND NOT k.requested AND k.hidden = 0
    AND k.edge > CAST(r.value ->> 1 AS bigint)
  ORDER BY k.edge LIMIT $2) AS p
ORDER BY r.key, p.edge;

-- followers_down(reaches str, most i64) -> page reached
SELECT p.user_id AS list, p.other_id AS id, p.edge AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN follow_in AS p
WHERE p.user_id = json_extract(r.value, '$[0]') AND p.edge IN (
  SELECT k.edge FROM follow_in AS k WHERE k.user_id = json_extract(r.value, '$[0]') AND NOT k.requested AND k.hidden = 0
    AND k.edge < json_extract(r.value, '$[1]')
  ORDER BY k.edge DESC LIMIT $2)
ORDER BY r.key, p.edge DESC;
-- @postgres
SELECT p.user_id AS list, p.other_id AS id, p.edge AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM follow_in AS k WHERE k.user_id = CAST(r.value ->> 0 AS bigint) AND NOT k.requested AND k.hidden = 0
    AND k.edge < CAST(r.value ->> 1 AS bigint)
  ORDER BY k.edge DESC LIMIT $2) AS p
ORDER BY r.key, p.edge DESC;

-- followers_up(reaches str, most i64) -> page reached
SELECT p.user_id AS list, p.other_id AS id, p.edge AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN follow_in AS p
WHERE p.user_id = json_extract(r.value, '$[0]') AND p.edge IN (
  SELECT k.edge FROM follow_in AS k WHERE k.user_id = json_extract(r.value, '$[0]') AND NOT k.requested AND k.hidden = 0
    AND k.edge > json_extract(r.value, '$[1]')
  ORDER BY k.edge LIMIT $2)
ORDER BY r.key, p.edge;
-- @postgres
SELECT p.user_id AS list, p.other_id AS id, p.edge AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM follow_in AS k WHERE k.user_id = CAST(r.value ->> 0 AS bigint) AND NOT k.requested AND k.hidden = 0
    AND k.edge > CAST(r.value ->> 1 AS bigint)
  ORDER BY k.edge LIMIT $2) AS p
ORDER BY r.key, p.edge;

-- requests_down(reaches str, most i64) -> page reached
SELECT p.user_id AS list, p.other_id AS id, p.edge AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN follow_in AS p
WHERE p.user_id = json_extract(r.value, '$[0]') AND p.edge IN (
  SELECT k.edge FROM follow_in AS k WHERE k.user_id = json_extract(r.value, '$[0]') AND k.requested AND k.hidden = 0
    AND k.edge < json_extract(r.value, '$[1]')
  ORDER BY k.edge DESC LIMIT $2)
ORDER BY r.key, p.edge DESC;
-- @postgres
SELECT p.user_id AS list, p.other_id AS id, p.edge AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM follow_in AS k WHERE k.user_id = CAST(r.value ->> 0 AS bigint) AND k.requested AND k.hidden = 0
    AND k.edge < CAST(r.value ->> 1 AS bigint)
  ORDER BY k.edge DESC LIMIT $2) AS p
ORDER BY r.key, p.edge DESC;

-- requests_up(reaches str, most i64) -> page reached
SELECT p.user_id AS list, p.other_id AS id, p.edge AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN follow_in AS p
WHERE p.user_id = json_extract(r.value, '$[0]') AND p.edge IN (
  SELECT k.edge FROM follow_in AS k WHERE k.user_id = json_extract(r.value, '$[0]') AND k.requested AND k.hidden = 0
    AND k.edge > json_extract(r.value, '$[1]')
  ORDER BY k.edge LIMIT $2)
ORDER BY r.key, p.edge;
-- @postgres
SELECT p.user_id AS list, p.other_id AS id, p.edge AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM follow_in AS k WHERE k.user_id = CAST(r.value ->> 0 AS bigint) AND k.requested AND k.hidden = 0
    AND k.edge > CAST(r.value ->> 1 AS bigint)
  ORDER BY k.edge LIMIT $2) AS p
ORDER BY r.key, p.edge;

-- blocks_down(reaches str, most i64) -> page reached
SELECT p.user_id AS list, p.other_id AS id, p.blocking AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN stance AS p
WHERE p.user_id = json_extract(r.value, '$[0]') AND p.blocking > 0 AND p.blocking IN (
  SELECT k.blocking FROM stance AS k WHERE k.user_id = json_extract(r.value, '$[0]') AND k.blocking > 0
    AND k.blocking < json_extract(r.value, '$[1]')
  ORDER BY k.blocking DESC LIMIT $2)
ORDER BY r.key, p.blocking DESC;
-- @postgres
SELECT p.user_id AS list, p.other_id AS id, p.blocking AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM stance AS k WHERE k.user_id = CAST(r.value ->> 0 AS bigint) AND k.blocking > 0
    AND k.blocking < CAST(r.value ->> 1 AS bigint)
  ORDER BY k.blocking DESC LIMIT $2) AS p
ORDER BY r.key, p.blocking DESC;

-- blocks_up(reaches str, most i64) -> page reached
SELECT p.user_id AS list, p.other_id AS id, p.blocking AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN stance AS p
WHERE p.user_id = json_extract(r.value, '$[0]') AND p.blocking > 0 AND p.blocking IN (
  SELECT k.blocking FROM stance AS k WHERE k.user_id = json_extract(r.value, '$[0]') AND k.blocking > 0
    AND k.blocking > json_extract(r.value, '$[1]')
  ORDER BY k.blocking LIMIT $2)
ORDER BY r.key, p.blocking;
-- @postgres
SELECT p.user_id AS list, p.other_id AS id, p.blocking AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM stance AS k WHERE k.user_id = CAST(r.value ->> 0 AS bigint) AND k.blocking > 0
    AND k.blocking > CAST(r.value ->> 1 AS bigint)
  ORDER BY k.blocking LIMIT $2) AS p
ORDER BY r.key, p.blocking;

-- mutes_down(reaches str, most i64) -> page reached
SELECT p.user_id AS list, p.other_id AS id, p.muting AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN stance AS p
WHERE p.user_id = json_extract(r.value, '$[0]') AND p.muting > 0 AND p.muting IN (
  SELECT k.muting FROM stance AS k WHERE k.user_id = json_extract(r.value, '$[0]') AND k.muting > 0
    AND k.muting < json_extract(r.value, '$[1]')
  ORDER BY k.muting DESC LIMIT $2)
ORDER BY r.key, p.muting DESC;
-- @postgres
SELECT p.user_id AS list, p.other_id AS id, p.muting AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM stance AS k WHERE k.user_id = CAST(r.value ->> 0 AS bigint) AND k.muting > 0 AND k.muting < CAST(r.value ->> 1 AS bigint)
  ORDER BY k.muting DESC LIMIT $2) AS p
ORDER BY r.key, p.muting DESC;

-- mutes_up(reaches str, most i64) -> page reached
SELECT p.user_id AS list, p.other_id AS id, p.muting AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN stance AS p
WHERE p.user_id = json_extract(r.value, '$[0]') AND p.muting > 0 AND p.muting IN (
  SELECT k.muting FROM stance AS k WHERE k.user_id = json_extract(r.value, '$[0]') AND k.muting > 0
    AND k.muting > json_extract(r.value, '$[1]')
  ORDER BY k.muting LIMIT $2)
ORDER BY r.key, p.muting;
-- @postgres
SELECT p.user_id AS list, p.other_id AS id, p.muting AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM stance AS k WHERE k.user_id = CAST(r.value ->> 0 AS bigint) AND k.muting > 0 AND k.muting > CAST(r.value ->> 1 AS bigint)
  ORDER BY k.muting LIMIT $2) AS p
ORDER BY r.key, p.muting;

-- Whom one follows and who follow another: "[other,edge],...", by the edges of the first.
-- mutuals_down(reaches str, most i64, me id) -> page reached
SELECT json_extract(r.value, '$[0]') AS list, p.other_id AS id, p.edge AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN follow_out AS p
WHERE p.user_id = $3 AND p.edge IN (
  SELECT k.edge FROM follow_out AS k
  WHERE k.user_id = $3 AND NOT k.requested AND k.hidden = 0 AND k.edge < json_extract(r.value, '$[1]')
    AND EXISTS (SELECT 1 FROM follow_out AS b WHERE b.user_id = k.other_id AND b.other_id = json_extract(r.value, '$[0]')
                AND NOT b.requested AND b.hidden = 0)
  ORDER BY k.edge DESC LIMIT $2)
ORDER BY r.key, p.edge DESC;
-- @postgres
SELECT CAST(r.value ->> 0 AS bigint) AS list, p.other_id AS id, p.edge AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM follow_out AS k
  WHERE k.user_id = $3 AND NOT k.requested AND k.hidden = 0 AND k.edge < CAST(r.value ->> 1 AS bigint)
    AND EXISTS (SELECT 1 FROM follow_out AS b WHERE b.user_id = k.other_id AND b.other_id = CAST(r.value ->> 0 AS bigint)
                AND NOT b.requested AND b.hidden = 0)
  ORDER BY k.edge DESC LIMIT $2) AS p
ORDER BY r.key, p.edge DESC;

-- mutuals_up(reaches str, most i64, me id) -> page reached
SELECT json_extract(r.value, '$[0]') AS list, p.other_id AS id, p.edge AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN follow_out AS p
WHERE p.user_id = $3 AND p.edge IN (
  SELECT k.edge FROM follow_out AS k
  WHERE k.user_id = $3 AND NOT k.requested AND k.hidden = 0 AND k.edge > json_extract(r.value, '$[1]')
    AND EXISTS (SELECT 1 FROM follow_out AS b WHERE b.user_id = k.other_id AND b.other_id = json_extract(r.value, '$[0]')
                AND NOT b.requested AND b.hidden = 0)
  ORDER BY k.edge LIMIT $2)
ORDER BY r.key, p.edge;
-- @postgres
SELECT CAST(r.value ->> 0 AS bigint) AS list, p.other_id AS id, p.edge AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.* FROM follow_out AS k
  WHERE k.user_id = $3 AND NOT k.requested AND k.hidden = 0 AND k.edge > CAST(r.value ->> 1 AS bigint)
    AND EXISTS (SELECT 1 FROM follow_out AS b WHERE b.user_id = k.other_id AND b.other_id = CAST(r.value ->> 0 AS bigint)
                AND NOT b.requested AND b.hidden = 0)
  ORDER BY k.edge LIMIT $2) AS p
ORDER BY r.key, p.edge;

-- edges_to_all(user_id id, others ids) -> page edge
-- From one to some.
SELECT {edge} FROM follow_out WHERE user_id = $1 AND other_id IN ($2...);

-- edges_from_all(others ids, user_id id) -> page edge
-- From some to one.
SELECT other_id AS user_id, user_id AS other_id, edge, requested, hidden FROM follow_in WHERE user_id = $2 AND other_id IN ($1...);

-- relation_get(user_id id, other_id id) -> one relation_row
-- Both ways at once. An edge is 0 for none, 1, or 2 for a request; the stance: 1 blocking, 2 blocked, 4 muting, 8 muted.
SELECT
  COALESCE((SELECT CASE WHEN requested THEN 2 ELSE 1 END FROM follow_out WHERE user_id = $1 AND other_id = $2), 0) AS forth,
  COALESCE((SELECT CASE WHEN requested THEN 2 ELSE 1 END FROM follow_in WHERE user_id = $1 AND other_id = $2), 0) AS back,
  COALESCE((SELECT CASE WHEN blocking > 0 THEN 1 ELSE 0 END + CASE WHEN blocked > 0 THEN 2 ELSE 0 END
            + CASE WHEN muting > 0 THEN 4 ELSE 0 END + CASE WHEN muted > 0 THEN 8 ELSE 0 END
            FROM stance WHERE user_id = $1 AND other_id = $2), 0) AS stance;

-- related_get(user_id id, most i64) -> page graph_user
-- Everybody of whom relation_get may find anything, some twice.
SELECT other_id AS user_id FROM (
  SELECT * FROM (SELECT other_id FROM follow_out WHERE user_id = $1 LIMIT $2) AS forth
  UNION ALL SELECT * FROM (SELECT other_id FROM follow_in WHERE user_id = $1 LIMIT $2) AS back
  UNION ALL SELECT * FROM (SELECT other_id FROM stance WHERE user_id = $1 LIMIT $2) AS stances
) AS all_three LIMIT $2;

-- count_add(user_id id, followers i64, following i64) -> none
INSERT INTO graph_count ({counts}) VALUES ($1, $2, $3)
ON CONFLICT (user_id) DO UPDATE SET followers = graph_count.followers + excluded.followers,
                                    following = graph_count.following + excluded.following;

-- counts_get(users ids) -> page graph_counts
SELECT {counts} FROM graph_count WHERE user_id IN ($1...);

-- count_get(user_id id) -> one graph_counts
SELECT {counts} FROM graph_count WHERE user_id = $1;

-- count_drop(user_id id) -> none
DELETE FROM graph_count WHERE user_id = $1;

-- stance_get(user_id id, other_id id) -> one stance
SELECT {stance} FROM stance WHERE user_id = $1 AND other_id = $2;

-- stances_get(user_id id, others ids) -> page stance
SELECT {stance} FROM stance WHERE user_id = $1 AND other_id IN ($2...);

-- stances_of(user_id id, after id, most i64) -> page stance
SELECT {stance} FROM stance
WHERE user_id = $1 AND other_id > $2 ORDER BY other_id LIMIT $3;

-- barred_get(user_id id, most i64) -> page graph_user
-- Those who block this one, or whom this one blocks.
SELECT other_id AS user_id FROM stance WHERE user_id = $1 AND (blocking > 0 OR blocked > 0) ORDER BY other_id LIMIT $2;

-- stance_set(user_id id, other_id id, blocking id, blocked id, muting id, muted id) -> none
INSERT INTO stance ({stance}) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (user_id, other_id) DO UPDATE SET blocking = excluded.blocking, blocked = excluded.blocked,
                                              muting = excluded.muting, muted = excluded.muted;

-- stance_drop(user_id id, other_id id) -> none
DELETE FROM stance WHERE user_id = $1 AND other_id = $2;

-- For `kith check`.

-- next_with_edges_out(after id, most i64) -> page graph_user
SELECT user_id FROM follow_out WHERE user_id > $1 ORDER BY user_id LIMIT $2;

-- next_with_edges_in(after id, most i64) -> page graph_user
SELECT user_id FROM follow_in WHERE user_id > $1 ORDER BY user_id LIMIT $2;

-- next_with_counts(after id, most i64) -> page graph_user
SELECT user_id FROM graph_count WHERE user_id > $1 ORDER BY user_id LIMIT $2;

-- next_with_stances(after id, most i64) -> page graph_user
SELECT user_id FROM stance WHERE user_id > $1 ORDER BY user_id LIMIT $2;

-- tally_out(user_id id) -> one edge_tally
SELECT CAST(COUNT(*) AS bigint) AS n FROM follow_out WHERE user_id = $1 AND NOT requested AND hidden = 0;

-- tally_in(user_id id) -> one edge_tally
SELECT CAST(COUNT(*) AS bigint) AS n FROM follow_in WHERE user_id = $1 AND NOT requested AND hidden = 0;

-- edges_in_of(pairs str) -> page edge
-- The rows of follow_in of these: "[user_id,edge],[user_id,edge]".
SELECT {f.edge}
FROM json_each('[' || $1 || ']') AS p
JOIN follow_in AS f ON f.user_id = json_extract(p.value, '$[0]') AND f.edge = json_extract(p.value, '$[1]');
-- @postgres
SELECT {f.edge}
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) AS p
JOIN follow_in AS f ON f.user_id = CAST(p ->> 0 AS bigint) AND f.edge = CAST(p ->> 1 AS bigint);
