-- When people were last connected.

-- columns seen: user_id, seen_at

-- seen_get(who ids) -> page seen
SELECT {seen} FROM presence_seen WHERE user_id IN ($1...) ORDER BY user_id;

-- seen_put(rows str) -> none
-- Of "[7,1790000000000],[8,...]": people, each once, with their times. An earlier time changes nothing.
INSERT INTO presence_seen (user_id, seen_at)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each('[' || $1 || ']') WHERE TRUE
ON CONFLICT (user_id) DO UPDATE SET seen_at = excluded.seen_at WHERE excluded.seen_at > presence_seen.seen_at;
-- @postgres
INSERT INTO presence_seen (user_id, seen_at)
SELECT CAST(value ->> 0 AS bigint), CAST(value ->> 1 AS bigint) FROM json_array_elements(CAST('[' || $1 || ']' AS json))
ON CONFLICT (user_id) DO UPDATE SET seen_at = excluded.seen_at WHERE excluded.seen_at > presence_seen.seen_at;

-- seen_drop(who id) -> none
DELETE FROM presence_seen WHERE user_id = $1;
