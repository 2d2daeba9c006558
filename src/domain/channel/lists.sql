-- Lists of channels, from either end (ports/reach.h). Nobody is in 10,000 that are not direct: that limit tells PostgreSQL so.

-- ---- somebody's own ----

-- channels_mine(me id, archived i64, active i64, channel id, most i64) -> page channel_listed
-- Public and private ones, latest activity first, after a place. Archived: 0 all, 1 only those.
SELECT c.id, c.active_at AS active FROM (SELECT channel_id FROM channel_member WHERE user_id = $1 AND talk = 0 LIMIT 10000) AS m JOIN channel AS c ON c.id = m.channel_id
WHERE NOT c.gone AND ($2 = 0 OR c.archived_at IS NOT NULL)
  AND (c.active_at < $3 OR (c.active_at = $3 AND c.id < $4))
ORDER BY c.active_at DESC, c.id DESC LIMIT $5;

-- channels_mine_up(me id, active i64, channel id, most i64) -> page channel_listed
SELECT c.id, c.active_at AS active FROM (SELECT channel_id FROM channel_member WHERE user_id = $1 AND talk = 0 LIMIT 10000) AS m JOIN channel AS c ON c.id = m.channel_id
WHERE NOT c.gone AND (c.active_at > $2 OR (c.active_at = $2 AND c.id > $3))
ORDER BY c.active_at, c.id LIMIT $4;

-- channels_closed(me id, most i64) -> page channel_fact
-- Those that are not public, latest activity first, but for what was declined, and conversations of which nothing is in sight.
SELECT l.channel_id, l.kind, l.last_seq FROM (
  SELECT * FROM (
    SELECT m.channel_id, CAST(3 AS bigint) AS kind, m.said_seq AS last_seq, m.active_at FROM channel_member AS m
    WHERE m.user_id = $1 AND m.talk = 2 AND m.request IN (0, 1, 4) AND m.said_seq > m.listed_from_seq
    ORDER BY m.active_at DESC, m.channel_id DESC LIMIT $2) AS direct
  UNION ALL
  SELECT * FROM (
    SELECT m.channel_id, CAST(3 AS bigint) AS kind, m.said_seq AS last_seq, m.active_at FROM channel_member AS m
    WHERE m.user_id = $1 AND m.request = 2 AND m.said_seq > m.listed_from_seq
    ORDER BY m.active_at DESC, m.channel_id DESC LIMIT $2) AS requested
  UNION ALL
  SELECT c.id AS channel_id, c.kind, c.last_seq, c.active_at
  FROM (SELECT channel_id FROM channel_member WHERE user_id = $1 AND talk < 2 LIMIT 10000) AS m JOIN channel AS c ON c.id = m.channel_id
  WHERE c.kind <> 0 AND NOT c.gone) AS l
ORDER BY l.active_at DESC, l.channel_id DESC LIMIT $2;

-- conversations_before(me id, active i64, channel id, skip i64, most i64) -> page listed_channel
-- Somebody's conversations, latest activity first, from before a place on.
SELECT l.id, l.active_at FROM (
  SELECT * FROM (
    SELECT m.channel_id AS id, m.active_at FROM channel_member AS m
    WHERE m.user_id = $1 AND m.talk = 2 AND m.request IN (0, 1, 4) AND m.said_seq > m.listed_from_seq
      AND (m.active_at, m.channel_id) < ($2, $3)
    ORDER BY m.active_at DESC, m.channel_id DESC LIMIT $4 + $5) AS direct
  UNION ALL
  SELECT c.id, c.active_at FROM (SELECT channel_id, listed_from_seq FROM channel_member WHERE user_id = $1 AND talk = 1 LIMIT 10000) AS m
    JOIN channel AS c ON c.id = m.channel_id
  WHERE NOT c.gone AND c.last_seq > m.listed_from_seq
    AND (c.active_at < $2 OR (c.active_at = $2 AND c.id < $3))) AS l
ORDER BY l.active_at DESC, l.id DESC LIMIT $5 OFFSET $4;

-- conversations_up(me id, active i64, channel id, most i64) -> page listed_channel
SELECT l.id, l.active_at FROM (
  SELECT * FROM (
    SELECT m.channel_id AS id, m.active_at FROM channel_member AS m
    WHERE m.user_id = $1 AND m.talk = 2 AND m.request IN (0, 1, 4) AND m.said_seq > m.listed_from_seq
      AND (m.active_at, m.channel_id) > ($2, $3)
    ORDER BY m.active_at, m.channel_id LIMIT $4) AS direct
  UNION ALL
  SELECT c.id, c.active_at FROM (SELECT channel_id, listed_from_seq FROM channel_member WHERE user_id = $1 AND talk = 1 LIMIT 10000) AS m
    JOIN channel AS c ON c.id = m.channel_id
  WHERE NOT c.gone AND c.last_seq > m.listed_from_seq
    AND (c.active_at > $2 OR (c.active_at = $2 AND c.id > $3))) AS l
ORDER BY l.active_at, l.id LIMIT $4;

