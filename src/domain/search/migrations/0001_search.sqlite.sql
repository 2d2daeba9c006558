-- The words of posts, as src/text writes them: docs/decisions/0028. The rowid is the post's id.
CREATE VIRTUAL TABLE search_post USING fts5(tokens, columnsize = 0, tokenize = 'ascii', prefix = '1');

-- Every 256th post or so: how far back so many posts go.
CREATE TABLE search_mark (id INTEGER PRIMARY KEY) STRICT;
