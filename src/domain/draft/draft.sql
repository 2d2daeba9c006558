-- columns draft: user_id, id, changed, words, publish_at, problem

-- draft_add(user_id id, id id, words str, publish_at i64) -> none
INSERT INTO draft ({draft}) VALUES ($1, $2, $2, $3, $4, NULL);

-- draft_row(user_id id, id id) -> one draft_row
SELECT {draft} FROM draft WHERE user_id = $1 AND id = $2;

-- draft_set(user_id id, id id, changed id, words str, publish_at i64, problem maybe_str) -> none
UPDATE draft SET changed = $3, words = $4, publish_at = $5, problem = $6 WHERE user_id = $1 AND id = $2;

-- draft_delete(user_id id, id id) -> count
DELETE FROM draft WHERE user_id = $1 AND id = $2;

-- drafts_erase(user_id id) -> none
DELETE FROM draft WHERE user_id = $1;

-- drafts_count(user_id id) -> one draft_tally
SELECT CAST(COUNT(*) AS bigint) AS n FROM draft WHERE user_id = $1;

-- drafts_before(user_id id, before id, timeless bool, most i64) -> page draft_row
-- Last changed first. An account has 300 at most.
SELECT {draft} FROM draft WHERE user_id = $1 AND changed < $2 AND (NOT $3 OR publish_at = 0) ORDER BY changed DESC LIMIT $4;

-- drafts_due_after(user_id id, at i64, id id, most i64) -> page draft_row
-- Next due first.
SELECT {draft} FROM draft WHERE user_id = $1 AND publish_at > 0 AND (publish_at > $2 OR (publish_at = $2 AND id > $3))
ORDER BY publish_at, id LIMIT $4;
