-- An edge is two rows, one with each of its ends. `edge` is its id, so its time: lists go by it, newest first.
-- `hidden` is 0 for an edge that is shown and counted; else bits say which end is hidden: 1 the follower, 2 the followed.
CREATE TABLE follow_out (
  user_id INTEGER NOT NULL,
  other_id INTEGER NOT NULL,
  edge INTEGER NOT NULL,
  requested INTEGER NOT NULL,
  hidden INTEGER NOT NULL,
  PRIMARY KEY (user_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX follow_out_newest ON follow_out (user_id, edge);

CREATE TABLE follow_in (
  user_id INTEGER NOT NULL,
  edge INTEGER NOT NULL,
  other_id INTEGER NOT NULL,
  requested INTEGER NOT NULL,
  hidden INTEGER NOT NULL,
  PRIMARY KEY (user_id, edge)
) STRICT, WITHOUT ROWID;
CREATE INDEX follow_in_requested ON follow_in (user_id, edge) WHERE requested;

CREATE TABLE graph_count (
  user_id INTEGER PRIMARY KEY,
  followers INTEGER NOT NULL,
  following INTEGER NOT NULL
) STRICT;

-- What one feels about another, and the other way round: ids, 0 for no. Each pair is two rows, which mirror each other.
CREATE TABLE stance (
  user_id INTEGER NOT NULL,
  other_id INTEGER NOT NULL,
  blocking INTEGER NOT NULL,
  blocked INTEGER NOT NULL,
  muting INTEGER NOT NULL,
  muted INTEGER NOT NULL,
  PRIMARY KEY (user_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX stance_blocking ON stance (user_id, blocking) WHERE blocking > 0;
CREATE INDEX stance_muting ON stance (user_id, muting) WHERE muting > 0;
