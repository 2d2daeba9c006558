-- columns name: user_id, name, display

-- person_set(user_id id, name str, display str) -> none
INSERT INTO person ({name}) VALUES ($1, $2, $3)
ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, display = excluded.display;

-- person_drop(user_id id) -> none
DELETE FROM person WHERE user_id = $1;

-- person_word_add(word str, user_id id) -> none
INSERT INTO person_word (word, user_id) VALUES ($1, $2) ON CONFLICT (word, user_id) DO NOTHING;

-- person_words_drop(user_id id) -> none
DELETE FROM person_word WHERE user_id = $1;

-- people_by_word(name str, end str, word str, word_end str, barred ids, most i64, offset i64) -> page person_hit
-- People with a word of this prefix: the exact name first, then names and display names with the prefix. However many there
-- are, it looks at a bounded number, in the order of their words, and at the owner of the exact name.
SELECT {name} FROM person
WHERE user_id IN (SELECT user_id FROM
  (SELECT user_id FROM person_word WHERE word >= $3 AND word < $4 ORDER BY word, user_id LIMIT 10000) AS looked_at
  UNION SELECT user_id FROM person WHERE name = $1) AND NOT (user_id IN ($5...))
ORDER BY CASE WHEN name = $1 THEN 0 WHEN name >= $1 AND name < $2 THEN 1 WHEN display >= $1 AND display < $2 THEN 1 ELSE 2 END,
  name
LIMIT $6 OFFSET $7;

-- people_by_word_count(word str, word_end str, barred ids, name str) -> one people_tally
SELECT COUNT(*) AS n FROM person
WHERE user_id IN (SELECT user_id FROM
  (SELECT user_id FROM person_word WHERE word >= $1 AND word < $2 ORDER BY word, user_id LIMIT 10000) AS looked_at
  UNION SELECT user_id FROM person WHERE name = $4) AND NOT (user_id IN ($3...));

-- people_by_words(name str, end str, word1 str, end1 str, word2 str, end2 str, word3 str, end3 str, word4 str, end4 str,
--   barred ids, most i64, offset i64) -> page person_hit
-- The same for several words, in any order in the name, given with the longest first; a question of fewer words repeats one.
SELECT {name} FROM person
WHERE user_id IN (SELECT user_id FROM
  (SELECT user_id FROM person_word WHERE word >= $3 AND word < $4 ORDER BY word, user_id LIMIT 10000) AS looked_at
  UNION SELECT user_id FROM person WHERE name = $1)
  AND EXISTS (SELECT 1 FROM person_word w WHERE w.user_id = person.user_id AND w.word >= $5 AND w.word < $6)
  AND EXISTS (SELECT 1 FROM person_word w WHERE w.user_id = person.user_id AND w.word >= $7 AND w.word < $8)
  AND EXISTS (SELECT 1 FROM person_word w WHERE w.user_id = person.user_id AND w.word >= $9 AND w.word < $10)
  AND NOT (user_id IN ($11...))
ORDER BY CASE WHEN name = $1 THEN 0 WHEN name >= $1 AND name < $2 THEN 1 WHEN display >= $1 AND display < $2 THEN 1 ELSE 2 END,
  name
LIMIT $12 OFFSET $13;

-- people_by_words_count(word1 str, end1 str, word2 str, end2 str, word3 str, end3 str, word4 str, end4 str, barred ids,
--   name str) -> one people_tally
SELECT COUNT(*) AS n FROM person
WHERE user_id IN (SELECT user_id FROM
  (SELECT user_id FROM person_word WHERE word >= $1 AND word < $2 ORDER BY word, user_id LIMIT 10000) AS looked_at
  UNION SELECT user_id FROM person WHERE name = $10)
  AND EXISTS (SELECT 1 FROM person_word w WHERE w.user_id = person.user_id AND w.word >= $3 AND w.word < $4)
  AND EXISTS (SELECT 1 FROM person_word w WHERE w.user_id = person.user_id AND w.word >= $5 AND w.word < $6)
  AND EXISTS (SELECT 1 FROM person_word w WHERE w.user_id = person.user_id AND w.word >= $7 AND w.word < $8)
  AND NOT (user_id IN ($9...));

-- people_beginning(word str, word_end str, most i64) -> page person_begun
SELECT user_id FROM person_word WHERE word >= $1 AND word < $2 ORDER BY word, user_id LIMIT $3;

-- people_by_spellings(spellings strs, barred ids, most i64) -> page person_hit
SELECT {name} FROM person
WHERE user_id IN (SELECT user_id FROM person_word WHERE word IN ($1...)) AND NOT (user_id IN ($2...))
ORDER BY name LIMIT $3;

-- The numbers of posts of profiles.

-- posts_add(user_id id, posts i64) -> none
INSERT INTO profile_count (user_id, posts) VALUES ($1, $2)
ON CONFLICT (user_id) DO UPDATE SET posts = profile_count.posts + excluded.posts;

-- posts_take(user_id id, posts i64) -> none
-- An erased account has no row to take from.
UPDATE profile_count SET posts = posts - $2 WHERE user_id = $1;

-- posts_count(user_id id) -> one profile_count
SELECT user_id, posts FROM profile_count WHERE user_id = $1;

-- posts_counts(users ids) -> page profile_count
SELECT user_id, posts FROM profile_count WHERE user_id IN ($1...);

-- posts_after(after id, most i64) -> page profile_count
SELECT user_id, posts FROM profile_count WHERE user_id > $1 ORDER BY user_id LIMIT $2;

-- posts_drop(user_id id) -> none
DELETE FROM profile_count WHERE user_id = $1;
