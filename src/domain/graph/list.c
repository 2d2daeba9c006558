/*
 * Lists: read in chunks, newest first, by the id of the edge, which an entry keeps as
 * long as it is in the list; so whatever comes and goes meanwhile, a lasting entry is met
 * once. Entries that the viewer may not see are left out of each chunk, and more is read
 * until the page is full.
 */
#include "base/ids.h"
#include "base/str.h"
#include "domain/graph/graph.sql.h"
#include "domain/graph/graph_own.h"

enum { CHUNK_LEAST = 16, CHUNK_FILTERED = 256, CHUNK_SKIPPED = 1000 };

SHAPE(listed, FIELD(listed, other_id), FIELD(listed, edge));
SHAPE(edge_in, FIELD(edge_in, user_id), FIELD(edge_in, other_id), FIELD(edge_in, edge));

struct walk {
    enum graph_side side;
    id of, me;
    id followed;                     /* only those who follow them too; 0: all */
    i64 skip, most;
    struct graph_page *out;
    bool full;
    id last;                         /* the edge of the last one on the page */
};

static err chunk_read(ctx *c, const struct walk *w, id before, i64 most, listed_page *out)
{
    switch (w->side) {
    case FOLLOWERS:
        return q_followers_before(c, w->of, before, most, out);
    case FOLLOWING:
    case MUTUALS:
        return q_following_before(c, w->of, before, most, out);
    case REQUESTS:
        return q_requests_before(c, w->of, before, most, out);
    case BLOCKS:
        return q_blocks_before(c, w->of, before, most, out);
    case MUTES:
        return q_mutes_before(c, w->of, before, most, out);
    }
    return fail_with(c, ERR_INTERNAL, "there is no such list.");
}

static ids others_of(ctx *c, const listed_page *chunk)
{
    ids others = { arena_array(&c->arena, id, chunk->n), chunk->n };

    for (size_t i = 0; i < chunk->n; i++)
        others.at[i] = chunk->at[i].other_id;
    return others;
}

/* ---- what is left out ---- */

static void leave_out(listed_page *chunk, ids sorted, bool those)
{
    size_t kept = 0;

    for (size_t i = 0; i < chunk->n; i++) {
        bool there = ids_find(sorted, chunk->at[i].other_id);
        if (there != those)
            chunk->at[kept++] = chunk->at[i];
    }
    chunk->n = kept;
}

/* In the viewer's own lists, only people who block the viewer are left out. */
static bool own_list(enum graph_side side) { return side == BLOCKS || side == MUTES; }

static err blocks_leave_out(ctx *c, const struct walk *w, listed_page *chunk)
{
    ids apart;

    TRY(sight_barred_of(c, w->me, others_of(c, chunk), own_list(w->side) ? BARRED_BY_THEM : BARRED_EITHER_WAY, &apart));
    leave_out(chunk, apart, true);
    return OK;
}

static err strangers_leave_out(ctx *c, const struct walk *w, listed_page *chunk)
{
    edge_page edges;

    if (!w->followed.v || !chunk->n)
        return OK;
    TRY(q_edges_from_all(c, others_of(c, chunk), w->followed, &edges));
    ids followers = { arena_array(&c->arena, id, edges.n), 0 };
    for (size_t i = 0; i < edges.n; i++)
        if (edge_counts(&edges.at[i]))
            followers.at[followers.n++] = edges.at[i].user_id;
    ids_sort(followers);
    leave_out(chunk, followers, false);
    return OK;
}

/* ---- the walk ---- */

static void page_add(struct walk *w, const listed_page *chunk)
{
    struct graph_page *out = w->out;

    for (size_t i = 0; i < chunk->n && !w->full; i++) {
        if (w->skip > 0) {
            w->skip--;
        } else if (out->users.n == (size_t)w->most) {
            w->full = true;
            out->next = w->last;
        } else {
            out->users.at[out->users.n++] = chunk->at[i].other_id;
            w->last = chunk->at[i].edge;
        }
    }
}

static i64 chunk_size(const struct walk *w)
{
    i64 most = w->skip > 0 ? CHUNK_SKIPPED : w->most + CHUNK_LEAST;

    return w->followed.v && most < CHUNK_FILTERED ? CHUNK_FILTERED : most;
}

/* One chunk; `before` is moved past it, or set to 0 at the list's end. The caller releases its memory. */
static err chunk_walk(ctx *c, struct walk *w, id *before)
{
    listed_page chunk;
    i64 most = chunk_size(w);

    TRY(chunk_read(c, w, *before, most, &chunk));
    *before = chunk.n < (size_t)most ? (id){ 0 } : chunk.at[chunk.n - 1].edge;
    TRY(strangers_leave_out(c, w, &chunk));
    TRY(blocks_leave_out(c, w, &chunk));
    page_add(w, &chunk);
    return OK;
}

