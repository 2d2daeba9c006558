-- A link that is under way, and an offer, hang on their account's epoch; a link also on the session that began it.
ALTER TABLE oauth_flow ADD COLUMN session_id bigint NOT NULL DEFAULT 0;
ALTER TABLE oauth_flow ADD COLUMN epoch bigint NOT NULL DEFAULT 1;
ALTER TABLE oauth_offer ADD COLUMN epoch bigint NOT NULL DEFAULT 1;
