-- columns poll: post_id, author_id, options, multiple, results, expires_at, told

-- columns count: post_id, voters, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9

-- columns vote: post_id, user_id, choices, created_at, hidden

-- poll_add(post_id id, author_id id, options str, multiple bool, results str, expires_at when) -> none
INSERT INTO poll ({poll}) VALUES ($1, $2, $3, $4, $5, $6, FALSE);

-- poll_count_begin(post_id id) -> none
INSERT INTO poll_count ({count}) VALUES ($1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

-- poll_get(post_id id) -> one poll_row
SELECT {poll} FROM poll WHERE post_id = $1;

-- polls_with_counts(posts ids) -> page poll_counted
-- On PostgreSQL poll by poll: a plan made while the tables were small would read all counts.
SELECT {p.poll}, voters, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9
FROM poll AS p JOIN poll_count AS c ON c.post_id = p.post_id
WHERE p.post_id IN ($1...);
-- @postgres
SELECT {p.poll}, voters, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9
FROM poll AS p CROSS JOIN LATERAL (SELECT {count} FROM poll_count WHERE post_id = p.post_id LIMIT 1) AS c
WHERE p.post_id IN ($1...);

-- poll_drop(post_id id) -> count
DELETE FROM poll WHERE post_id = $1;

-- poll_count_drop(post_id id) -> none
DELETE FROM poll_count WHERE post_id = $1;

-- poll_count_add(post_id id, change i64, choices i64) -> one poll_count
-- Adds one voter of these choices, or takes one off (-1).
UPDATE poll_count SET voters = voters + $2,
  n0 = n0 + $2 * ($3 & 1), n1 = n1 + $2 * (($3 / 2) & 1), n2 = n2 + $2 * (($3 / 4) & 1), n3 = n3 + $2 * (($3 / 8) & 1),
  n4 = n4 + $2 * (($3 / 16) & 1), n5 = n5 + $2 * (($3 / 32) & 1), n6 = n6 + $2 * (($3 / 64) & 1), n7 = n7 + $2 * (($3 / 128) & 1),
  n8 = n8 + $2 * (($3 / 256) & 1), n9 = n9 + $2 * (($3 / 512) & 1)
WHERE post_id = $1 RETURNING {count};

-- poll_count_get(post_id id) -> one poll_count
SELECT {count} FROM poll_count WHERE post_id = $1;

-- poll_vote_add(post_id id, user_id id, choices i64, created_at when) -> none
INSERT INTO poll_vote ({vote}) VALUES ($1, $2, $3, $4, FALSE);

-- poll_vote_get(post_id id, user_id id) -> one vote_row
SELECT {vote} FROM poll_vote WHERE post_id = $1 AND user_id = $2;

-- poll_votes_get(posts ids, user_id id) -> page vote_row
SELECT {vote} FROM poll_vote WHERE user_id = $2 AND post_id IN ($1...);

-- poll_votes_by(user_id id, after id, most i64) -> page vote_row
-- Also those of polls that were deleted, as long as they are there.
SELECT {vote} FROM poll_vote WHERE user_id = $1 AND post_id > $2 ORDER BY post_id LIMIT $3;

-- poll_votes_there(user_id id, after id, most i64) -> page vote_row
SELECT {v.vote} FROM poll_vote AS v JOIN poll AS p ON p.post_id = v.post_id
WHERE v.user_id = $1 AND v.post_id > $2 ORDER BY v.post_id LIMIT $3;

-- poll_vote_hide(post_id id, user_id id, hidden bool) -> none
UPDATE poll_vote SET hidden = $3 WHERE post_id = $1 AND user_id = $2;

-- poll_vote_drop(post_id id, user_id id) -> none
DELETE FROM poll_vote WHERE post_id = $1 AND user_id = $2;

-- poll_votes_drop(post_id id, most i64) -> count
DELETE FROM poll_vote WHERE post_id = $1 AND user_id IN (SELECT user_id FROM poll_vote WHERE post_id = $1 ORDER BY user_id LIMIT $2);

-- polls_due(now when, most i64) -> page poll_row
SELECT {poll} FROM poll WHERE NOT told AND expires_at <= $1 ORDER BY expires_at LIMIT $2;

-- poll_tell(post_id id) -> none
UPDATE poll SET told = TRUE WHERE post_id = $1;

-- For `kith check`.

-- polls_after(after id, most i64) -> page poll_row
SELECT {poll} FROM poll WHERE post_id > $1 ORDER BY post_id LIMIT $2;

-- poll_tally(post_id id) -> one poll_count
SELECT CAST($1 AS bigint) AS post_id, CAST(COUNT(*) AS bigint) AS voters,
  CAST(COALESCE(SUM(choices & 1), 0) AS bigint) AS n0, CAST(COALESCE(SUM((choices / 2) & 1), 0) AS bigint) AS n1,
  CAST(COALESCE(SUM((choices / 4) & 1), 0) AS bigint) AS n2, CAST(COALESCE(SUM((choices / 8) & 1), 0) AS bigint) AS n3,
  CAST(COALESCE(SUM((choices / 16) & 1), 0) AS bigint) AS n4, CAST(COALESCE(SUM((choices / 32) & 1), 0) AS bigint) AS n5,
  CAST(COALESCE(SUM((choices / 64) & 1), 0) AS bigint) AS n6, CAST(COALESCE(SUM((choices / 128) & 1), 0) AS bigint) AS n7,
  CAST(COALESCE(SUM((choices / 256) & 1), 0) AS bigint) AS n8, CAST(COALESCE(SUM((choices / 512) & 1), 0) AS bigint) AS n9
FROM poll_vote WHERE post_id = $1 AND NOT hidden;
