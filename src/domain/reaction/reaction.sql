-- columns reaction: subject_id, user_id, kind, made, post_id, author_id, hidden

-- columns counts: subject_id, likes, saves, boosts

-- reaction_add(subject_id id, user_id id, kind i64, made id, post_id id, author_id id) -> count
-- 0: it is set already.
INSERT INTO reaction ({reaction}) VALUES ($1, $2, $3, $4, $5, $6, FALSE) ON CONFLICT (subject_id, user_id, kind) DO NOTHING;

-- reaction_plant(subject_id id, user_id id, kind i64, made id, post_id id, author_id id) -> none
INSERT INTO reaction ({reaction}) VALUES ($1, $2, $3, $4, $5, $6, FALSE);

-- reaction_get(subject_id id, user_id id, kind i64) -> one reaction
SELECT {reaction} FROM reaction WHERE subject_id = $1 AND user_id = $2 AND kind = $3;

-- reaction_drop(subject_id id, user_id id, kind i64) -> one reaction
-- What was dropped.
DELETE FROM reaction WHERE subject_id = $1 AND user_id = $2 AND kind = $3 RETURNING {reaction};

-- reaction_count_add(subject_id id, likes i64, saves i64, boosts i64) -> one reaction_count_row
-- The counts after it.
INSERT INTO reaction_count (subject_id, likes, saves, boosts, gone) VALUES ($1, $2, $3, $4, FALSE)
ON CONFLICT (subject_id) DO UPDATE SET likes = reaction_count.likes + excluded.likes,
                                       saves = reaction_count.saves + excluded.saves,
                                       boosts = reaction_count.boosts + excluded.boosts
RETURNING {counts}, gone;

-- reaction_count_plant(subject_id id, likes i64, saves i64, boosts i64) -> none
INSERT INTO reaction_count (subject_id, likes, saves, boosts, gone) VALUES ($1, $2, $3, $4, FALSE)
ON CONFLICT (subject_id) DO UPDATE SET likes = reaction_count.likes + excluded.likes,
                                       saves = reaction_count.saves + excluded.saves,
                                       boosts = reaction_count.boosts + excluded.boosts;

-- reaction_counts_add(subjects ids, likes i64, saves i64, boosts i64) -> none
UPDATE reaction_count SET likes = likes + $2, saves = saves + $3, boosts = boosts + $4 WHERE subject_id IN ($1...);

-- reaction_counts_get(subjects ids) -> page reaction_counts
SELECT {counts} FROM reaction_count WHERE subject_id IN ($1...) AND NOT gone ORDER BY subject_id;

-- reaction_own_get(user_id id, subjects ids) -> page reaction_own
-- In PostgreSQL's form each subject is looked up by itself: a plan that reads all that a keen account ever did is out of the question.
SELECT subject_id, MAX(CASE WHEN kind = 0 THEN 1 ELSE 0 END) = 1 AS liked, MAX(CASE WHEN kind = 1 THEN 1 ELSE 0 END) = 1 AS saved,
  MAX(CASE WHEN kind = 2 THEN 1 ELSE 0 END) = 1 AS boosted
FROM reaction WHERE user_id = $1 AND subject_id IN ($2...) GROUP BY subject_id ORDER BY subject_id;
-- @postgres
SELECT s.subject_id, r.liked, r.saved, r.boosted
FROM (SELECT unnest(CAST(string_to_array($2, ',') AS bigint[])) AS subject_id) AS s
CROSS JOIN LATERAL (SELECT COALESCE(bool_or(kind = 0), FALSE) AS liked, COALESCE(bool_or(kind = 1), FALSE) AS saved,
                      COALESCE(bool_or(kind = 2), FALSE) AS boosted
                    FROM reaction WHERE subject_id = s.subject_id AND user_id = $1) AS r
ORDER BY s.subject_id;

-- reacted_get(user_id id, most i64) -> page reacted
SELECT subject_id FROM reaction WHERE user_id = $1 LIMIT $2;

