/* How one stands to another: one statement; and to some others: three, put together by id. */
#include <stdlib.h>
#include "domain/graph/graph.sql.h"
#include "domain/graph/graph_own.h"

SHAPE(relation_row, FIELD(relation_row, forth), FIELD(relation_row, back), FIELD(relation_row, stance));

static int by_user(const void *a, const void *b)
{
    i64 x = (*(const struct relation *const *)a)->user_id.v, y = (*(const struct relation *const *)b)->user_id.v;

    return (x > y) - (x < y);
}

/* Rows that stand for the same user follow each other; each of them is told. */
struct told { struct relation **sorted; size_t n; };

static struct relation *relation_of(const struct told *r, id user)
{
    struct relation key = { .user_id = user }, *probe = &key;
    struct relation **found = r->n ? bsearch(&probe, r->sorted, r->n, sizeof probe, by_user) : NULL;

    return found ? *found : NULL;
}

static void tell_out(const struct told *r, const edge_page *edges)
{
    for (size_t i = 0; i < edges->n; i++) {
        struct relation *one = relation_of(r, edges->at[i].other_id);
        one->requested = edges->at[i].requested;
        one->following = !one->requested;
    }
}

static void tell_in(const struct told *r, const edge_page *edges)
{
    for (size_t i = 0; i < edges->n; i++)
        relation_of(r, edges->at[i].user_id)->followed_by = !edges->at[i].requested;
}

static void tell_stances(const struct told *r, const stance_page *stances)
{
    for (size_t i = 0; i < stances->n; i++) {
        const struct stance *s = &stances->at[i];
        struct relation *one = relation_of(r, s->other_id);
        one->blocking = s->blocking.v;
        one->blocked_by = s->blocked.v;
        one->muting = s->muting.v;
    }
}

static void copy_twins(const struct told *r, relation_page *out)
{
    for (size_t i = 0; i < out->n; i++)
        out->at[i] = *relation_of(r, out->at[i].user_id);
}

enum { EDGE = 1, REQUEST, BLOCKING = 1, BLOCKED = 2, MUTING = 4 };   /* as the statement has them */

err graph_relation(ctx *c, id me, id other, struct relation *out)
{
    struct relation_row r;

    TRY(q_relation_get(c, me, other, &r));
    *out = (struct relation){
        .user_id = other, .following = r.forth == EDGE, .followed_by = r.back == EDGE, .requested = r.forth == REQUEST,
        .blocking = r.stance & BLOCKING, .blocked_by = r.stance & BLOCKED, .muting = r.stance & MUTING,
    };
    return OK;
}

err graph_relations(ctx *c, id me, ids others, relation_page *out)
{
    edge_page from_me, to_me;
    stance_page stances;

    *out = (relation_page){ .at = arena_array(&c->arena, struct relation, others.n), .n = others.n };
    struct told r = { arena_array(&c->arena, struct relation *, others.n), others.n };
    for (size_t i = 0; i < others.n; i++) {
        out->at[i].user_id = others.at[i];
        r.sorted[i] = &out->at[i];
    }
    qsort(r.sorted, r.n, sizeof *r.sorted, by_user);
    TRY(q_edges_to_all(c, me, others, &from_me));
    TRY(q_edges_from_all(c, others, me, &to_me));
    TRY(q_stances_get(c, me, others, &stances));
    tell_out(&r, &from_me);
    tell_in(&r, &to_me);
    tell_stances(&r, &stances);
    copy_twins(&r, out);
    return OK;
}

enum { BARRED_MOST = 10000 };

err graph_barred(ctx *c, id me, ids *out)
{
    graph_user_page page;

    TRY(q_barred_get(c, me, BARRED_MOST, &page));
    *out = (ids){ arena_array(&c->arena, id, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = page.at[i].user_id;
    return OK;
}
