-- Channels of all kinds: 0 public, 1 private, 2 group, 3 direct. `name_words` is what a search of names looks at, folded. A direct one has
-- neither owner nor name, but its two, the lower id first; of the others these are 0. `opened` rises whenever its history is opened to all.
-- One that is `gone` is read by nobody, until a sweep has removed its members. A row changes with every message, so its page keeps room.
CREATE TABLE channel (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_words TEXT NOT NULL,
  topic TEXT NOT NULL,
  description TEXT NOT NULL,
  avatar_url TEXT,
  owner_id INTEGER NOT NULL,
  low_id INTEGER NOT NULL,
  high_id INTEGER NOT NULL,
  announcement INTEGER NOT NULL,
  slow_mode_seconds INTEGER NOT NULL,
  history_since_joined INTEGER NOT NULL,
  opened INTEGER NOT NULL,
  archived_at INTEGER,
  member_count INTEGER NOT NULL,
  pin_count INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  last_message_id INTEGER NOT NULL,
  active_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  gone INTEGER NOT NULL
) STRICT;
CREATE INDEX channel_public ON channel (id) WHERE kind = 0 AND archived_at IS NULL AND NOT gone;

-- The words of public channels: their names and topics.
CREATE TABLE channel_word (
  word TEXT NOT NULL,
  channel_id INTEGER NOT NULL,
  PRIMARY KEY (word, channel_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX channel_word_of ON channel_word (channel_id);

-- Roles: 0 owner, 1 admin, 2 member. `made` is an id, by which members are listed. Messages below `visible_from_seq` are not for one that
-- came in while the history was closed, as long as `opened` is the channel's. What stood up to `listed_from_seq` is out of sight for this
-- one alone; the channel is out of their lists until there is more (-1: it never is). Requests: 0 none, 1 sent, 2 received, 3 declined.
CREATE TABLE channel_member (
  channel_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  role INTEGER NOT NULL,
  joined_at INTEGER NOT NULL,
  made INTEGER NOT NULL,
  visible_from_seq INTEGER NOT NULL,
  opened INTEGER NOT NULL,
  listed_from_seq INTEGER NOT NULL,
  last_read_seq INTEGER NOT NULL,
  last_read_message_id INTEGER NOT NULL,
  last_read_at INTEGER NOT NULL,
  mention_count INTEGER NOT NULL,
  muted INTEGER NOT NULL,
  muted_until INTEGER,
  last_sent_at INTEGER NOT NULL,
  request INTEGER NOT NULL,
  PRIMARY KEY (channel_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX channel_member_of ON channel_member (user_id, channel_id);
CREATE INDEX channel_member_ranked ON channel_member (channel_id, role, made);

CREATE TABLE channel_ban (
  channel_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  by_id INTEGER NOT NULL,
  made INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (channel_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX channel_ban_newest ON channel_ban (channel_id, made);
CREATE INDEX channel_ban_of ON channel_ban (user_id, channel_id);

CREATE TABLE channel_invite (
  code TEXT PRIMARY KEY,
  channel_id INTEGER NOT NULL,
  made INTEGER NOT NULL,
  by_id INTEGER NOT NULL,
  expires_at INTEGER,
  max_uses INTEGER,
  uses INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX channel_invite_newest ON channel_invite (channel_id, made);
CREATE INDEX channel_invite_by ON channel_invite (by_id);
CREATE INDEX channel_invite_ends ON channel_invite (expires_at) WHERE expires_at IS NOT NULL;

-- The direct channel of two, the lower id first.
CREATE TABLE channel_pair (
  low_id INTEGER NOT NULL,
  high_id INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  PRIMARY KEY (low_id, high_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX channel_pair_high ON channel_pair (high_id);

-- Messages that mention somebody who has not read them.
CREATE TABLE channel_mention (
  user_id INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (user_id, channel_id, seq)
) STRICT, WITHOUT ROWID;

-- What somebody allows others in conversations; without a row: the standard of each.
CREATE TABLE messaging (
  user_id INTEGER PRIMARY KEY,
  from_following INTEGER NOT NULL,
  read_receipts INTEGER NOT NULL,
  typing INTEGER NOT NULL,
  invisible INTEGER NOT NULL
) STRICT;
