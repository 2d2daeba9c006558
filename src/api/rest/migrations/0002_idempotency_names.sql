-- What an answer shows, where its content is not kept; 0: it is.
ALTER TABLE idempotency ADD COLUMN names BIGINT NOT NULL DEFAULT 0;
