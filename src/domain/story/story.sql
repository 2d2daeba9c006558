-- columns story: id, user_id, kind, text, background, media, audience, replies, expires_at, ended

-- columns viewing: story_id, user_id, place, emoji, hidden

-- columns highlight: id, user_id, title, cover, updated_at

-- Stories.

-- story_insert(id id, by id, kind i64, text maybe_str, background maybe_str, media maybe_id, audience i64, replies bool, ends when) -> none
INSERT INTO story ({story}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, FALSE);

-- story_get(id id) -> one story_row
SELECT {story} FROM story WHERE id = $1;

-- stories_by_ids(which ids) -> page story_row
SELECT {story} FROM story WHERE id IN ($1...);

-- stories_with(medias ids) -> page story_row
SELECT {story} FROM story WHERE media IN ($1...);

-- stories_standing(users ids, now when) -> page story_row
-- Of some people, each one's together, oldest first.
SELECT {story} FROM story WHERE user_id IN ($1...) AND NOT ended AND expires_at > $2 ORDER BY user_id, id;

-- stories_of_after(user_id id, after id, most i64) -> page story_row
SELECT {story} FROM story WHERE user_id = $1 AND id > $2 ORDER BY id LIMIT $3;

-- stories_all_after(after id, most i64) -> page story_row
SELECT {story} FROM story WHERE id > $1 ORDER BY id LIMIT $2;

-- stories_over(now when, most i64) -> page story_row
SELECT {story} FROM story WHERE NOT ended AND expires_at <= $1 ORDER BY expires_at LIMIT $2;

-- story_end(id id) -> none
UPDATE story SET ended = TRUE WHERE id = $1;

-- story_drop(id id) -> none
DELETE FROM story WHERE id = $1;

-- Views and reactions.

-- story_view_add(story_id id, user_id id, place id) -> count
INSERT INTO story_view ({viewing}) VALUES ($1, $2, $3, NULL, FALSE) ON CONFLICT (story_id, user_id) DO NOTHING;

-- story_view_get(story_id id, user_id id) -> one viewing
SELECT {viewing} FROM story_view WHERE story_id = $1 AND user_id = $2;

-- story_views_own(user_id id, stories ids) -> page viewing
SELECT {viewing} FROM story_view WHERE user_id = $1 AND story_id IN ($2...) ORDER BY story_id;

-- story_react(story_id id, user_id id, emoji maybe_str) -> none
UPDATE story_view SET emoji = $3 WHERE story_id = $1 AND user_id = $2;

-- story_viewers(story_id id, before id, most i64) -> page viewing
SELECT {viewing} FROM story_view WHERE story_id = $1 AND place < $2 ORDER BY place DESC LIMIT $3;

-- story_views_drop(story_id id, most i64) -> count
DELETE FROM story_view WHERE story_id = $1 AND user_id IN (SELECT user_id FROM story_view WHERE story_id = $1 LIMIT $2);

-- story_views_by(user_id id, after id, most i64) -> page viewing
SELECT {viewing} FROM story_view WHERE user_id = $1 AND story_id > $2 ORDER BY story_id LIMIT $3;

-- story_view_drop(story_id id, user_id id) -> none
DELETE FROM story_view WHERE story_id = $1 AND user_id = $2;

-- story_view_hide(story_id id, user_id id, hidden bool) -> none
UPDATE story_view SET hidden = $3 WHERE story_id = $1 AND user_id = $2;

-- story_count_add(story_id id, views i64, reactions i64) -> none
INSERT INTO story_count (story_id, views, reactions) VALUES ($1, $2, $3)
ON CONFLICT (story_id) DO UPDATE SET views = story_count.views + excluded.views,
                                     reactions = story_count.reactions + excluded.reactions;

-- story_count_change(story_id id, views i64, reactions i64) -> none
-- Of one that is there.
UPDATE story_count SET views = views + $2, reactions = reactions + $3 WHERE story_id = $1;

-- story_counts_get(stories ids) -> page story_count
SELECT story_id, views, reactions FROM story_count WHERE story_id IN ($1...);

-- story_counts_by(stories ids, users ids) -> page story_count
-- What of the counts is some people's.
SELECT story_id, CAST(COUNT(*) AS bigint) AS views, CAST(COUNT(emoji) AS bigint) AS reactions
FROM story_view WHERE story_id IN ($1...) AND user_id IN ($2...) AND NOT hidden GROUP BY story_id;

