/*
 * The documents for which an expression holds, in the order of ids. SQLite's index knows that order, and reads until the page is full;
 * it is asked once, because it looks for the first document from the end of the index on, wherever it is told to begin.
 *
 * PostgreSQL's knows no order: it always reads all places of a word. So there the documents at the end where the reading begins are
 * looked at one by one, where frequent words fill a page soon; what is not found so is rare enough for the index to bring all of it.
 * They are read in slices of time, each several times as long as the one before; marks say how far back so many documents go. What
 * takes too long ends between two slices.
 */
#include "base/id.h"
#include "base/str.h"
#include "domain/search/shelf.h"
#include "runtime/loop.h"
#include "text/query.h"

/* In marks, of which one is about 256 documents. */
enum { FIRST_MARKS = 4, GROWTH = 4, WALKED_MARKS = 64 };
enum { PATIENCE_MS = 150 };

/* The last id before a time, also before one that no id can have. */
static id time_id(when t)
{
    return t.ms >= id_ms((id){ INT64_MAX }) ? (id){ INT64_MAX } : id_before(t.ms);
}

static bool on_postgres(ctx *c)
{
    return store_dialect(c->world->store) == ON_POSTGRES;
}

struct seeking seek_begin(ctx *c, const struct shelf *s, const struct query *q)
{
    struct seeking f = { s, .from = time_id(q->from), .until = time_id(q->until), .end_ms = loop_mono_ms(c->loop) + PATIENCE_MS };
    struct query_match match;

    (on_postgres(c) ? query_match_tsquery : query_match_fts5)(&c->arena, q, &match);
    f.match = match.match;
    f.until.v += f.until.v < INT64_MAX;
    return f;
}

/* ---- slices ---- */

/* So many marks long; 0: as long as there is anything. */
struct slice { i64 marks; bool walked; };

static struct slice slice_first(ctx *c)
{
    return on_postgres(c) ? (struct slice){ FIRST_MARKS, true } : (struct slice){ 0, false };
}

static struct slice slice_next(struct slice s)
{
    i64 marks = s.marks * GROWTH;

    return marks <= WALKED_MARKS ? (struct slice){ marks, true } : (struct slice){ 0, false };
}

static bool is_late(ctx *c, const struct seeking *f)
{
    return loop_mono_ms(c->loop) > f->end_ms;
}

static void hits_add(search_hit_page *out, const search_hit_page *hits)
{
    for (size_t i = 0; i < hits->n; i++)
        out->at[out->n++] = hits->at[i];
}

/* `after` is moved to where the slice before `before` ends. */
static err slice_end(ctx *c, const struct seeking *f, i64 marks, id before, id *after)
{
    search_hit_page ends = { 0 };

    *after = f->from;
    if (marks)
        TRY(f->shelf->mark_before(c, before, marks - 1, &ends));
    if (ends.n && ends.at[0].id.v - 1 > f->from.v)
        after->v = ends.at[0].id.v - 1;
    return OK;
}

err seek_down(ctx *c, const struct seeking *f, id from, i64 most, search_hit_page *out, id *left)
{
    id before = from.v && from.v < f->until.v ? from : f->until, after;
    struct slice slice = slice_first(c);
    search_hit_page hits;

    *out = (search_hit_page){ .at = arena_array(&c->arena, struct search_hit, (size_t)most) };
    *left = (id){ 0 };
    for (bool begun = false; before.v - 1 > f->from.v && (i64)out->n < most; begun = true) {
        if (begun && is_late(c, f)) {
            *left = before;
            return OK;
        }
        TRY(slice_end(c, f, slice.marks, before, &after));
        TRY((slice.walked ? f->shelf->walk : f->shelf->look)(c, f->match, after, before, most - (i64)out->n, &hits));
        hits_add(out, &hits);
        before.v = after.v + 1;
        slice = slice_next(slice);
    }
    return OK;
}

/* ---- from the oldest up ---- */

/* `before` is moved to where the slice after `after` ends. */
static err slice_end_up(ctx *c, const struct seeking *f, i64 marks, id after, id *before)
{
    search_hit_page ends = { 0 };

    *before = f->until;
    if (marks)
        TRY(f->shelf->mark_after(c, after, marks - 1, &ends));
    if (ends.n && ends.at[0].id.v + 1 < f->until.v)
        before->v = ends.at[0].id.v + 1;
    return OK;
}

err seek_up(ctx *c, const struct seeking *f, id from, i64 most, search_hit_page *out, id *left)
{
    id after = from.v > f->from.v ? from : f->from, before;
    struct slice slice = slice_first(c);
    search_hit_page hits;

    *out = (search_hit_page){ .at = arena_array(&c->arena, struct search_hit, (size_t)most) };
    *left = (id){ 0 };
    for (bool begun = false; after.v + 1 < f->until.v && (i64)out->n < most; begun = true) {
        if (begun && is_late(c, f)) {
            *left = after;
            return OK;
        }
        TRY(slice_end_up(c, f, slice.marks, after, &before));
        TRY((slice.walked ? f->shelf->walk_up : f->shelf->look_up)(c, f->match, after, before, most - (i64)out->n, &hits));
        hits_add(out, &hits);
        after.v = before.v - 1;
        slice = slice_next(slice);
    }
    return OK;
}
