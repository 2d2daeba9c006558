-- How the log began. `instance`: drawn when it was, and the link before the first entry is made of it. A log that is older than this
-- has `kept` entries from before, of which the first rests on no link; `seal` vouches for them.
ALTER TABLE audit_head ADD COLUMN instance text NOT NULL DEFAULT '';
ALTER TABLE audit_head ADD COLUMN kept bigint NOT NULL DEFAULT 0;
ALTER TABLE audit_head ADD COLUMN seal text NOT NULL DEFAULT '';
