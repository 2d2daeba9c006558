-- Statements of the store's contract tests.

-- every_kind_insert(id id, number i64, flag bool, at when, words str, hidden secret, ratio double,
--   some_id maybe_id, some_number maybe_i64, some_flag maybe_bool, some_at maybe_when, some_words maybe_str) -> none
INSERT INTO every_kind (id, number, flag, at, words, hidden, ratio, some_id, some_number, some_flag, some_at, some_words)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- every_kind_by_id(id id) -> one every_kind
SELECT id, number, flag, at, words, hidden, ratio, some_id, some_number, some_flag, some_at, some_words
FROM every_kind WHERE id = $1;

-- every_kind_flagged() -> page every_kind
SELECT id, words FROM every_kind WHERE flag ORDER BY id;

-- counter_add(id id, n i64) -> none
INSERT INTO counter (id, n) VALUES ($1, $2);

-- counter_get(id id) -> one counter
SELECT id, n FROM counter WHERE id = $1;

-- counter_hope(id id) -> hope
SELECT id FROM counter WHERE id = $1;

-- counter_set(id id, n i64) -> count
UPDATE counter SET n = $2 WHERE id = $1;

-- counter_raise(id id, by i64) -> one counter
UPDATE counter SET n = n + $2 WHERE id = $1 RETURNING id, n;

-- counter_between(least id, most id, limit i64) -> page counter
SELECT id, n FROM counter WHERE $1 <= id AND id <= $2 ORDER BY id DESC LIMIT $3;

-- counters_of(which ids) -> page counter
SELECT id, n FROM counter WHERE id IN ($1...) ORDER BY id;

-- every_kind_said(words strs) -> page every_kind
SELECT id, words FROM every_kind WHERE words IN ($1...) ORDER BY id;

-- counters_raise(which ids, by i64) -> count
UPDATE counter SET n = n + $2 WHERE id IN ($1...);

-- counter_drop_from(least id) -> count
DELETE FROM counter WHERE id >= $1;

-- counter_swapped(n i64, id id) -> one counter
-- Its parameters appear in another order than they are numbered.
SELECT id, n FROM counter WHERE id = $2 AND n = $1;

-- doctor_set(id id, on_call bool) -> none
INSERT INTO doctor (id, on_call) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET on_call = $2;

-- doctors_on_call() -> page doctor
SELECT id, on_call FROM doctor WHERE on_call ORDER BY id;

-- nickname_claim(word str, owner id) -> count
INSERT INTO nickname (word, owner) VALUES ($1, $2) ON CONFLICT (word) DO NOTHING;

-- nickname_insert(word str, owner id) -> none
INSERT INTO nickname (word, owner) VALUES ($1, $2);

-- count_to(most i64) -> one counted
WITH RECURSIVE t(i) AS (VALUES (CAST(1 AS bigint)) UNION ALL SELECT i + 1 FROM t WHERE i < $1)
SELECT CAST(count(*) AS bigint) AS n FROM t;

-- count_slowly_to(most i64) -> one counted slow
WITH RECURSIVE t(i) AS (VALUES (CAST(1 AS bigint)) UNION ALL SELECT i + 1 FROM t WHERE i < $1)
SELECT CAST(count(*) AS bigint) AS n FROM t;

-- count_in_form(most i64) -> one counted
SELECT CAST($1 + 1 AS integer) AS n;
-- @postgres
SELECT CAST($1 + 1 AS bigint) AS n;