static err walk(ctx *c, struct walk *w, id at)
{
    id before = at.v ? at : (id){ INT64_MAX };

    *w->out = (struct graph_page){ .users.at = arena_array(&c->arena, id, (size_t)w->most) };
    struct arena_mark mark = arena_mark(&c->arena);
    for (;;) {
        TRY(chunk_walk(c, w, &before));
        arena_rewind(&c->arena, mark);
        if (w->full || !before.v)
            return OK;
        TRY(ctx_yield(c));           /* a long list must not delay everybody else */
    }
}

err graph_list(ctx *c, enum graph_side side, id of, id me, id at, i64 offset, i64 most, struct graph_page *out)
{
    struct walk w = { .side = side, .of = of, .me = me, .followed = side == MUTUALS ? of : (id){ 0 }, .skip = offset, .most = most,
                      .out = out };
    struct sight sight;

    if (of.v != me.v)
        TRY(sight_meet(c, me, of, &sight));
    return walk(c, &w, at);
}

err graph_common(ctx *c, id me, id other, id at, i64 most, struct graph_page *out)
{
    struct walk w = { .side = FOLLOWING, .of = me, .me = me, .followed = other, .most = most, .out = out };
    struct sight sight;

    TRY(sight_meet(c, me, other, &sight));
    return walk(c, &w, at);
}

/* ---- many lists at once ---- */

err graph_reached(ctx *c, enum graph_side side, id me, const struct reach *reaches, size_t n, enum reach_way way, i64 most,
                  reached_page *out)
{
    str lists = reaches_text(&c->arena, reaches, n, way);
    bool down = way == REACH_DOWN;

    switch (side) {
    case FOLLOWERS:
        return down ? q_followers_down(c, lists, most, out) : q_followers_up(c, lists, most, out);
    case FOLLOWING:
        return down ? q_following_down(c, lists, most, out) : q_following_up(c, lists, most, out);
    case REQUESTS:
        return down ? q_requests_down(c, lists, most, out) : q_requests_up(c, lists, most, out);
    case BLOCKS:
        return down ? q_blocks_down(c, lists, most, out) : q_blocks_up(c, lists, most, out);
    case MUTES:
        return down ? q_mutes_down(c, lists, most, out) : q_mutes_up(c, lists, most, out);
    case MUTUALS:
        return down ? q_mutuals_down(c, lists, most, me, out) : q_mutuals_up(c, lists, most, me, out);
    }
    return fail_with(c, ERR_INTERNAL, "there is no such list.");
}

/* ---- for those who deliver ---- */

err graph_followees(ctx *c, id of, id after, i64 most, ids *out)
{
    graph_user_page page;

    TRY(q_followees_after(c, of, after, most, &page));
    *out = (ids){ arena_array(&c->arena, id, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = page.at[i].user_id;
    return OK;
}

err graph_followers_in(tx *t, id of, id after, i64 most, struct graph_page *out)
{
    listed_page page;

    TRY(q_followers_after(t, of, after, most, &page));
    *out = (struct graph_page){ .users = { arena_array(tx_arena(t), id, page.n), page.n } };
    for (size_t i = 0; i < page.n; i++)
        out->users.at[i] = page.at[i].other_id;
    if ((i64)page.n == most)
        out->next = page.at[page.n - 1].edge;
    return OK;
}

static size_t edges_end(const edge_in_page *edges, size_t from)
{
    size_t end = from;

    while (end < edges->n && edges->at[end].user_id.v == edges->at[from].user_id.v)
        end++;
    return end;
}

static struct graph_page edges_page(struct arena *a, const struct edge_in *edges, size_t n, i64 most)
{
    struct graph_page out = { .users = { arena_array(a, id, n), n } };

    for (size_t i = 0; i < n; i++)
        out.users.at[i] = edges[i].other_id;
    if ((i64)n == most)
        out.next = edges[n - 1].edge;
    return out;
}

err graph_followers_of_each_in(tx *t, ids of, i64 most, struct graph_page *out)
{
    struct arena *a = tx_arena(t);
    edge_in_page edges;

    TRY(q_followers_of_each(t, ids_text(a, of), most, &edges));
    for (size_t i = 0, from = 0; i < of.n; i++) {
        bool any = from < edges.n && edges.at[from].user_id.v == of.at[i].v;
        size_t end = any ? edges_end(&edges, from) : from;
        out[i] = edges_page(a, edges.at + from, end - from, most);
        from = end;
    }
    return OK;
}
