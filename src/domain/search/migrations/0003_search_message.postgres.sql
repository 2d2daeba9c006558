-- The words of messages, as those of posts are kept.
CREATE TABLE search_message (
  id bigint PRIMARY KEY,
  channel_id bigint NOT NULL,
  seq bigint NOT NULL,
  tokens tsvector NOT NULL
);
CREATE INDEX search_message_tokens ON search_message USING gin (tokens) WITH (gin_pending_list_limit = 256);
CREATE INDEX search_message_of ON search_message (channel_id, id);

-- Every 256th message or so: how far back so many messages go.
CREATE TABLE search_message_mark (id bigint PRIMARY KEY);

INSERT INTO search_tidy (id, asked, going) VALUES (2, TRUE, FALSE);