-- story_tallies(stories ids) -> page story_count
SELECT story_id, CAST(COUNT(*) AS bigint) AS views, CAST(COUNT(emoji) AS bigint) AS reactions
FROM story_view WHERE story_id IN ($1...) AND NOT hidden GROUP BY story_id;

-- story_count_drop(story_id id) -> none
DELETE FROM story_count WHERE story_id = $1;

-- Lists.

-- story_list_add(user_id id, other_id id, kind i64, place id) -> count
INSERT INTO story_list (user_id, other_id, kind, place) VALUES ($1, $2, $3, $4) ON CONFLICT (user_id, other_id, kind) DO NOTHING;

-- story_list_take(user_id id, other_id id, kind i64) -> count
DELETE FROM story_list WHERE user_id = $1 AND other_id = $2 AND kind = $3;

-- story_list_part(user_id id, other_id id) -> none
DELETE FROM story_list WHERE user_id = $1 AND other_id = $2;

-- story_list_size(user_id id, kind i64) -> one story_size
SELECT CAST(COUNT(*) AS bigint) AS n FROM story_list WHERE user_id = $1 AND kind = $2;

-- story_list_before(user_id id, kind i64, before id, most i64) -> page story_listed
SELECT other_id, place FROM story_list WHERE user_id = $1 AND kind = $2 AND place < $3 ORDER BY place DESC LIMIT $4;

-- story_marks(me id, authors ids) -> page story_mark
-- On which of the authors' lists one stands, and whom of them one mutes.
SELECT user_id AS who, kind FROM story_list WHERE other_id = $1 AND user_id IN ($2...) AND kind < 3
UNION ALL
SELECT other_id AS who, kind FROM story_list WHERE user_id = $1 AND other_id IN ($2...) AND kind = 3;

-- story_marks_by(author id, viewers ids) -> page story_mark
-- The same of one author, for many.
SELECT other_id AS who, kind FROM story_list WHERE user_id = $1 AND other_id IN ($2...) AND kind < 3
UNION ALL
SELECT user_id AS who, kind FROM story_list WHERE other_id = $1 AND user_id IN ($2...) AND kind = 3;

-- story_lists_drop(user_id id) -> none
DELETE FROM story_list WHERE user_id = $1;

-- story_lists_leave(other_id id, most i64) -> count
DELETE FROM story_list WHERE other_id = $1 AND user_id IN (SELECT user_id FROM story_list WHERE other_id = $1 LIMIT $2);

-- Highlights.

-- highlight_insert(id id, user_id id, title str, cover id, updated_at when) -> none
INSERT INTO highlight ({highlight}) VALUES ($1, $2, $3, $4, $5);

-- highlight_get(id id) -> one highlight_row
SELECT {highlight} FROM highlight WHERE id = $1;

-- highlights_by_ids(which ids) -> page highlight_row
SELECT {highlight} FROM highlight WHERE id IN ($1...);

-- highlights_of(user_id id, before id, most i64) -> page highlight_row
SELECT {highlight} FROM highlight WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- highlights_of_each(users ids) -> page highlight_row
SELECT {highlight} FROM highlight WHERE user_id IN ($1...) ORDER BY user_id, id DESC;

-- highlights_size(user_id id) -> one story_size
SELECT CAST(COUNT(*) AS bigint) AS n FROM highlight WHERE user_id = $1;

-- highlight_set(id id, title str, cover id, updated_at when) -> none
UPDATE highlight SET title = $2, cover = $3, updated_at = $4 WHERE id = $1;

-- highlight_drop(id id) -> none
DELETE FROM highlight WHERE id = $1;

-- highlight_stories(highlights ids) -> page highlight_entry
SELECT highlight_id, story_id, place, audience FROM highlight_story WHERE highlight_id IN ($1...) ORDER BY highlight_id, place;

-- highlights_with(stories ids) -> page highlight_entry
SELECT highlight_id, story_id, place, audience FROM highlight_story WHERE story_id IN ($1...);

-- highlights_after(after id, most i64) -> page highlight_row
SELECT {highlight} FROM highlight WHERE id > $1 ORDER BY id LIMIT $2;

-- highlight_story_add(highlight_id id, story_id id, place i64, audience i64) -> none
INSERT INTO highlight_story (highlight_id, story_id, place, audience) VALUES ($1, $2, $3, $4);

-- highlight_stories_drop(highlight_id id) -> none
DELETE FROM highlight_story WHERE highlight_id = $1;

-- highlight_story_drop(highlight_id id, story_id id) -> none
DELETE FROM highlight_story WHERE highlight_id = $1 AND story_id = $2;