-- conversations_after(me id, after id, most i64) -> page channel_listed
-- All of them, oldest first, also those out of the list.
SELECT c.id FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
WHERE m.user_id = $1 AND m.channel_id > $2 AND m.talk > 0 AND NOT c.gone ORDER BY m.channel_id LIMIT $3;

-- conversation_requests_before(me id, active i64, channel id, skip i64, most i64) -> page listed_channel
-- The same of the requests to somebody.
SELECT m.channel_id AS id, m.active_at FROM channel_member AS m
WHERE m.user_id = $1 AND m.request = 2 AND m.said_seq > m.listed_from_seq AND (m.active_at, m.channel_id) < ($2, $3)
ORDER BY m.active_at DESC, m.channel_id DESC LIMIT $5 OFFSET $4;

-- conversation_requests_up(me id, active i64, channel id, most i64) -> page listed_channel
SELECT m.channel_id AS id, m.active_at FROM channel_member AS m
WHERE m.user_id = $1 AND m.request = 2 AND m.said_seq > m.listed_from_seq AND (m.active_at, m.channel_id) > ($2, $3)
ORDER BY m.active_at, m.channel_id LIMIT $4;

-- conversation_requests_count(me id, most i64) -> one channel_tally
SELECT CAST(COUNT(*) AS bigint) AS n FROM (
  SELECT m.channel_id FROM channel_member AS m WHERE m.user_id = $1 AND m.request = 2 AND m.said_seq > m.listed_from_seq
  ORDER BY m.active_at DESC, m.channel_id DESC LIMIT $2) AS r;

-- ---- public ones ----

-- channels_public(me id, from id, most i64) -> page channel_listed
-- Newest first, from that one on.
SELECT c.id, 0 AS active FROM channel AS c
WHERE c.kind = 0 AND c.archived_at IS NULL AND NOT c.gone AND c.id <= $2
  AND NOT EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = $1)
ORDER BY c.id DESC LIMIT $3;

-- channels_public_up(me id, after id, most i64) -> page channel_listed
SELECT c.id, 0 AS active FROM channel AS c
WHERE c.kind = 0 AND c.archived_at IS NULL AND NOT c.gone AND c.id > $2
  AND NOT EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = $1)
ORDER BY c.id LIMIT $3;

-- channels_worded(me id, from id, a str, b str, d str, e str, f str, g str, h str, i str, most i64) -> page channel_listed
-- Those of them whose words fit eight patterns, among the newest.
SELECT c.id, 0 AS active FROM (
  SELECT id, name_words FROM channel WHERE kind = 0 AND archived_at IS NULL AND NOT gone AND id <= $2 ORDER BY id DESC LIMIT 20000) AS c
WHERE c.name_words LIKE $3 AND c.name_words LIKE $4 AND c.name_words LIKE $5 AND c.name_words LIKE $6
  AND c.name_words LIKE $7 AND c.name_words LIKE $8 AND c.name_words LIKE $9 AND c.name_words LIKE $10
  AND NOT EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = $1)
ORDER BY c.id DESC LIMIT $11;

-- channels_worded_up(me id, after id, a str, b str, d str, e str, f str, g str, h str, i str, most i64) -> page channel_listed
-- Among the newest, as from the top.
SELECT c.id, 0 AS active FROM (
  SELECT id, name_words FROM channel WHERE kind = 0 AND archived_at IS NULL AND NOT gone AND id > $2 ORDER BY id DESC LIMIT 20000) AS c
WHERE c.name_words LIKE $3 AND c.name_words LIKE $4 AND c.name_words LIKE $5 AND c.name_words LIKE $6
  AND c.name_words LIKE $7 AND c.name_words LIKE $8 AND c.name_words LIKE $9 AND c.name_words LIKE $10
  AND NOT EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = $1)
ORDER BY c.id LIMIT $11;

-- channels_worded_among(me id, from id, a str, b str, d str, e str, f str, g str, h str, i str, among ids, most i64) -> page channel_listed
SELECT c.id, 0 AS active FROM channel AS c
WHERE c.id IN ($11...) AND c.kind = 0 AND c.archived_at IS NULL AND NOT c.gone AND c.id <= $2
  AND c.name_words LIKE $3 AND c.name_words LIKE $4 AND c.name_words LIKE $5 AND c.name_words LIKE $6
  AND c.name_words LIKE $7 AND c.name_words LIKE $8 AND c.name_words LIKE $9 AND c.name_words LIKE $10
  AND NOT EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = $1)
ORDER BY c.id DESC LIMIT $12;

-- channels_among_up(me id, after id, a str, b str, d str, e str, f str, g str, h str, i str, among ids, most i64) -> page channel_listed
SELECT c.id, 0 AS active FROM channel AS c
WHERE c.id IN ($11...) AND c.kind = 0 AND c.archived_at IS NULL AND NOT c.gone AND c.id > $2
  AND c.name_words LIKE $3 AND c.name_words LIKE $4 AND c.name_words LIKE $5 AND c.name_words LIKE $6
  AND c.name_words LIKE $7 AND c.name_words LIKE $8 AND c.name_words LIKE $9 AND c.name_words LIKE $10
  AND NOT EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = $1)
ORDER BY c.id LIMIT $12;
