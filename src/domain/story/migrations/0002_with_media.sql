-- The story of a media that staff removed is found by it.
CREATE INDEX story_with_media ON story (media) WHERE media IS NOT NULL;
