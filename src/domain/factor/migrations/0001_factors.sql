-- An account's authenticator app. `secret` is sealed. It counts once it is confirmed; a code works once, so the step of the last is kept.
CREATE TABLE totp (
  account_id bigint NOT NULL PRIMARY KEY,
  secret text NOT NULL,
  last_step bigint NOT NULL,
  created_at bigint NOT NULL,
  confirmed_at bigint
);

-- A code for the day that all else is lost: only what can be compared with it is kept, and no longer than until it is used.
CREATE TABLE recovery_code (
  account_id bigint NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (account_id, hash)
);

-- `credential` is its id, `public_key` the key in COSE, both in base64url.
CREATE TABLE passkey (
  id bigint NOT NULL PRIMARY KEY,
  account_id bigint NOT NULL,
  credential text NOT NULL UNIQUE,
  public_key text NOT NULL,
  sign_count bigint NOT NULL,
  transports text NOT NULL,
  name text NOT NULL,
  created_at bigint NOT NULL,
  last_used_at bigint
);
CREATE INDEX passkey_by_account ON passkey (account_id, id);

-- What an authenticator was asked. A row works once. `account_id`: 0 of anybody, -1 of a name that is nobody's.
CREATE TABLE passkey_challenge (
  challenge text NOT NULL PRIMARY KEY,
  purpose text NOT NULL,
  account_id bigint NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX passkey_challenge_by_expiry ON passkey_challenge (expires_at);
