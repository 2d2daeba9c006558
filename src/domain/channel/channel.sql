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

-- turn_sender(me id, channel id, now when) -> one turn_sender
-- The number of the sender's next message. No row: they may not send it now. Without slow mode no clock is asked, since another of the
-- sender's messages may have been accepted by one that is ahead.
SELECT c.last_seq + 1 AS seq, m.mention_count, m.request, c.kind
FROM channel AS c JOIN channel_member AS m ON m.channel_id = c.id
WHERE c.id = $2 AND m.user_id = $1 AND NOT c.gone AND c.archived_at IS NULL
  AND (m.role < 2 OR (NOT c.announcement AND (c.slow_mode_seconds = 0 OR m.last_sent_at + c.slow_mode_seconds * 1000 <= $3)))
  AND (m.request IN (0, 4) OR (m.request = 1 AND c.last_seq < 3));

-- turn_note(channel id, me id, seq i64, message id, now when) -> none
-- The sender of a message has read up to it. Nobody waits for this, nor for the number to be taken: who changed the rows meanwhile makes
-- it a conflict.
UPDATE channel_member SET last_read_seq = $3, last_read_message_id = $4, last_read_at = $5, last_sent_at = $5
WHERE channel_id = $1 AND user_id = $2;

-- turn_take(channel id, last i64, message id, now when) -> none
UPDATE channel SET last_seq = $2, last_message_id = $3, active_at = CASE WHEN active_at < $4 THEN $4 ELSE active_at END WHERE id = $1;

-- mentions_clear(me id, channel id) -> none
UPDATE channel_member SET mention_count = 0 WHERE channel_id = $2 AND user_id = $1;

-- mentions_drop(me id, channel id) -> none
DELETE FROM channel_mention WHERE user_id = $1 AND channel_id = $2;

-- pins_add(channel id, change i64, most i64) -> count
UPDATE channel SET pin_count = pin_count + $2 WHERE id = $1 AND pin_count + $2 <= $3;

-- ---- conversations: direct.c, request.c, mine.c ----

-- pair_get(low id, high id) -> one pair_row
SELECT channel_id FROM channel_pair WHERE low_id = $1 AND high_id = $2;

-- pairs_shared(me id, who ids) -> page pair_other
-- With whom of them somebody has a direct channel that is no request, in no order.
SELECT CASE WHEN p.low_id = $1 THEN p.high_id ELSE p.low_id END AS user_id
FROM channel_pair AS p JOIN channel_member AS m ON m.channel_id = p.channel_id AND m.user_id = $1
WHERE ((p.low_id = $1 AND p.high_id IN ($2...)) OR (p.high_id = $1 AND p.low_id IN ($2...))) AND m.request IN (0, 4);

-- pair_drop(low id, high id) -> none
DELETE FROM channel_pair WHERE low_id = $1 AND high_id = $2;

-- pair_forget(channel id, who id) -> none
-- The channel of two does not say any more who the one was.
UPDATE channel SET low_id = CASE WHEN low_id = $2 THEN 0 ELSE low_id END, high_id = CASE WHEN high_id = $2 THEN 0 ELSE high_id END
WHERE id = $1;

-- pair_add(low id, high id, channel id) -> none
INSERT INTO channel_pair (low_id, high_id, channel_id) VALUES ($1, $2, $3);

-- request_settle_all(channel id) -> count
-- A request becomes an ordinary conversation: of the maker's row nothing remains, and the receiver's says that there was one.
UPDATE channel_member SET request = CASE WHEN request = 1 THEN 0 ELSE 4 END WHERE channel_id = $1 AND request IN (1, 2, 3);

-- request_decline(channel id, me id) -> none
UPDATE channel_member SET request = 3 WHERE channel_id = $1 AND user_id = $2 AND request = 2;

-- conversation_unlist(channel id, me id, seq i64, message id) -> none
UPDATE channel_member SET listed_from_seq = $3, last_read_seq = $3, last_read_message_id = $4, mention_count = 0
WHERE channel_id = $1 AND user_id = $2;

