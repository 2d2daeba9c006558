-- Sign-ins that wait for their second proof.

-- columns challenge: account_id, epoch, how

-- signin_challenge_insert(id id, account id, epoch i64, how str, expires when) -> none
INSERT INTO signin_challenge (id, account_id, epoch, how, tries, expires_at) VALUES ($1, $2, $3, $4, 0, $5);

-- signin_challenge_try(id id, now when, most i64) -> one signin_challenge
-- Counts a guess; nothing is found once there were that many, or it has expired.
UPDATE signin_challenge SET tries = tries + 1 WHERE id = $1 AND expires_at > $2 AND tries < $3
RETURNING {challenge};

-- signin_challenge_get(id id, now when, most i64) -> one signin_challenge
SELECT {challenge} FROM signin_challenge WHERE id = $1 AND expires_at > $2 AND tries < $3;

-- signin_challenge_take(id id, now when) -> count
DELETE FROM signin_challenge WHERE id = $1 AND expires_at > $2;

-- signin_challenge_sweep(before when, beyond when, most i64) -> count
-- Expired ones, and those that would live too long because a clock was ahead.
DELETE FROM signin_challenge
WHERE id IN (SELECT id FROM signin_challenge WHERE expires_at < $1 OR expires_at > $2 ORDER BY expires_at LIMIT $3);
