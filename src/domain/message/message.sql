-- columns row: channel_id, seq, id, sender_id, type, content, wording, reply_to, thread_root, forward_of, forward_channel, forward_by,
--   client_ref, ref_digest, deleted, edited_at, media, story, story_by, story_kind

-- columns mark: message_id, channel_id, pinned, replies, last_reply

-- columns counted: message_id, emoji, count, first

-- Threads: thread.c.

-- thread_reply_add(root id, channel id, reply id) -> none
INSERT INTO message_mark (message_id, channel_id, pinned, replies, last_reply) VALUES ($1, $2, 0, 1, $3)
ON CONFLICT (message_id) DO UPDATE SET replies = message_mark.replies + 1, last_reply = excluded.last_reply;

-- thread_reply_take(root id, channel id, reply id) -> none
-- If it was the last one, then the last of those that are left is.
UPDATE message_mark SET replies = replies - 1, last_reply = CASE WHEN last_reply <> $3 THEN last_reply ELSE COALESCE((
  SELECT m.id FROM message AS m
  WHERE m.channel_id = $2 AND m.thread_root = $1 AND m.thread_root > 0 AND NOT m.deleted AND m.id <> $3
  ORDER BY m.seq DESC LIMIT 1), 0) END
WHERE message_id = $1 AND replies > 0;

-- thread_page(root id, channel id, after i64, most i64) -> page message_placed
SELECT id, seq FROM message WHERE channel_id = $2 AND thread_root = $1 AND thread_root > 0 AND seq > $3 ORDER BY seq LIMIT $4;

-- Reactions: react.c.

-- message_react(message id, emoji str, me id, made id) -> count
INSERT INTO message_reaction (message_id, emoji, user_id, made) VALUES ($1, $2, $3, $4)
ON CONFLICT (message_id, emoji, user_id) DO NOTHING;

-- message_unreact(message id, emoji str, me id) -> page message_reacted
DELETE FROM message_reaction WHERE message_id = $1 AND emoji = $2 AND user_id = $3 RETURNING message_id, emoji, user_id, made;

-- message_count_add(message id, emoji str, made id) -> one message_count_row
INSERT INTO message_reaction_count (message_id, emoji, count, first) VALUES ($1, $2, 1, $3)
ON CONFLICT (message_id, emoji) DO UPDATE SET count = message_reaction_count.count + 1
RETURNING message_id, emoji, count, first;

-- message_count_take(message id, emoji str, made id) -> one message_count_row
-- After the reaction is gone: if it was the first, the next one is.
UPDATE message_reaction_count SET count = count - 1, first = CASE WHEN first <> $3 THEN first ELSE COALESCE((
  SELECT r.made FROM message_reaction AS r WHERE r.message_id = $1 AND r.emoji = $2 ORDER BY r.made LIMIT 1), 0) END
WHERE message_id = $1 AND emoji = $2
RETURNING message_id, emoji, count, first;

-- message_count_end(message id, emoji str) -> none
DELETE FROM message_reaction_count WHERE message_id = $1 AND emoji = $2 AND count <= 0;

-- message_reactions_page(message id, emoji maybe_str, before id, most i64) -> page message_reacted
-- Newest first.
SELECT message_id, emoji, user_id, made FROM message_reaction
WHERE message_id = $1 AND made < $3 AND ($2 IS NULL OR emoji = $2) ORDER BY made DESC LIMIT $4;
-- @postgres
SELECT message_id, emoji, user_id, made FROM message_reaction
WHERE message_id = $1 AND made < $3 AND (CAST($2 AS text) IS NULL OR emoji = $2) ORDER BY made DESC LIMIT $4;

-- message_reactions_by(me id, after id, most i64) -> page message_reacted
SELECT message_id, emoji, user_id, made FROM message_reaction WHERE user_id = $1 AND message_id > $2 ORDER BY message_id LIMIT $3;

-- message_counts_drop(message id) -> count
DELETE FROM message_reaction_count WHERE message_id = $1;

-- message_reactions_drop(message id, most i64) -> count
DELETE FROM message_reaction WHERE message_id = $1 AND made IN (
  SELECT r.made FROM message_reaction AS r WHERE r.message_id = $1 ORDER BY r.made LIMIT $2);

-- Pins: pin.c.

