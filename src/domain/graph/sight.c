/* The sight of one account: read by one statement; of several: by three, joined by id. */
#include <stdlib.h>
#include "base/ids.h"
#include "base/str.h"
#include "domain/graph/graph.sql.h"
#include "domain/graph/graph_own.h"
#include "ports/ties.h"

SHAPE(relation_row, FIELD(relation_row, forth), FIELD(relation_row, back), FIELD(relation_row, stance));

enum { EDGE = 1, REQUEST, BLOCKING = 1, BLOCKED = 2, MUTING = 4 };   /* as in the statement */

/* ---- one ---- */

static struct sight sight_begin(id me, const struct standing *of)
{
    return (struct sight){ .of = *of, .self = me.v && of->who.v == me.v };
}

static bool is_alone(id me, const struct sight *s)
{
    return !me.v || s->self;
}

static void relation_apply(struct sight *s, const struct relation_row *r)
{
    s->following = r->forth == EDGE;
    s->requested = r->forth == REQUEST;
    s->followed_by = r->back == EDGE;
    s->asked_by = r->back == REQUEST;
    s->blocking = r->stance & BLOCKING;
    s->blocked_by = r->stance & BLOCKED;
    s->muting = r->stance & MUTING;
}

/* An unknown id is an account without standing. */
static err standing_found(err e, id who, const struct account *a, struct standing *out)
{
    *out = e == OK ? standing_of(a) : (struct standing){ .who = who };
    return e == ERR_NOT_FOUND ? OK : e;
}

static ids users_of(struct arena *a, const graph_user_page *page)
{
    ids out = { arena_array(a, id, page->n), page->n };

    for (size_t i = 0; i < page->n; i++)
        out.at[i] = page->at[i].user_id;
    return out;
}

static err related_read(ctx *c, id whose, i64 most, ids *out)
{
    graph_user_page page;

    TRY(q_related_get(c, whose, most, &page));
    *out = users_of(&c->arena, &page);
    return OK;
}

static const struct ties people = { "people", STAMP_PEOPLE, related_read };

err sight_from(ctx *c, id me, const struct standing *of, struct sight *out)
{
    struct relation_row row;
    bool related;

    *out = sight_begin(me, of);
    if (is_alone(me, out))
        return OK;
    TRY(ties_may_have(c, &people, me, of->who, &related));
    if (!related)
        return OK;
    TRY(q_relation_get(c, me, of->who, &row));
    relation_apply(out, &row);
    return OK;
}

err sight_of(ctx *c, id me, id who, struct sight *out)
{
    struct standing of;
    struct account a;

    TRY(standing_found(account_by_id(c, who, &a), who, &a, &of));
    return sight_from(c, me, &of, out);
}

err sight_row_in(tx *t, id me, id who, struct sight *out, struct relation_row *row)
{
    struct standing of;
    struct account a;

    *row = (struct relation_row){ 0 };
    TRY(standing_found(account_by_id_in(t, who, &a), who, &a, &of));
    *out = sight_begin(me, &of);
    if (!is_alone(me, out))
        TRY(q_relation_get(t, me, who, row));
    relation_apply(out, row);
    return OK;
}

err sight_of_in(tx *t, id me, id who, struct sight *out)
{
    struct relation_row row;

    return sight_row_in(t, me, who, out, &row);
}

err sight_meet(ctx *c, id me, id who, struct sight *out)
{
    TRY(sight_of(c, me, who, out));
    return sight_sees(out) ? OK : fail(c, &user_not_found);
}

err sight_meet_row_in(tx *t, id me, id who, struct sight *out, struct relation_row *row)
{
    TRY(account_acts_in(t, me));
    TRY(sight_row_in(t, me, who, out, row));
    return sight_sees(out) ? OK : tx_fail(t, &user_not_found);
}

err sight_meet_in(tx *t, id me, id who, struct sight *out)
{
    struct relation_row row;

    return sight_meet_row_in(t, me, who, out, &row);
}

/* ---- many ---- */

static int by_who(const void *a, const void *b)
{
    return id_compare(&(*(struct sight *const *)a)->of.who, &(*(struct sight *const *)b)->of.who);
}

/* Sights by id. Those of the same account are neighbours, and one of them is filled. */
struct sorted { struct sight **at; size_t n; };

static struct sorted sights_sort(struct arena *a, sight_page *page)
{
    struct sorted s = { arena_array(a, struct sight *, page->n), page->n };

    for (size_t i = 0; i < page->n; i++)
        s.at[i] = &page->at[i];
    if (s.n)
        qsort(s.at, s.n, sizeof *s.at, by_who);
    return s;
}

