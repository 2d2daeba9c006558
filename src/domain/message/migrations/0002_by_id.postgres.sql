-- A message of a known channel is found by its id in one partition, and by nothing but that.
CREATE UNIQUE INDEX message_by_id_and_channel ON message (id, channel_id);
DROP INDEX message_by_id;
