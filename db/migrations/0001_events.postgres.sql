-- The event log. A row knows the transaction that wrote it; its position comes after the commit, from the sequencer.
CREATE TABLE events (
  xid bigint NOT NULL DEFAULT CAST(CAST(pg_current_xact_id() AS text) AS bigint),
  id bigint NOT NULL,
  partition bigint NOT NULL,
  subject text NOT NULL,
  key text NOT NULL,
  payload text NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (xid, id)
);
CREATE TABLE event_position (
  position bigint NOT NULL,
  partition bigint NOT NULL,
  xid bigint NOT NULL,
  event_id bigint NOT NULL,
  PRIMARY KEY (partition, position)
);
CREATE UNIQUE INDEX event_position_by_event ON event_position (xid, event_id);

-- One row: what every transaction before `horizon` wrote has its position, the last given is `last`.
CREATE TABLE event_sequencer (
  horizon bigint NOT NULL,
  last bigint NOT NULL,
  holder bigint NOT NULL,
  held_until bigint NOT NULL
);
INSERT INTO event_sequencer (horizon, last, holder, held_until) VALUES (0, 0, 0, 0);
