/*
 * Is every document in its index, and nothing else? In short pages, also while a server runs, whose consumer is a moment late: a page
 * that differs is compared again, and is wrong if it still differs in the same place although nothing is left to do.
 */
#include "domain/search/shelf.h"

enum { AT_ONCE = 500, COMPARED_MOST = 8, PAUSE_MS = 300 };

struct comparing { const struct shelf *shelf; id after, end, wrong; i64 there; };        /* end: where the next page begins */

/* The end of a page; of the last one, the greatest id. */
static id page_end(const search_hit_page *page)
{
    return page->n < AT_ONCE ? (id){ INT64_MAX } : page->at[page->n - 1].id;
}

static i64 id_at(const search_hit_page *page, size_t i, id end)
{
    return i < page->n && page->at[i].id.v <= end.v ? page->at[i].id.v : INT64_MAX;
}

/* The first id up to the end that only one of them has. */
static id first_apart(const search_hit_page *there, const search_hit_page *hits, id end)
{
    size_t i = 0;

    while (id_at(there, i, end) == id_at(hits, i, end))
        if (id_at(there, i++, end) == INT64_MAX)
            return (id){ 0 };
    i64 one = id_at(there, i, end), other = id_at(hits, i, end);
    return (id){ one < other ? one : other };
}

/* One transaction, which sees one state of both, up to where the one that ends first got to. */
static err page_compare(tx *t, void *arg)
{
    struct comparing *in = arg;
    const struct shelf *s = in->shelf;
    search_hit_page there, hits;

    TRY(s->there(t, in->after, AT_ONCE, &there));
    TRY(s->documents_after(t, in->after, AT_ONCE, &hits));
    in->end = page_end(&there).v < page_end(&hits).v ? page_end(&there) : page_end(&hits);
    TRY(s->counted ? s->counted(t, &there) : OK);
    TRY(s->counted ? s->counted(t, &hits) : OK);
    in->wrong = first_apart(&there, &hits, in->end);
    in->there = 0;
    while (id_at(&there, (size_t)in->there, in->end) < INT64_MAX)
        in->there++;
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
    } while (in.end.v < INT64_MAX && !in.wrong.v);
    *wrong = in.wrong;
    return OK;
}
