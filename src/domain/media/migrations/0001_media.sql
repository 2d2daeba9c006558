-- Media. An id gives the time. `kind`, `asked`, `state`: enums of media.h. Members that are not known, or do not apply, are null; `name`
-- and `poster` are files of the blob store, below media/, as are those in `stills`, which is JSON. `bytes` is all that is kept; while
-- waiting, what was declared. `refs` and `open_refs` are the rows of media_ref, all of them and those that are open. What was never
-- attached ends at `expires_at`.
CREATE TABLE media (
  id bigint PRIMARY KEY,
  owner bigint NOT NULL,
  kind bigint NOT NULL,
  asked bigint NOT NULL,
  state bigint NOT NULL,
  format text NOT NULL,
  mime text,
  size bigint,
  width bigint,
  height bigint,
  duration_ms bigint,
  animated boolean NOT NULL,
  description text,
  focus_x double precision NOT NULL,
  focus_y double precision NOT NULL,
  blurhash text,
  waveform text,
  filename text,
  sha256 text,
  name text,
  poster text,
  stills text NOT NULL,
  bytes bigint NOT NULL,
  fault text,
  detail text,
  refs bigint NOT NULL,
  open_refs bigint NOT NULL,
  expires_at bigint
);
CREATE INDEX media_of_owner ON media (owner, id);
CREATE INDEX media_ending ON media (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX media_loose ON media (owner) WHERE refs = 0;
CREATE INDEX media_making ON media (id) WHERE state = 1;

-- What refers to media: things of other capabilities, by their kind and id.
CREATE TABLE media_ref (
  media bigint NOT NULL,
  thing_kind bigint NOT NULL,
  thing bigint NOT NULL,
  open boolean NOT NULL,
  PRIMARY KEY (media, thing_kind, thing)
);
CREATE INDEX media_ref_of_thing ON media_ref (thing, thing_kind, media);

-- The files of media that are ready: every name below media/ in the blob store.
CREATE TABLE media_name (
  name text PRIMARY KEY,
  media bigint NOT NULL
);
CREATE INDEX media_name_of ON media_name (media);

-- Keys of the blob store that are to be removed when they are due; one that ends in - stands for all that begin so. `taken`: it is
-- being removed. `again`: it is looked at once more then, since somebody may still have been writing; 0: not.
CREATE TABLE media_dead (
  key text PRIMARY KEY,
  due bigint NOT NULL,
  again bigint NOT NULL,
  taken boolean NOT NULL
);
CREATE INDEX media_dead_due ON media_dead (due);

-- What each account keeps, exact; `reserved` by uploads under way, as declared. A quota of null is the setting's.
CREATE TABLE media_usage (
  owner bigint PRIMARY KEY,
  quota bigint,
  bytes bigint NOT NULL,
  reserved bigint NOT NULL,
  images bigint NOT NULL,
  image_bytes bigint NOT NULL,
  videos bigint NOT NULL,
  video_bytes bigint NOT NULL,
  audios bigint NOT NULL,
  audio_bytes bigint NOT NULL,
  voices bigint NOT NULL,
  voice_bytes bigint NOT NULL,
  files bigint NOT NULL,
  file_bytes bigint NOT NULL
);
CREATE INDEX media_usage_most ON media_usage (bytes, owner);

-- Uploads whose bytes are still to come, beside their row in media.
CREATE TABLE media_upload (
  media bigint PRIMARY KEY,
  way bigint NOT NULL,
  size bigint NOT NULL,
  got bigint NOT NULL,
  wanted text,
  type text,
  metadata text,
  expires_at bigint NOT NULL
);