-- conversations_before(me id, active i64, channel id, skip i64, most i64) -> page listed_channel
-- Somebody's conversations, latest activity first, from before a place on.
SELECT c.id, c.active_at
FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
WHERE m.user_id = $1 AND m.request IN (0, 1, 4) AND c.kind >= 2 AND NOT c.gone AND c.last_seq > m.listed_from_seq
  AND (c.active_at < $2 OR (c.active_at = $2 AND c.id < $3))
ORDER BY c.active_at DESC, c.id DESC LIMIT $5 OFFSET $4;

-- conversations_after(me id, after id, most i64) -> page channel_listed
-- All of them, oldest first, also those out of the list.
SELECT c.id FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
WHERE m.user_id = $1 AND m.channel_id > $2 AND c.kind >= 2 AND NOT c.gone ORDER BY m.channel_id LIMIT $3;

-- conversation_requests_before(me id, active i64, channel id, skip i64, most i64) -> page listed_channel
-- The same of the requests to somebody.
SELECT c.id, c.active_at
FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
WHERE m.user_id = $1 AND m.request = 2 AND NOT c.gone AND c.last_seq > m.listed_from_seq
  AND (c.active_at < $2 OR (c.active_at = $2 AND c.id < $3))
ORDER BY c.active_at DESC, c.id DESC LIMIT $5 OFFSET $4;

-- conversation_requests_count(me id) -> one channel_tally
SELECT CAST(COUNT(*) AS bigint) AS n
FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
WHERE m.user_id = $1 AND m.request = 2 AND NOT c.gone AND c.last_seq > m.listed_from_seq;

-- ---- reading: read.c ----

-- unread_get(me id, now when, most i64) -> page unread_row
-- What somebody has not read, latest activity first; each row has the totals of all that are not muted.
SELECT u.channel_id, u.kind, u.unread_count, u.mention_count, u.last_seq, u.last_read_seq, u.muted,
  CAST(SUM(CASE WHEN u.muted THEN 0 ELSE u.unread_count END) OVER () AS bigint) AS all_unread,
  CAST(SUM(CASE WHEN u.muted THEN 0 ELSE u.mention_count END) OVER () AS bigint) AS all_mentions
FROM (
  SELECT m.channel_id, c.kind, c.last_seq - m.last_read_seq AS unread_count, m.mention_count, c.last_seq, m.last_read_seq, c.active_at,
    (m.muted AND (m.muted_until IS NULL OR m.muted_until > $2)) AS muted
  FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
  WHERE m.user_id = $1 AND m.request IN (0, 1, 4) AND NOT c.gone AND c.last_seq > m.last_read_seq) AS u
ORDER BY u.active_at DESC, u.channel_id DESC LIMIT $3;

-- read_move(channel id, me id, seq i64, message id, now when) -> one read_moved
-- Only forward. No row: they have read as far, or are no member.
UPDATE channel_member SET last_read_seq = $3, last_read_message_id = $4, last_read_at = $5
WHERE channel_id = $1 AND user_id = $2 AND last_read_seq < $3
RETURNING mention_count;

-- mentions_read(me id, channel id, seq i64) -> count
DELETE FROM channel_mention WHERE user_id = $1 AND channel_id = $2 AND seq <= $3;

-- mentions_add(channel id, who ids, seq i64) -> page mentioned_user
-- Those of them who are members and have not read as far.
INSERT INTO channel_mention (user_id, channel_id, seq)
SELECT m.user_id, m.channel_id, $3 FROM channel_member AS m WHERE m.channel_id = $1 AND m.user_id IN ($2...) AND m.last_read_seq < $3
ON CONFLICT (user_id, channel_id, seq) DO NOTHING
RETURNING user_id;

-- mentions_take(channel id, who ids, seq i64) -> page mentioned_user
DELETE FROM channel_mention WHERE user_id IN ($2...) AND channel_id = $1 AND seq = $3 RETURNING user_id;

-- mentions_count(channel id, who ids, by i64) -> none
UPDATE channel_member SET mention_count = mention_count + $3 WHERE channel_id = $1 AND user_id IN ($2...);

