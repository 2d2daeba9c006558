-- A reaction of an account to a subject, a post or a comment (post_id: that, or the comment's). `made` is its id, so its time.
CREATE TABLE reaction (
  subject_id bigint NOT NULL,
  user_id bigint NOT NULL,
  kind bigint NOT NULL,
  made bigint NOT NULL,
  post_id bigint NOT NULL,
  author_id bigint NOT NULL,
  hidden boolean NOT NULL,
  PRIMARY KEY (subject_id, user_id, kind)
);
CREATE INDEX reaction_of_subject ON reaction (subject_id, kind, made);
CREATE INDEX reaction_of_user ON reaction (user_id, kind, made);

-- The reactions of each subject that are not hidden. `gone`: the subject is deleted, and its rows are on their way.
-- A count changes with every reaction, so its page keeps room for the next version of the row.
CREATE TABLE reaction_count (
  subject_id bigint PRIMARY KEY,
  likes bigint NOT NULL,
  saves bigint NOT NULL,
  boosts bigint NOT NULL,
  gone boolean NOT NULL
) WITH (fillfactor = 50);
