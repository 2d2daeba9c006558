-- What opens one connection, once: for clients that cannot send a token with it. Kept as hashes.
CREATE TABLE session_ticket (
  hash text NOT NULL PRIMARY KEY,
  session_id bigint NOT NULL,
  account_id bigint NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX session_ticket_by_expiry ON session_ticket (expires_at);