-- receipts_get(channel id, least i64) -> page receipt
-- How far its members have read, furthest first, but for those who do not show it.
SELECT m.user_id, m.last_read_message_id AS message_id, m.last_read_seq AS seq, m.last_read_at AS read_at
FROM channel_member AS m LEFT JOIN messaging AS s ON s.user_id = m.user_id
WHERE m.channel_id = $1 AND m.last_read_seq >= $2 AND m.last_read_at > 0 AND (s.read_receipts IS NULL OR s.read_receipts)
ORDER BY m.last_read_seq DESC, m.last_read_at, m.user_id;

-- ---- settings: messaging.c ----

-- messagings_get(who ids) -> page messaging_row
SELECT user_id, from_following, read_receipts, typing, invisible FROM messaging WHERE user_id IN ($1...) ORDER BY user_id;

-- messaging_set(me id, from_following bool, read_receipts bool, typing bool, invisible bool) -> none
INSERT INTO messaging (user_id, from_following, read_receipts, typing, invisible) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (user_id) DO UPDATE SET from_following = excluded.from_following, read_receipts = excluded.read_receipts,
                                    typing = excluded.typing, invisible = excluded.invisible;

-- messaging_drop(who id) -> none
DELETE FROM messaging WHERE user_id = $1;

-- The other way round: who of many people.

-- members_among(channel id, who ids) -> page channel_reader
SELECT user_id FROM channel_member WHERE channel_id = $1 AND user_id IN ($2...);

-- banned_among(channel id, who ids) -> page channel_reader
SELECT user_id FROM channel_ban WHERE channel_id = $1 AND user_id IN ($2...);

-- channels_read_by_others(me id, channels ids) -> page channel_furthest
-- Of each conversation how far anybody else has read, where receipts are shown both ways.
SELECT m.channel_id, MAX(m.last_read_seq) AS seq
FROM channel_member AS m LEFT JOIN messaging AS s ON s.user_id = m.user_id
WHERE m.channel_id IN ($2...) AND m.user_id <> $1 AND m.request IN (0, 4) AND COALESCE(s.read_receipts, TRUE)
  AND NOT EXISTS (SELECT 1 FROM messaging AS o WHERE o.user_id = $1 AND NOT o.read_receipts)
GROUP BY m.channel_id;

-- channel_facts(channels ids) -> page channel_fact
SELECT id AS channel_id, kind, last_seq, pin_count FROM channel WHERE id IN ($1...) AND NOT gone;

-- channel_facts_after(after id, most i64) -> page channel_fact
SELECT id AS channel_id, kind, last_seq, pin_count FROM channel WHERE id > $1 AND NOT gone ORDER BY id LIMIT $2;

-- channels_closed(me id, most i64) -> page channel_fact
-- Latest activity first.
SELECT c.id AS channel_id, c.kind, c.last_seq FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
WHERE m.user_id = $1 AND c.kind <> 0 AND NOT c.gone AND m.request <> 3 ORDER BY c.active_at DESC, c.id DESC LIMIT $2;

-- ---- channels ----

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

-- channel_end(id id) -> none
UPDATE channel SET gone = TRUE WHERE id = $1;

-- words_drop(channel id) -> none
DELETE FROM channel_word WHERE channel_id = $1;

-- word_add(word str, channel id) -> none
INSERT INTO channel_word (word, channel_id) VALUES ($1, $2) ON CONFLICT (word, channel_id) DO NOTHING;

-- ---- members ----

-- channel_member_add(channel id, user id, role i64, made id, visible_from i64, opened i64, listed_from i64, read_seq i64,
--   read_message id, sent_at when, request i64, now when) -> none
INSERT INTO channel_member (channel_id, user_id, role, joined_at, made, visible_from_seq, opened, listed_from_seq, last_read_seq,
  last_read_message_id, last_read_at, mention_count, muted, muted_until, last_sent_at, request)
VALUES ($1, $2, $3, $12, $4, $5, $6, $7, $8, $9, $12, 0, FALSE, NULL, $10, $11);

-- channel_member_drop(channel id, user id) -> one member_gone
DELETE FROM channel_member WHERE channel_id = $1 AND user_id = $2 RETURNING mention_count, last_sent_at;

-- member_role_set(channel id, user id, role i64) -> none
UPDATE channel_member SET role = $3 WHERE channel_id = $1 AND user_id = $2;

