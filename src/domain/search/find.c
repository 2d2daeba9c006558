/*
 * Posts that a question finds, newest first. SQLite's index knows the order of ids, and reads until the page is full. PostgreSQL's
 * knows none: it always reads all places of a word. So there the newest posts are looked at one by one, in slices of time, each
 * several times as long as the one before, where frequent words fill a page soon; what is not found so is rare enough for the index
 * to bring all of it. A page that takes too long ends early.
 */
#include "base/id.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/graph/sight.h"
#include "domain/search/search.sql.h"
#include "domain/search/search_own.h"
#include "runtime/loop.h"

enum { FIRST_MARKS = 4, GROWTH = 4, WALKED_MARKS = 64, PATIENCE_MS = 150 };

/* ---- the question ---- */

struct asking { id me; struct query query; bool nobody; };   /* nobody: it asks for posts by somebody who is not there for `me` */

static err authors_find(ctx *c, const struct asking *q, account_page *people, sight_page *sights)
{
    strs names = { arena_array(&c->arena, str, q->query.n), 0 };

    *people = (account_page){ 0 };
    *sights = (sight_page){ 0 };
    for (size_t i = 0; i < q->query.n; i++)
        if (q->query.terms[i].kind == QUERY_FROM)
            names.at[names.n++] = q->query.terms[i].name;
    if (!names.n)
        return OK;
    TRY(accounts_by_usernames(c, names, people));
    struct standing *of = arena_array(&c->arena, struct standing, people->n);
    for (size_t i = 0; i < people->n; i++)
        of[i] = standing_of(&people->at[i]);
    return sights_from(c, q->me, of, people->n, sights);
}

/* 0: there is none for the viewer. */
static id author_named(ctx *c, str name, const account_page *people, const sight_page *sights)
{
    str key = username_key(&c->arena, name);

    for (size_t i = 0; i < people->n; i++)
        if (str_eq(username_key(&c->arena, people->at[i].username), key) && sight_reaches(&sights->at[i]))
            return people->at[i].id;
    return (id){ 0 };
}

/* What is not by somebody who is not there holds for all posts: such a term stays without a label, and asks nothing. */
static void author_label(ctx *c, struct asking *q, struct query_term *term, id author)
{
    if (author.v)
        term->label = label_from(&c->arena, author);
    else if (!term->negated)
        q->nobody = true;
}

static err terms_label(ctx *c, struct asking *q)
{
    account_page people;
    sight_page sights;

    TRY(authors_find(c, q, &people, &sights));
    for (size_t i = 0; i < q->query.n; i++) {
        struct query_term *term = &q->query.terms[i];
        if (term->kind == QUERY_TAG)
            term->label = label_tag(&c->arena, term->name);
        else if (term->kind == QUERY_MINE)
            author_label(c, q, term, q->me);
        else if (term->kind == QUERY_FROM)
            author_label(c, q, term, author_named(c, term->name, &people, &sights));
    }
    return OK;
}

static void facts_label(ctx *c, struct query *q)
{
    for (u32 what = QUERY_MEDIA; what <= QUERY_POLL; what *= 2) {
        if (q->has & what)
            query_label(&c->arena, q, label_has(&c->arena, (enum query_has)what), false);
        if (q->lacks & what)
            query_label(&c->arena, q, label_has(&c->arena, (enum query_has)what), true);
    }
}

/* Only what the viewer may see by its visibility; the rest is the rule's. */
static void readers_label(ctx *c, struct asking *q)
{
    struct arena *a = &c->arena;
    str any[] = { label_to_all(a, VISIBLE_TO_ALL), label_to_all(a, VISIBLE_TO_FOLLOWERS), label_to(a, q->me), label_from(a, q->me) };
    strs labels = { arena_array(a, str, COUNT(any)), q->me.v ? COUNT(any) : 1 };

    memcpy(labels.at, any, sizeof any);
    query_any(a, &q->query, labels);
}

static err wrong(ctx *c, str part)
{
    return fail_field_saying(c, S("q"), &invalid_form, "“" STR_FMT "” is malformed or unknown.", STR_ARG(part));
}

static err wide(ctx *c)
{
    (void)failure_field(&c->failure, S("q"), &too_wide);
    return fail(c, &too_wide);
}

static err question_read(ctx *c, id me, str text, struct asking *q)
{
    *q = (struct asking){ .me = me };
    switch (query_read(&c->arena, text, &q->query)) {
    case QUERY_WRONG:
        return wrong(c, q->query.wrong);
    case QUERY_WIDE:
        return wide(c);
    case QUERY_FINE:
        break;
    }
    TRY(terms_label(c, q));
    facts_label(c, &q->query);
    readers_label(c, q);
    return OK;
}

/* ---- what the index has ---- */

struct finding { str match; id from, until; i64 end_ms; };   /* older than `until`, newer than `from` */