-- message_pin(message id, channel id, made id) -> count
INSERT INTO message_mark (message_id, channel_id, pinned, replies, last_reply) VALUES ($1, $2, $3, 0, 0)
ON CONFLICT (message_id) DO UPDATE SET pinned = excluded.pinned WHERE message_mark.pinned = 0;

-- message_unpin(message id) -> count
UPDATE message_mark SET pinned = 0 WHERE message_id = $1 AND pinned > 0;

-- message_pins_counted(after id, last id) -> page message_pinned
-- Of channels from one id to another.
SELECT channel_id, CAST(COUNT(*) AS bigint) AS n FROM message_mark WHERE channel_id > $1 AND channel_id <= $2 AND pinned > 0
GROUP BY channel_id;

-- message_pins(channel id) -> page message_mark_row
-- Last pinned first.
SELECT {mark} FROM message_mark WHERE channel_id = $1 AND pinned > 0 ORDER BY pinned DESC;

-- The search: text.c.

-- messages_worded_after(after id, most i64) -> page message_worded
SELECT id, channel_id, seq FROM message WHERE id > $1 AND NOT deleted ORDER BY id LIMIT $2;

-- message_rows_get(which ids) -> page message_row
-- In no order.
SELECT {row} FROM message WHERE id IN ($1...);

-- message_row_get(channel id, id id) -> one message_row
SELECT {row} FROM message WHERE channel_id = $1 AND id = $2;

-- message_marks_get(which ids) -> page message_mark_row
SELECT {mark} FROM message_mark WHERE message_id IN ($1...);

-- message_counts_get(which ids) -> page message_count_row
-- Of each, most used first, then by first use.
SELECT {counted} FROM message_reaction_count WHERE message_id IN ($1...) ORDER BY message_id, count DESC, first;

-- message_place_of(channel id, id id) -> one message_place
SELECT id, seq FROM message WHERE channel_id = $1 AND id = $2;

-- message_place_at(channel id, seq i64) -> one message_place
SELECT id, seq FROM message WHERE channel_id = $1 AND seq = $2;

-- message_rows_in(channel id, which ids) -> page message_row
-- Of one channel, in no order.
SELECT {row} FROM message WHERE channel_id = $1 AND id IN ($2...);

-- message_own_reactions(me id, which ids) -> page message_own_row
SELECT message_id, emoji FROM message_reaction WHERE user_id = $1 AND message_id IN ($2...);

-- Sending: send.c.

-- message_ref_get(channel id, sender id, client_ref str) -> one message_ref
SELECT id, ref_digest FROM message WHERE channel_id = $1 AND sender_id = $2 AND client_ref = $3;

-- message_ref_of_story(story id, sender id, client_ref str) -> one message_ref
-- An answer to it, where the channel is not known.
SELECT id, ref_digest FROM message WHERE story = $1 AND story <> 0 AND sender_id = $2 AND client_ref = $3;

-- message_ref_hope(channel id, sender id, client_ref str) -> hope
-- Nothing was sent with it yet.
SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM message WHERE channel_id = $1 AND sender_id = $2 AND client_ref = $3);

-- message_insert(channel_id id, seq i64, id id, sender_id id, type i64, content str, wording str, reply_to id, thread_root id,
--   forward_of id, forward_channel id, forward_by id, client_ref maybe_str, ref_digest i64, media str,
--   story id, story_by id, story_kind i64) -> none
INSERT INTO message ({row}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, FALSE, NULL, $15, $16, $17, $18);

-- Editing and deleting: edit.c, delete.c.

-- message_set_words(channel id, id id, content str, wording str, edited_at when) -> none
UPDATE message SET content = $3, wording = $4, edited_at = $5, forward_of = 0, forward_channel = 0, forward_by = 0
WHERE channel_id = $1 AND id = $2;

-- message_version_add(message_id id, made id, content str, created_at when) -> none
INSERT INTO message_version (message_id, made, content, created_at) VALUES ($1, $2, $3, $4);

-- message_versions_before(message_id id, before id, most i64) -> page message_version_row
SELECT message_id, made, content, created_at FROM message_version WHERE message_id = $1 AND made < $2 ORDER BY made DESC LIMIT $3;

-- message_versions_delete(message_id id, most i64) -> count
DELETE FROM message_version
WHERE message_id = $1 AND made IN (SELECT made FROM message_version WHERE message_id = $1 ORDER BY made LIMIT $2);

