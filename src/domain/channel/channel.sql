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
  AND (channel_member.request = 0 OR (channel_member.request = 1 AND c.last_seq < 3))
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
