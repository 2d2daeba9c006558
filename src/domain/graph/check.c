/*
 * Does the graph agree with itself? Account by account: its counts are those of its
 * edges, each edge has its other row, each stance its mirror, and nobody follows across
 * a block. Each question is a transaction of its own, of a page at most: so it sees one
 * state, even while a server changes things, and delays nobody.
 */
#include <stdlib.h>
#include "base/buf.h"
#include "domain/graph/graph.sql.h"
#include "domain/graph/graph_own.h"

enum { PAGE_MOST = 500 };

SHAPE(graph_user, FIELD(graph_user, user_id));
struct edge_tally { i64 n; };
SHAPE(edge_tally, FIELD(edge_tally, n));

/* One question, about the rows after `after`; and its answer. */
struct look { id user, after, last; bool wrong, more; };

static void first(id *least, const graph_user_page *p)
{
    if (p->n && (!least->v || p->at[0].user_id.v < least->v))
        *least = p->at[0].user_id;
}

/* The next account that any table knows, or 0. */
static err next_user(ctx *c, id after, id *out)
{
    graph_user_page out_rows, in_rows, counts, stances;

    TRY(q_next_with_edges_out(c, after, 1, &out_rows));
    TRY(q_next_with_edges_in(c, after, 1, &in_rows));
    TRY(q_next_with_counts(c, after, 1, &counts));
    TRY(q_next_with_stances(c, after, 1, &stances));
    *out = (id){ 0 };
    first(out, &out_rows);
    first(out, &in_rows);
    first(out, &counts);
    first(out, &stances);
    return OK;
}

/* ---- the questions ---- */

static err counts_look(tx *t, void *arg)
{
    struct look *l = arg;
    graph_counts_page rows;
    struct edge_tally out, in;

    TRY(q_counts_get(t, ((ids){ &l->user, 1 }), &rows));
    TRY(q_tally_out(t, l->user, &out));
    TRY(q_tally_in(t, l->user, &in));
    struct graph_counts counts = rows.n ? rows.at[0] : (struct graph_counts){ 0 };
    l->wrong = counts.following != out.n || counts.followers != in.n;
    return OK;
}

static int by_edge(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;

    return (x->edge.v > y->edge.v) - (x->edge.v < y->edge.v);
}

/* The rows of one side, oldest first, and those of the other side, in any order: are they the same edges? */
static bool differ(const edge_page *rows, const edge_page *others)
{
    if (rows->n != others->n)
        return true;
    if (others->n)
        qsort(others->at, others->n, sizeof *others->at, by_edge);
    for (size_t i = 0; i < rows->n; i++) {
        const struct edge *a = &rows->at[i], *b = &others->at[i];
        if (a->edge.v != b->edge.v || a->user_id.v != b->other_id.v || a->other_id.v != b->user_id.v || a->requested != b->requested ||
            a->hidden != b->hidden)
            return true;
    }
    return false;
}

static void looked(struct look *l, const edge_page *rows, const edge_page *others)
{
    l->wrong = differ(rows, others);
    l->more = rows->n == PAGE_MOST;
    l->last = rows->n ? rows->at[rows->n - 1].edge : l->after;
}

static err edges_out_look(tx *t, void *arg)
{
    struct look *l = arg;
    struct buf pairs = BUF_ON(tx_arena(t));
    edge_page rows, others;

    TRY(q_edges_out_after(t, l->user, l->after, PAGE_MOST, &rows));
    for (size_t i = 0; i < rows.n; i++)
        buf_format(&pairs, "%s[%lld,%lld]", i ? "," : "", (long long)rows.at[i].other_id.v, (long long)rows.at[i].edge.v);
    TRY(q_edges_in_of(t, buf_str(&pairs), &others));
    looked(l, &rows, &others);
    return OK;
}

static err edges_in_look(tx *t, void *arg)
{
    struct look *l = arg;
    edge_page rows, others;

    TRY(q_edges_in_after(t, l->user, l->after, PAGE_MOST, &rows));
    ids followers = { arena_array(tx_arena(t), id, rows.n), rows.n };
    for (size_t i = 0; i < rows.n; i++)
        followers.at[i] = rows.at[i].other_id;
    TRY(q_edges_from_all(t, followers, l->user, &others));
    looked(l, &rows, &others);
    return OK;
}

static err stance_look(tx *t, const struct stance *s, bool *wrong)
{
    struct stance m;
    struct edge edge;

    TRY(stance_read(t, s->other_id, s->user_id, &m));
    *wrong = s->blocking.v != m.blocked.v || s->blocked.v != m.blocking.v || s->muting.v != m.muted.v || s->muted.v != m.muting.v;
    if (!s->blocking.v && !s->blocked.v)
        return OK;
    err e = q_edge_get(t, s->user_id, s->other_id, &edge);
    *wrong |= e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

static err stances_look(tx *t, void *arg)
{
    struct look *l = arg;
    stance_page rows;

    TRY(q_stances_of(t, l->user, l->after, PAGE_MOST, &rows));
    l->wrong = false;
    for (size_t i = 0; i < rows.n && !l->wrong; i++)
        TRY(stance_look(t, &rows.at[i], &l->wrong));
    l->more = rows.n == PAGE_MOST;
    l->last = rows.n ? rows.at[rows.n - 1].other_id : l->after;
    return OK;
}

/* ---- the walk ---- */

static err user_look(ctx *c, id user, bool *wrong)
{
    static tx_fn *const questions[] = { counts_look, edges_out_look, edges_in_look, stances_look };
    struct arena_mark mark = arena_mark(&c->arena);

    for (size_t i = 0; i < COUNT(questions); i++) {
        struct look l = { .user = user };
        do {
            l.after = l.last;
            TRY(transact(c, questions[i], &l));
            arena_rewind(&c->arena, mark);
        } while (l.more && !l.wrong);
        *wrong = l.wrong;
        if (l.wrong)
            return OK;
    }
    return OK;
}

err graph_check(ctx *c, i64 *accounts, id *wrong)
{
    struct arena_mark mark = arena_mark(&c->arena);
    bool is_wrong;
    id user;

    *wrong = (id){ 0 };
    *accounts = 0;
    for (id after = { 0 };; after = user) {
        TRY(next_user(c, after, &user));
        arena_rewind(&c->arena, mark);
        if (!user.v)
            return OK;
        TRY(user_look(c, user, &is_wrong));
        if (is_wrong) {
            *wrong = user;
            return OK;
        }
        ++*accounts;
    }
}
