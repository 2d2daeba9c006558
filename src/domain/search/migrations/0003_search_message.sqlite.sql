-- The words of messages, as those of posts are kept. The rowid is the message's id.
CREATE VIRTUAL TABLE search_message USING fts5(tokens, channel_id UNINDEXED, seq UNINDEXED, columnsize = 0, tokenize = 'ascii',
  prefix = '1');

-- Every 256th message or so: how far back so many messages go.
CREATE TABLE search_message_mark (id INTEGER PRIMARY KEY) STRICT;

INSERT INTO search_tidy (id, asked, going) VALUES (2, TRUE, FALSE);
