-- A reaction of an account to a subject, a post or a comment (post_id: that, or the comment's). `made` is its id, so its time.
CREATE TABLE reaction (
  subject_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  made INTEGER NOT NULL,
  post_id INTEGER NOT NULL,
  author_id INTEGER NOT NULL,
  hidden INTEGER NOT NULL,
  PRIMARY KEY (subject_id, user_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX reaction_of_subject ON reaction (subject_id, kind, made);
CREATE INDEX reaction_of_user ON reaction (user_id, kind, made);

-- The reactions of each subject that are not hidden. `gone`: the subject is deleted, and its rows are on their way.
CREATE TABLE reaction_count (
  subject_id INTEGER PRIMARY KEY,
  likes INTEGER NOT NULL,
  saves INTEGER NOT NULL,
  boosts INTEGER NOT NULL,
  gone INTEGER NOT NULL
) STRICT;
