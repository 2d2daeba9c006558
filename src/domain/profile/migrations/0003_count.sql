-- How many posts a profile counts. Without a row: none.
CREATE TABLE profile_count (
  user_id bigint PRIMARY KEY,
  posts bigint NOT NULL
);
