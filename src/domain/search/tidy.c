/*
 * FTS5 takes a row out of its index by writing beside it that it is gone: its words stay in the file until the segments that
 * have both are merged, which may be never. So once in an hour, if anything was taken out, all segments are merged into one, a
 * few pages in each transaction. What is taken out meanwhile is for the next time. A killed merge goes on where it was.
 *
 * PostgreSQL's index is cleaned by its vacuum.
 */
#include "base/str.h"
#include "domain/search/search.sql.h"
#include "domain/search/search_own.h"

enum { PAGES = 32, PAUSE_MS = 5 };               /* a step writes about 128 KiB, and others write between two */

SHAPE(search_tidy, FIELD(search_tidy, asked), FIELD(search_tidy, going));
SHAPE(search_shape, FIELD(search_shape, segments));

static bool needs_merging(tx *t)
{
    return tx_dialect(t) != ON_POSTGRES;
}

err tidy_ask(tx *t)
{
    return needs_merging(t) ? q_tidy_ask(t) : OK;
}

static err merge_begin(tx *t)
{
    TRY(q_tidy_begin(t));
    return q_index_merge(t, -PAGES);
}

static err merge_on(tx *t, bool *done)
{
    struct search_shape before, after;

    TRY(q_index_shape(t, &before));
    TRY(q_index_merge(t, PAGES));
    TRY(q_index_shape(t, &after));
    *done = str_eq(before.segments, after.segments);
    return *done ? q_tidy_end(t) : OK;
}

static err step(tx *t, void *arg)
{
    struct search_tidy tidy;
    bool *done = arg;

    *done = !needs_merging(t);
    if (*done)
        return OK;
    TRY(q_tidy_get(t, &tidy));
    *done = !tidy.asked && !tidy.going;
    if (*done)
        return OK;
    return tidy.going ? merge_on(t, done) : merge_begin(t);
}

err index_tidy(ctx *c)
{
    struct arena_mark mark = arena_mark(&c->arena);
    bool done = false;

    while (!done) {
        TRY(transact(c, step, &done));
        TRY(done ? OK : ctx_sleep(c, PAUSE_MS));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}
