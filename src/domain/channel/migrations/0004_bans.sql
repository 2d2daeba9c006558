-- Who banned somebody is in the log; nothing here reads it, and an erased account leaves no trace.
ALTER TABLE channel_ban DROP COLUMN by_id;