-- reactions_to(subject_id id, before id, most i64, likes bool, boosts bool) -> page reaction
-- Newest first, each kind by its index.
SELECT {reaction} FROM (
  SELECT * FROM (SELECT {reaction} FROM reaction WHERE $4 AND subject_id = $1 AND kind = 0 AND made < $2
                 ORDER BY made DESC LIMIT $3) AS likes
  UNION ALL
  SELECT * FROM (SELECT {reaction} FROM reaction WHERE $5 AND subject_id = $1 AND kind = 2 AND made < $2
                 ORDER BY made DESC LIMIT $3) AS boosts
) AS both_kinds ORDER BY made DESC LIMIT $3;

-- Many lists at once: ports/reach.h.

-- reactions_to_all_down(reaches str, most i64, likes bool, boosts bool) -> page reaction
-- Each kind by its index, which SQLite would not choose.
SELECT {p.reaction}
FROM json_each('[' || $1 || ']') AS r CROSS JOIN reaction AS p INDEXED BY reaction_of_subject
WHERE p.subject_id = json_extract(r.value, '$[0]') AND p.kind IN (0, 2) AND p.made IN (
  SELECT made FROM (
    SELECT * FROM (SELECT k.made FROM reaction AS k
                   WHERE $3 AND k.subject_id = json_extract(r.value, '$[0]') AND k.kind = 0
                     AND k.made < json_extract(r.value, '$[1]') ORDER BY k.made DESC LIMIT $2) AS likes
    UNION ALL
    SELECT * FROM (SELECT k.made FROM reaction AS k
                   WHERE $4 AND k.subject_id = json_extract(r.value, '$[0]') AND k.kind = 2
                     AND k.made < json_extract(r.value, '$[1]') ORDER BY k.made DESC LIMIT $2) AS boosts
  ) AS both_kinds ORDER BY made DESC LIMIT $2)
ORDER BY r.key, p.made DESC;
-- @postgres
SELECT {p.reaction}
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT * FROM (
    (SELECT k.* FROM reaction AS k WHERE $3 AND k.subject_id = CAST(r.value ->> 0 AS bigint) AND k.kind = 0
       AND k.made < CAST(r.value ->> 1 AS bigint) ORDER BY k.made DESC LIMIT $2)
    UNION ALL
    (SELECT k.* FROM reaction AS k WHERE $4 AND k.subject_id = CAST(r.value ->> 0 AS bigint) AND k.kind = 2
       AND k.made < CAST(r.value ->> 1 AS bigint) ORDER BY k.made DESC LIMIT $2)
  ) AS both_kinds ORDER BY made DESC LIMIT $2) AS p
ORDER BY r.key, p.made DESC;

-- reactions_to_all_up(reaches str, most i64, likes bool, boosts bool) -> page reaction
-- Each kind by its index, which SQLite would not choose.
SELECT {p.reaction}
FROM json_each('[' || $1 || ']') AS r CROSS JOIN reaction AS p INDEXED BY reaction_of_subject
WHERE p.subject_id = json_extract(r.value, '$[0]') AND p.kind IN (0, 2) AND p.made IN (
  SELECT made FROM (
    SELECT * FROM (SELECT k.made FROM reaction AS k
                   WHERE $3 AND k.subject_id = json_extract(r.value, '$[0]') AND k.kind = 0
                     AND k.made > json_extract(r.value, '$[1]') ORDER BY k.made LIMIT $2) AS likes
    UNION ALL
    SELECT * FROM (SELECT k.made FROM reaction AS k
                   WHERE $4 AND k.subject_id = json_extract(r.value, '$[0]') AND k.kind = 2
                     AND k.made > json_extract(r.value, '$[1]') ORDER BY k.made LIMIT $2) AS boosts
  ) AS both_kinds ORDER BY made LIMIT $2)
