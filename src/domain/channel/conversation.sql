-- Conversations of two, requests, and what people allow in them.

-- pair_get(low id, high id) -> one pair_row
SELECT channel_id FROM channel_pair WHERE low_id = $1 AND high_id = $2;

-- pairs_shared(me id, who ids) -> page pair_other
-- With whom of them somebody has a direct channel that is no request, in no order.
SELECT CASE WHEN p.low_id = $1 THEN p.high_id ELSE p.low_id END AS user_id
FROM channel_pair AS p JOIN channel_member AS m ON m.channel_id = p.channel_id AND m.user_id = $1
WHERE ((p.low_id = $1 AND p.high_id IN ($2...)) OR (p.high_id = $1 AND p.low_id IN ($2...))) AND m.request IN (0, 4);

-- pair_add(low id, high id, channel id) -> none
INSERT INTO channel_pair (low_id, high_id, channel_id) VALUES ($1, $2, $3);

-- pair_drop(low id, high id) -> none
DELETE FROM channel_pair WHERE low_id = $1 AND high_id = $2;

-- pair_forget(channel id, who id) -> none
-- The channel of two does not say any more who the one was.
UPDATE channel SET low_id = CASE WHEN low_id = $2 THEN 0 ELSE low_id END, high_id = CASE WHEN high_id = $2 THEN 0 ELSE high_id END
WHERE id = $1;

-- request_settle_all(channel id) -> count
-- A request becomes an ordinary conversation: of the maker's row nothing remains, and the receiver's says that there was one.
UPDATE channel_member SET request = CASE WHEN request = 1 THEN 0 ELSE 4 END WHERE channel_id = $1 AND request IN (1, 2, 3);

-- request_decline(channel id, me id) -> none
UPDATE channel_member SET request = 3 WHERE channel_id = $1 AND user_id = $2 AND request = 2;

-- conversation_unlist(channel id, me id, seq i64, message id) -> none
UPDATE channel_member SET listed_from_seq = $3, last_read_seq = $3, last_read_message_id = $4, mention_count = 0
WHERE channel_id = $1 AND user_id = $2;

-- ---- settings: messaging.c ----

-- messagings_get(who ids) -> page messaging_row
SELECT user_id, from_following, read_receipts, typing, invisible FROM messaging WHERE user_id IN ($1...) ORDER BY user_id;

-- messaging_set(me id, from_following bool, read_receipts bool, typing bool, invisible bool) -> none
INSERT INTO messaging (user_id, from_following, read_receipts, typing, invisible) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (user_id) DO UPDATE SET from_following = excluded.from_following, read_receipts = excluded.read_receipts,
                                    typing = excluded.typing, invisible = excluded.invisible;

-- messaging_drop(who id) -> none
DELETE FROM messaging WHERE user_id = $1;
