-- Feeds that somebody reads; one without a row is made when it is read. The state: 0 it is being made, 1 made, 2 it goes. Entries up to
-- `floor` were cut off.
CREATE TABLE timeline_feed (
  user_id INTEGER PRIMARY KEY,
  state INTEGER NOT NULL,
  floor INTEGER NOT NULL,
  read_at INTEGER NOT NULL
) STRICT;
CREATE INDEX timeline_feed_read ON timeline_feed (read_at);

-- Posts that were delivered into a feed.
CREATE TABLE timeline_entry (
  user_id INTEGER NOT NULL,
  post_id INTEGER NOT NULL,
  author_id INTEGER NOT NULL,
  PRIMARY KEY (user_id, post_id)
) STRICT, WITHOUT ROWID;

-- Authors whose posts are not delivered but fetched by those who read, from the first post above the limit on.
CREATE TABLE timeline_star (
  author_id INTEGER PRIMARY KEY,
  made INTEGER NOT NULL
) STRICT;

-- Where in the log a post came into being.
CREATE TABLE timeline_place (
  post_id INTEGER PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT;

-- A ranked feed in the order in which it was first shown, for its further pages.
CREATE TABLE timeline_order (
  user_id INTEGER NOT NULL,
  made INTEGER NOT NULL,
  posts TEXT NOT NULL,
  PRIMARY KEY (user_id, made)
) STRICT, WITHOUT ROWID;
CREATE INDEX timeline_order_made ON timeline_order (made);

CREATE TABLE timeline_list (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  title TEXT NOT NULL,
  member_count INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX timeline_list_of ON timeline_list (user_id, title, id);

-- `made` is an id, so it gives the time: members are listed by it.
CREATE TABLE timeline_member (
  list_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  made INTEGER NOT NULL,
  PRIMARY KEY (list_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX timeline_member_newest ON timeline_member (list_id, made);
CREATE INDEX timeline_member_of ON timeline_member (user_id, list_id);
