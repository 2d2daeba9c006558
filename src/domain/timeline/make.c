/*
 * Feeds are made when they are first read, or read again after a long time, or when an operator says so: from the newest posts
 * of the people whom the reader follows. From the moment that a feed is being made, posts are delivered into it; whom its
 * reader follows is read after that, so that nothing is missed. The entries are changed in one transaction.
 */
#include <stdlib.h>
#include "base/buf.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/timeline/timeline.sql.h"
#include "domain/timeline/timeline_own.h"

enum {
    PAGE_MOST = 1000,
    DELIVERED_LATELY_MS = 60 * 1000,             /* what is newer than this is left to those who deliver it */
    FEEDS_AT_ONCE = 100, ENTRIES_AT_ONCE = 1000, ROWS_AT_ONCE = 1000
};
static const i64 unread_ms = (i64)30 * 24 * 3600 * 1000, places_ms = (i64)8 * 24 * 3600 * 1000, orders_ms = (i64)24 * 3600 * 1000;

const char make_job[] = "timeline_make";

struct making { id who; };
static SHAPE(making, FIELD(making, who));

/* ---- it begins ---- */

struct beginning { id who; when at; };

static err begin(tx *t, void *arg)
{
    const struct beginning *in = arg;
    struct buf payload = BUF_ON(tx_arena(t));

    TRY(q_feed_begin(t, in->who, in->at));
    json_write(&payload, &making_shape, &(struct making){ in->who });
    return job_add(t, make_job, buf_str(&payload), tx_now(t));
}

err make_begin(ctx *c, id who)
{
    return transact(c, begin, &(struct beginning){ who, ctx_now(c) });
}

/* ---- what is in it ---- */

struct gathering { post_by_page posts; size_t most; };

/* The newest of what was there and of these. */
static void posts_gather(struct gathering *g, const post_by_page *more)
{
    if (!more->n)
        return;
    memcpy(g->posts.at + g->posts.n, more->at, more->n * sizeof *more->at);
    g->posts.n += more->n;
    qsort(g->posts.at, g->posts.n, sizeof *g->posts.at, id_compare_down);
    g->posts.n = g->posts.n < g->most ? g->posts.n : g->most;
}

static err followees_gather(ctx *c, struct gathering *g, ids follows)
{
    id after = g->posts.n == g->most ? g->posts.at[g->most - 1].id : (id){ 0 };
    post_by_page posts;

    TRY(posts_from(c, follows, after, (id){ 0 }, (i64)g->most, &posts));
    posts_gather(g, &posts);
    return OK;
}

static err feed_gather(ctx *c, id who, struct gathering *g)
{
    id last = { 0 };
    ids follows;

    g->most = (size_t)timeline_settings(c->world->settings)->timeline_length;
    g->posts = (post_by_page){ .at = arena_array(&c->arena, struct post_by, 2 * g->most) };
    struct arena_mark mark = arena_mark(&c->arena);
    do {
        TRY(graph_followees(c, who, last, PAGE_MOST, &follows));
        size_t n = follows.n;
        last = n ? follows.at[n - 1] : last;
        TRY(followees_gather(c, g, follows));
        arena_rewind(&c->arena, mark);
        if (n < PAGE_MOST)
            return OK;
    } while (true);
}

/* ---- it is made ---- */

struct switching { id who; post_by_page posts; bool full; when began; };

static err feed_switch(tx *t, void *arg)
{
    const struct switching *in = arg;
    struct feed_row feed;
    err e = q_feed_get(t, in->who, &feed);

    if (e == ERR_NOT_FOUND || (e == OK && feed.state == FEED_GOING))
        return OK;                   /* nobody reads it any more */
    TRY(e);
    ids kept = { arena_array(tx_arena(t), id, in->posts.n), in->posts.n };
    for (size_t i = 0; i < kept.n; i++)
        kept.at[i] = in->posts.at[i].id;
    TRY(q_entries_keep(t, in->who, id_before(in->began.ms - DELIVERED_LATELY_MS), kept));
    if (kept.n)
        TRY(q_entries_add(t, in->who, entries_text(tx_arena(t), &in->posts)));
    TRY(q_feed_made(t, in->who, in->full ? kept.at[kept.n - 1] : (id){ 0 }));
    return event_tell(t, timeline_made, in->who, NOTHING_TOLD);
}

