-- Posts. An id gives the time of publication. The visibility: 0 public, 1 unlisted, 2 for followers, 3 for those whom it names.
CREATE TABLE post (
  id bigint PRIMARY KEY,
  user_id bigint NOT NULL,
  visibility bigint NOT NULL,
  plain boolean NOT NULL,
  boost_of bigint,
  type text NOT NULL,
  content text NOT NULL,
  warning text,
  sensitive boolean NOT NULL,
  language text,
  wording text NOT NULL,
  poll boolean NOT NULL,
  hidden boolean NOT NULL,
  pinned bigint NOT NULL,
  edited_at bigint
);
CREATE INDEX post_by_user ON post (user_id, id);
CREATE INDEX post_public ON post (id) WHERE visibility = 0 AND NOT plain;
-- What boosts (plain) and quotes a post.
CREATE INDEX post_of ON post (boost_of, plain, id) WHERE boost_of IS NOT NULL;
CREATE INDEX post_pinned ON post (user_id, pinned) WHERE pinned > 0;

-- Beside its post, so that a comment does not rewrite the text. Without a row: none.
CREATE TABLE post_count (
  post_id bigint PRIMARY KEY,
  comments bigint NOT NULL,
  quotes bigint NOT NULL
);

-- What edited posts said before; `made` is the id of the edit that replaced it.
CREATE TABLE post_version (
  post_id bigint NOT NULL,
  made bigint NOT NULL,
  content text NOT NULL,
  warning text,
  sensitive boolean NOT NULL,
  language text,
  created_at bigint NOT NULL,
  PRIMARY KEY (post_id, made)
);