ORDER BY r.key, p.made;
-- @postgres
SELECT {p.reaction}
FROM json_array_elements(CAST('[' || $1 || ']' AS json)) WITH ORDINALITY AS r(value, key) CROSS JOIN LATERAL (
  SELECT * FROM (
    (SELECT k.* FROM reaction AS k WHERE $3 AND k.subject_id = CAST(r.value ->> 0 AS bigint) AND k.kind = 0
       AND k.made > CAST(r.value ->> 1 AS bigint) ORDER BY k.made LIMIT $2)
    UNION ALL
    (SELECT k.* FROM reaction AS k WHERE $4 AND k.subject_id = CAST(r.value ->> 0 AS bigint) AND k.kind = 2
       AND k.made > CAST(r.value ->> 1 AS bigint) ORDER BY k.made LIMIT $2)
  ) AS both_kinds ORDER BY made LIMIT $2) AS p
ORDER BY r.key, p.made;

-- reactions_before(user_id id, kind i64, made id, most i64) -> page reaction
-- Newest first, without those on deleted subjects.
SELECT {r.reaction} FROM reaction AS r
WHERE r.user_id = $1 AND r.kind = $2 AND r.made < $3
  AND NOT COALESCE((SELECT c.gone FROM reaction_count AS c WHERE c.subject_id = r.subject_id), FALSE)
ORDER BY r.made DESC LIMIT $4;

-- reactions_after(user_id id, kind i64, made id, most i64) -> page reaction
-- The same, oldest first.
SELECT {r.reaction} FROM reaction AS r
WHERE r.user_id = $1 AND r.kind = $2 AND r.made > $3
  AND NOT COALESCE((SELECT c.gone FROM reaction_count AS c WHERE c.subject_id = r.subject_id), FALSE)
ORDER BY r.made LIMIT $4;

-- reactions_hide(user_id id, kind i64, after id, last id, hidden bool) -> none
-- Those of a page, by the same index.
UPDATE reaction SET hidden = $5 WHERE user_id = $1 AND kind = $2 AND made > $3 AND made <= $4 AND hidden <> $5;

-- reactions_drop(user_id id, kind i64, after id, last id) -> none
DELETE FROM reaction WHERE user_id = $1 AND kind = $2 AND made > $3 AND made <= $4;

-- reaction_subject_drop(subject_id id, user_id id, most i64) -> page reaction
-- Some of a subject's reactions, from a user on: those before were dropped, and the engine need not pass over what is left of them.
DELETE FROM reaction WHERE subject_id = $1 AND (user_id, kind) IN
  (SELECT user_id, kind FROM reaction WHERE subject_id = $1 AND user_id >= $2 ORDER BY user_id, kind LIMIT $3)
RETURNING {reaction};

-- reaction_count_drop(subject_id id) -> count
DELETE FROM reaction_count WHERE subject_id = $1;

-- reaction_count_bury(subject_id id) -> none
INSERT INTO reaction_count (subject_id, likes, saves, boosts, gone) VALUES ($1, 0, 0, 0, TRUE);

-- For `kith check`.

-- reaction_counts_after(after id, most i64) -> page reaction_counts
SELECT {counts} FROM reaction_count WHERE subject_id > $1 ORDER BY subject_id LIMIT $2;

-- reaction_counts_wrong(after id, last id) -> page reaction_counts slow
-- Of the first subject whose counts and rows differ: by how much.
SELECT subject_id, CAST(SUM(likes) AS bigint) AS likes, CAST(SUM(saves) AS bigint) AS saves, CAST(SUM(boosts) AS bigint) AS boosts
FROM (
  SELECT subject_id, likes, saves, boosts, gone FROM reaction_count WHERE subject_id > $1 AND subject_id <= $2
  UNION ALL
  SELECT subject_id, CASE WHEN kind = 0 AND NOT hidden THEN -1 ELSE 0 END, CASE WHEN kind = 1 AND NOT hidden THEN -1 ELSE 0 END,
    CASE WHEN kind = 2 AND NOT hidden THEN -1 ELSE 0 END, FALSE
  FROM reaction WHERE subject_id > $1 AND subject_id <= $2
) AS all_rows
GROUP BY subject_id
HAVING MAX(CASE WHEN gone THEN 1 ELSE 0 END) = 0 AND (SUM(likes) <> 0 OR SUM(saves) <> 0 OR SUM(boosts) <> 0)
ORDER BY subject_id LIMIT 1;
