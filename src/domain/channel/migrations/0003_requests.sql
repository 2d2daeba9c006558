-- Requests are few among the channels that somebody is in.
CREATE INDEX channel_member_requested ON channel_member (user_id, channel_id) WHERE request = 2;
