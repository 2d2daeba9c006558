-- Sessions and their refresh tokens. A session is live while it has no end and has not expired.

-- columns session: id, account_id, created_at, expires_at, ended_at

-- session_insert(id id, account id, user_agent str, address str, cookie_hash str, now when, expires when) -> none
INSERT INTO session (id, account_id, user_agent, address, cookie_hash, created_at, last_seen_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7);

-- session_by_id(id id) -> one session_row
SELECT {session} FROM session WHERE id = $1;

-- sessions_by_ids(sessions ids) -> page session_row
SELECT {session} FROM session WHERE id IN ($1...);

-- session_by_cookie(hash str) -> one session_row
SELECT {session} FROM session WHERE cookie_hash = $1;

-- session_page(account id, now when, before id, most i64) -> page session
-- Newest first.
SELECT id, user_agent, address, created_at, last_seen_at
FROM session
WHERE account_id = $1 AND ended_at IS NULL AND expires_at > $2 AND id < $3
ORDER BY id DESC LIMIT $4;

-- session_used(id id, now when, expires when) -> count
-- It gets new tokens.
UPDATE session SET last_seen_at = $2, expires_at = $3 WHERE id = $1 AND ended_at IS NULL AND expires_at > $2;

-- sessions_seen(sessions ids, now when, expires when, before when) -> none
UPDATE session SET last_seen_at = $2, expires_at = $3
WHERE id IN ($1...) AND ended_at IS NULL AND expires_at > $2 AND last_seen_at < $4;

-- sessions_put_back(after id, beyond when, begun when, now when, expires when) -> count
-- Those made by a clock that was ahead. `after` is far before `beyond`: an id is made a little earlier than its row.
UPDATE session SET created_at = $3,
  last_seen_at = CASE WHEN last_seen_at > $4 THEN $4 ELSE last_seen_at END,
  expires_at = CASE WHEN expires_at > $5 THEN $5 ELSE expires_at END
WHERE id > $1 AND created_at > $2;

-- session_end(account id, id id, now when) -> count
UPDATE session SET ended_at = $3, expires_at = $3 WHERE account_id = $1 AND id = $2 AND ended_at IS NULL AND expires_at > $3;

-- sessions_end(account id, but id, now when, begun_before when) -> count
UPDATE session SET ended_at = $3, expires_at = $3
WHERE account_id = $1 AND id <> $2 AND ended_at IS NULL AND expires_at > $3 AND created_at < $4;

-- sessions_beyond(account id, now when, kept i64, most i64) -> page session_ref
-- The least recently used ones, beyond `kept`.
SELECT id FROM session WHERE account_id = $1 AND ended_at IS NULL AND expires_at > $2
ORDER BY last_seen_at DESC, id DESC LIMIT $4 OFFSET $3;

-- sessions_end_these(account id, sessions ids, now when) -> count
UPDATE session SET ended_at = $3, expires_at = $3 WHERE account_id = $1 AND id IN ($2...) AND ended_at IS NULL AND expires_at > $3;

-- refresh_erase(account id) -> none
-- For an erased account.
DELETE FROM refresh_token WHERE session_id IN (SELECT id FROM session WHERE account_id = $1);

-- sessions_erase(account id) -> none
DELETE FROM session WHERE account_id = $1;

-- sessions_sweep(before when, most i64) -> count
DELETE FROM session WHERE id IN (SELECT id FROM session WHERE expires_at < $1 ORDER BY expires_at LIMIT $2);

-- refresh_insert(hash str, session id, account id, expires when) -> none
INSERT INTO refresh_token (hash, session_id, account_id, expires_at) VALUES ($1, $2, $3, $4);

-- refresh_by_hash(hash str) -> one refresh_row
SELECT session_id, account_id, expires_at, used_at FROM refresh_token WHERE hash = $1;

-- refresh_use(hash str, now when) -> count
UPDATE refresh_token SET used_at = $2 WHERE hash = $1 AND used_at IS NULL;

-- refresh_drop_unused(session id) -> none
DELETE FROM refresh_token WHERE session_id = $1 AND used_at IS NULL;

-- refresh_sweep(before when, most i64) -> count
DELETE FROM refresh_token
WHERE hash IN (SELECT hash FROM refresh_token WHERE expires_at < $1 ORDER BY expires_at LIMIT $2);

-- ---- tickets ----

-- ticket_insert(hash str, session id, account id, expires when) -> none
INSERT INTO session_ticket (hash, session_id, account_id, expires_at) VALUES ($1, $2, $3, $4);

-- ticket_take(hash str, now when) -> one ticket_row
-- It works once.
DELETE FROM session_ticket WHERE hash = $1 AND expires_at > $2 RETURNING session_id, account_id;

-- tickets_sweep(before when, most i64) -> count
DELETE FROM session_ticket WHERE hash IN (SELECT hash FROM session_ticket WHERE expires_at < $1 ORDER BY expires_at LIMIT $2);

-- ---- keys that sign tokens ----

-- signing_key_marks(now when, most i64) -> page signing_key_mark
-- The keys that sign or still verify, without their secrets, newest first.
SELECT kid, retired_at, verifies_until
FROM signing_key
WHERE verifies_until IS NULL OR verifies_until > $1
ORDER BY created_at DESC, kid LIMIT $2;

-- signing_keys(now when, most i64) -> page signing_key
SELECT kid, sealed, longest_ttl, created_at, retired_at, verifies_until
FROM signing_key
WHERE verifies_until IS NULL OR verifies_until > $1
ORDER BY created_at DESC, kid LIMIT $2;

-- signing_keys_all(before when, most i64) -> page signing_key_entry
-- Newest first.
SELECT kid, created_at, retired_at, verifies_until
FROM signing_key
WHERE created_at < $1
ORDER BY created_at DESC, kid LIMIT $2;

-- signing_key_tally() -> one signing_key_tally
SELECT COUNT(*) AS active FROM signing_key WHERE retired_at IS NULL;

-- signing_key_insert(kid str, sealed str, longest_ttl i64, now when) -> none
INSERT INTO signing_key (kid, sealed, longest_ttl, created_at) VALUES ($1, $2, $3, $4);

-- signing_keys_retire(but str, now when, margin i64) -> none
UPDATE signing_key SET retired_at = $2, verifies_until = $2 + longest_ttl + $3 WHERE retired_at IS NULL AND kid <> $1;

-- signing_keys_live_longer(ttl i64) -> none
UPDATE signing_key SET longest_ttl = $1 WHERE retired_at IS NULL AND longest_ttl < $1;

-- signing_keys_sweep(before when) -> none
DELETE FROM signing_key WHERE verifies_until < $1;