static struct sight *sight_among(const struct sorted *s, id who)
{
    struct sight key = { .of.who = who }, *probe = &key;
    struct sight **found = s->n ? bsearch(&probe, s->at, s->n, sizeof probe, by_who) : NULL;

    return found ? *found : NULL;
}

struct between { edge_page from_me, to_me; stance_page stances; };

static void between_apply(const struct sorted *s, const struct between *b)
{
    for (size_t i = 0; i < b->from_me.n; i++) {
        struct sight *one = sight_among(s, b->from_me.at[i].other_id);
        one->requested = b->from_me.at[i].requested;
        one->following = !one->requested;
    }
    for (size_t i = 0; i < b->to_me.n; i++) {
        struct sight *one = sight_among(s, b->to_me.at[i].user_id);
        one->asked_by = b->to_me.at[i].requested;
        one->followed_by = !one->asked_by;
    }
    for (size_t i = 0; i < b->stances.n; i++) {
        const struct stance *stance = &b->stances.at[i];
        struct sight *one = sight_among(s, stance->other_id);
        one->blocking = stance->blocking.v;
        one->blocked_by = stance->blocked.v;
        one->muting = stance->muting.v;
    }
}

static void twins_fill(const struct sorted *s, sight_page *page)
{
    for (size_t i = 0; i < page->n; i++)
        page->at[i] = *sight_among(s, page->at[i].of.who);
}

static ids others_of(struct arena *a, const sight_page *page)
{
    ids others = { arena_array(a, id, page->n), 0 };

    for (size_t i = 0; i < page->n; i++)
        if (!page->at[i].self)
            others.at[others.n++] = page->at[i].of.who;
    return others;
}

static void page_begin(struct arena *a, id me, const struct standing *of, size_t n, sight_page *out)
{
    *out = (sight_page){ .at = arena_array(a, struct sight, n), .n = n };
    for (size_t i = 0; i < n; i++)
        out->at[i] = sight_begin(me, &of[i]);
}

/* The same on a ctx and in a transaction, since statements run on both. */
#define BETWEEN_READ(c, me, others, b)                                         \
    if (me.v && others.n) {                                                    \
        TRY(q_edges_to_all(c, me, others, &b.from_me));                        \
        TRY(q_edges_from_all(c, others, me, &b.to_me));                        \
        TRY(q_stances_get(c, me, others, &b.stances));                         \
    }

static void page_apply(struct arena *a, const struct between *b, sight_page *page)
{
    struct sorted s = sights_sort(a, page);

    between_apply(&s, b);
    twins_fill(&s, page);
}

err sights_from(ctx *c, id me, const struct standing *of, size_t n, sight_page *out)
{
    struct between b = { 0 };

    page_begin(&c->arena, me, of, n, out);
    if (n == 1)
        return sight_from(c, me, of, out->at);
    ids others = others_of(&c->arena, out);
    BETWEEN_READ(c, me, others, b)
    page_apply(&c->arena, &b, out);
    return OK;
}

err sights_without_follows(ctx *c, id me, const struct standing *of, size_t n, sight_page *out)
{
    struct between b = { 0 };

    page_begin(&c->arena, me, of, n, out);
    ids others = others_of(&c->arena, out);
    if (me.v && others.n)
        TRY(q_stances_get(c, me, others, &b.stances));
    page_apply(&c->arena, &b, out);
    return OK;
}

/* In the order asked; unknown ids have nothing but their id. */
static struct standing *standings_of(struct arena *a, ids who, const account_page *accounts)
{
    sight_page page = { .at = arena_array(a, struct sight, who.n), .n = who.n };
    struct standing *out = arena_array(a, struct standing, who.n);

    for (size_t i = 0; i < who.n; i++)
        page.at[i].of = (struct standing){ .who = who.at[i] };
    struct sorted s = sights_sort(a, &page);
    for (size_t i = 0; i < accounts->n; i++)
        sight_among(&s, accounts->at[i].id)->of = standing_of(&accounts->at[i]);
    for (size_t i = 0; i < who.n; i++)
        out[i] = sight_among(&s, who.at[i])->of;
    return out;
}

err sights_of(ctx *c, id me, ids who, sight_page *out)
{
    account_page accounts;

    TRY(accounts_by_ids(c, who, &accounts));
    return sights_from(c, me, standings_of(&c->arena, who, &accounts), who.n, out);
}

err sights_of_in(tx *t, id me, ids who, sight_page *out)
{
    struct between b = { 0 };
    account_page accounts;

    TRY(accounts_by_ids_in(t, who, &accounts));
    page_begin(tx_arena(t), me, standings_of(tx_arena(t), who, &accounts), who.n, out);
    ids others = others_of(tx_arena(t), out);
    BETWEEN_READ(t, me, others, b)
    page_apply(tx_arena(t), &b, out);
    return OK;
}

