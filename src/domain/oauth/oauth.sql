-- Identities at other providers, and people on their way there and back.

-- columns identity: id, provider, email, email_verified, linked_at, last_used_at

-- columns offer: account_id, epoch, provider, issuer, subject, email

-- identity_find(issuer str, subject str) -> one identity_row
SELECT id, account_id, provider FROM identity WHERE issuer = $1 AND subject = $2;

-- identity_insert(id id, account id, provider str, issuer str, subject str, email maybe_str, email_verified bool, now when,
-- used maybe_when) -> count
-- 0: an account has it.
INSERT INTO identity (id, account_id, provider, issuer, subject, email, email_verified, linked_at, last_used_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT DO NOTHING;

-- identity_used(id id, email maybe_str, email_verified bool, now when) -> count
UPDATE identity SET email = $2, email_verified = $3, last_used_at = $4 WHERE id = $1;

-- identity_page(account id, most i64) -> page identity
-- In the order in which they were linked.
SELECT {identity} FROM identity WHERE account_id = $1 ORDER BY id LIMIT $2;

-- identity_get(account id, id id) -> one identity
SELECT {identity} FROM identity WHERE account_id = $1 AND id = $2;

-- identity_delete(account id, id id) -> count
DELETE FROM identity WHERE account_id = $1 AND id = $2;

-- identities_drop(account id) -> none
DELETE FROM identity WHERE account_id = $1;

-- ---- on their way ----

-- oauth_flow_insert(code str, provider str, browser str, return_to str, account maybe_id, session id, epoch i64, expires when) -> none
INSERT INTO oauth_flow (code, provider, browser, return_to, account_id, session_id, epoch, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- oauth_flow_take(code str, provider str, browser str, now when) -> one oauth_flow
-- Works once, and only in that browser: another browser does not even use it up.
DELETE FROM oauth_flow WHERE code = $1 AND provider = $2 AND browser = $3 AND expires_at > $4
RETURNING return_to, account_id, session_id, epoch;

-- oauth_flow_sweep(before when, beyond when, most i64) -> count
-- Expired ones, and those that would live too long because a clock was ahead.
DELETE FROM oauth_flow WHERE code IN (SELECT code FROM oauth_flow WHERE expires_at < $1 OR expires_at > $2 ORDER BY expires_at LIMIT $3);

-- oauth_flows_drop(account maybe_id) -> none
DELETE FROM oauth_flow WHERE account_id = $1;

-- ---- what waits for a proof ----

-- oauth_offer_insert(code str, account id, epoch i64, provider str, browser str, issuer str, subject str, email str, expires when) -> none
INSERT INTO oauth_offer (code, account_id, epoch, provider, browser, issuer, subject, email, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- oauth_offer_find(code str, browser str, now when) -> one oauth_offer
SELECT {offer} FROM oauth_offer WHERE code = $1 AND browser = $2 AND expires_at > $3;

-- oauth_offer_take(code str, browser str, now when) -> one oauth_offer
DELETE FROM oauth_offer WHERE code = $1 AND browser = $2 AND expires_at > $3
RETURNING {offer};

-- oauth_offer_sweep(before when, beyond when, most i64) -> count
-- Expired ones, and those that would live too long because a clock was ahead.
DELETE FROM oauth_offer WHERE code IN (SELECT code FROM oauth_offer WHERE expires_at < $1 OR expires_at > $2 ORDER BY expires_at LIMIT $3);

-- ---- people who are asked for a name ----

-- oauth_nameless_insert(code str, provider str, browser str, issuer str, subject str, email str, email_verified bool, name str,
-- expires when) -> none
INSERT INTO oauth_nameless (code, provider, browser, issuer, subject, email, email_verified, name, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- oauth_nameless_find(code str, browser str, now when) -> one oauth_nameless
SELECT provider, issuer, subject, email, email_verified, name FROM oauth_nameless WHERE code = $1 AND browser = $2 AND expires_at > $3;

-- oauth_nameless_take(code str, browser str, now when) -> count
DELETE FROM oauth_nameless WHERE code = $1 AND browser = $2 AND expires_at > $3;

-- oauth_nameless_sweep(before when, beyond when, most i64) -> count
-- Expired ones, and those that would live too long because a clock was ahead.
DELETE FROM oauth_nameless
WHERE code IN (SELECT code FROM oauth_nameless WHERE expires_at < $1 OR expires_at > $2 ORDER BY expires_at LIMIT $3);

-- oauth_offers_drop(account id) -> none
DELETE FROM oauth_offer WHERE account_id = $1;
