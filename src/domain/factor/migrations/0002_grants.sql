-- What is begun hangs on its account's epoch, and on the session that began it (0: none).
ALTER TABLE totp ADD COLUMN session_id bigint NOT NULL DEFAULT 0;
ALTER TABLE totp ADD COLUMN epoch bigint NOT NULL DEFAULT 1;
ALTER TABLE passkey_challenge ADD COLUMN session_id bigint NOT NULL DEFAULT 0;
ALTER TABLE passkey_challenge ADD COLUMN epoch bigint NOT NULL DEFAULT 1;
