-- Media of the account that are its pictures: then avatar_url and banner_url are paths of this server, "/media/NAME".
ALTER TABLE account ADD COLUMN avatar_media_id bigint;
ALTER TABLE account ADD COLUMN banner_media_id bigint;
