-- What a channel is, once for all: 0 public or private, 1 a group, 2 direct. Somebody may be in few of the first two, and in any number of
-- the last, so that neither is looked through for the other. Of a direct one its two each keep the number and the time of what was said
-- last, by which their lists are in order; of the others, which many are in, the channel alone has them: 0.
ALTER TABLE channel_member ADD COLUMN talk bigint NOT NULL DEFAULT 0;
ALTER TABLE channel_member ADD COLUMN said_seq bigint NOT NULL DEFAULT 0;
ALTER TABLE channel_member ADD COLUMN active_at bigint NOT NULL DEFAULT 0;

UPDATE channel_member SET talk = c.kind - 1, said_seq = CASE WHEN c.kind = 3 THEN c.last_seq ELSE 0 END,
  active_at = CASE WHEN c.kind = 3 THEN c.active_at ELSE 0 END
FROM channel AS c WHERE c.id = channel_member.channel_id AND c.kind >= 2;

DROP INDEX channel_member_requested;
CREATE INDEX channel_member_talk ON channel_member (user_id, talk, channel_id);
CREATE INDEX channel_member_listed ON channel_member (user_id, active_at, channel_id)
  WHERE talk = 2 AND request IN (0, 1, 4) AND said_seq > listed_from_seq;
CREATE INDEX channel_member_unread ON channel_member (user_id, active_at, channel_id)
  WHERE talk = 2 AND request IN (0, 1, 4) AND said_seq > last_read_seq;
CREATE INDEX channel_member_requested ON channel_member (user_id, active_at, channel_id) WHERE request = 2 AND said_seq > listed_from_seq;

-- Who of a group has read furthest.
CREATE INDEX channel_member_furthest ON channel_member (channel_id, last_read_seq) WHERE talk = 1;
