-- A poll has the id of its post. `options` is a JSON array of texts; `told`: poll.ended was reported.
CREATE TABLE poll (
  post_id bigint PRIMARY KEY,
  author_id bigint NOT NULL,
  options text NOT NULL,
  multiple boolean NOT NULL,
  results text NOT NULL,
  expires_at bigint NOT NULL,
  told boolean NOT NULL
);
CREATE INDEX poll_due ON poll (expires_at) WHERE NOT told;

-- What is counted, beside the poll because it changes with every vote: people, and those of each option.
CREATE TABLE poll_count (
  post_id bigint PRIMARY KEY,
  voters bigint NOT NULL,
  n0 bigint NOT NULL,
  n1 bigint NOT NULL,
  n2 bigint NOT NULL,
  n3 bigint NOT NULL,
  n4 bigint NOT NULL,
  n5 bigint NOT NULL,
  n6 bigint NOT NULL,
  n7 bigint NOT NULL,
  n8 bigint NOT NULL,
  n9 bigint NOT NULL
);

-- `choices` has a bit for each option, the first option's being 1. `hidden`: the voter is, so the vote does not count.
CREATE TABLE poll_vote (
  post_id bigint NOT NULL,
  user_id bigint NOT NULL,
  choices bigint NOT NULL,
  created_at bigint NOT NULL,
  hidden boolean NOT NULL,
  PRIMARY KEY (post_id, user_id)
);
CREATE INDEX poll_vote_user ON poll_vote (user_id, post_id);
