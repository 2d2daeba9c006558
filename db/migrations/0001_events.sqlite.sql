-- The event log. The one writer gives positions as it writes, so their order is that of commits; AUTOINCREMENT never gives one twice.
CREATE TABLE events (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id INTEGER NOT NULL,
  partition INTEGER NOT NULL,
  subject TEXT NOT NULL,
  key TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_partition ON events (partition, position);

-- What PostgreSQL needs to give positions: empty here.
CREATE TABLE event_position (
  position INTEGER NOT NULL,
  partition INTEGER NOT NULL,
  xid INTEGER NOT NULL,
  event_id INTEGER NOT NULL,
  PRIMARY KEY (partition, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE event_sequencer (
  horizon INTEGER NOT NULL,
  last INTEGER NOT NULL,
  holder INTEGER NOT NULL,
  held_until INTEGER NOT NULL
) STRICT;
