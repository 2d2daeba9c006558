/*
 * Where lists of posts come from: the posts of some authors, and those of all.
 *
 * The newest posts of many authors are not searched for among the newest of each, which would be hundreds of thousands. First the
 * newest one of each author is read. The wanted number of these make a floor: only what is newer counts, and only authors who are
 * above it can have more that does. Of these more is read, which raises the floor, until nobody above it can have more.
 */
#include <stdlib.h>
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"

enum { AUTHORS_AT_ONCE = 512, ROWS_EASY = 1024, WIDER = 8 };

SHAPE(post_by, FIELD(post_by, id), FIELD(post_by, user_id));

static id top_of(id before) { return before.v ? before : (id){ INT64_MAX }; }

/* ---- of several authors ---- */

struct gathering {
    ctx *c;
    id floor, before;
    i64 most;
    post_by_page kept, spare;                    /* newest first; `spare` is room for the next ones */
};

/* The newest of those that are kept, and these; where both have one, once. */
static void posts_keep(struct gathering *g, const post_by_page *more)
{
    post_by_page was = g->kept, out = { .at = g->spare.at };

    for (size_t i = 0, k = 0; (i64)out.n < g->most && (i < was.n || k < more->n);) {
        bool takes_more = i == was.n || (k < more->n && more->at[k].id.v > was.at[i].id.v);
        const struct post_by *next = takes_more ? &more->at[k++] : &was.at[i++];
        if (!out.n || out.at[out.n - 1].id.v != next->id.v)
            out.at[out.n++] = *next;
    }
    g->kept = out;
    g->spare = was;
    if ((i64)out.n == g->most)
        g->floor = out.at[out.n - 1].id;
}

static int by_author(const void *a, const void *b)
{
    const struct post_by *x = a, *y = b;

    if (x->user_id.v != y->user_id.v)
        return x->user_id.v < y->user_id.v ? -1 : 1;
    return (x->id.v < y->id.v) - (x->id.v > y->id.v);
}

/* Whose posts all count, so that more of them may. Sorts the rows. */
static ids authors_left(const struct gathering *g, post_by_page *rows, i64 each)
{
    ids out = { arena_array(&g->c->arena, id, rows->n), 0 };
    size_t n = 0;

    if (rows->n)
        qsort(rows->at, rows->n, sizeof *rows->at, by_author);
    for (size_t i = 0; i < rows->n; i++) {
        n = i && rows->at[i].user_id.v == rows->at[i - 1].user_id.v ? n + 1 : 1;
        if ((i64)n == each && rows->at[i].id.v > g->floor.v)
            out.at[out.n++] = rows->at[i].user_id;
    }
    return out;
}

static err some_gather(struct gathering *g, ids authors)
{
    i64 each = (i64)authors.n * g->most <= ROWS_EASY ? g->most : 1;
    post_by_page rows;

    while (authors.n) {
        TRY(q_posts_from(g->c, ids_text(&g->c->arena, authors), g->floor, g->before, each, g->most, &rows));
        posts_keep(g, &rows);
        authors = each < g->most ? authors_left(g, &rows, each) : (ids){ 0 };
        each = each * WIDER < g->most ? each * WIDER : g->most;
    }
    return OK;
}

err posts_from(ctx *c, ids authors, id after, id before, i64 most, post_by_page *out)
{
    struct gathering g = { .c = c, .floor = after, .before = top_of(before), .most = most,
                           .kept.at = arena_array(&c->arena, struct post_by, (size_t)most),
                           .spare.at = arena_array(&c->arena, struct post_by, (size_t)most) };
    struct arena_mark mark = arena_mark(&c->arena);

    for (size_t i = 0; i < authors.n && most > 0; i += AUTHORS_AT_ONCE) {
        size_t n = authors.n - i < AUTHORS_AT_ONCE ? authors.n - i : AUTHORS_AT_ONCE;
        TRY(some_gather(&g, (ids){ authors.at + i, n }));
        arena_rewind(&c->arena, mark);
    }
    *out = g.kept;
    return OK;
}

err posts_from_one_in(tx *t, id author, i64 most, post_by_page *out)
{
    return q_posts_from_one(t, author, most, out);
}

err posts_public_up(ctx *c, id after, i64 most, post_by_page *out)
{
    return q_posts_public_after(c, after, most, out);
}

err posts_public(ctx *c, id before, i64 most, post_by_page *out)
{
    return q_posts_public_before(c, top_of(before), most, out);
}
