-- Second factors.

-- columns totp: secret, last_step, session_id, epoch, created_at, confirmed_at

-- columns passkey: id, name, created_at, last_used_at

-- factor_tally(account id) -> one factor_tally
SELECT
  (SELECT COUNT(*) FROM totp WHERE account_id = $1 AND confirmed_at IS NOT NULL) AS totp,
  (SELECT COUNT(*) FROM passkey WHERE account_id = $1) AS passkeys,
  (SELECT COUNT(*) FROM recovery_code WHERE account_id = $1) AS recovery_codes;

-- ---- the authenticator app ----

-- totp_get(account id) -> one totp_row
SELECT {totp} FROM totp WHERE account_id = $1;

-- totp_begin(account id, secret str, session id, epoch i64, now when) -> count
-- 0: there is one that counts.
INSERT INTO totp (account_id, secret, last_step, session_id, epoch, created_at, confirmed_at) VALUES ($1, $2, 0, $3, $4, $5, NULL)
ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, session_id = excluded.session_id, epoch = excluded.epoch,
  created_at = excluded.created_at WHERE totp.confirmed_at IS NULL;

-- totp_confirm(account id, secret str, step i64, now when) -> count
UPDATE totp SET confirmed_at = $4, last_step = $3 WHERE account_id = $1 AND secret = $2 AND confirmed_at IS NULL;

-- totp_use(account id, step i64) -> count
-- 0: that code, or a later one, was already used.
UPDATE totp SET last_step = $2 WHERE account_id = $1 AND confirmed_at IS NOT NULL AND last_step < $2;

-- totp_drop(account id) -> one totp_row
DELETE FROM totp WHERE account_id = $1 RETURNING {totp};

-- ---- recovery codes ----

-- recovery_code_find(account id, hash str) -> one recovery_row
SELECT hash FROM recovery_code WHERE account_id = $1 AND hash = $2;

-- recovery_code_add(account id, hash str) -> none
INSERT INTO recovery_code (account_id, hash) VALUES ($1, $2);

-- recovery_code_use(account id, hash str) -> count
DELETE FROM recovery_code WHERE account_id = $1 AND hash = $2;

-- recovery_codes_drop(account id) -> none
DELETE FROM recovery_code WHERE account_id = $1;

-- ---- passkeys ----

-- passkey_insert(id id, account id, credential str, public_key str, sign_count i64, transports str, name str, now when) -> count
-- 0: an account has it.
INSERT INTO passkey (id, account_id, credential, public_key, sign_count, transports, name, created_at, last_used_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)
ON CONFLICT DO NOTHING;

-- passkey_by_credential(credential str) -> one passkey_row
SELECT id, account_id, public_key, sign_count FROM passkey WHERE credential = $1;

-- passkeys_before(account id, before id, most i64) -> page passkey
-- Newest first.
SELECT {passkey} FROM passkey WHERE account_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- passkeys_named(account id, most i64) -> page passkey_name
SELECT credential, transports FROM passkey WHERE account_id = $1 ORDER BY id DESC LIMIT $2;

-- passkey_rename(account id, id id, name str) -> one passkey
UPDATE passkey SET name = $3 WHERE account_id = $1 AND id = $2 RETURNING {passkey};

-- passkey_drop(account id, id id) -> one passkey
DELETE FROM passkey WHERE account_id = $1 AND id = $2 RETURNING {passkey};

-- passkeys_drop(account id) -> none
DELETE FROM passkey WHERE account_id = $1;

-- passkey_use(account id, id id, sign_count i64, now when) -> count
-- 0: it is gone, or was used meanwhile with that count or a higher one.
UPDATE passkey SET sign_count = $3, last_used_at = $4
WHERE account_id = $1 AND id = $2 AND (sign_count < $3 OR (sign_count = 0 AND $3 = 0));

-- ---- what authenticators were asked ----

-- passkey_challenge_insert(challenge str, purpose str, account id, session id, epoch i64, expires when) -> none
INSERT INTO passkey_challenge (challenge, purpose, account_id, session_id, epoch, expires_at) VALUES ($1, $2, $3, $4, $5, $6);

-- passkey_challenge_take(challenge str, purpose str, now when) -> one passkey_asked
DELETE FROM passkey_challenge WHERE challenge = $1 AND purpose = $2 AND expires_at > $3 RETURNING account_id, session_id, epoch;

-- passkey_challenges_drop(account id) -> none
DELETE FROM passkey_challenge WHERE account_id = $1;

-- passkey_challenge_sweep(before when, beyond when, most i64) -> count
-- Expired ones, and those that would live too long because a clock was ahead.
DELETE FROM passkey_challenge
WHERE challenge IN (SELECT challenge FROM passkey_challenge WHERE expires_at < $1 OR expires_at > $2 ORDER BY expires_at LIMIT $3);
