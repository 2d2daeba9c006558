-- Rises with whatever should end what is under way: grants and proofs hold the one that they began in.
ALTER TABLE account ADD COLUMN epoch bigint NOT NULL DEFAULT 1;