-- member_mute_set(channel id, user id, muted bool, until maybe_when) -> none
UPDATE channel_member SET muted = $3, muted_until = $4 WHERE channel_id = $1 AND user_id = $2;

-- member_first(channel id) -> one channel_user
-- The longest-serving one of the highest role.
SELECT user_id FROM channel_member WHERE channel_id = $1 ORDER BY role, made LIMIT 1;

-- members_with_many(users ids, most i64) -> page channel_user
-- Those who are in so many channels, direct ones left out.
SELECT m.user_id FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
WHERE m.user_id IN (SELECT user_id FROM channel_member WHERE user_id IN ($1...) GROUP BY user_id HAVING COUNT(*) >= $2)
  AND c.kind < 3 AND NOT c.gone
GROUP BY m.user_id HAVING COUNT(*) >= $2;

-- left_add(channel id, user id, sent_at when, now when) -> none
INSERT INTO channel_left (channel_id, user_id, last_sent_at, left_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (channel_id, user_id) DO UPDATE SET last_sent_at = excluded.last_sent_at, left_at = excluded.left_at;

-- left_get(channel id, user id) -> one member_left
SELECT last_sent_at FROM channel_left WHERE channel_id = $1 AND user_id = $2;

-- left_sweep(before when, most i64) -> count
DELETE FROM channel_left WHERE (channel_id, user_id) IN (
  SELECT channel_id, user_id FROM channel_left WHERE left_at < $1 ORDER BY left_at LIMIT $2);

-- members_page(channel id, role i64, made id, most i64) -> page member_row
-- From that place on.
SELECT user_id, role, joined_at, made FROM channel_member
WHERE channel_id = $1 AND (role, made) >= ($2, $3) ORDER BY role, made LIMIT $4;

-- members_of_role(channel id, role i64, made id, most i64) -> page member_row
SELECT user_id, role, joined_at, made FROM channel_member
WHERE channel_id = $1 AND role = $2 AND made >= $3 ORDER BY made LIMIT $4;

-- members_listed_among(channel id, users ids, role i64, made id, most i64) -> page member_row
SELECT user_id, role, joined_at, made FROM channel_member
WHERE channel_id = $1 AND user_id IN ($2...) AND (role, made) >= ($3, $4) ORDER BY role, made LIMIT $5;

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
WHERE m.user_id = $1 AND c.kind >= $2 AND c.kind <= $3 AND m.request IN (0, 1, 4) AND NOT c.gone;

-- ---- bans ----

-- ban_add(channel id, user id, made id, now when) -> none
INSERT INTO channel_ban (channel_id, user_id, made, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (channel_id, user_id) DO NOTHING;

-- ban_drop(channel id, user id) -> none
DELETE FROM channel_ban WHERE channel_id = $1 AND user_id = $2;

-- bans_before(channel id, made id, most i64) -> page ban_row
-- Newest first, up to that one.
SELECT user_id, made FROM channel_ban WHERE channel_id = $1 AND made <= $2 ORDER BY made DESC LIMIT $3;

-- closed_among(users ids) -> page channel_user
-- Those who take messages only from people whom they follow.
SELECT user_id FROM messaging WHERE user_id IN ($1...) AND from_following;

-- ---- invites ----

-- columns invite: code, channel_id, made, by_id, expires_at, max_uses, uses, created_at

-- invite_add(code str, channel id, made id, by id, expires_at maybe_when, max_uses maybe_i64, now when) -> none
INSERT INTO channel_invite ({invite}) VALUES ($1, $2, $3, $4, $5, $6, 0, $7);

-- invite_get(code str, now when) -> one invite_row
-- One that still works.
SELECT {invite} FROM channel_invite WHERE code = $1 AND (expires_at IS NULL OR expires_at > $2);

-- invite_use(code str) -> one invite_row
UPDATE channel_invite SET uses = uses + 1 WHERE code = $1 RETURNING {invite};

-- invite_drop(code str) -> none
DELETE FROM channel_invite WHERE code = $1;

-- invites_before(channel id, made id, now when, most i64) -> page invite_row
-- Newest first, up to that one.
SELECT {invite} FROM channel_invite
WHERE channel_id = $1 AND made <= $2 AND (expires_at IS NULL OR expires_at > $3) ORDER BY made DESC LIMIT $4;

-- invites_by_before(channel id, by id, made id, now when, most i64) -> page invite_row
SELECT {invite} FROM channel_invite
WHERE channel_id = $1 AND by_id = $2 AND made <= $3 AND (expires_at IS NULL OR expires_at > $4) ORDER BY made DESC LIMIT $5;

-- invites_sweep(now when, most i64) -> count
DELETE FROM channel_invite WHERE code IN (SELECT code FROM channel_invite WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2);

-- ---- lists ----

-- channels_mine(me id, archived i64, active i64, channel id, most i64) -> page channel_listed
-- Public and private ones, latest activity first, after a place. Archived: 0 all, 1 only those.
SELECT c.id, c.active_at AS active FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
WHERE m.user_id = $1 AND c.kind < 2 AND NOT c.gone AND ($2 = 0 OR c.archived_at IS NOT NULL)
  AND (c.active_at < $3 OR (c.active_at = $3 AND c.id < $4))
ORDER BY c.active_at DESC, c.id DESC LIMIT $5;

-- channels_public(me id, from id, most i64) -> page channel_listed
-- Newest first, from that one on.
SELECT c.id, 0 AS active FROM channel AS c
WHERE c.kind = 0 AND c.archived_at IS NULL AND NOT c.gone AND c.id <= $2
  AND NOT EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = $1)
ORDER BY c.id DESC LIMIT $3;

-- channels_worded(me id, from id, a str, b str, d str, e str, f str, g str, h str, i str, most i64) -> page channel_listed
-- Those of them whose words fit eight patterns, among the newest.
SELECT c.id, 0 AS active FROM (
  SELECT id, name_words FROM channel WHERE kind = 0 AND archived_at IS NULL AND NOT gone AND id <= $2 ORDER BY id DESC LIMIT 20000) AS c
WHERE c.name_words LIKE $3 AND c.name_words LIKE $4 AND c.name_words LIKE $5 AND c.name_words LIKE $6
  AND c.name_words LIKE $7 AND c.name_words LIKE $8 AND c.name_words LIKE $9 AND c.name_words LIKE $10
  AND NOT EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = $1)
