-- What the thing of a reference stands in: the channel of a message; 0: nothing that opens, closes or goes as a whole.
ALTER TABLE media_ref ADD COLUMN within bigint NOT NULL DEFAULT 0;
CREATE INDEX media_ref_within ON media_ref (within, media) WHERE within <> 0;

-- What has been closed, or is gone, while references within it still are to follow.
CREATE TABLE media_closed (
  within bigint PRIMARY KEY,
  gone boolean NOT NULL
);