/* What begins at the n-th mark before a place; 0: there are not so many. */
static err mark_find(ctx *c, id before, i64 n, id *out)
{
    search_hit_page marks;

    TRY(q_mark_before(c, before, n - 1, &marks));
    *out = marks.n ? (id){ marks.at[0].id.v - 1 } : (id){ 0 };
    return OK;
}

/* The ids between two, newest first: one slice, or all. `after` is moved up to where it was read. */
static err slice_read(ctx *c, const struct finding *f, i64 marks, id *after, id before, i64 most, search_hit_page *out)
{
    bool walks = store_dialect(c->world->store) == ON_POSTGRES && marks <= WALKED_MARKS;

    *after = f->from;
    if (walks)
        TRY(mark_find(c, before, marks, after));
    if (after->v < f->from.v)
        *after = f->from;
    return walks ? q_found_walking(c, f->match, *after, before, most, out) : q_found_in_index(c, f->match, *after, before, most, out);
}

static void hits_add(struct post_entries *out, const search_hit_page *hits)
{
    for (size_t i = 0; i < hits->n; i++)
        out->at[out->n++] = (struct post_entry){ hits->at[i].id, hits->at[i].id };
}

static err found_read(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    const struct finding *f = arg;
    id before = after.v && after.v < f->until.v ? after : f->until, end;
    search_hit_page hits;

    *out = (struct post_entries){ .at = arena_array(&c->arena, struct post_entry, (size_t)most) };
    for (i64 marks = FIRST_MARKS; before.v - 1 > f->from.v && (i64)out->n < most; marks *= GROWTH) {
        if (marks > FIRST_MARKS && loop_mono_ms(c->loop) > f->end_ms) {
            out->left = before;
            return OK;
        }
        TRY(slice_read(c, f, marks, &end, before, most - (i64)out->n, &hits));
        hits_add(out, &hits);
        before = (id){ end.v + 1 };
    }
    return OK;
}

/* The last id before a time, also before one that no id can have. */
static id time_id(when t)
{
    return t.ms >= id_ms((id){ INT64_MAX }) ? (id){ INT64_MAX } : id_before(t.ms);
}

/* False in `there`: nobody can have written what is asked for. */
static err finding_begin(ctx *c, id me, str text, struct finding *f, bool *there)
{
    struct query_match match;
    struct asking q;

    TRY(question_read(c, me, text, &q));
    *there = !q.nobody;
    if (q.nobody)
        return OK;
    (store_dialect(c->world->store) == ON_POSTGRES ? query_match_tsquery : query_match_fts5)(&c->arena, &q.query, &match);
    *f = (struct finding){ match.match, time_id(q.query.from), time_id(q.query.until), loop_mono_ms(c->loop) + PATIENCE_MS };
    if (f->until.v < INT64_MAX)
        f->until.v++;
    return OK;
}

err posts_search(ctx *c, id me, str text, id after, i64 limit, post_view_page *out, id *next)
{
    struct finding f;
    bool there;

    *out = (post_view_page){ 0 };
    *next = (id){ 0 };
    TRY(finding_begin(c, me, text, &f, &there));
    if (!there)
        return OK;
    const struct post_source source = { .read = found_read, .arg = &f };
    return post_list(c, me, &source, (struct post_wish){ .after = after, .limit = limit }, out, next);
}

/* ---- from the oldest up ---- */

/* One slice, or all. `before` is moved down to where it was read. */
static err slice_read_up(ctx *c, const struct finding *f, i64 marks, id after, id *before, i64 most, search_hit_page *out)
{
    bool walks = store_dialect(c->world->store) == ON_POSTGRES && marks <= WALKED_MARKS;
    search_hit_page ends = { 0 };

    *before = f->until;
    if (walks)
        TRY(q_mark_after(c, after, marks - 1, &ends));
    if (ends.n && ends.at[0].id.v + 1 < f->until.v)
        before->v = ends.at[0].id.v + 1;
    return walks ? q_found_walking_up(c, f->match, after, *before, most, out) : q_found_in_index_up(c, f->match, after, *before, most, out);
}

static err found_up(ctx *c, const struct finding *f, id after, i64 most, struct post_entries *out)
{
    search_hit_page hits;
    id before;

    after = after.v > f->from.v ? after : f->from;
    for (i64 marks = FIRST_MARKS; after.v + 1 < f->until.v && (i64)out->n < most; marks *= GROWTH) {
        if (marks > FIRST_MARKS && loop_mono_ms(c->loop) > f->end_ms) {
            out->left = after;
            return OK;
        }
        TRY(slice_read_up(c, f, marks, after, &before, most - (i64)out->n, &hits));
        hits_add(out, &hits);
        after = (id){ before.v - 1 };
    }
    return OK;
}

err posts_search_up(ctx *c, id me, str text, id after, i64 most, struct post_entries *out)
{
    struct finding f;
    bool there;

    *out = (struct post_entries){ .at = arena_array(&c->arena, struct post_entry, (size_t)most) };
    TRY(finding_begin(c, me, text, &f, &there));
    return there ? found_up(c, &f, after, most, out) : OK;
}
