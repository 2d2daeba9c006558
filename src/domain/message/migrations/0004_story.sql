-- The story that a message answers, with its author and kind, which outlive it; 0: none.
ALTER TABLE message ADD COLUMN story bigint NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN story_by bigint NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN story_kind bigint NOT NULL DEFAULT 0;
