-- Drafts of posts. `words`: the members of a post as they were given, JSON. `changed` rises with each change; publish_at 0: none.
CREATE TABLE draft (
  user_id bigint NOT NULL,
  id bigint NOT NULL,
  changed bigint NOT NULL,
  words text NOT NULL,
  publish_at bigint NOT NULL,
  problem text,
  PRIMARY KEY (user_id, id)
);
CREATE INDEX draft_changed ON draft (user_id, changed);