-- message_strip(channel id, id id) -> none
UPDATE message SET content = '', wording = '', media = '', reply_to = 0, forward_of = 0, forward_channel = 0, forward_by = 0, story = 0,
  story_by = 0, story_kind = 0, deleted = TRUE, edited_at = NULL
WHERE channel_id = $1 AND id = $2;

-- The history of a channel: list.c.

-- messages_before(channel id, before i64, floor i64, most i64) -> page message_placed
SELECT id, seq FROM message WHERE channel_id = $1 AND seq < $2 AND seq >= $3 ORDER BY seq DESC LIMIT $4;

-- messages_top_before(channel id, before i64, floor i64, most i64) -> page message_placed
SELECT id, seq FROM message WHERE channel_id = $1 AND thread_root = 0 AND seq < $2 AND seq >= $3 ORDER BY seq DESC LIMIT $4;

-- messages_from(channel id, first i64, last i64, most i64) -> page message_placed
SELECT id, seq FROM message WHERE channel_id = $1 AND seq >= $2 AND seq <= $3 ORDER BY seq LIMIT $4;

-- messages_top_from(channel id, first i64, last i64, most i64) -> page message_placed
SELECT id, seq FROM message WHERE channel_id = $1 AND thread_root = 0 AND seq >= $2 AND seq <= $3 ORDER BY seq LIMIT $4;

-- Many lists at once, "[list,place,floor,channel],...": reach.c.

-- messages_all_down(reaches str, most i64) -> page reached
SELECT p.channel_id AS list, p.id, p.seq AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN message AS p
WHERE p.channel_id = json_extract(r.value, '$[0]') AND p.seq IN (
  SELECT k.seq FROM message AS k WHERE k.channel_id = json_extract(r.value, '$[0]')
    AND k.seq < json_extract(r.value, '$[1]')
    AND k.seq >= json_extract(r.value, '$[2]')
  ORDER BY k.seq DESC LIMIT $2)
ORDER BY r.key, p.seq DESC;
-- @postgres
SELECT p.channel_id AS list, p.id, p.seq AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.channel_id, k.id, k.seq FROM message AS k WHERE k.channel_id = CAST(r.value ->> 0 AS bigint)
    AND k.seq < CAST(r.value ->> 1 AS bigint)
    AND k.seq >= CAST(r.value ->> 2 AS bigint)
  ORDER BY k.seq DESC LIMIT $2) AS p
ORDER BY r.key, p.seq DESC;

-- messages_all_up(reaches str, most i64) -> page reached
SELECT p.channel_id AS list, p.id, p.seq AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN message AS p
WHERE p.channel_id = json_extract(r.value, '$[0]') AND p.seq IN (
  SELECT k.seq FROM message AS k WHERE k.channel_id = json_extract(r.value, '$[0]')
    AND k.seq > json_extract(r.value, '$[1]')
  ORDER BY k.seq LIMIT $2)
ORDER BY r.key, p.seq;
-- @postgres
SELECT p.channel_id AS list, p.id, p.seq AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.channel_id, k.id, k.seq FROM message AS k WHERE k.channel_id = CAST(r.value ->> 0 AS bigint)
    AND k.seq > CAST(r.value ->> 1 AS bigint)
  ORDER BY k.seq LIMIT $2) AS p
ORDER BY r.key, p.seq;

-- threads_all_down(reaches str, most i64) -> page reached
SELECT p.thread_root AS list, p.id, p.seq AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN message AS p
WHERE p.channel_id = json_extract(r.value, '$[3]') AND p.thread_root = json_extract(r.value, '$[0]') AND p.thread_root > 0 AND p.seq IN (
  SELECT k.seq FROM message AS k
  WHERE k.channel_id = json_extract(r.value, '$[3]') AND k.thread_root = json_extract(r.value, '$[0]') AND k.thread_root > 0
    AND k.seq < json_extract(r.value, '$[1]')
    AND k.seq >= json_extract(r.value, '$[2]')
  ORDER BY k.seq DESC LIMIT $2)
ORDER BY r.key, p.seq DESC;
-- @postgres
SELECT p.thread_root AS list, p.id, p.seq AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.thread_root, k.id, k.seq FROM message AS k
  WHERE k.channel_id = CAST(r.value ->> 3 AS bigint) AND k.thread_root = CAST(r.value ->> 0 AS bigint) AND k.thread_root > 0
    AND k.seq < CAST(r.value ->> 1 AS bigint)
    AND k.seq >= CAST(r.value ->> 2 AS bigint)
  ORDER BY k.seq DESC LIMIT $2) AS p
