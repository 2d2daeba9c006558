/*
 * Lists below a post or a comment, as a viewer sees them. A row has a place for the viewer if its author is shown to them, or if
 * replies stand below it; others are passed over, and later ones fill their places, as long as they are not too many.
 */
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/comment_own.h"
#include "ports/stamps.h"

enum { PASSED_OVER_MOST = 2000, CHUNK_LEAST = 16, CHUNK_MOST = 256, ROWS_MOST = 4096, WIDER = 8 };

SHAPE(comment_row,
    FIELD(comment_row, id), FIELD(comment_row, post_id), FIELD(comment_row, parent), FIELD(comment_row, depth),
    FIELD(comment_row, user_id), FIELD(comment_row, kids), FIELD(comment_row, replies), FIELD(comment_row, rank),
    FIELD(comment_row, deleted), FIELD(comment_row, hidden), FIELD(comment_row, stands));

/* ---- authors ---- */

/* In a table whose room is a power of two and never full: where they are, or a free place. */
static struct reader *place_in(struct reader *table, size_t room, id who)
{
    size_t i = (size_t)(((u64)who.v * 0x9e3779b97f4a7c15u) >> 32);

    while (table[i & (room - 1)].who.v && table[i & (room - 1)].who.v != who.v)
        i++;
    return &table[i & (room - 1)];
}

static struct reader *reader_of(const struct reading *r, id who)
{
    struct reader *at = r->room ? place_in(r->known, r->room, who) : NULL;

    return at && at->who.v ? at : NULL;
}

static void readers_widen(struct reading *r)
{
    size_t room = r->room ? 2 * r->room : 64;
    struct reader *wider = arena_zero(&r->c->arena, room * sizeof *wider, _Alignof(struct reader));

    for (size_t i = 0; i < r->room; i++)
        if (r->known[i].who.v)
            *place_in(wider, room, r->known[i].who) = r->known[i];
    r->known = wider;
    r->room = room;
}

static void reader_add(struct reading *r, id who)
{
    if (2 * r->n >= r->room)
        readers_widen(r);
    *place_in(r->known, r->room, who) = (struct reader){ .who = who };
    r->n++;
}

err authors_meet(struct reading *r, const comment_row_page *rows)
{
    ids strangers = { arena_array(&r->c->arena, id, rows->n), 0 };
    author_page *met = arena_new(&r->c->arena, author_page);

    for (size_t i = 0; i < rows->n; i++)
        if (!rows->at[i].deleted && !reader_of(r, rows->at[i].user_id)) {
            reader_add(r, rows->at[i].user_id);
            made_note(r->c, r->made, STAMP_ITSELF, rows->at[i].user_id);
            strangers.at[strangers.n++] = rows->at[i].user_id;
        }
    if (!strangers.n)
        return OK;
    TRY(authors_reached(r->c, r->me, strangers, met));
    for (size_t i = 0; i < met->n; i++)
        place_in(r->known, r->room, met->at[i].card.id)->author = &met->at[i];
    return OK;
}

const struct author *author_met(const struct reading *r, const struct comment_row *row)
{
    const struct reader *reader = row->deleted ? NULL : reader_of(r, row->user_id);

    return reader && reader->author && sight_reaches(&reader->author->sight) ? reader->author : NULL;
}

bool in_place(const struct reading *r, const struct comment_row *row)
{
    return row->replies > 0 || author_met(r, row);
}

/* ---- orders ---- */

struct comment_place place_of(enum comment_sort sort, const struct comment_row *row)
{
    return (struct comment_place){ sort == COMMENTS_TOP ? row->rank : 0, row->id };
}

static struct comment_place place_past(enum comment_sort sort, const struct comment_row *row)
{
    struct comment_place p = place_of(sort, row);

    p.id.v += sort == COMMENTS_NEW ? -1 : 1;
    return p;
}

static err rows_from(const struct reading *r, id of, struct comment_place from, i64 most, comment_row_page *out)
{
    switch (r->sort) {
    case COMMENTS_OLD: return q_comments_old(r->c, of, from.id, most, out);
    case COMMENTS_TOP: return q_comments_top(r->c, of, from.id.v ? from.rank : INT64_MIN, from.id, most, out);
    default:           return q_comments_new(r->c, of, from.id.v ? from.id : (id){ INT64_MAX }, most, out);
    }
}

static err rows_first(const struct reading *r, ids of, i64 most, comment_row_page *out)
{
    str parents = ids_text(&r->c->arena, of);

    switch (r->sort) {
    case COMMENTS_OLD: return q_comments_first_old(r->c, parents, most, out);
    case COMMENTS_TOP: return q_comments_first_top(r->c, parents, most, out);
    default:           return q_comments_first_new(r->c, parents, most, out);
    }
}

/* ---- one list, page by page ---- */

