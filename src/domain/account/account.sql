-- columns profile_words: PROFILE_WORDS in domain/account/account.h
-- columns account: id, username, email, phone, email_confirmed_at, password_hash, {profile_words},
--   avatar_media_id, banner_media_id, locked, noindex, role, language, suspended_at, deletes_at, created_at, version, epoch

-- account_by_id(id id) -> one account
SELECT {account}
FROM account WHERE id = $1;

-- account_bars(id id) -> one account
-- What keeps it from acting.
SELECT suspended_at, deletes_at FROM account WHERE id = $1;

-- account_acts_hope(id id) -> hope
SELECT id FROM account WHERE id = $1 AND suspended_at IS NULL AND deletes_at IS NULL;

-- account_by_username(username_key str) -> one account
SELECT {account}
FROM account WHERE username_key = $1;

-- account_by_look(username_look str) -> one account
SELECT {account}
FROM account WHERE username_look = $1;

-- account_by_email(email str) -> one account
SELECT {account}
FROM account WHERE email = $1;

-- account_by_phone(phone str) -> one account
SELECT {account}
FROM account WHERE phone = $1;

-- account_by_ids(which ids) -> page account
-- In no order.
SELECT {account}
FROM account WHERE id IN ($1...);

-- account_after(after id, most i64) -> page account
-- Oldest first.
SELECT {account}
FROM account WHERE id > $1 ORDER BY id LIMIT $2;

-- account_by_names(name_keys strs) -> page account
-- In no order.
SELECT {account}
FROM account WHERE username_key IN ($1...);

-- account_insert(id id, username str, username_key str, username_look str, email maybe_str, phone maybe_str, email_confirmed_at maybe_when,
-- password_hash secret, display_name str, role i64, language str, created_at when) -> count
-- 0: another account has the name, a lookalike, the e-mail address or the phone number.
INSERT INTO account (id, username, username_key, username_look, email, phone, email_confirmed_at, password_hash, display_name, bio,
  avatar_url, banner_url, locked, role, language, suspended_at, deletes_at, created_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', NULL, NULL, FALSE, $10, $11, NULL, NULL, $12, 1)
ON CONFLICT DO NOTHING;

-- account_plant(id id, username str, username_key str, username_look str, email maybe_str, password_hash secret, display_name str, bio str,
-- locked bool, language str, created_at when) -> count
INSERT INTO account (id, username, username_key, username_look, email, phone, email_confirmed_at, password_hash, display_name, bio,
  avatar_url, banner_url, locked, role, language, suspended_at, deletes_at, created_at, version)
VALUES ($1, $2, $3, $4, $5, NULL, NULL, $6, $7, $8, NULL, NULL, $9, 0, $10, NULL, NULL, $11, 1)
ON CONFLICT DO NOTHING;

-- account_set_profile(id id, words profile_words, locked bool, noindex bool, avatar_media_id maybe_id,
-- banner_media_id maybe_id) -> one account
UPDATE account SET {profile_words = $2}, locked = $3, noindex = $4, avatar_media_id = $5, banner_media_id = $6, version = version + 1
WHERE id = $1
RETURNING {account};

-- account_set_password(id id, password_hash secret) -> one account
UPDATE account SET password_hash = $2, version = version + 1, epoch = epoch + 1 WHERE id = $1
RETURNING {account};

-- account_rehash(id id, password_hash secret, epoch i64) -> none
-- The same password, kept in another way; does nothing if the password has changed.
UPDATE account SET password_hash = $2 WHERE id = $1 AND epoch = $3;

-- account_raise(id id) -> count
UPDATE account SET epoch = epoch + 1 WHERE id = $1;

-- account_hold(id id) -> count
-- Anybody else who would change it waits for the end of this transaction.
UPDATE account SET version = version WHERE id = $1;

-- account_set_email(id id, email str, email_confirmed_at maybe_when) -> one account
UPDATE account SET email = $2, email_confirmed_at = $3, version = version + 1 WHERE id = $1
RETURNING {account};

-- account_lapse_email(id id) -> one account
-- It only named that address; the account that proved it has it now.
UPDATE account SET email = NULL, version = version + 1, epoch = epoch + 1 WHERE id = $1 AND email_confirmed_at IS NULL
RETURNING {account};

-- account_set_role(id id, role i64) -> one account
UPDATE account SET role = $2, version = version + 1 WHERE id = $1
RETURNING {account};

-- account_set_suspended(id id, suspended_at maybe_when) -> one account
UPDATE account SET suspended_at = $2, version = version + 1, epoch = epoch + 1 WHERE id = $1
RETURNING {account};

-- account_set_deletes(id id, deletes_at maybe_when) -> one account
UPDATE account SET deletes_at = $2, version = version + 1, epoch = epoch + 1 WHERE id = $1
RETURNING {account};

-- account_delete(id id) -> count
DELETE FROM account WHERE id = $1;

-- retired_insert(code str) -> none
INSERT INTO retired_name (code) VALUES ($1) ON CONFLICT DO NOTHING;

-- retired_find(code str) -> one retired_name
SELECT code FROM retired_name WHERE code = $1;

-- account_hash_kinds() -> page hash_kind slow
-- The part before the salt of each password's hash: the rest is base64 letters. Hashes of the usual length are cut
-- there; searching each for those letters costs a hundred times as much.
SELECT kind, count(*) AS accounts FROM (
  SELECT CASE WHEN substr(password_hash, 1, 10) = '$argon2id$' AND substr(password_hash, length(password_hash) - 43, 1) = '$'
      AND substr(password_hash, length(password_hash) - 66, 1) = '$'
    THEN substr(password_hash, 1, length(password_hash) - 66)
    WHEN substr(password_hash, 1, 2) = '$2' AND length(password_hash) = 60 THEN substr(password_hash, 1, 7)
    WHEN substr(password_hash, 1, 10) = '$argon2id$'
    THEN rtrim(rtrim(rtrim(password_hash, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'), '$'),
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
    ELSE rtrim(password_hash, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./') END AS kind
  FROM account WHERE password_hash <> '') AS heads
GROUP BY kind ORDER BY accounts DESC, kind LIMIT 16;
