-- Channels of all kinds: 0 public, 1 private, 2 group, 3 direct. `name_words` is what a search of names looks at, folded. A direct one has
-- neither owner nor name, but its two, the lower id first; of the others these are 0. `opened` rises whenever its history is opened to all.
-- One that is `gone` is read by nobody, until a sweep has removed its members. A row changes with every message, so its page keeps room.
CREATE TABLE channel (
  id bigint PRIMARY KEY,
  kind bigint NOT NULL,
  name text NOT NULL,
  name_words text NOT NULL,
  topic text NOT NULL,
  description text NOT NULL,
  avatar_url text,
  owner_id bigint NOT NULL,
  low_id bigint NOT NULL,
  high_id bigint NOT NULL,
  announcement boolean NOT NULL,
  slow_mode_seconds bigint NOT NULL,
  history_since_joined boolean NOT NULL,
  opened bigint NOT NULL,
  archived_at bigint,
  member_count bigint NOT NULL,
  pin_count bigint NOT NULL,
  last_seq bigint NOT NULL,
  last_message_id bigint NOT NULL,
  active_at bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  gone boolean NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX channel_public ON channel (id) WHERE kind = 0 AND archived_at IS NULL AND NOT gone;

-- The words of public channels: their names and topics.
CREATE TABLE channel_word (
  word text COLLATE "C" NOT NULL,
  channel_id bigint NOT NULL,
  PRIMARY KEY (word, channel_id)
);
CREATE INDEX channel_word_of ON channel_word (channel_id);

-- Roles: 0 owner, 1 admin, 2 member. `made` is an id, by which members are listed. Messages below `visible_from_seq` are not for one that
-- came in while the history was closed, as long as `opened` is the channel's. What stood up to `listed_from_seq` is out of sight for this
-- one alone; the channel is out of their lists until there is more (-1: it never is). Requests: 0 none, 1 sent, 2 received, 3 declined.
CREATE TABLE channel_member (
  channel_id bigint NOT NULL,
  user_id bigint NOT NULL,
  role bigint NOT NULL,
  joined_at bigint NOT NULL,
  made bigint NOT NULL,
  visible_from_seq bigint NOT NULL,
  opened bigint NOT NULL,
  listed_from_seq bigint NOT NULL,
  last_read_seq bigint NOT NULL,
  last_read_message_id bigint NOT NULL,
  last_read_at bigint NOT NULL,
  mention_count bigint NOT NULL,
  muted boolean NOT NULL,
  muted_until bigint,
  last_sent_at bigint NOT NULL,
  request bigint NOT NULL,
  PRIMARY KEY (channel_id, user_id)
) WITH (fillfactor = 80);
CREATE INDEX channel_member_of ON channel_member (user_id, channel_id);
CREATE INDEX channel_member_ranked ON channel_member (channel_id, role, made);

CREATE TABLE channel_ban (
  channel_id bigint NOT NULL,
  user_id bigint NOT NULL,
  by_id bigint NOT NULL,
  made bigint NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (channel_id, user_id)
);
CREATE INDEX channel_ban_newest ON channel_ban (channel_id, made);
CREATE INDEX channel_ban_of ON channel_ban (user_id, channel_id);

CREATE TABLE channel_invite (
  code text COLLATE "C" PRIMARY KEY,
  channel_id bigint NOT NULL,
  made bigint NOT NULL,
  by_id bigint NOT NULL,
  expires_at bigint,
  max_uses bigint,
  uses bigint NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX channel_invite_newest ON channel_invite (channel_id, made);
CREATE INDEX channel_invite_by ON channel_invite (by_id);
CREATE INDEX channel_invite_ends ON channel_invite (expires_at) WHERE expires_at IS NOT NULL;

-- The direct channel of two, the lower id first.
CREATE TABLE channel_pair (
  low_id bigint NOT NULL,
  high_id bigint NOT NULL,
  channel_id bigint NOT NULL,
  PRIMARY KEY (low_id, high_id)
);
CREATE INDEX channel_pair_high ON channel_pair (high_id);

-- Messages that mention somebody who has not read them.
CREATE TABLE channel_mention (
  user_id bigint NOT NULL,
  channel_id bigint NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (user_id, channel_id, seq)
);

-- What somebody allows others in conversations; without a row: the standard of each.
CREATE TABLE messaging (
  user_id bigint PRIMARY KEY,
  from_following boolean NOT NULL,
  read_receipts boolean NOT NULL,
  typing boolean NOT NULL,
  invisible boolean NOT NULL
);
