-- Ids of media in the order of the message, "1,2,3".
ALTER TABLE message ADD COLUMN media text NOT NULL DEFAULT '';
CREATE INDEX message_with_media ON message (channel_id, seq) WHERE media <> '';
