-- Ids are the key of the table.
DROP INDEX IF EXISTS message_by_id;
