-- Which public posts use a tag. `hidden`: its author is, so it does not count. `recent`: of the last 24 hours, as counted in trends.
CREATE TABLE tag_use (
  name TEXT NOT NULL,
  post_id INTEGER NOT NULL,
  author_id INTEGER NOT NULL,
  hidden INTEGER NOT NULL,
  recent INTEGER NOT NULL,
  PRIMARY KEY (name, post_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_use_author ON tag_use (author_id, post_id, name);
CREATE INDEX tag_use_recent ON tag_use (post_id, name) WHERE recent;

-- How many posts each author of a tag has within a span of time: 1 all, 2 the last 24 hours, above: a day since 1970.
CREATE TABLE tag_writer (
  span INTEGER NOT NULL,
  name TEXT NOT NULL,
  author_id INTEGER NOT NULL,
  posts INTEGER NOT NULL,
  PRIMARY KEY (span, name, author_id)
) STRICT, WITHOUT ROWID;

-- The sums of these: there is no row for a tag without posts.
CREATE TABLE tag_tally (
  span INTEGER NOT NULL,
  name TEXT NOT NULL,
  posts INTEGER NOT NULL,
  accounts INTEGER NOT NULL,
  PRIMARY KEY (span, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_tally_most ON tag_tally (posts DESC, name) WHERE span = 1;
CREATE INDEX tag_tally_trends ON tag_tally (accounts DESC, posts DESC, name) WHERE span = 2;

-- `made` is the follow's id.
CREATE TABLE tag_follow (
  user_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  made INTEGER NOT NULL,
  PRIMARY KEY (user_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_follow_newest ON tag_follow (user_id, made);
