-- Who receives bytes of an upload at the moment, and until when that is believed without hearing of it: one id for each time.
ALTER TABLE media_upload ADD COLUMN holder bigint NOT NULL DEFAULT 0;
ALTER TABLE media_upload ADD COLUMN held_until bigint NOT NULL DEFAULT 0;

-- What has come of an upload: the blob incoming/ID-name has `size` octets, from `at` on.
CREATE TABLE media_part (
  media bigint NOT NULL,
  at bigint NOT NULL,
  size bigint NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (media, at)
);
