-- Who can be found, and by which text: only those who are shown.
CREATE TABLE person (
  user_id bigint PRIMARY KEY,
  name text NOT NULL,
  display text NOT NULL
);

CREATE TABLE person_word (
  word text NOT NULL,
  user_id bigint NOT NULL,
  PRIMARY KEY (word, user_id)
);
CREATE INDEX person_word_of ON person_word (user_id);