static err feed_make(ctx *c, id who)
{
    struct switching in = { .who = who, .began = ctx_now(c) };
    struct gathering g;

    TRY(feed_gather(c, who, &g));
    in.posts = g.posts;
    in.full = g.posts.n == g.most;
    return transact(c, feed_switch, &in);
}

err make_run(ctx *c, str payload)
{
    struct making in;

    TRY(json_read(&c->arena, &c->failure, payload, &making_shape, &in));
    return feed_make(c, in.who);
}

/* ---- for operators ---- */

static err feed_open(tx *t, void *arg)
{
    const struct beginning *in = arg;

    return q_feed_begin(t, in->who, in->at);
}

err feed_rebuild(ctx *c, id who)
{
    TRY(transact(c, feed_open, &(struct beginning){ who, ctx_now(c) }));
    return feed_make(c, who);
}

err feeds_rebuild(ctx *c, i64 *feeds)
{
    struct arena_mark mark = arena_mark(&c->arena);
    timeline_user_page page;
    id last = { 0 };

    *feeds = 0;
    do {
        arena_rewind(&c->arena, mark);
        TRY(q_feeds_after(c, last, FEEDS_AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++, ++*feeds) {
            struct arena_mark one = arena_mark(&c->arena);
            TRY(feed_make(c, page.at[i].user_id));
            arena_rewind(&c->arena, one);
        }
        last = page.n ? page.at[page.n - 1].user_id : last;
    } while (page.n == FEEDS_AT_ONCE);
    return OK;
}

/* ---- what nobody reads goes ---- */

struct ending { id who; when before; bool going, done; };

static err feed_end(tx *t, void *arg)
{
    struct ending *in = arg;
    i64 n;

    TRY(q_feed_end(t, in->who, in->before, &n));
    in->going = n > 0;
    return OK;
}

/* Unless somebody came back meanwhile. */
static err entries_end(tx *t, void *arg)
{
    struct ending *in = arg;
    struct feed_row feed;
    err e = q_feed_get(t, in->who, &feed);
    i64 n;

    in->done = true;
    if (e == ERR_NOT_FOUND || (e == OK && feed.state != FEED_GOING))
        return OK;
    TRY(e);
    TRY(q_entries_drop(t, in->who, ENTRIES_AT_ONCE, &n));
    in->done = n < ENTRIES_AT_ONCE;
    return in->done ? q_feed_drop(t, in->who) : OK;
}

static err unread_end(ctx *c, id who, when before)
{
    struct ending in = { .who = who, .before = before };

    TRY(transact(c, feed_end, &in));
    while (in.going && !in.done)
        TRY(transact(c, entries_end, &in));
    return OK;
}

static err feeds_end(ctx *c, when before)
{
    struct arena_mark mark = arena_mark(&c->arena);
    timeline_user_page page;

    do {
        arena_rewind(&c->arena, mark);
        TRY(q_feeds_unread(c, before, FEEDS_AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++)
            TRY(unread_end(c, page.at[i].user_id, before));
    } while (page.n == FEEDS_AT_ONCE);
    return OK;
}

struct dropping { id before; bool orders; i64 n; };

static err rows_drop(tx *t, void *arg)
{
    struct dropping *in = arg;

    return in->orders ? q_orders_drop(t, in->before, ROWS_AT_ONCE, &in->n) : q_places_drop(t, in->before, ROWS_AT_ONCE, &in->n);
}

static err old_drop(ctx *c, bool orders, i64 older_ms)
{
    struct dropping in = { .before = id_before(ctx_now(c).ms - older_ms), .orders = orders };

    do
        TRY(transact(c, rows_drop, &in));
    while (in.n == ROWS_AT_ONCE);
    return OK;
}

err feeds_sweep(ctx *c)
{
    TRY(feeds_end(c, (when){ ctx_now(c).ms - unread_ms }));
    TRY(old_drop(c, false, places_ms));
    return old_drop(c, true, orders_ms);
}
