-- A device that is signed in. An ended one is kept a while, so that what it had is known to be dead.
CREATE TABLE session (
  id bigint NOT NULL PRIMARY KEY,
  account_id bigint NOT NULL,
  user_agent text NOT NULL,
  address text NOT NULL,
  cookie_hash text NOT NULL UNIQUE,
  created_at bigint NOT NULL,
  last_seen_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  ended_at bigint
);
CREATE INDEX session_by_account ON session (account_id, id);
CREATE INDEX session_by_expiry ON session (expires_at);

-- A used one is kept for as long as it would have lived: its second use has to be noticed.
CREATE TABLE refresh_token (
  hash text NOT NULL PRIMARY KEY,
  session_id bigint NOT NULL,
  account_id bigint NOT NULL,
  expires_at bigint NOT NULL,
  used_at bigint
);
CREATE INDEX refresh_token_by_session ON refresh_token (session_id);
CREATE INDEX refresh_token_by_expiry ON refresh_token (expires_at);

-- Keys that sign tokens: sealed, the public half is worked out of them. A retired one verifies until what it signed has expired.
CREATE TABLE signing_key (
  kid text NOT NULL PRIMARY KEY,
  sealed text NOT NULL,
  longest_ttl bigint NOT NULL,
  created_at bigint NOT NULL,
  retired_at bigint,
  verifies_until bigint
);
