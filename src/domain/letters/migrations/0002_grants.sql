-- A link hangs on its account's epoch, and on the session that asked for it (0: none).
ALTER TABLE letter_token ADD COLUMN session_id bigint NOT NULL DEFAULT 0;
ALTER TABLE letter_token ADD COLUMN epoch bigint NOT NULL DEFAULT 1;
