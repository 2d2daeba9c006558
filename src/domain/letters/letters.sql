-- Tokens that letters carry.

-- columns token: account_id, session_id, epoch, email

-- letter_token_insert(code str, account id, session id, epoch i64, purpose str, email str, expires when) -> none
INSERT INTO letter_token (code, account_id, session_id, epoch, purpose, email, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- letter_token_find(code str, purpose str, now when) -> one letter_token
SELECT {token} FROM letter_token WHERE code = $1 AND purpose = $2 AND expires_at > $3;

-- letter_token_take(code str, purpose str, now when) -> one letter_token
DELETE FROM letter_token WHERE code = $1 AND purpose = $2 AND expires_at > $3 RETURNING {token};

-- letter_tokens_void(account id, purpose str) -> none
DELETE FROM letter_token WHERE account_id = $1 AND purpose = $2;

-- letter_tokens_drop(account id) -> none
DELETE FROM letter_token WHERE account_id = $1;

-- letter_tokens_ahead(purpose str, beyond when) -> none
-- Those that would live too long because a clock was ahead.
DELETE FROM letter_token WHERE purpose = $1 AND expires_at > $2;

-- letter_token_sweep(before when, most i64) -> count
DELETE FROM letter_token
WHERE code IN (SELECT code FROM letter_token WHERE expires_at < $1 ORDER BY expires_at LIMIT $2);