/* ---- one to many ---- */

enum { FEW = 200 };                  /* viewers who are looked up one by one; of more the account's own rows are read, if those are fewer */

static ids viewers_of(struct arena *a, const sight_page *page, ids viewers)
{
    ids others = { arena_array(a, id, viewers.n), 0 };

    for (size_t i = 0; i < viewers.n; i++)
        if (viewers.at[i].v && !page->at[i].self)
            others.at[others.n++] = viewers.at[i];
    return ids_once(a, others);
}

/* All its followers, if they are fewer than the viewers; otherwise those viewers who follow it. */
static err viewers_follow(ctx *c, ids viewers, id of, ids *out)
{
    listed_page followers = { 0 };
    edge_page edges;

    *out = (ids){ arena_array(&c->arena, id, viewers.n), 0 };
    if (viewers.n > FEW)
        TRY(q_followers_after(c, of, (id){ 0 }, (i64)viewers.n, &followers));
    for (size_t i = 0; followers.n < viewers.n && i < followers.n; i++)
        out->at[out->n++] = followers.at[i].other_id;
    if (viewers.n > FEW && followers.n < viewers.n)
        return OK;
    TRY(q_edges_from_all(c, viewers, of, &edges));
    for (size_t i = 0; i < edges.n; i++)
        if (!edges.at[i].requested)
            out->at[out->n++] = edges.at[i].user_id;
    return OK;
}

static err viewers_stances(ctx *c, ids viewers, id of, stance_page *out)
{
    *out = (stance_page){ 0 };
    if (viewers.n > FEW)
        TRY(q_stances_of(c, of, (id){ 0 }, (i64)viewers.n, out));
    return viewers.n > FEW && out->n < viewers.n ? OK : q_stances_get(c, of, viewers, out);
}

/* The rows are the account's: what it does to a viewer is done to them. */
static void stance_apply(struct sight *s, const struct stance *row)
{
    s->blocking = row->blocked.v;
    s->blocked_by = row->blocking.v;
    s->muting = row->muted.v;
}

static int by_other(const void *a, const void *b)
{
    return id_compare(&((const struct stance *)a)->other_id, &((const struct stance *)b)->other_id);
}

static void viewers_apply(ids viewers, ids following, const stance_page *stances, sight_page *page)
{
    for (size_t i = 0; i < page->n; i++) {
        const struct stance key = { .other_id = viewers.at[i] };
        const struct stance *row = stances->n ? bsearch(&key, stances->at, stances->n, sizeof key, by_other) : NULL;
        page->at[i].following = ids_find(following, viewers.at[i]) != NULL;
        if (row)
            stance_apply(&page->at[i], row);
    }
}

err sights_by(ctx *c, ids viewers, id of, sight_page *out)
{
    struct account a;
    struct standing standing;
    stance_page stances;
    ids following;

    TRY(standing_found(account_by_id(c, of, &a), of, &a, &standing));
    *out = (sight_page){ .at = arena_array(&c->arena, struct sight, viewers.n), .n = viewers.n };
    for (size_t i = 0; i < viewers.n; i++)
        out->at[i] = sight_begin(viewers.at[i], &standing);
    ids others = viewers_of(&c->arena, out, viewers);
    if (!others.n)
        return OK;
    TRY(viewers_follow(c, others, of, &following));
    TRY(viewers_stances(c, others, of, &stances));
    ids_sort(following);
    if (stances.n)
        qsort(stances.at, stances.n, sizeof *stances.at, by_other);
    viewers_apply(viewers, following, &stances, out);
    return OK;
}

/* ---- accounts on the other side of a block ---- */

enum { BARRED_MOST = 10000 };

err sight_barred_of(ctx *c, id me, ids who, enum barred by, ids *out)
{
    stance_page stances = { 0 };

    if (me.v && who.n)
        TRY(q_stances_get(c, me, who, &stances));
    *out = (ids){ arena_array(&c->arena, id, stances.n), 0 };
    for (size_t i = 0; i < stances.n; i++)
        if (stances.at[i].blocked.v || (stances.at[i].blocking.v && by == BARRED_EITHER_WAY))
            out->at[out->n++] = stances.at[i].other_id;
    ids_sort(*out);
    return OK;
}

err sight_barred(ctx *c, id me, ids *out)
{
    graph_user_page page = { 0 };

    if (me.v)
        TRY(q_barred_get(c, me, BARRED_MOST, &page));
    *out = users_of(&c->arena, &page);
    return OK;
}
