-- Messages. An id gives the time; `seq` is the place in the channel. Of ids, 0 is none: a sender of 0 is erased. A deleted one keeps
-- its place: it has no words, and does not say any more what it answered or forwarded. The type is one of message_type_words. The
-- digest is that of what was sent first with its client_ref.
CREATE TABLE message (
  channel_id bigint NOT NULL,
  seq bigint NOT NULL,
  id bigint NOT NULL,
  sender_id bigint NOT NULL,
  type bigint NOT NULL,
  content text NOT NULL,
  wording text NOT NULL,
  reply_to bigint NOT NULL,
  thread_root bigint NOT NULL,
  forward_of bigint NOT NULL,
  forward_channel bigint NOT NULL,
  forward_by bigint NOT NULL,
  client_ref text,
  ref_digest bigint NOT NULL,
  deleted boolean NOT NULL,
  edited_at bigint,
  PRIMARY KEY (channel_id, seq) INCLUDE (id)
) PARTITION BY HASH (channel_id);
CREATE TABLE message_0 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 0);
CREATE TABLE message_1 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 1);
CREATE TABLE message_2 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 2);
CREATE TABLE message_3 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 3);
CREATE TABLE message_4 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 4);
CREATE TABLE message_5 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 5);
CREATE TABLE message_6 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 6);
CREATE TABLE message_7 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 7);
CREATE TABLE message_8 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 8);
CREATE TABLE message_9 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 9);
CREATE TABLE message_10 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 10);
CREATE TABLE message_11 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 11);
CREATE TABLE message_12 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 12);
CREATE TABLE message_13 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 13);
CREATE TABLE message_14 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 14);
CREATE TABLE message_15 PARTITION OF message FOR VALUES WITH (MODULUS 16, REMAINDER 15);
CREATE INDEX message_by_id ON message (id);
-- Those that are no replies in threads.
CREATE INDEX message_top ON message (channel_id, seq) WHERE thread_root = 0;
CREATE INDEX message_in_thread ON message (channel_id, thread_root, seq) WHERE thread_root > 0;
CREATE INDEX message_of_sender ON message (sender_id, id) WHERE sender_id > 0;
CREATE UNIQUE INDEX message_ref ON message (channel_id, sender_id, client_ref) WHERE client_ref IS NOT NULL;

-- What edited messages said before; `made` is the id of the edit that replaced it.
CREATE TABLE message_version (
  message_id bigint NOT NULL,
  made bigint NOT NULL,
  content text NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (message_id, made)
);

-- What changes more often than a message's words; without a row: nothing of it. `pinned` is the id of the pinning, and gives its time
-- and order; `replies` are those in the thread below it that are not deleted, `last_reply` is the last of them. Of each 0: none.
CREATE TABLE message_mark (
  message_id bigint NOT NULL PRIMARY KEY,
  channel_id bigint NOT NULL,
  pinned bigint NOT NULL,
  replies bigint NOT NULL,
  last_reply bigint NOT NULL
);
CREATE INDEX message_pinned ON message_mark (channel_id, pinned) WHERE pinned > 0;

CREATE TABLE message_reaction (
  message_id bigint NOT NULL,
  emoji text NOT NULL,
  user_id bigint NOT NULL,
  made bigint NOT NULL,
  PRIMARY KEY (message_id, emoji, user_id)
);
CREATE INDEX message_reaction_new ON message_reaction (message_id, made);
CREATE INDEX message_reaction_of ON message_reaction (user_id, message_id);

-- How many have reacted with it; `first` is the id of the first of these reactions, and gives the order of its use.
CREATE TABLE message_reaction_count (
  message_id bigint NOT NULL,
  emoji text NOT NULL,
  count bigint NOT NULL,
  first bigint NOT NULL,
  PRIMARY KEY (message_id, emoji)
);

-- How far a walk through all messages has come, by its name.
CREATE TABLE message_walk (
  name text NOT NULL PRIMARY KEY,
  after bigint NOT NULL
);
