/*
 * Is every document in its index, and nothing else? In short pages, also while a server runs, whose consumer is a moment late: a page
 * that differs is compared again, and is wrong if it still differs in the same place although nothing is left to do.
 */
#include "domain/search/shelf.h"

enum { AT_ONCE = 500, COMPARED_MOST = 8, PAUSE_MS = 300 };

struct comparing { const struct shelf *shelf; id after, end, wrong; i64 there; };

/* The first id that only one of them has. Neither has any that is not looked at, up to the end of the shorter one. */
static id first_apart(const search_hit_page *there, const search_hit_page *hits)
{
    size_t n = there->n < hits->n ? there->n : hits->n, i = 0;

    while (i < n && there->at[i].id.v == hits->at[i].id.v)
        i++;
    if (i == there->n && i == hits->n)
        return (id){ 0 };
    if (i == there->n)
        return there->n < AT_ONCE ? hits->at[i].id : (id){ 0 };
    return i == hits->n || there->at[i].id.v < hits->at[i].id.v ? there->at[i].id : hits->at[i].id;
}

/* One transaction, which sees one state of both. */
static err page_compare(tx *t, void *arg)
{
    struct comparing *in = arg;
    search_hit_page there, hits;

    TRY(in->shelf->there(t, in->after, AT_ONCE, &there));
    TRY(in->shelf->documents_after(t, in->after, AT_ONCE + 1, &hits));
    in->wrong = first_apart(&there, &hits);
    in->there = (i64)there.n;
    in->end = there.n == AT_ONCE ? there.at[there.n - 1].id : (id){ 0 };
    return OK;
}

/* `wrong` 0: as far as can be said now. */
static err page_check(ctx *c, struct comparing *in)
{
    id before = { 0 };

    for (int n = 0; n < COMPARED_MOST; n++) {
        bool done;
        TRY(consumer_is_done(c, in->shelf->consumer, &done));
        TRY(transact(c, page_compare, in));
        if (!in->wrong.v || (done && in->wrong.v == before.v))
            return OK;
        before = in->wrong;
        TRY(ctx_sleep(c, PAUSE_MS));
    }
    in->wrong = (id){ 0 };
    return OK;
}

err shelf_check(ctx *c, const struct shelf *s, i64 *looked_at, id *wrong)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct comparing in = { .shelf = s };

    *looked_at = 0;
    do {
        in.after = in.end;
        TRY(page_check(c, &in));
        arena_rewind(&c->arena, mark);
        *looked_at += in.there;
    } while (in.end.v && !in.wrong.v);
    *wrong = in.wrong;
    return OK;
}