ORDER BY c.id DESC LIMIT $11;

-- channels_worded_among(me id, from id, a str, b str, d str, e str, f str, g str, h str, i str, among ids, most i64) -> page channel_listed
SELECT c.id, 0 AS active FROM channel AS c
WHERE c.id IN ($11...) AND c.kind = 0 AND c.archived_at IS NULL AND NOT c.gone AND c.id <= $2
  AND c.name_words LIKE $3 AND c.name_words LIKE $4 AND c.name_words LIKE $5 AND c.name_words LIKE $6
  AND c.name_words LIKE $7 AND c.name_words LIKE $8 AND c.name_words LIKE $9 AND c.name_words LIKE $10
  AND NOT EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = $1)
ORDER BY c.id DESC LIMIT $12;

-- words_beginning(word str, end str, most i64) -> page channel_listed
SELECT channel_id AS id, 0 AS active FROM channel_word WHERE word >= $1 AND word < $2 LIMIT $3;

-- Members of many channels, "[channel,role,made,lowest,highest],...": reach.c.

-- members_all_down(reaches str, most i64) -> page member_reached
SELECT p.channel_id AS list, p.user_id AS id, p.role AS rank, p.made AS place, p.joined_at
FROM json_each('[' || $1 || ']') AS r CROSS JOIN channel_member AS p
WHERE p.channel_id = json_extract(r.value, '$[0]') AND p.made IN (
  SELECT k.made FROM channel_member AS k WHERE k.channel_id = json_extract(r.value, '$[0]')
    AND (k.role, k.made) < (json_extract(r.value, '$[1]'), json_extract(r.value, '$[2]'))
    AND k.role >= json_extract(r.value, '$[3]') AND k.role <= json_extract(r.value, '$[4]')
  ORDER BY k.role DESC, k.made DESC LIMIT $2)
