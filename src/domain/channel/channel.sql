-- columns channel: id, kind, name, topic, description, avatar_url, owner_id, low_id, high_id, announcement, slow_mode_seconds, history_since_joined, opened, archived_at, member_count, pin_count, last_seq, last_message_id, active_at, created_at, updated_at

-- seats_get(me id, channels ids) -> page seat_row
-- Channels that are there, in no order, with what each is to one person.
SELECT {c.channel}, COALESCE(m.made, 0) AS made, COALESCE(m.role, 2) AS role, COALESCE(m.visible_from_seq, 0) AS visible_from_seq,
  COALESCE(m.opened, 0) AS member_opened, COALESCE(m.listed_from_seq, -1) AS listed_from_seq, COALESCE(m.last_read_seq, 0) AS last_read_seq,
  COALESCE(m.last_read_message_id, 0) AS last_read_message_id, COALESCE(m.mention_count, 0) AS mention_count,
  COALESCE(m.muted, FALSE) AS muted, m.muted_until, COALESCE(m.last_sent_at, 0) AS last_sent_at, COALESCE(m.request, 0) AS request,
  EXISTS (SELECT 1 FROM channel_ban AS b WHERE b.channel_id = c.id AND b.user_id = $1) AS banned
FROM channel AS c LEFT JOIN channel_member AS m ON m.channel_id = c.id AND m.user_id = $1
WHERE c.id IN ($2...) AND NOT c.gone;

-- turn_sender(me id, channel id, message id, now when) -> one turn_sender
-- The sender of the next message has read up to it. No row: they may not send it now.
UPDATE channel_member SET last_read_seq = c.last_seq + 1, last_read_message_id = $3, last_read_at = $4, last_sent_at = $4
FROM channel AS c
WHERE c.id = $2 AND channel_member.channel_id = $2 AND channel_member.user_id = $1 AND NOT c.gone AND c.archived_at IS NULL
  AND (channel_member.role < 2 OR (NOT c.announcement AND channel_member.last_sent_at + c.slow_mode_seconds * 1000 <= $4))
  AND (channel_member.request IN (0, 4) OR (channel_member.request = 1 AND c.last_seq < 3))
RETURNING last_read_seq AS seq, mention_count, request;

-- turn_take(channel id, message id, now when) -> one turn_taken
UPDATE channel SET last_seq = last_seq + 1, last_message_id = $2, active_at = CASE WHEN active_at < $3 THEN $3 ELSE active_at END
WHERE id = $1 RETURNING last_seq AS seq, kind, member_count;

-- mentions_clear(me id, channel id) -> none
UPDATE channel_member SET mention_count = 0 WHERE channel_id = $2 AND user_id = $1;

-- mentions_drop(me id, channel id) -> none
DELETE FROM channel_mention WHERE user_id = $1 AND channel_id = $2;

-- pins_add(channel id, change i64, most i64) -> count
UPDATE channel SET pin_count = pin_count + $2 WHERE id = $1 AND pin_count + $2 <= $3;

-- ---- conversations: direct.c, request.c, mine.c ----

-- pair_get(low id, high id) -> one pair_row
SELECT channel_id FROM channel_pair WHERE low_id = $1 AND high_id = $2;

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
WHERE channel_id = $1 AND user_id = $2 AND (last_read_seq < $3 OR (last_read_seq = $3 AND last_read_at = 0))
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
-- Of each how far anybody else has read, where receipts are shown both ways.
SELECT m.channel_id, MAX(m.last_read_seq) AS seq
FROM channel_member AS m LEFT JOIN messaging AS s ON s.user_id = m.user_id
WHERE m.channel_id IN ($2...) AND m.user_id <> $1 AND m.request = 0 AND COALESCE(s.read_receipts, TRUE)
  AND NOT EXISTS (SELECT 1 FROM messaging AS o WHERE o.user_id = $1 AND NOT o.read_receipts)
GROUP BY m.channel_id;

-- channel_facts(channels ids) -> page channel_fact
SELECT id AS channel_id, kind, last_seq FROM channel WHERE id IN ($1...) AND NOT gone;

-- channel_facts_after(after id, most i64) -> page channel_fact
SELECT id AS channel_id, kind, last_seq FROM channel WHERE id > $1 AND NOT gone ORDER BY id LIMIT $2;

-- channels_closed(me id, most i64) -> page channel_fact
SELECT c.id AS channel_id, c.kind, c.last_seq FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
WHERE m.user_id = $1 AND c.kind <> 0 AND NOT c.gone AND m.request <> 3 LIMIT $2;
