/*
 * Accounts that come and go. An account's edges may be many, so an event only makes a sweep, whose batches change edges
 * together with the counts of both ends. A follow made meanwhile checks the account in its own transaction.
 */
#include "base/str.h"
#include "domain/graph/graph.sql.h"
#include "domain/graph/graph_own.h"
#include "work/sweep.h"

/* Edges of both sides, oldest first, one side after the other; then stances, if the account is gone for good. */
enum sweep_part { SWEEP_OUT, SWEEP_IN, SIDES, SWEEP_STANCES = SIDES, PARTS };

static const char hide_job[] = "graph_hide", erase_job[] = "graph_erase";

static err leave_begin(tx *t, const struct event *e)
{
    return sweep_of_account(t, e, e->kind == &account_erased ? erase_job : hide_job);
}

/* ---- one batch ---- */

static err edges_read(tx *t, const struct sweep_place *s, edge_page *out)
{
    id after = { s->after };

    return s->part == SWEEP_OUT ? q_edges_out_after(t, s->about, after, SWEEP_BATCH, out)
                                : q_edges_in_after(t, s->about, after, SWEEP_BATCH, out);
}

/* In the order of follow_out: rows of the other side begin with the followed one. */
static struct edge edge_of(const struct sweep_place *s, const struct edge *row)
{
    struct edge e = *row;

    if (s->part == SWEEP_IN) {
        e.user_id = row->other_id;
        e.other_id = row->user_id;
    }
    return e;
}

/* The accounts whose counts a batch has changed, for caches. */
static err recount_tell(tx *t, const struct sweep_place *s, const edge_page *edges)
{
    struct recount_told told = { { arena_array(tx_arena(t), id, edges->n), edges->n } };

    if (!edges->n)
        return OK;
    for (size_t i = 0; i < edges->n; i++)
        told.users.at[i] = edges->at[i].other_id;
    return event_tell(t, graph_recounted, s->about, &told);
}

static err hide_batch(tx *t, struct sweep_place *s)
{
    i64 bit = s->part == SWEEP_OUT ? FOLLOWER_HIDDEN : FOLLOWED_HIDDEN;
    edge_page edges;
    bool there, hidden;

    TRY(account_hidden_in(t, s->about, &there, &hidden));
    if (!there) {
        s->done = true;
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
    sweep_move_in(s, SIDES, edges.n, edges.n ? edges.at[edges.n - 1].edge : (id){ 0 });
    return OK;
}

static err stances_erase(tx *t, struct sweep_place *s)
{
    stance_page stances;

    TRY(q_stances_of(t, s->about, (id){ s->after }, SWEEP_BATCH, &stances));
    for (size_t i = 0; i < stances.n; i++)
        TRY(stance_save(t, &(struct stance){ .user_id = s->about, .other_id = stances.at[i].other_id }));
    sweep_move_in(s, PARTS, stances.n, stances.n ? stances.at[stances.n - 1].other_id : (id){ 0 });
    return s->done ? q_count_drop(t, s->about) : OK;
}

static err erase_batch(tx *t, struct sweep_place *s)
{
    edge_page edges;
    struct edge gone;

    if (s->part == SWEEP_STANCES)
        return stances_erase(t, s);
    TRY(edges_read(t, s, &edges));
    for (size_t i = 0; i < edges.n; i++) {
        struct edge e = edge_of(s, &edges.at[i]);
        TRY(edge_drop(t, e.user_id, e.other_id, &gone));
    }
    TRY(recount_tell(t, s, &edges));
    sweep_move_in(s, PARTS, edges.n, edges.n ? edges.at[edges.n - 1].edge : (id){ 0 });
    return OK;
}

/* ---- the jobs ---- */

static err hide_run(ctx *c, str payload) { return sweep_run(c, hide_job, payload, hide_batch); }
static err erase_run(ctx *c, str payload) { return sweep_run(c, erase_job, payload, erase_batch); }

const struct consumer graph_consumers[] = {
    { .name = "graph_leave", .hears = KINDS(&account_hidden, &account_shown, &account_erased), .handle = leave_begin },
    {0}
};
const struct job_kind graph_jobs[] = {
    { .name = hide_job, .run = hide_run, SWEEP_RULES },
    { .name = erase_job, .run = erase_run, SWEEP_RULES },
    {0}
};
