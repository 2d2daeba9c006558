-- The numbers of messages, how far people have read, and what mentions them.

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

-- turn_note_both(channel id, me id, seq i64, message id, now when) -> none
-- The same in a direct channel, where each of the two keeps what was said last.
UPDATE channel_member SET said_seq = $3, active_at = CASE WHEN active_at < $5 THEN $5 ELSE active_at END,
  last_read_seq = CASE WHEN user_id = $2 THEN $3 ELSE last_read_seq END,
  last_read_message_id = CASE WHEN user_id = $2 THEN $4 ELSE last_read_message_id END,
  last_read_at = CASE WHEN user_id = $2 THEN $5 ELSE last_read_at END, last_sent_at = CASE WHEN user_id = $2 THEN $5 ELSE last_sent_at END
WHERE channel_id = $1;

-- turn_take(channel id, last i64, message id, now when) -> none
UPDATE channel SET last_seq = $2, last_message_id = $3, active_at = CASE WHEN active_at < $4 THEN $4 ELSE active_at END WHERE id = $1;

-- Of many who send at once: turns.c.

-- turns_free(channel id, senders ids, now when) -> page turn_free
-- Those who may send now, to a channel that is not direct.
SELECT m.user_id, m.mention_count, c.kind, c.last_seq
FROM channel AS c JOIN channel_member AS m ON m.channel_id = c.id
WHERE c.id = $1 AND m.user_id IN ($2...) AND NOT c.gone AND c.archived_at IS NULL AND c.kind < 3
  AND (m.role < 2 OR (NOT c.announcement AND m.last_sent_at + c.slow_mode_seconds * 1000 <= $3));

-- ---- reading ----

-- unread_get(me id, now when, most i64, direct i64) -> page unread_row
-- What somebody has not read, latest activity first; each row has the totals of all that are not muted. Of direct channels the latest
-- so many count.
SELECT u.channel_id, u.kind, u.unread_count, u.mention_count, u.last_seq, u.last_read_seq, u.muted,
  CAST(SUM(CASE WHEN u.muted THEN 0 ELSE u.unread_count END) OVER () AS bigint) AS all_unread,
  CAST(SUM(CASE WHEN u.muted THEN 0 ELSE u.mention_count END) OVER () AS bigint) AS all_mentions
FROM (
  SELECT * FROM (
    SELECT m.channel_id, CAST(3 AS bigint) AS kind, m.said_seq - m.last_read_seq AS unread_count, m.mention_count, m.said_seq AS last_seq,
      m.last_read_seq, m.active_at, (m.muted AND (m.muted_until IS NULL OR m.muted_until > $2)) AS muted
    FROM channel_member AS m
    WHERE m.user_id = $1 AND m.talk = 2 AND m.request IN (0, 1, 4) AND m.said_seq > m.last_read_seq
    ORDER BY m.active_at DESC, m.channel_id DESC LIMIT $4) AS direct
  UNION ALL
  SELECT m.channel_id, c.kind, c.last_seq - m.last_read_seq AS unread_count, m.mention_count, c.last_seq, m.last_read_seq, c.active_at,
    (m.muted AND (m.muted_until IS NULL OR m.muted_until > $2)) AS muted
  FROM (SELECT * FROM channel_member WHERE user_id = $1 AND talk < 2 LIMIT 10000) AS m JOIN channel AS c ON c.id = m.channel_id
  WHERE NOT c.gone AND c.last_seq > m.last_read_seq) AS u
ORDER BY u.active_at DESC, u.channel_id DESC LIMIT $3;

-- read_move(channel id, me id, seq i64, message id, now when) -> one read_moved
-- Only forward. No row: they have read as far, or are no member.
UPDATE channel_member SET last_read_seq = $3, last_read_message_id = $4, last_read_at = $5
WHERE channel_id = $1 AND user_id = $2 AND last_read_seq < $3
RETURNING mention_count;

-- receipts_get(channel id, least i64) -> page receipt
-- How far its members have read, furthest first, but for those who do not show it.
SELECT m.user_id, m.last_read_message_id AS message_id, m.last_read_seq AS seq, m.last_read_at AS read_at
FROM channel_member AS m LEFT JOIN messaging AS s ON s.user_id = m.user_id
WHERE m.channel_id = $1 AND m.last_read_seq >= $2 AND m.last_read_at > 0 AND (s.read_receipts IS NULL OR s.read_receipts)
ORDER BY m.last_read_seq DESC, m.last_read_at, m.user_id;

-- channels_read_by_others(me id, channels ids) -> page channel_furthest
-- Of each conversation how far anybody else has read, where receipts are shown both ways. Of a group the furthest are looked at first.
SELECT g.id AS channel_id, COALESCE((
    SELECT m.last_read_seq FROM channel_member AS m LEFT JOIN messaging AS s ON s.user_id = m.user_id
    WHERE m.channel_id = g.id AND m.talk = 1 AND m.user_id <> $1 AND COALESCE(s.read_receipts, TRUE)
    ORDER BY m.last_read_seq DESC LIMIT 1), 0) AS seq
FROM channel AS g WHERE g.id IN ($2...) AND g.kind = 2 AND NOT EXISTS (SELECT 1 FROM messaging AS o WHERE o.user_id = $1 AND NOT o.read_receipts)
UNION ALL
SELECT g.id AS channel_id, COALESCE((
    SELECT MAX(m.last_read_seq) FROM channel_member AS m LEFT JOIN messaging AS s ON s.user_id = m.user_id
    WHERE m.channel_id = g.id AND m.user_id <> $1 AND m.request IN (0, 4) AND COALESCE(s.read_receipts, TRUE)), 0) AS seq
FROM channel AS g WHERE g.id IN ($2...) AND g.kind = 3 AND NOT EXISTS (SELECT 1 FROM messaging AS o WHERE o.user_id = $1 AND NOT o.read_receipts);

-- ---- mentions ----

-- mentions_clear(me id, channel id) -> none
UPDATE channel_member SET mention_count = 0 WHERE channel_id = $2 AND user_id = $1;

-- mentions_drop(me id, channel id) -> none
DELETE FROM channel_mention WHERE user_id = $1 AND channel_id = $2;

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
