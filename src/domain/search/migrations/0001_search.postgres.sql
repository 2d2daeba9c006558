-- The words of posts, as src/text writes them: docs/decisions/0028.
CREATE TABLE search_post (
  id bigint PRIMARY KEY,
  tokens tsvector NOT NULL
);
-- What is not in its tree yet is read by every search, so it is kept short (kB).
CREATE INDEX search_post_tokens ON search_post USING gin (tokens) WITH (gin_pending_list_limit = 256);

-- Every 256th post or so: how far back so many posts go.
CREATE TABLE search_mark (id bigint PRIMARY KEY);
