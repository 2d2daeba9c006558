-- Ids of media in the order of the post, "1,2,3". Media know what refers to them; what they are is theirs to say.
ALTER TABLE post ADD COLUMN media text NOT NULL DEFAULT '';
ALTER TABLE post_version ADD COLUMN media text NOT NULL DEFAULT '';
