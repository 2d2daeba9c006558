/*
 * Accounts that come and go. An account's edges may be many, so an event only makes a
 * job, in its own transaction; the job works in batches, each one transaction that
 * changes edges together with the counts of both ends, and after some of them hands the
 * rest to a job like itself. So wherever it is killed, its finished batches stay valid.
 *
 * A batch reads the account's present state, so jobs that were overtaken by a later
 * change do no harm. A follow made meanwhile checks the account in its own transaction.
 */
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/graph/graph.sql.h"
#include "domain/graph/graph_own.h"

enum { BATCH = 100, BATCHES_OF_JOB = 20 };

/* A killed job is resumed when its lease ends, so the lease is short; being killed often is no reason to give up. */
enum { SWEEP_LEASE_MS = 10 * 1000, SWEEP_TRIES = 50 };

/* Edges of both sides, oldest first, one side after the other; then stances, if the account is gone for good. */
enum sweep_side { SWEEP_OUT, SWEEP_IN, SWEEP_STANCES, SWEPT };

struct sweep { id account; i64 side, after; };
extern const struct shape sweep_shape;
SHAPE(sweep, FIELD(sweep, account), FIELD(sweep, side), FIELD(sweep, after));

static const char hide_job[] = "graph_hide", erase_job[] = "graph_erase";

static err job_make(tx *t, const char *kind, const struct sweep *s)
{
    struct buf payload = BUF_ON(tx_arena(t));

    json_write(&payload, &sweep_shape, s);
    return job_add(t, kind, buf_str(&payload), tx_now(t));
}

static err sweep_begin(tx *t, const struct event *e)
{
    struct sweep s = { 0 };

    TRY(event_about(t, e, &s.account));
    return job_make(t, e->kind == &account_erased ? erase_job : hide_job, &s);
}

/* ---- one batch ---- */

struct batch { const char *kind; struct sweep from, to; bool last; };        /* last: of this job */

static void batch_move(struct sweep *s, size_t n, id after)
{
    s->after = n < BATCH ? 0 : after.v;
    s->side += n < BATCH;
}

static err edges_read(tx *t, const struct sweep *s, edge_page *out)
{
    id after = { s->after };

    return s->side == SWEEP_OUT ? q_edges_out_after(t, s->account, after, BATCH, out)
                                : q_edges_in_after(t, s->account, after, BATCH, out);
}

/* In the order of follow_out: rows of the other side begin with the followed one. */
static struct edge edge_of(const struct sweep *s, const struct edge *row)
{
    struct edge e = *row;

    if (s->side == SWEEP_IN) {
        e.user_id = row->other_id;
        e.other_id = row->user_id;
    }
    return e;
}

/* The accounts whose counts a batch has changed, for caches. */
static err recount_tell(tx *t, const struct sweep *s, const edge_page *edges)
{
    struct recount_told told = { { arena_array(tx_arena(t), id, edges->n), edges->n } };

    if (!edges->n)
        return OK;
    for (size_t i = 0; i < edges->n; i++)
        told.users.at[i] = edges->at[i].other_id;
    return event_tell(t, graph_recounted, s->account, &told);
}

static err hide_batch(tx *t, struct sweep *s)
{
    i64 bit = s->side == SWEEP_OUT ? FOLLOWER_HIDDEN : FOLLOWED_HIDDEN;
    edge_page edges;
    bool there, hidden;

    TRY(account_hidden_in(t, s->account, &there, &hidden));
    if (!there || s->side >= SWEEP_STANCES) {
        s->side = SWEPT;
        return OK;
    }
    TRY(edges_read(t, s, &edges));
    for (size_t i = 0; i < edges.n; i++) {
        struct edge e = edge_of(s, &edges.at[i]);
        i64 wanted = hidden ? e.hidden | bit : e.hidden & ~bit;
        if (wanted != e.hidden)
            TRY(edge_hide(t, &e, wanted));
    }
    TRY(recount_tell(t, s, &edges));
    batch_move(s, edges.n, edges.n ? edges.at[edges.n - 1].edge : (id){ 0 });
    return OK;
}

static err stances_erase(tx *t, struct sweep *s)
{
    stance_page stances;

    TRY(q_stances_of(t, s->account, (id){ s->after }, BATCH, &stances));
    for (size_t i = 0; i < stances.n; i++)
        TRY(stance_save(t, &(struct stance){ .user_id = s->account, .other_id = stances.at[i].other_id }));
    batch_move(s, stances.n, stances.n ? stances.at[stances.n - 1].other_id : (id){ 0 });
    return s->side == SWEPT ? q_count_drop(t, s->account) : OK;
}

static err erase_batch(tx *t, struct sweep *s)
{
    edge_page edges;
    struct edge gone;

    if (s->side >= SWEEP_STANCES)
        return stances_erase(t, s);
    TRY(edges_read(t, s, &edges));
    for (size_t i = 0; i < edges.n; i++) {
        struct edge e = edge_of(s, &edges.at[i]);
        TRY(edge_drop(t, e.user_id, e.other_id, &gone));
    }
    TRY(recount_tell(t, s, &edges));
    batch_move(s, edges.n, edges.n ? edges.at[edges.n - 1].edge : (id){ 0 });
    return OK;
}

static err batch_run(tx *t, void *arg)
{
    struct batch *in = arg;

    in->to = in->from;
    TRY(in->kind == hide_job ? hide_batch(t, &in->to) : erase_batch(t, &in->to));
    return in->last && in->to.side != SWEPT ? job_make(t, in->kind, &in->to) : OK;
}

/* ---- the jobs ---- */

static err sweep_run(ctx *c, const char *kind, str payload)
{
    struct batch in = { .kind = kind };

    TRY(json_read(&c->arena, &c->failure, payload, &sweep_shape, &in.to));
    struct arena_mark mark = arena_mark(&c->arena);
    for (int n = 1; n <= BATCHES_OF_JOB && in.to.side != SWEPT; n++) {
        in.from = in.to;
        in.last = n == BATCHES_OF_JOB;
        TRY(transact(c, batch_run, &in));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

static err hide_run(ctx *c, str payload)
{
    return sweep_run(c, hide_job, payload);
}

static err erase_run(ctx *c, str payload)
{
    return sweep_run(c, erase_job, payload);
}

const struct consumer graph_consumers[] = {
    { .name = "graph_leave", .hears = KINDS(&account_hidden, &account_shown, &account_erased), .handle = sweep_begin },
    {0}
};
const struct job_kind graph_jobs[] = {
    { .name = hide_job, .run = hide_run, .tries = SWEEP_TRIES, .lease_ms = SWEEP_LEASE_MS },
    { .name = erase_job, .run = erase_run, .tries = SWEEP_TRIES, .lease_ms = SWEEP_LEASE_MS },
    {0}
};
