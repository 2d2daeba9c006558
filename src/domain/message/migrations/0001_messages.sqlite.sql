-- Messages. An id gives the time; `seq` is the place in the channel. Of ids, 0 is none: a sender of 0 is erased. A deleted one keeps
-- its place: it has no words, and does not say any more what it answered or forwarded. The type is one of message_type_words. The
-- digest is that of what was sent first with its client_ref.
CREATE TABLE message (
  channel_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  id INTEGER PRIMARY KEY,
  sender_id INTEGER NOT NULL,
  type INTEGER NOT NULL,
  content TEXT NOT NULL,
  wording TEXT NOT NULL,
  reply_to INTEGER NOT NULL,
  thread_root INTEGER NOT NULL,
  forward_of INTEGER NOT NULL,
  forward_channel INTEGER NOT NULL,
  forward_by INTEGER NOT NULL,
  client_ref TEXT,
  ref_digest INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  edited_at INTEGER
) STRICT;
CREATE UNIQUE INDEX message_place ON message (channel_id, seq);
-- Those that are no replies in threads.
CREATE INDEX message_top ON message (channel_id, seq) WHERE thread_root = 0;
CREATE INDEX message_in_thread ON message (channel_id, thread_root, seq) WHERE thread_root > 0;
CREATE INDEX message_of_sender ON message (sender_id, id) WHERE sender_id > 0;
CREATE UNIQUE INDEX message_ref ON message (channel_id, sender_id, client_ref) WHERE client_ref IS NOT NULL;

-- What edited messages said before; `made` is the id of the edit that replaced it.
CREATE TABLE message_version (
  message_id INTEGER NOT NULL,
  made INTEGER NOT NULL,
  content TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (message_id, made)
) STRICT;

-- What changes more often than a message's words; without a row: nothing of it. `pinned` is the id of the pinning, and gives its time
-- and order; `replies` are those in the thread below it that are not deleted, `last_reply` is the last of them. Of each 0: none.
CREATE TABLE message_mark (
  message_id INTEGER NOT NULL PRIMARY KEY,
  channel_id INTEGER NOT NULL,
  pinned INTEGER NOT NULL,
  replies INTEGER NOT NULL,
  last_reply INTEGER NOT NULL
) STRICT;
CREATE INDEX message_pinned ON message_mark (channel_id, pinned) WHERE pinned > 0;

CREATE TABLE message_reaction (
  message_id INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  made INTEGER NOT NULL,
  PRIMARY KEY (message_id, emoji, user_id)
) STRICT;
CREATE INDEX message_reaction_new ON message_reaction (message_id, made);
CREATE INDEX message_reaction_of ON message_reaction (user_id, message_id);

-- How many have reacted with it; `first` is the id of the first of these reactions, and gives the order of its use.
CREATE TABLE message_reaction_count (
  message_id INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  count INTEGER NOT NULL,
  first INTEGER NOT NULL,
  PRIMARY KEY (message_id, emoji)
) STRICT;

-- How far a walk through all messages has come, by its name.
CREATE TABLE message_walk (
  name TEXT NOT NULL PRIMARY KEY,
  after INTEGER NOT NULL
) STRICT;
