/* What a question about posts asks for, and the posts that are found, as the rule of posts shows them. */
#include "base/id.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/graph/sight.h"
#include "domain/search/search_own.h"

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

/*
 * Without what the viewer may not see by its visibility; the rest is the rule's. Most posts are public, so the others are left out.
 * Of followers' posts and private ones older than their label, it is the rule alone that hides them.
 */
static void readers_label(ctx *c, struct asking *q)
{
    struct arena *a = &c->arena;
    str closed[] = { label_to_all(a, VISIBLE_UNLISTED), label_to_all(a, VISIBLE_TO_NAMED), label_to_all(a, VISIBLE_TO_FOLLOWERS) };
    str own[] = { label_to(a, q->me), label_from(a, q->me) };
    strs leave = { arena_array(a, str, COUNT(closed)), q->me.v ? COUNT(closed) - 1 : COUNT(closed) };
    strs unless = { arena_array(a, str, COUNT(own)), q->me.v ? COUNT(own) : 0 };

    memcpy(leave.at, closed, sizeof closed);
    memcpy(unless.at, own, sizeof own);
    query_leave(a, &q->query, leave, unless);
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

/* ---- what the shelf has ---- */

static struct post_entries entries_of(ctx *c, const search_hit_page *hits, id left)
{
    struct post_entries out = { arena_array(&c->arena, struct post_entry, hits->n), hits->n, left };

    for (size_t i = 0; i < hits->n; i++)
        out.at[i] = (struct post_entry){ hits->at[i].id, hits->at[i].id };
    return out;
}

static err found_read(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    search_hit_page hits;
    id left;

    TRY(seek_down(c, arg, after, most, &hits, &left));
    *out = entries_of(c, &hits, left);
    return OK;
}

/* False in `there`: nobody can have written what is asked for. */
static err finding_begin(ctx *c, id me, str text, struct seeking *f, bool *there)
{
    struct asking q;

    TRY(question_read(c, me, text, &q));
    *there = !q.nobody;
    *f = q.nobody ? (struct seeking){ 0 } : seek_begin(c, &post_shelf, &q.query);
    return OK;
}

err posts_search(ctx *c, id me, str text, id after, i64 limit, post_view_page *out, id *next)
{
    struct seeking f;
    bool there;

    *out = (post_view_page){ 0 };
    *next = (id){ 0 };
    TRY(finding_begin(c, me, text, &f, &there));
    if (!there)
        return OK;
    const struct post_source source = { .read = found_read, .arg = &f };
    return post_list(c, me, &source, (struct post_wish){ .after = after, .limit = limit }, out, next);
}

err posts_search_up(ctx *c, id me, str text, id after, i64 most, struct post_entries *out)
{
    search_hit_page hits = { 0 };
    struct seeking f;
    id left = { 0 };
    bool there;

    TRY(finding_begin(c, me, text, &f, &there));
    TRY(there ? seek_up(c, &f, after, most, &hits, &left) : OK);
    *out = entries_of(c, &hits, left);
    return OK;
}
