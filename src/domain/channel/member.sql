-- Who is in a channel, may not be, or may come.

-- channel_member_add(channel id, user id, role i64, made id, visible_from i64, opened i64, listed_from i64, read_seq i64,
--   read_message id, sent_at when, request i64, now when, talk i64, said_seq i64, active_at when) -> none
INSERT INTO channel_member (channel_id, user_id, role, joined_at, made, visible_from_seq, opened, listed_from_seq, last_read_seq,
  last_read_message_id, last_read_at, mention_count, muted, muted_until, last_sent_at, request, talk, said_seq, active_at)
VALUES ($1, $2, $3, $12, $4, $5, $6, $7, $8, $9, $12, 0, FALSE, NULL, $10, $11, $13, $14, $15);

-- channel_member_drop(channel id, user id) -> one member_gone
DELETE FROM channel_member WHERE channel_id = $1 AND user_id = $2 RETURNING mention_count, last_sent_at;

-- member_role_set(channel id, user id, role i64) -> none
UPDATE channel_member SET role = $3 WHERE channel_id = $1 AND user_id = $2;

-- member_mute_set(channel id, user id, muted bool, until maybe_when) -> none
UPDATE channel_member SET muted = $3, muted_until = $4 WHERE channel_id = $1 AND user_id = $2;

-- member_first(channel id) -> one channel_user
-- The longest-serving one of the highest role.
SELECT user_id FROM channel_member WHERE channel_id = $1 ORDER BY role, made LIMIT 1;

-- members_with_many(users ids, most i64) -> page channel_user
-- Those who are in so many channels, direct ones left out.
SELECT m.user_id FROM channel_member AS m JOIN channel AS c ON c.id = m.channel_id
WHERE m.user_id IN (SELECT user_id FROM channel_member WHERE user_id IN ($1...) AND talk < 2 GROUP BY user_id HAVING COUNT(*) >= $2)
  AND m.talk < 2 AND NOT c.gone
GROUP BY m.user_id HAVING COUNT(*) >= $2;

-- members_among(channel id, who ids) -> page channel_reader
SELECT user_id FROM channel_member WHERE channel_id = $1 AND user_id IN ($2...);

-- closed_among(users ids) -> page channel_user
-- Those who take messages only from people whom they follow.
SELECT user_id FROM messaging WHERE user_id IN ($1...) AND from_following;

-- ---- who left lately ----

-- left_add(channel id, user id, sent_at when, now when) -> none
INSERT INTO channel_left (channel_id, user_id, last_sent_at, left_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (channel_id, user_id) DO UPDATE SET last_sent_at = excluded.last_sent_at, left_at = excluded.left_at;

-- left_get(channel id, user id) -> one member_left
SELECT last_sent_at FROM channel_left WHERE channel_id = $1 AND user_id = $2;

-- left_sweep(before when, most i64) -> count
DELETE FROM channel_left WHERE (channel_id, user_id) IN (
  SELECT channel_id, user_id FROM channel_left WHERE left_at < $1 ORDER BY left_at LIMIT $2);

-- ---- pages of members: people.c, reach.c ----

-- participants_first(channels ids, most i64) -> page participant
-- The first to join of each.
SELECT m.channel_id, m.user_id FROM channel AS g CROSS JOIN channel_member AS m
WHERE g.id IN ($1...) AND m.channel_id = g.id
  AND m.made IN (SELECT k.made FROM channel_member AS k WHERE k.channel_id = g.id ORDER BY k.made LIMIT $2)
ORDER BY m.channel_id, m.made;
-- @postgres
SELECT m.channel_id, m.user_id FROM channel AS g CROSS JOIN LATERAL (
  SELECT k.channel_id, k.user_id, k.made FROM channel_member AS k WHERE k.channel_id = g.id ORDER BY k.made LIMIT $2) AS m
WHERE g.id IN ($1...)
ORDER BY m.channel_id, m.made;

-- members_page(channel id, role i64, made id, most i64) -> page member_row
-- From that place on.
SELECT user_id, role, joined_at, made FROM channel_member
WHERE channel_id = $1 AND (role, made) >= ($2, $3) ORDER BY role, made LIMIT $4;

-- members_of_role(channel id, role i64, made id, most i64) -> page member_row
SELECT user_id, role, joined_at, made FROM channel_member
WHERE channel_id = $1 AND role = $2 AND made >= $3 ORDER BY made LIMIT $4;

-- members_listed_among(channel id, users ids, role i64, made id, most i64) -> page member_row
SELECT user_id, role, joined_at, made FROM channel_member
WHERE channel_id = $1 AND user_id IN ($2...) AND (role, made) >= ($3, $4) ORDER BY role, made LIMIT $5;

-- Of many channels, "[channel,role,made,lowest,highest],...".

-- members_all_down(reaches str, most i64) -> page member_reached
SELECT p.channel_id AS list, p.user_id AS id, p.role AS rank, p.made AS place, p.joined_at
FROM json_each('[' || $1 || ']') AS r CROSS JOIN channel_member AS p
WHERE p.channel_id = json_extract(r.value, '$[0]') AND p.made IN (
  SELECT k.made FROM channel_member AS k WHERE k.channel_id = json_extract(r.value, '$[0]')
    AND (k.role, k.made) < (json_extract(r.value, '$[1]'), json_extract(r.value, '$[2]'))
    AND k.role >= json_extract(r.value, '$[3]') AND k.role <= json_extract(r.value, '$[4]')
  ORDER BY k.role DESC, k.made DESC LIMIT $2)
ORDER BY r.key, p.role DESC, p.made DESC;
-- @postgres
SELECT p.channel_id AS list, p.user_id AS id, p.role AS rank, p.made AS place, p.joined_at
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.channel_id, k.user_id, k.role, k.made, k.joined_at FROM channel_member AS k WHERE k.channel_id = CAST(r.value ->> 0 AS bigint)
    AND (k.role, k.made) < (CAST(r.value ->> 1 AS bigint), CAST(r.value ->> 2 AS bigint))
    AND k.role >= CAST(r.value ->> 3 AS bigint) AND k.role <= CAST(r.value ->> 4 AS bigint)
  ORDER BY k.role DESC, k.made DESC LIMIT $2) AS p
