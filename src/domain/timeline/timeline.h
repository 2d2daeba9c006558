/*
 * Timelines: posts of many people, newest first. A feed has one's own posts, those of the people whom one follows, and public
 * posts with tags that one follows.
 *
 * A post is delivered: a consumer writes it into the feeds of its author's followers, in batches (deliver.c). Above the setting
 * fanout_limit it is not; who reads fetches the posts of such authors. What was published a moment ago is in memory, in the
 * order of the log (moment.c), and is merged into what is read, so a feed never waits for its delivery. Only feeds that
 * somebody reads have entries: one that nobody has read for 30 days goes, and is made again, from what the people whom its
 * reader follows have published, when it is read (make.c); meanwhile these posts themselves are read.
 *
 * Whether a post belongs is decided when it is read: its rule, mutes, and whether its reader follows its author.
 * docs/timelines.md has the whole, and the formula of the ranked feed.
 */
#pragma once
#include "domain/post/post.h"
#include "domain/timeline/problems.h"

/* A moment of the log, for what came into being after it. */
struct moment { i64 position; when at; };

/*
 * `me`'s feed. With `since`, only posts that came into being after that moment: neither what was followed nor what was
 * delivered after it is new by that. `now`: the moment of this answer.
 */
struct feed_made;
struct feed_wish { id after; i64 offset, limit; const struct moment *since; struct feed_made *made; };       /* made: NULL, or see below */
err feed_get(ctx *, id me, struct feed_wish, post_view_page *out, id *next, struct moment *now);
err feed_count_new(ctx *, id me, const struct moment *since, i64 most, i64 *out);

/*
 * Its first page as a finished answer, which a surface keeps after feed_get has filled `made`, and is given again while it is still
 * right. `text`, `next` and `prev` are what the surface makes of it, and `etag` its hash. A surface that makes several notes what
 * each shows besides in feed_made_of, and names them.
 */
struct feed_page { str name; i64 limit; str text, next, prev; u64 etag; };
struct made_of;
bool feed_pages_are_kept(const ctx *);           /* not where other processes write too */
struct feed_made *feed_made_new(ctx *);
struct made_of *feed_made_of(struct feed_made *);
void feed_page_keep(ctx *, const struct feed_made *, const struct feed_page *);
err feed_page_get(ctx *, id me, str name, i64 limit, struct feed_page *out, bool *found);
void feeds_settle_in(const struct world *, i64 ms);          /* for tests: how long nothing is kept after a follow; 5 s */

/*
 * The newest of it in another order, each with the reasons for its place; pages of one order, which is kept for a day (`made` 0:
 * a new one). ERR_NOT_FOUND: that order is not kept any more.
 */
enum reason { REASON_RECENT, REASON_POPULAR, REASON_DISCUSSED, REASON_CLOSE, REASON_MUTUAL, REASON_FOLLOWED_TAG, REASONS };
extern const char *const reason_words[];
struct ranked_place { id made; i64 at; };        /* `at`: so many of the order come before */
/* `parts`: thousandths, whose sum is the score; `at`: that of its ranked_place. */
struct ranked_view { struct post_view view; i64 parts[REASONS], at; };
typedef PAGE(ranked_view) ranked_view_page;
err feed_ranked(ctx *, id me, struct ranked_place from, i64 limit, ranked_view_page *out, struct ranked_place *next);

/* Other timelines; `me` 0: nobody is signed in. ERR_NOT_FOUND user_not_found, list_not_found. */
err timeline_public(ctx *, id me, struct post_wish, post_view_page *out, id *next);
err timeline_of_tag(ctx *, id me, str spelling, struct post_wish, post_view_page *out, id *next);
err timeline_of_list(ctx *, id me, id list, struct post_wish, post_view_page *out, id *next);
err timeline_of_user(ctx *, id me, id who, struct post_wish, post_view_page *out, id *next);       /* one's own: the feed */

/* Makes feeds again, beside whatever runs; those who read see no gap. */
err feed_rebuild(ctx *, id who);
err feeds_rebuild(ctx *, i64 *feeds);            /* all that somebody reads */

/* ---- lists: of people, of whom nobody learns; each is its owner's alone, for others ERR_NOT_FOUND list_not_found ---- */

enum { LISTS_MOST = 100, LIST_MEMBERS_MOST = 500 };

struct list { id id; str title; i64 member_count; when created_at, updated_at; };
typedef PAGE(list) list_page;
extern const struct shape list_shape;

struct list_draft { str title; };
struct list_change { id id; maybe_str title; };
extern const struct shape list_draft_shape, list_change_shape;

err list_create(ctx *, id me, const struct list_draft *, struct list *out);  /* ERR_CONFLICT too_many_lists */
err list_get(ctx *, id me, id list, struct list *out);
err lists_get(ctx *, id me, list_page *out);     /* all, by title, then age */
err list_rename(ctx *, id me, const struct list_change *, struct list *out);
err list_delete(ctx *, id me, id list);
err list_members(ctx *, id me, id list, struct people_wish, profile_page *out, id *next);      /* last added first */
/* Of many lists of one's own, in one statement (ports/reach.h). Whether the viewer reaches a member is still to be asked. */
err list_members_reached(ctx *, const struct reach *, size_t n, enum reach_way, i64 most, reached_page *out);
/* ERR_NOT_FOUND user_not_found; ERR_FORBIDDEN blocking; ERR_CONFLICT list_full. Repeats are harmless. A block takes out for good. */
err list_member_add(ctx *, id me, id list, id who);
err list_member_remove(ctx *, id me, id list, id who);

/* For caches. Key, the author: their posts are fetched from now on, not delivered. Key, the reader: the feed was made. */
EVENT(timeline_starred, nothing_told);
EVENT(timeline_made, nothing_told);

/* X(name, word, who, leaving, what it allows): permit.h */
#define TIMELINE_PERMISSIONS(X) \
    X(may_read_feed, "read_feed", USERS, UNTIL_LEAVING, "Read one's own feed") \
    X(may_list,      "list",      USERS, UNTIL_LEAVING, "Make lists of people")
PERMISSIONS_DECLARE(timeline_permissions, TIMELINE_PERMISSIONS);

extern const struct capability timeline_capability;
