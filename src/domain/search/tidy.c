/*
 * FTS5 takes a row out of its index by writing beside it that it is gone: its words stay in the file until the segments that
 * have both are merged, which may be never. So once in an hour, if anything was taken out, all segments are merged into one, a
 * few pages in each transaction. What is taken out meanwhile is for the next time. A killed merge goes on where it was.
 *
 * PostgreSQL's index is cleaned by its vacuum.
 */
#include "base/str.h"
#include "domain/search/search.sql.h"
#include "domain/search/shelf.h"

enum { PAGES = 32, PAUSE_MS = 5 };               /* a step writes about 128 KiB, and others write between two */

SHAPE(search_tidy, FIELD(search_tidy, asked), FIELD(search_tidy, going));
SHAPE(search_shape, FIELD(search_shape, segments));

struct tidying { const struct shelf *shelf; bool done; };

static bool needs_merging(tx *t)
{
    return tx_dialect(t) != ON_POSTGRES;
}

err tidy_ask(tx *t, const struct shelf *s)
{
    return needs_merging(t) ? q_tidy_ask(t, s->row) : OK;
}

static err merge_begin(tx *t, const struct shelf *s)
{
    TRY(q_tidy_begin(t, s->row));
    return s->merge(t, -PAGES);
}

static err merge_on(tx *t, struct tidying *in)
{
    const struct shelf *s = in->shelf;
    struct search_shape before, after;

    TRY(s->shape(t, &before));
    TRY(s->merge(t, PAGES));
    TRY(s->shape(t, &after));
    in->done = str_eq(before.segments, after.segments);
    return in->done ? q_tidy_end(t, s->row) : OK;
}

static err step(tx *t, void *arg)
{
    struct search_tidy tidy;
    struct tidying *in = arg;

    in->done = !needs_merging(t);
    if (in->done)
        return OK;
    TRY(q_tidy_get(t, in->shelf->row, &tidy));
    in->done = !tidy.asked && !tidy.going;
    if (in->done)
        return OK;
    return tidy.going ? merge_on(t, in) : merge_begin(t, in->shelf);
}

err shelf_tidy(ctx *c, const struct shelf *s)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct tidying in = { .shelf = s };

    while (!in.done) {
        TRY(transact(c, step, &in));
        TRY(in.done ? OK : ctx_sleep(c, PAUSE_MS));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}