ORDER BY r.key, p.role DESC, p.made DESC;

-- members_all_up(reaches str, most i64) -> page member_reached
SELECT p.channel_id AS list, p.user_id AS id, p.role AS rank, p.made AS place, p.joined_at
FROM json_each('[' || $1 || ']') AS r CROSS JOIN channel_member AS p
WHERE p.channel_id = json_extract(r.value, '$[0]') AND p.made IN (
  SELECT k.made FROM channel_member AS k WHERE k.channel_id = json_extract(r.value, '$[0]')
    AND (k.role, k.made) > (json_extract(r.value, '$[1]'), json_extract(r.value, '$[2]'))
    AND k.role >= json_extract(r.value, '$[3]') AND k.role <= json_extract(r.value, '$[4]')
  ORDER BY k.role, k.made LIMIT $2)
ORDER BY r.key, p.role, p.made;
-- @postgres
SELECT p.channel_id AS list, p.user_id AS id, p.role AS rank, p.made AS place, p.joined_at
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT k.channel_id, k.user_id, k.role, k.made, k.joined_at FROM channel_member AS k WHERE k.channel_id = CAST(r.value ->> 0 AS bigint)
    AND (k.role, k.made) > (CAST(r.value ->> 1 AS bigint), CAST(r.value ->> 2 AS bigint))
    AND k.role >= CAST(r.value ->> 3 AS bigint) AND k.role <= CAST(r.value ->> 4 AS bigint)
  ORDER BY k.role, k.made LIMIT $2) AS p
ORDER BY r.key, p.role, p.made;

-- ---- bans ----

-- ban_add(channel id, user id, made id, now when) -> none
INSERT INTO channel_ban (channel_id, user_id, made, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (channel_id, user_id) DO NOTHING;

-- ban_drop(channel id, user id) -> none
DELETE FROM channel_ban WHERE channel_id = $1 AND user_id = $2;

-- bans_before(channel id, made id, most i64) -> page ban_row
-- Newest first, up to that one.
SELECT user_id, made FROM channel_ban WHERE channel_id = $1 AND made <= $2 ORDER BY made DESC LIMIT $3;

-- banned_among(channel id, who ids) -> page channel_reader
SELECT user_id FROM channel_ban WHERE channel_id = $1 AND user_id IN ($2...);

-- ---- invites ----

-- columns invite: code, channel_id, made, by_id, expires_at, max_uses, uses, created_at

-- invite_add(code str, channel id, made id, by id, expires_at maybe_when, max_uses maybe_i64, now when) -> none
INSERT INTO channel_invite ({invite}) VALUES ($1, $2, $3, $4, $5, $6, 0, $7);

-- invite_get(code str, now when) -> one invite_row
-- One that still works.
SELECT {invite} FROM channel_invite WHERE code = $1 AND (expires_at IS NULL OR expires_at > $2);

-- invite_use(code str) -> one invite_row
UPDATE channel_invite SET uses = uses + 1 WHERE code = $1 RETURNING {invite};

-- invite_drop(code str) -> none
DELETE FROM channel_invite WHERE code = $1;

-- invites_before(channel id, made id, now when, most i64) -> page invite_row
-- Newest first, up to that one.
SELECT {invite} FROM channel_invite
WHERE channel_id = $1 AND made <= $2 AND (expires_at IS NULL OR expires_at > $3) ORDER BY made DESC LIMIT $4;

-- invites_by_before(channel id, by id, made id, now when, most i64) -> page invite_row
SELECT {invite} FROM channel_invite
WHERE channel_id = $1 AND by_id = $2 AND made <= $3 AND (expires_at IS NULL OR expires_at > $4) ORDER BY made DESC LIMIT $5;

-- invites_sweep(now when, most i64) -> count
DELETE FROM channel_invite WHERE code IN (SELECT code FROM channel_invite WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2);