struct filling {
    struct reading *r;
    id of;
    i64 offset, limit, chunk;
    struct comment_place from, next;
    comment_row_page *out;
    bool done;
};

static void chunk_add(struct filling *f, const comment_row_page *rows)
{
    for (size_t i = 0; i < rows->n && !f->done; i++) {
        const struct comment_row *row = &rows->at[i];
        if (!in_place(f->r, row)) {
            f->r->passed++;
        } else if (f->offset > 0) {
            f->offset--;
        } else if ((i64)f->out->n < f->limit) {
            f->out->at[f->out->n++] = *row;
        } else {
            f->next = place_of(f->r->sort, row);
            f->done = true;
        }
    }
}

/* One more than the page lacks, which shows whether more follow; ever more while most are not for the viewer. */
static i64 chunk_size(struct filling *f)
{
    i64 lacking = f->offset + f->limit - (i64)f->out->n + 1;

    f->chunk = f->chunk ? 2 * f->chunk : CHUNK_LEAST;
    i64 most = lacking > f->chunk ? lacking : f->chunk;
    return most > CHUNK_MOST ? CHUNK_MOST : most;
}

static err chunk_read(struct filling *f)
{
    i64 most = chunk_size(f);
    comment_row_page rows;

    TRY(rows_from(f->r, f->of, f->from, most, &rows));
    TRY(authors_meet(f->r, &rows));
    chunk_add(f, &rows);
    if (f->done || (i64)rows.n < most) {
        f->done = true;
        return OK;
    }
    f->from = place_past(f->r->sort, &rows.at[rows.n - 1]);
    if (f->r->passed >= PASSED_OVER_MOST) {
        f->next = f->from;
        f->done = true;
    }
    return OK;
}

err below_page(struct reading *r, id of, const struct comment_wish *wish, comment_row_page *out, struct comment_place *next)
{
    struct filling f = { .r = r, .of = of, .offset = wish->offset, .limit = wish->limit, .from = wish->from, .out = out };

    *out = (comment_row_page){ .at = arena_array(&r->c->arena, struct comment_row, (size_t)wish->limit) };
    while (!f.done)
        TRY(chunk_read(&f));
    *next = f.next;
    return OK;
}

/* ---- the first of many lists ---- */

struct rounds {
    struct reading *r;
    ids of;                                      /* those that lack some */
    struct below **to;                           /* for each of these */
    i64 want, most;                              /* most: rows of each in this round */
};

/* The rows of one parent; false: there may be more, and some are lacking. */
static bool below_take(const struct rounds *o, struct below *b, const struct comment_row *rows, size_t n)
{
    *b = (struct below){ .at = b->at };
    for (size_t i = 0; i < n; i++) {
        if (!in_place(o->r, &rows[i])) {
            o->r->passed++;
        } else if ((i64)b->n < o->want) {
            b->at[b->n++] = rows[i];
        } else {
            b->next = place_of(o->r->sort, &rows[i]);
            return true;
        }
    }
    if ((i64)n < o->most)
        return true;
    b->next = place_past(o->r->sort, &rows[n - 1]);
    return false;
}

static err round_read(struct rounds *o)
{
    comment_row_page rows;
    size_t at = 0, lacking = 0;

    TRY(rows_first(o->r, o->of, o->most, &rows));
    TRY(authors_meet(o->r, &rows));
    for (size_t i = 0; i < o->of.n; i++) {
        size_t n = 0;
        while (at + n < rows.n && rows.at[at + n].parent.v == o->of.at[i].v)
            n++;
        if (!below_take(o, o->to[i], rows.at + at, n)) {
            o->of.at[lacking] = o->of.at[i];
            o->to[lacking++] = o->to[i];
        }
        at += n;
    }
    o->of.n = lacking;
    return OK;
}

/* Wider for those that lack some, within bounds; false: they stay as they are. */
static bool round_widen(struct rounds *o)
{
    i64 fits = ROWS_MOST / (i64)o->of.n, most = o->most;

    o->most = WIDER * most < fits ? WIDER * most : fits;
    return o->most > most && o->r->passed < PASSED_OVER_MOST;
}

err below_each(struct reading *r, ids of, i64 want, struct below **out)
{
    struct arena *a = &r->c->arena;
    struct comment_row *room = arena_array(a, struct comment_row, of.n * (size_t)want + 1);
    struct rounds o = { .r = r, .of = { arena_array(a, id, of.n), of.n }, .to = arena_array(a, struct below *, of.n), .want = want,
                        .most = want + 1 };

    *out = arena_array(a, struct below, of.n);
    for (size_t i = 0; i < of.n; i++) {
        o.of.at[i] = of.at[i];
        o.to[i] = &(*out)[i];
        o.to[i]->at = room + i * (size_t)want;
    }
    do
        TRY(round_read(&o));
    while (o.of.n && round_widen(&o));
    return OK;
}
