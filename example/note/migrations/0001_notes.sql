CREATE TABLE note (
  id bigint PRIMARY KEY,
  text text NOT NULL,
  created_at bigint NOT NULL
);

-- A row for each partition of the events, so that those who count side by side do not wait for each other.
CREATE TABLE note_hour (
  hour bigint NOT NULL,
  shard bigint NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (hour, shard)
);
