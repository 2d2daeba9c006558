-- When somebody was last connected; of those who are, the time is a few minutes old.
CREATE TABLE presence_seen (
  user_id bigint NOT NULL PRIMARY KEY,
  seen_at bigint NOT NULL
);
