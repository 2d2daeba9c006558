-- columns row: id, user_id, visibility, plain, boost_of, type, content, warning, sensitive, language, wording, poll, hidden,
--   pinned, edited_at

-- columns count: post_id, comments, quotes

-- post_row_get(id id) -> one post_row
SELECT {row} FROM post WHERE id = $1;

-- post_rows_get(which ids) -> page post_row
-- In no order.
SELECT {row} FROM post WHERE id IN ($1...);

-- post_insert(id id, user_id id, visibility i64, plain bool, boost_of maybe_id, type str, content str, warning maybe_str, sensitive bool,
--   language maybe_str, wording str, poll bool) -> none
INSERT INTO post ({row}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, FALSE, 0, NULL);

-- post_counts_get(which ids) -> page post_count
SELECT {count} FROM post_count WHERE post_id IN ($1...);

-- post_count_add(post_id id, comments i64, quotes i64) -> one post_count
INSERT INTO post_count ({count}) VALUES ($1, $2, $3)
ON CONFLICT (post_id) DO UPDATE SET comments = post_count.comments + excluded.comments, quotes = post_count.quotes + excluded.quotes
RETURNING {count};

-- post_quote_take(post_id id) -> none
-- A deleted post has no row.
UPDATE post_count SET quotes = quotes - 1 WHERE post_id = $1;

-- post_delete(id id) -> none
DELETE FROM post WHERE id = $1;

-- post_versions_delete(post_id id) -> none
DELETE FROM post_version WHERE post_id = $1;

-- post_count_delete(post_id id) -> none
DELETE FROM post_count WHERE post_id = $1;

-- post_boosts_of(original id, most i64) -> page post_row
-- Plain boosts, oldest first.
SELECT {row} FROM post WHERE boost_of = $1 AND plain ORDER BY id LIMIT $2;

-- posts_by_user(user_id id, before id, most i64) -> page post_listed
SELECT id FROM post WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3;