ORDER BY r.key, p.role DESC, p.made DESC;
-- @postgres
SELECT p.channel_id AS list, p.user_id AS id, p.role AS rank, p.made AS place, p.joined_at
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.channel_id, k.user_id, k.role, k.made, k.joined_at FROM channel_member AS k WHERE k.channel_id = CAST(r.value ->> 0 AS bigint)
    AND (k.role, k.made) < (CAST(r.value ->> 1 AS bigint), CAST(r.value ->> 2 AS bigint))
    AND k.role >= CAST(r.value ->> 3 AS bigint) AND k.role <= CAST(r.value ->> 4 AS bigint)
  ORDER BY k.role DESC, k.made DESC LIMIT $2) AS p
ORDER BY r.key, p.role DESC, p.made DESC;

-- members_all_up(reaches str, most i64) -> page member_reached
SELECT p.channel_id AS list, p.user_id AS id, p.role AS rank, p.made AS place, p.joined_at
FROM json_each('[' || $1 || ']') AS r CROSS JOIN channel_member AS p
WHERE p.channel_id = json_extract(r.value, '$[0]') AND p.made IN (
  SELECT k.made FROM channel_member AS k WHERE k.channel_id = json_extract(r.value, '$[0]')
    AND (k.role, k.made) > (json_extract(r.value, '$[1]'), json_extract(r.value, '$[2]'))
    AND k.role >= json_extract(r.value, '$[3]') AND k.role <= json_extract(r.value, '$[4]')
  ORDER BY k.role, k.made LIMIT $2)
ORDER BY r.key, p.role, p.made;
-- @postgres
SELECT p.channel_id AS list, p.user_id AS id, p.role AS rank, p.made AS place, p.joined_at
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.channel_id, k.user_id, k.role, k.made, k.joined_at FROM channel_member AS k WHERE k.channel_id = CAST(r.value ->> 0 AS bigint)
    AND (k.role, k.made) > (CAST(r.value ->> 1 AS bigint), CAST(r.value ->> 2 AS bigint))
    AND k.role >= CAST(r.value ->> 3 AS bigint) AND k.role <= CAST(r.value ->> 4 AS bigint)
  ORDER BY k.role, k.made LIMIT $2) AS p
ORDER BY r.key, p.role, p.made;

-- Lists from their ends up: reach.c.

-- channels_mine_up(me id, active i64, channel id, most i64) -> page channel_listed
SELECT c.id, c.active_at AS active FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
WHERE m.user_id = $1 AND c.kind < 2 AND NOT c.gone AND (c.active_at > $2 OR (c.active_at = $2 AND c.id > $3))
ORDER BY c.active_at, c.id LIMIT $4;

-- conversations_up(me id, active i64, channel id, most i64) -> page listed_channel
SELECT c.id, c.active_at
FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
WHERE m.user_id = $1 AND m.request IN (0, 1, 4) AND c.kind >= 2 AND NOT c.gone AND c.last_seq > m.listed_from_seq
  AND (c.active_at > $2 OR (c.active_at = $2 AND c.id > $3))
ORDER BY c.active_at, c.id LIMIT $4;

-- conversation_requests_up(me id, active i64, channel id, most i64) -> page listed_channel
SELECT c.id, c.active_at
FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
WHERE m.user_id = $1 AND m.request = 2 AND NOT c.gone AND c.last_seq > m.listed_from_seq
  AND (c.active_at > $2 OR (c.active_at = $2 AND c.id > $3))
ORDER BY c.active_at, c.id LIMIT $4;

-- channels_public_up(me id, after id, most i64) -> page channel_listed
SELECT c.id, 0 AS active FROM channel AS c
WHERE c.kind = 0 AND c.archived_at IS NULL AND NOT c.gone AND c.id > $2
  AND NOT EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = $1)
ORDER BY c.id LIMIT $3;

-- channels_worded_up(me id, after id, a str, b str, d str, e str, f str, g str, h str, i str, most i64) -> page channel_listed
-- Among the newest, as from the top.
SELECT c.id, 0 AS active FROM (
  SELECT id, name_words FROM channel WHERE kind = 0 AND archived_at IS NULL AND NOT gone AND id > $2 ORDER BY id DESC LIMIT 20000) AS c
