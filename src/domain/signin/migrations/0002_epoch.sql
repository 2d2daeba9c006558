-- The account's when the first proof was looked at.
ALTER TABLE signin_challenge ADD COLUMN epoch bigint NOT NULL DEFAULT 1;
