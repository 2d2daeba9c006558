-- Whether search engines are asked to leave the profile, and what its owner publishes, out of their indexes.
ALTER TABLE account ADD COLUMN noindex boolean NOT NULL DEFAULT FALSE;