WHERE c.name_words LIKE $3 AND c.name_words LIKE $4 AND c.name_words LIKE $5 AND c.name_words LIKE $6
  AND c.name_words LIKE $7 AND c.name_words LIKE $8 AND c.name_words LIKE $9 AND c.name_words LIKE $10
  AND NOT EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = $1)
ORDER BY c.id LIMIT $11;

-- channels_among_up(me id, after id, a str, b str, d str, e str, f str, g str, h str, i str, among ids, most i64) -> page channel_listed
SELECT c.id, 0 AS active FROM channel AS c
WHERE c.id IN ($11...) AND c.kind = 0 AND c.archived_at IS NULL AND NOT c.gone AND c.id > $2
  AND c.name_words LIKE $3 AND c.name_words LIKE $4 AND c.name_words LIKE $5 AND c.name_words LIKE $6
  AND c.name_words LIKE $7 AND c.name_words LIKE $8 AND c.name_words LIKE $9 AND c.name_words LIKE $10
  AND NOT EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = $1)
ORDER BY c.id LIMIT $12;

-- ---- what goes ----

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

-- channels_census(after id, most i64) -> page channel_census
SELECT c.id, c.kind, c.member_count, c.owner_id,
  (SELECT COUNT(*) FROM channel_member AS m WHERE m.channel_id = c.id) AS members,
  (SELECT COUNT(*) FROM channel_member AS m WHERE m.channel_id = c.id AND m.role = 0) AS owners,
  COALESCE((SELECT m.user_id FROM channel_member AS m WHERE m.channel_id = c.id AND m.role = 0 ORDER BY m.made LIMIT 1), 0) AS owner,
  (SELECT COUNT(*) FROM channel_member AS m WHERE m.channel_id = c.id AND (m.last_read_seq > c.last_seq OR m.mention_count <>
    (SELECT COUNT(*) FROM channel_mention AS k WHERE k.user_id = m.user_id AND k.channel_id = m.channel_id AND k.seq > m.last_read_seq)))
    AS misread,
  CAST(COALESCE((SELECT SUM(CASE m.request WHEN 1 THEN 1 WHEN 2 THEN -1 WHEN 3 THEN -1 ELSE 0 END)
    FROM channel_member AS m WHERE m.channel_id = c.id), 0) AS bigint) AS requests
FROM channel AS c WHERE c.id > $1 AND NOT c.gone ORDER BY c.id LIMIT $2;

-- channel_said(id id, last_seq i64, last_message id, at when) -> none
UPDATE channel SET last_seq = $2, last_message_id = $3, active_at = $4 WHERE id = $1;

-- members_read_all(channel id, seq i64, message id, now when) -> none
UPDATE channel_member SET last_read_seq = $2, last_read_message_id = $3, last_read_at = $4 WHERE channel_id = $1;

-- participants_first(channels ids, most i64) -> page participant
-- The first to join of each.
SELECT m.channel_id, m.user_id FROM channel AS g CROSS JOIN channel_member AS m
WHERE g.id IN ($1...) AND m.channel_id = g.id
  AND m.made IN (SELECT k.made FROM channel_member AS k WHERE k.channel_id = g.id ORDER BY k.made LIMIT $2)
ORDER BY m.channel_id, m.made;
-- @postgres
SELECT m.channel_id, m.user_id FROM channel AS g CROSS JOIN LATERAL (
  SELECT k.channel_id, k.user_id, k.made FROM channel_member AS k WHERE k.channel_id = g.id ORDER BY k.made LIMIT $2) AS m
WHERE g.id IN ($1...)
ORDER BY m.channel_id, m.made;

-- Of many who send at once: turns.c.

-- turns_free(channel id, senders ids, now when) -> page turn_free
-- Those who may send now, to a channel that is not direct.
SELECT m.user_id, m.mention_count, c.kind, c.last_seq
FROM channel AS c JOIN channel_member AS m ON m.channel_id = c.id
WHERE c.id = $1 AND m.user_id IN ($2...) AND NOT c.gone AND c.archived_at IS NULL AND c.kind < 3
  AND (m.role < 2 OR (NOT c.announcement AND m.last_sent_at + c.slow_mode_seconds * 1000 <= $3));
