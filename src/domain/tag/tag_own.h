/*
 * The inside of tags, shared by its files. A post with a tag is a row of tag_use; what is counted of it are rows of
 * tag_writer and tag_tally, by span of time. Only tally.c writes those, so that they always agree.
 */
#pragma once
#include "domain/tag/tag.h"

/* Spans of time: all, the last 24 hours, and days, each with the number of days since 1970. */
enum { SPAN_ALL = 1, SPAN_RECENT = 2 };
enum { DAY_MS = 24 * 3600 * 1000 };

struct tag_use_row { str name; id post_id, author_id; bool hidden, recent; };
struct tag_tally { i64 span; str name; i64 posts, accounts; };
struct tag_written { i64 span; str name; i64 posts; };
struct tag_most { str name; i64 posts; };
struct tag_named { str name; };
struct tag_post { id post_id; };
struct tag_newest { str name; id newest; };
typedef PAGE(tag_use_row) tag_use_row_page;
typedef PAGE(tag_tally) tag_tally_page;
typedef PAGE(tag_written) tag_written_page;
typedef PAGE(tag_most) tag_most_page;
typedef PAGE(tag_named) tag_named_page;
struct tag_user { id user_id; };
typedef PAGE(tag_user) tag_user_page;
extern const struct shape tag_user_shape;
typedef PAGE(tag_post) tag_post_page;
typedef PAGE(tag_newest) tag_newest_page;
extern const struct shape tag_use_row_shape, tag_tally_shape, tag_written_shape, tag_most_shape, tag_named_shape, tag_post_shape,
    tag_newest_shape, tag_followed_shape;

/* ---- tally.c ---- */

static inline i64 day_of(when at) { return at.ms / DAY_MS; }

/* What is shown of a tag: all time, and the days, today first. There is room for one more. */
ids spans_shown(struct arena *, when now);

/* Counts posts in (1) or out (-1), in those spans of each. The rows are reordered; whether they are hidden is not asked. */
typedef ids spans_fn(tx *, const struct tag_use_row *);
spans_fn spans_of_use;                                       /* all that it belongs to */
err uses_count(tx *, struct tag_use_row *, size_t n, spans_fn *, i64 by);

/* Drops the rows of a last post that a page of so many may have cut. They are in the order of posts. */
void uses_whole(tag_use_row_page *, size_t most);

/* ---- tag.c ---- */

/* Numbers and follows of these, in the order asked. */
void tags_fill(struct arena *, strs names, const tag_tally_page *, const tag_followed_page *, when now, tag_page *out);
err tag_get_in(tx *, id me, str name, struct tag *out);

/* ---- fade.c: what leaves a span by the passing of time ---- */

err tags_fade(ctx *, int batches);                           /* posts that are not recent any more; at most so many batches */
extern const struct schedule tag_schedules[];

err trends_read(ctx *, strs *names);                         /* find.c: of this moment, past the cache */
err tag_check(ctx *, struct capability_check *out);          /* check.c */
extern const struct belongings tag_belongings[];             /* follow.c */
err tag_follows_erase(tx *, id who);
extern const struct consumer tag_consumers[];                /* leave.c */
extern const struct job_kind tag_jobs[];
