-- columns channel_head: id, kind, name, topic, description, avatar_url, owner_id, low_id, high_id, announcement, slow_mode_seconds
-- columns channel_numbers: opened, archived_at, member_count, pin_count, last_seq, last_message_id, active_at, created_at, updated_at
-- columns channel: {channel_head}, history_since_joined, {channel_numbers}

-- seats_get(me id, channels ids) -> page seat_row
-- Channels that are there, in no order, with what each is to one person.
SELECT {c.channel}, COALESCE(m.made, 0) AS made, COALESCE(m.joined_at, 0) AS joined_at,
  COALESCE(m.role, 2) AS role, COALESCE(m.visible_from_seq, 0) AS visible_from_seq,
  COALESCE(m.opened, 0) AS member_opened, COALESCE(m.listed_from_seq, -1) AS listed_from_seq, COALESCE(m.last_read_seq, 0) AS last_read_seq,
  COALESCE(m.last_read_message_id, 0) AS last_read_message_id, COALESCE(m.mention_count, 0) AS mention_count,
  COALESCE(m.muted, FALSE) AS muted, m.muted_until, COALESCE(m.last_sent_at, 0) AS last_sent_at, COALESCE(m.request, 0) AS request,
  EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = $1) AS banned
FROM channel AS c LEFT JOIN channel_member AS m ON m.channel_id = c.id AND m.user_id = $1
WHERE c.id IN ($2...) AND NOT c.gone;

-- channel_facts(channels ids) -> page channel_fact
SELECT id AS channel_id, kind, last_seq, pin_count FROM channel WHERE id IN ($1...) AND NOT gone;

-- channel_facts_after(after id, most i64) -> page channel_fact
SELECT id AS channel_id, kind, last_seq, pin_count FROM channel WHERE id > $1 AND NOT gone ORDER BY id LIMIT $2;

-- channel_add(id id, kind i64, name str, words str, topic str, description str, avatar_url maybe_str, owner id, low id, high id,
--   announcement bool, slow_mode i64, since_joined bool, now when) -> none
INSERT INTO channel (id, kind, name, name_words, topic, description, avatar_url, owner_id, low_id, high_id, announcement, slow_mode_seconds,
  history_since_joined, opened, archived_at, member_count, pin_count, last_seq, last_message_id, active_at, created_at, updated_at, gone)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, NULL, 0, 0, 0, 0, $14, $14, $14, FALSE);

-- channel_set(id id, kind i64, name str, words str, topic str, description str, avatar_url maybe_str, announcement bool,
--   slow_mode i64, since_joined bool, opened i64, archived_at maybe_when, updated_at when) -> none
UPDATE channel SET kind = $2, name = $3, name_words = $4, topic = $5, description = $6, avatar_url = $7, announcement = $8,
  slow_mode_seconds = $9, history_since_joined = $10, opened = $11, archived_at = $12, updated_at = $13
WHERE id = $1;

-- channel_members_count(id id, change i64) -> none
UPDATE channel SET member_count = member_count + $2 WHERE id = $1;

-- channel_owner_set(id id, owner id) -> none
UPDATE channel SET owner_id = $2 WHERE id = $1;

-- pins_add(channel id, change i64, most i64) -> count
UPDATE channel SET pin_count = pin_count + $2 WHERE id = $1 AND pin_count + $2 <= $3;

-- ---- the words of public ones ----

-- words_drop(channel id) -> none
DELETE FROM channel_word WHERE channel_id = $1;

-- word_add(word str, channel id) -> none
INSERT INTO channel_word (word, channel_id) VALUES ($1, $2) ON CONFLICT (word, channel_id) DO NOTHING;

-- words_beginning(word str, end str, most i64) -> page channel_listed
SELECT channel_id AS id, 0 AS active FROM channel_word WHERE word >= $1 AND word < $2 LIMIT $3;

-- ---- who listens: wire.c ----

-- seats_asked(asked str) -> page seat_asked
-- "[user,channel,place],...": what each channel is to that person; those that are not there are left out.
SELECT json_extract(a.value, '$[2]') AS place, c.id AS channel_id, json_extract(a.value, '$[0]') AS user_id, c.kind,
  c.history_since_joined, c.opened, COALESCE(m.made, 0) AS made, COALESCE(m.opened, 0) AS member_opened,
  COALESCE(m.visible_from_seq, 0) AS visible_from_seq, COALESCE(m.listed_from_seq, -1) AS listed_from_seq,
  EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = json_extract(a.value, '$[0]')) AS banned
FROM json_each('[' || $1 || ']') AS a JOIN channel AS c ON c.id = json_extract(a.value, '$[1]')
LEFT JOIN channel_member AS m ON m.channel_id = c.id AND m.user_id = json_extract(a.value, '$[0]')
WHERE NOT c.gone;
-- @postgres
SELECT CAST(a ->> 2 AS bigint) AS place, c.id AS channel_id, CAST(a ->> 0 AS bigint) AS user_id, c.kind,
  c.history_since_joined, c.opened, COALESCE(m.made, 0) AS made, COALESCE(m.opened, 0) AS member_opened,
  COALESCE(m.visible_from_seq, 0) AS visible_from_seq, COALESCE(m.listed_from_seq, -1) AS listed_from_seq,
  EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = CAST(a ->> 0 AS bigint)) AS banned
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) AS a JOIN channel AS c ON c.id = CAST(a ->> 1 AS bigint)
LEFT JOIN channel_member AS m ON m.channel_id = c.id AND m.user_id = CAST(a ->> 0 AS bigint)
WHERE NOT c.gone;

