-- How far each consumer has come, and how often it has failed at the next event.
CREATE TABLE consumer_position (
  consumer text NOT NULL,
  partition bigint NOT NULL,
  position bigint NOT NULL,
  tries bigint NOT NULL,
  retry_at bigint NOT NULL,
  PRIMARY KEY (consumer, partition)
);

-- Which worker runs which share of a consumer's partitions, where there are several processes. A share whose holder is dead is free.
CREATE TABLE consumer_share (
  consumer text NOT NULL,
  share bigint NOT NULL,
  holder bigint NOT NULL,
  PRIMARY KEY (consumer, share)
);
CREATE TABLE worker (
  id bigint NOT NULL PRIMARY KEY,
  alive_until bigint NOT NULL
);

-- A job under way is due again when its lease ends, so `run_at` says both.
CREATE TABLE job (
  id bigint NOT NULL PRIMARY KEY,
  kind text NOT NULL,
  payload text NOT NULL,
  run_at bigint NOT NULL,
  tries bigint NOT NULL,
  claim bigint NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX job_by_time ON job (run_at, id);

CREATE TABLE schedule (
  name text NOT NULL PRIMARY KEY,
  next_at bigint NOT NULL
);

CREATE TABLE dead_letter (
  id bigint NOT NULL PRIMARY KEY,
  kind text NOT NULL,
  name text NOT NULL,
  subject text NOT NULL,
  key text NOT NULL,
  payload text NOT NULL,
  problem text NOT NULL,
  tries bigint NOT NULL,
  died_at bigint NOT NULL,
  event_id bigint NOT NULL,
  event_partition bigint NOT NULL,
  event_position bigint NOT NULL,
  event_at bigint NOT NULL,
  replaying boolean NOT NULL
);
CREATE INDEX dead_letter_replaying ON dead_letter (id) WHERE replaying;

-- The numbers that ids of a process carry; every id of a number was made before its `mark`.
CREATE TABLE node (
  number bigint NOT NULL PRIMARY KEY,
  holder bigint NOT NULL,
  held_until bigint NOT NULL,
  mark bigint NOT NULL
);