ORDER BY r.key, p.seq DESC;

-- threads_all_up(reaches str, most i64) -> page reached
SELECT p.thread_root AS list, p.id, p.seq AS place
FROM json_each('[' || $1 || ']') AS r CROSS JOIN message AS p
WHERE p.channel_id = json_extract(r.value, '$[3]') AND p.thread_root = json_extract(r.value, '$[0]') AND p.thread_root > 0 AND p.seq IN (
  SELECT k.seq FROM message AS k
  WHERE k.channel_id = json_extract(r.value, '$[3]') AND k.thread_root = json_extract(r.value, '$[0]') AND k.thread_root > 0
    AND k.seq > json_extract(r.value, '$[1]')
  ORDER BY k.seq LIMIT $2)
ORDER BY r.key, p.seq;
-- @postgres
SELECT p.thread_root AS list, p.id, p.seq AS place
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.thread_root, k.id, k.seq FROM message AS k
  WHERE k.channel_id = CAST(r.value ->> 3 AS bigint) AND k.thread_root = CAST(r.value ->> 0 AS bigint) AND k.thread_root > 0
    AND k.seq > CAST(r.value ->> 1 AS bigint)
  ORDER BY k.seq LIMIT $2) AS p
ORDER BY r.key, p.seq;

-- message_pins_of(channels ids) -> page reached
-- Of each, last pinned first.
SELECT channel_id AS list, message_id AS id, pinned AS place FROM message_mark WHERE channel_id IN ($1...) AND pinned > 0
ORDER BY channel_id, pinned DESC;

-- What goes in batches: leave.c.

-- messages_of_sender(sender id, after id, most i64) -> page message_row
-- Oldest first.
SELECT {row} FROM message WHERE sender_id = $1 AND sender_id > 0 AND id > $2 ORDER BY id LIMIT $3;

-- messages_disown(which ids) -> none
UPDATE message SET sender_id = 0, client_ref = NULL, ref_digest = 0 WHERE id IN ($1...);

-- messages_of_channel(channel id, most i64) -> page message_row
SELECT {row} FROM message WHERE channel_id = $1 ORDER BY seq LIMIT $2;

-- messages_delete(channel id, which ids) -> none
DELETE FROM message WHERE channel_id = $1 AND id IN ($2...);

-- message_mark_delete(message_id id) -> none
DELETE FROM message_mark WHERE message_id = $1;

-- messages_between(after id, before id, most i64) -> page message_row
-- Of all channels, oldest first.
SELECT {row} FROM message WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3;

-- messages_with_media(channel id, after i64, most i64) -> page message_placed
SELECT id, seq FROM message WHERE channel_id = $1 AND seq > $2 AND media <> '' ORDER BY seq LIMIT $3;

-- message_walk_get(name str) -> one message_walked
SELECT after FROM message_walk WHERE name = $1;

-- message_walk_set(name str, after id) -> none
INSERT INTO message_walk (name, after) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET after = excluded.after;

-- For `kith check`.

-- message_tallies(after id, last id) -> page message_tally
SELECT channel_id, CAST(COUNT(*) AS bigint) AS n, MIN(seq) AS first, MAX(seq) AS last
FROM message WHERE channel_id > $1 AND channel_id <= $2 GROUP BY channel_id ORDER BY channel_id;

-- threads_wrong() -> page message_by slow
-- The first whose count is not that of its replies.
SELECT k.message_id AS id, k.channel_id FROM message_mark AS k
WHERE k.replies <> (SELECT COUNT(*) FROM message AS m
  WHERE m.channel_id = k.channel_id AND m.thread_root = k.message_id AND m.thread_root > 0 AND NOT m.deleted)
ORDER BY k.message_id LIMIT 1;

-- reactions_wrong() -> page message_by slow
-- The first with a count that is not that of its reactions.
SELECT c.message_id AS id, c.message_id AS channel_id FROM message_reaction_count AS c
WHERE c.count <> (SELECT COUNT(*) FROM message_reaction AS r WHERE r.message_id = c.message_id AND r.emoji = c.emoji)
ORDER BY c.message_id LIMIT 1;
