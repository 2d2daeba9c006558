-- What a letter's link is good for, until it is used or its time is up. `code` is a hash: no token is kept.
CREATE TABLE letter_token (
  code text NOT NULL PRIMARY KEY,
  account_id bigint NOT NULL,
  purpose text NOT NULL,
  email text NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX letter_token_by_account ON letter_token (account_id, purpose);
CREATE INDEX letter_token_by_expiry ON letter_token (expires_at);