-- seats_listened(me id, least i64, most i64) -> page seat_asked
-- All channels of some kinds that somebody is in, but for requests that they have not accepted.
SELECT 0 AS place, c.id AS channel_id, m.user_id, c.kind, c.history_since_joined, c.opened, m.made, m.opened AS member_opened,
  m.visible_from_seq, m.listed_from_seq, FALSE AS banned
FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
WHERE m.user_id = $1 AND m.talk >= $2 AND m.talk <= $3 AND m.request IN (0, 1, 4) AND NOT c.gone;

-- ---- what goes: end.c ----

-- channel_end(id id) -> none
UPDATE channel SET gone = TRUE WHERE id = $1;

-- gone_get(channel id) -> one channel_gone
SELECT id, kind, member_count, low_id, high_id FROM channel WHERE id = $1 AND gone;

-- gone_members(channel id, most i64) -> page channel_user
SELECT user_id FROM channel_member WHERE channel_id = $1 ORDER BY user_id LIMIT $2;

-- gone_members_drop(channel id, last id) -> none
DELETE FROM channel_member WHERE channel_id = $1 AND user_id <= $2;

-- gone_mentions_drop(channel id, users ids) -> none
DELETE FROM channel_mention WHERE user_id IN ($2...) AND channel_id = $1;

-- gone_bans_drop(channel id, most i64) -> count
DELETE FROM channel_ban WHERE channel_id = $1
  AND user_id IN (SELECT user_id FROM channel_ban WHERE channel_id = $1 ORDER BY user_id LIMIT $2);

-- gone_left_drop(channel id, most i64) -> count
DELETE FROM channel_left WHERE channel_id = $1
  AND user_id IN (SELECT user_id FROM channel_left WHERE channel_id = $1 ORDER BY user_id LIMIT $2);

-- gone_invites_drop(channel id, most i64) -> count
DELETE FROM channel_invite WHERE code IN (SELECT code FROM channel_invite WHERE channel_id = $1 LIMIT $2);

-- gone_drop(channel id) -> none
DELETE FROM channel WHERE id = $1 AND gone;

-- memberships_after(user id, after id, most i64) -> page channel_listed
SELECT channel_id AS id, 0 AS active FROM channel_member WHERE user_id = $1 AND channel_id > $2 ORDER BY channel_id LIMIT $3;

-- member_forget(channel id, user id) -> none
DELETE FROM channel_member WHERE channel_id = $1 AND user_id = $2;

-- bans_forget(user id, most i64) -> count
DELETE FROM channel_ban WHERE user_id = $1
  AND channel_id IN (SELECT channel_id FROM channel_ban WHERE user_id = $1 ORDER BY channel_id LIMIT $2);

-- left_forget(user id, most i64) -> count
DELETE FROM channel_left WHERE user_id = $1
  AND channel_id IN (SELECT channel_id FROM channel_left WHERE user_id = $1 ORDER BY channel_id LIMIT $2);

-- invites_forget(user id, most i64) -> count
DELETE FROM channel_invite WHERE code IN (SELECT code FROM channel_invite WHERE by_id = $1 LIMIT $2);

-- ---- check.c, plant.c ----

-- channels_census(after id, most i64) -> page channel_census
SELECT c.id, c.kind, c.member_count, c.owner_id,
  (SELECT COUNT(*) FROM channel_member AS m WHERE m.channel_id = c.id) AS members,
  (SELECT COUNT(*) FROM channel_member AS m WHERE m.channel_id = c.id AND m.role = 0) AS owners,
  COALESCE((SELECT m.user_id FROM channel_member AS m WHERE m.channel_id = c.id AND m.role = 0 ORDER BY m.made LIMIT 1), 0) AS owner,
  (SELECT COUNT(*) FROM channel_member AS m WHERE m.channel_id = c.id AND (m.last_read_seq > c.last_seq OR m.mention_count <>
    (SELECT COUNT(*) FROM channel_mention AS k WHERE k.user_id = m.user_id AND k.channel_id = m.channel_id AND k.seq > m.last_read_seq)))
    AS misread,
  (SELECT COUNT(*) FROM channel_member AS m WHERE m.channel_id = c.id AND (m.talk <> CASE WHEN c.kind < 2 THEN 0 ELSE c.kind - 1 END
    OR m.said_seq <> CASE WHEN c.kind = 3 THEN c.last_seq ELSE 0 END
    OR m.active_at <> CASE WHEN c.kind = 3 THEN c.active_at ELSE 0 END)) AS misplaced,
  CAST(COALESCE((SELECT SUM(CASE m.request WHEN 1 THEN 1 WHEN 2 THEN -1 WHEN 3 THEN -1 ELSE 0 END)
    FROM channel_member AS m WHERE m.channel_id = c.id), 0) AS bigint) AS requests
FROM channel AS c WHERE c.id > $1 AND NOT c.gone ORDER BY c.id LIMIT $2;

-- channel_said(id id, last_seq i64, last_message id, at when) -> none
UPDATE channel SET last_seq = $2, last_message_id = $3, active_at = $4 WHERE id = $1;

-- members_read_all(channel id, seq i64, message id, now when) -> none
UPDATE channel_member SET last_read_seq = $2, last_read_message_id = $3, last_read_at = $4,
  said_seq = CASE WHEN talk = 2 THEN $2 ELSE said_seq END, active_at = CASE WHEN talk = 2 THEN $4 ELSE active_at END
WHERE channel_id = $1;
