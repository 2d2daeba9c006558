-- The tree of the comments: narrow rows, which every reply and like changes; the texts are beside them. An id gives the time.
-- `parent` is the comment that it answers, or the post. `kids`: all rows directly below, `replies`: those of them that
-- `stand`: that are shown, or have replies that stand. `rank` is minus the number of likes, so that the most liked is first.
CREATE TABLE comment (
  id bigint PRIMARY KEY,
  post_id bigint NOT NULL,
  parent bigint NOT NULL,
  depth bigint NOT NULL,
  user_id bigint NOT NULL,
  kids bigint NOT NULL,
  replies bigint NOT NULL,
  rank bigint NOT NULL,
  deleted boolean NOT NULL,
  hidden boolean NOT NULL,
  stands boolean NOT NULL
);
CREATE INDEX comment_below ON comment (parent, id);
CREATE INDEX comment_top ON comment (parent, rank, id);
CREATE INDEX comment_of_user ON comment (user_id, id);
CREATE INDEX comment_of_post ON comment (post_id, id);

-- What it says, until it is deleted.
CREATE TABLE comment_text (
  id bigint PRIMARY KEY,
  content text NOT NULL,
  wording text NOT NULL,
  edited_at bigint
);

-- What edited comments said before; `made` is the id of the edit that replaced it.
CREATE TABLE comment_version (
  comment_id bigint NOT NULL,
  made bigint NOT NULL,
  content text NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (comment_id, made)
);
