-- The first proof was right, the second is waited for. A row works once, and not for many guesses.
CREATE TABLE signin_challenge (
  id bigint NOT NULL PRIMARY KEY,
  account_id bigint NOT NULL,
  how text NOT NULL,
  tries bigint NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX signin_challenge_by_expiry ON signin_challenge (expires_at);
