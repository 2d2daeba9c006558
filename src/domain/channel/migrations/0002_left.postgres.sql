-- The first to join of a group are shown with it.
CREATE INDEX channel_member_joined ON channel_member (channel_id, made);

-- Who left a channel lately: leaving again does no harm, and who comes back has not sent for longer than before.
CREATE TABLE channel_left (
  channel_id bigint NOT NULL,
  user_id bigint NOT NULL,
  last_sent_at bigint NOT NULL,
  left_at bigint NOT NULL,
  PRIMARY KEY (channel_id, user_id)
);
CREATE INDEX channel_left_at ON channel_left (left_at);
CREATE INDEX channel_left_of ON channel_left (user_id, channel_id);
