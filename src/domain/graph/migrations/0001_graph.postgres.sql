-- An edge is two rows, one with each of its ends. `edge` is its id, so its time: lists go by it, newest first.
-- `hidden` is 0 for an edge that is shown and counted; else bits say which end is hidden: 1 the follower, 2 the followed.
CREATE TABLE follow_out (
  user_id bigint NOT NULL,
  other_id bigint NOT NULL,
  edge bigint NOT NULL,
  requested boolean NOT NULL,
  hidden bigint NOT NULL,
  PRIMARY KEY (user_id, other_id)
);
CREATE INDEX follow_out_newest ON follow_out (user_id, edge);

CREATE TABLE follow_in (
  user_id bigint NOT NULL,
  edge bigint NOT NULL,
  other_id bigint NOT NULL,
  requested boolean NOT NULL,
  hidden bigint NOT NULL,
  PRIMARY KEY (user_id, edge)
);
CREATE INDEX follow_in_requested ON follow_in (user_id, edge) WHERE requested;

-- A count changes with every follow, so its page keeps room for the next version of the row.
CREATE TABLE graph_count (
  user_id bigint PRIMARY KEY,
  followers bigint NOT NULL,
  following bigint NOT NULL
) WITH (fillfactor = 50);

-- What one feels about another, and the other way round: ids, 0 for no. Each pair is two rows, which mirror each other.
CREATE TABLE stance (
  user_id bigint NOT NULL,
  other_id bigint NOT NULL,
  blocking bigint NOT NULL,
  blocked bigint NOT NULL,
  muting bigint NOT NULL,
  muted bigint NOT NULL,
  PRIMARY KEY (user_id, other_id)
);
CREATE INDEX stance_blocking ON stance (user_id, blocking) WHERE blocking > 0;
CREATE INDEX stance_muting ON stance (user_id, muting) WHERE muting > 0;
