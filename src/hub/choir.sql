-- What the tests of the hub listen to: choirs, their members, and who is deaf.

-- choir_found(id id, open i64) -> none
INSERT INTO choir (id, open, seq) VALUES ($1, $2, 0);

-- choir_open(id id, open i64) -> none
UPDATE choir SET open = $2 WHERE id = $1;

-- choir_close(id id) -> none
DELETE FROM choir WHERE id = $1;

-- choir_sing(id id) -> one choir_number
UPDATE choir SET seq = seq + 1 WHERE id = $1 RETURNING seq AS n;

-- choir_enter(id id, account id, floor i64) -> none
INSERT INTO choir_member (choir_id, account_id, floor) VALUES ($1, $2, $3)
ON CONFLICT (choir_id, account_id) DO UPDATE SET floor = $3;

-- choir_leave(id id, account id) -> none
DELETE FROM choir_member WHERE choir_id = $1 AND account_id = $2;

-- choir_admits(id id, account id) -> page choir_place
SELECT c.id AS choir_id, COALESCE(m.floor, 0) AS floor
FROM choir c LEFT JOIN choir_member m ON m.choir_id = c.id AND m.account_id = $2
WHERE c.id = $1 AND (c.open = 1 OR m.floor IS NOT NULL);

-- choirs_of(account id, least id, most id) -> page choir_place
SELECT choir_id, floor FROM choir_member WHERE account_id = $1 AND choir_id >= $2 AND choir_id < $3;

-- choir_deafen(account id) -> none
INSERT INTO choir_deaf (account_id) VALUES ($1);

-- choir_deaf_of(which ids) -> page choir_deaf
SELECT account_id FROM choir_deaf WHERE account_id IN ($1...);
