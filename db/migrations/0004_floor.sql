-- One row: events up to this position may have been trimmed, so that nobody can go on from before it.
CREATE TABLE event_floor (position bigint NOT NULL);
INSERT INTO event_floor (position) VALUES (0);
