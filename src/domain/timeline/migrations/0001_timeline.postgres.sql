-- Feeds that somebody reads; one without a row is made when it is read. The state: 0 it is being made, 1 made, 2 it goes. Entries up to
-- `floor` were cut off.
CREATE TABLE timeline_feed (
  user_id bigint PRIMARY KEY,
  state bigint NOT NULL,
  floor bigint NOT NULL,
  read_at bigint NOT NULL
);
CREATE INDEX timeline_feed_read ON timeline_feed (read_at);

-- Posts that were delivered into a feed.
CREATE TABLE timeline_entry (
  user_id bigint NOT NULL,
  post_id bigint NOT NULL,
  author_id bigint NOT NULL,
  PRIMARY KEY (user_id, post_id)
) PARTITION BY HASH (user_id);
CREATE TABLE timeline_entry_00 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 0);
CREATE TABLE timeline_entry_01 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 1);
CREATE TABLE timeline_entry_02 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 2);
CREATE TABLE timeline_entry_03 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 3);
CREATE TABLE timeline_entry_04 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 4);
CREATE TABLE timeline_entry_05 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 5);
CREATE TABLE timeline_entry_06 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 6);
CREATE TABLE timeline_entry_07 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 7);
CREATE TABLE timeline_entry_08 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 8);
CREATE TABLE timeline_entry_09 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 9);
CREATE TABLE timeline_entry_10 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 10);
CREATE TABLE timeline_entry_11 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 11);
CREATE TABLE timeline_entry_12 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 12);
CREATE TABLE timeline_entry_13 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 13);
CREATE TABLE timeline_entry_14 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 14);
CREATE TABLE timeline_entry_15 PARTITION OF timeline_entry FOR VALUES WITH (MODULUS 16, REMAINDER 15);

-- Authors whose posts are not delivered but fetched by those who read, from the first post above the limit on.
CREATE TABLE timeline_star (
  author_id bigint PRIMARY KEY,
  made bigint NOT NULL
);

-- Where in the log a post came into being.
CREATE TABLE timeline_place (
  post_id bigint PRIMARY KEY,
  position bigint NOT NULL
);

-- A ranked feed in the order in which it was first shown, for its further pages.
CREATE TABLE timeline_order (
  user_id bigint NOT NULL,
  made bigint NOT NULL,
  posts text NOT NULL,
  PRIMARY KEY (user_id, made)
);
CREATE INDEX timeline_order_made ON timeline_order (made);

CREATE TABLE timeline_list (
  id bigint PRIMARY KEY,
  user_id bigint NOT NULL,
  title text NOT NULL,
  member_count bigint NOT NULL,
  updated_at bigint NOT NULL
);
CREATE INDEX timeline_list_of ON timeline_list (user_id, title, id);

-- `made` is an id, so it gives the time: members are listed by it.
CREATE TABLE timeline_member (
  list_id bigint NOT NULL,
  user_id bigint NOT NULL,
  made bigint NOT NULL,
  PRIMARY KEY (list_id, user_id)
);
CREATE INDEX timeline_member_newest ON timeline_member (list_id, made);
CREATE INDEX timeline_member_of ON timeline_member (user_id, list_id);
