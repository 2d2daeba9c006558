/* Shared by the files of this capability. */
#pragma once
#include "domain/graph/sight.h"
#include "domain/timeline/timeline.h"
#include "hub/wire.h"
#include "ports/recent.h"
#include "runtime/setting.h"

/* ---- rows ---- */

enum feed_state { FEED_MAKING, FEED_MADE, FEED_GOING };
struct feed_row { id user_id; i64 state; id floor; when read_at; };
struct entry { id post_id, author_id; };
typedef PAGE(entry) entry_page;
struct timeline_user { id user_id; };
typedef PAGE(timeline_user) timeline_user_page;
struct star { id author_id; };
typedef PAGE(star) star_page;
struct place { id post_id; i64 position; };
typedef PAGE(place) place_page;
struct order_row { str posts; };
struct list_row { id id, user_id; str title; i64 member_count; when updated_at; };
typedef PAGE(list_row) list_row_page;
struct member { id list_id, user_id, made; };
typedef PAGE(member) member_page;
extern const struct shape feed_row_shape, entry_shape, timeline_user_shape, star_shape, place_shape, order_row_shape, list_row_shape,
    member_shape;

/* ---- moment.c: what was published a moment ago ---- */

/* `tags`: a bit for each of its tags, of a public post that is no plain boost. `created`: otherwise it was edited. */
struct moment_post { i64 position; id post, author; u64 tags; bool created; };
enum { MOMENT_POSTS = 4096 };

/*
 * `posts` in the order of the log. `made` are those that this process published, in the order of their commits, counted by
 * `made_last`: PostgreSQL's log gives them their positions a moment later. Those up to `made_placed` have theirs.
 */
struct timeline_memory {
    struct recent *posts, *made;
    _Atomic i64 stars, begun_ms, made_last, made_placed;
    _Atomic i64 settling_ms;                     /* after a reader was read: what they just followed is delivered; tests have less */
};
enum { SETTLING_MS = 5000 };
struct timeline_memory *timeline_memory_of(const struct world *);
void timeline_memory_open(void *memory);
void timeline_memory_close(void *);
void moment_ear(void *world, const struct event *);            /* in order */
void made_ear(void *world, const struct event *);

u64 tag_bit(str name);
i64 stars_epoch(const struct world *);           /* changes when somebody's posts are fetched from now on */

i64 moment_newest(const struct world *);         /* the newest moment, at once */

/* Waits until this process knows its own commits. The newest moment that it knows. */
err moment_now(ctx *, i64 *out);
/* What was published or edited after a moment, oldest first; false: memory does not reach back that far. */
struct moment_posts { struct moment_post *at; size_t n; };
bool moment_after(ctx *, i64 position, struct moment_posts *out);
/* Has memory heard of all of these that are so new that it should have? */
bool moment_heard(ctx *, ids newest_first, const struct moment_posts *all);

/* ---- reader.c: what the feed of somebody is made of ---- */

struct reader {
    id me;
    i64 epoch;
    i64 state;                                   /* enum feed_state */
    id floor;
    when read_at, made;
    ids follows, stars;                          /* sorted; the stars are among those followed */
    strs tags;
    u64 tag_bits;
};
err reader_get(ctx *, id me, struct reader *out);
bool reader_wants(const struct reader *, const struct moment_post *);
bool reader_keeps(const struct reader *, const struct post_view *);  /* is it in the feed, once it may be seen? */
str reader_key(struct arena *, id me);
str head_key(struct arena *, id me);
void reader_ear(void *world, const struct event *);

/* ---- merge.c, head.c ---- */

/* Ids of posts of the feed, newest first, older than `before`, each once; by whom they are is asked when they are shown. */
err feed_merge(ctx *, const struct reader *, id before, i64 most, const struct moment_posts *, ids *out);
err authors_merge(ctx *, ids authors, id before, i64 most, ids *out);        /* posts of any number of authors */

/*
 * The newest ids, from the cache and brought up to a moment. `all`: the feed has no more. `until`: how long they stand; 0: they were
 * made just now.
 */
struct head { ids posts; bool all; struct reader reader; when until; };
bool reader_settles(ctx *, const struct reader *);            /* a follow is being delivered, or the feed made: it is not right for long */
err head_get(ctx *, id me, struct moment *now, struct head *out);

/* ---- page.c: what a page was made of. `until` 0: it is not to be kept ---- */

struct feed_made { struct post_made page; struct reader reader; i64 through; when until; };

/* ---- deliver.c, make.c, leave.c, lists.c ---- */

extern const struct belongings timeline_belongings[];
err deliver_hear(tx *, const struct event *);
err deliver_hear_many(tx *, const struct event *const *, size_t n);
err deliver_run(ctx *, str payload);
err make_run(ctx *, str payload);
err make_begin(ctx *, id who);                   /* somebody reads: the feed is made */
err feeds_sweep(ctx *);
err leave_hear(tx *, const struct event *);
err erase_run(ctx *, str payload);
err unfollow_begin(tx *, id follower, id followed);
err unfollow_run(ctx *, str payload);
err lists_part(tx *, id one, id other);
err entries_trim(tx *, id who);
str entries_text(struct arena *, const post_by_page *);
err timeline_check(ctx *, struct capability_check *out);
extern const char deliver_job[], make_job[], erase_job[], unfollow_job[];

extern const struct topic_kind *const timeline_topics[];     /* wire.c */
extern const struct wire timeline_wires[];

enum { FOLLOW_BRINGS = 300 };                    /* newest posts of somebody who is followed */

/* X(name, kind, standard, least, most, help) */
#define TIMELINE_SETTINGS(X) \
    X(timeline_length, INT, "1000",  10, 100000,     "Entries that a feed keeps; older ones are dropped") \
    X(fanout_limit,    INT, "10000", 0,  1000000000, \
      "Followers up to which a post is written into each feed; above, feeds fetch it when they are read")
SETTINGS_DECLARE(timeline_settings, TIMELINE_SETTINGS);
