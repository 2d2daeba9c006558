-- columns row: channel_id, seq, id, sender_id, type, content, wording, reply_to, thread_root, forward_of, forward_channel, forward_by,
--   client_ref, ref_digest, deleted, edited_at

-- columns mark: message_id, channel_id, pinned, replies, last_reply

-- columns counted: message_id, emoji, count, first

-- message_rows_get(which ids) -> page message_row
-- In no order.
SELECT {row} FROM message WHERE id IN ($1...);

-- message_row_get(id id) -> one message_row
SELECT {row} FROM message WHERE id = $1;

-- message_marks_get(which ids) -> page message_mark_row
SELECT {mark} FROM message_mark WHERE message_id IN ($1...);

-- message_counts_get(which ids) -> page message_count_row
-- Of each, most used first, then by first use.
SELECT {counted} FROM message_reaction_count WHERE message_id IN ($1...) ORDER BY message_id, count DESC, first;
