/*
 * Groups. A transaction takes a link at once when none is out; otherwise it waits in line,
 * until one comes back or has been out for a while. The one that is lent a link takes others
 * from the line along, and runs all of them in one transaction of PostgreSQL: so they share the
 * cost of a commit, and do not fight for rows that everybody wants.
 *
 * None of them may notice that. So a call that refuses after it has written, or an error,
 * undoes the whole group, and its calls run again, each alone. A refusal that has written
 * nothing undoes nothing, but may depend on what another call of the group wrote: so it is
 * final only once the group has committed. A group that lost against another transaction is run
 * again as it is.
 */
#include "base/str.h"
#include "ports/store/postgres/read.h"
#include "ports/store/postgres/tx.h"
#include "runtime/metrics.h"

enum {
    LOSSES_MOST = 8,
    LOCKS_LEAST = 16, LOCKS_MOST = 4096,
    FATE_MS = 3000
};

static void call_end(struct pg_call *call, err e)
{
    list_remove(&call->borrower.link);
    call->result = e;
    call->done = true;
    pg_sleep_end(&call->borrower.sleep);
}

static void call_unavailable(struct pg_call *call, const char *detail)
{
    call_end(call, failure_with(&call->tx.c->failure, ERR_UNAVAILABLE, "%s", detail));
}

static void calls_take(struct pg_group *g, struct pg_call *self)
{
    int n = 1;

    list_add_last(&g->calls, &self->borrower.link);
    LIST_EACH(i, &g->pool->borrowers) {
        if (self->borrower.alone || n >= g->pool->group_most)
            return;
        if (pg_call_of(i)->borrower.alone)
            continue;
        list_remove(i);
        list_add_last(&g->calls, i);
        n++;
    }
}

/* Drops calls whose callers no longer wait; later, they cannot be given up. */
static void calls_drop_late(struct pg_group *g)
{
    LIST_EACH(i, &g->calls) {
        struct pg_call *call = pg_call_of(i);
        const ctx *c = call->tx.c;
        if (call->tx.tries)
            continue;
        if (c->cancelled)
            call_end(call, ERR_CANCELLED);
        else if (c->deadline_ms && loop_mono_ms(c->loop) >= c->deadline_ms)
            call_end(call, ERR_TIMEOUT);
    }
}

/* Back in line, ahead of the others and in the same order: for calls that another call of the group, or the time, left without a result. */
static void calls_return(struct pg_group *g)
{
    while (!list_empty(&g->calls)) {
        struct pg_call *call = pg_call_of(g->calls.prev);
        list_remove(&call->borrower.link);
        pg_lend_borrow(g->pool, &call->borrower, true);
    }
}

/*
 * After a loss, transactions of all loops lock, for a number of commits: those that fight for the same rows then run
 * one after the other, group after group. Then it is tried without locks; each time that this ends in a loss, the
 * number doubles.
 */
static void heat_lost(struct pg_group *g)
{
    struct pg_heat *h = g->pool->heat;

    if (atomic_load_explicit(&h->locks, memory_order_relaxed) > 0)
        return;
    int run = atomic_load_explicit(&h->run, memory_order_relaxed);
    run = run < LOCKS_LEAST / 2 ? LOCKS_LEAST : run < LOCKS_MOST / 2 ? 2 * run : LOCKS_MOST;
    atomic_store_explicit(&h->run, run, memory_order_relaxed);
    atomic_store_explicit(&h->locks, run, memory_order_relaxed);
}

static void heat_won(struct pg_group *g)
{
    struct pg_heat *h = g->pool->heat;

    if (g->locks)
        atomic_fetch_sub_explicit(&h->locks, 1, memory_order_relaxed);
    else if (atomic_load_explicit(&h->run, memory_order_relaxed) > 0)
        atomic_fetch_sub_explicit(&h->run, 1, memory_order_relaxed);
}

static void calls_committed(struct pg_group *g)
{
    struct store *s = g->pool->store;
    bool events = false;

    heat_won(g);
    if (g->wrote) {
        store_wrote(s, OK);
        metric_add(s->world->metrics, M_STORE_GROUPS, 0, 1);
    }
    LIST_EACH(i, &g->calls) {
        struct pg_call *call = pg_call_of(i);
        if (!call->ran)
            continue;
        if (call->result == OK) {
            events |= call->tx.events;
            store_hear(s, &call->tx);
        }
        call_end(call, call->result);
    }
    if (events)
        store_tell(s);
    pg_lend_won(g->pool);
    if (g->pool->group_most < PG_GROUP_MOST)
        g->pool->group_most++;
}

static bool single(const struct link *calls)
{
    return calls->next->next == calls;
}

/* A call alone has its own result, unless it hoped; in a group another call may have caused it. */
static void calls_refused(struct pg_group *g)
{
    struct pg_call *first = pg_call_of(g->calls.next);

    if (single(&g->calls) && !first->hoped) {
        store_wrote(g->pool->store, first->result);
        call_end(first, first->result);
        return;
    }
    if (!single(&g->calls))
        g->pool->group_most = (g->pool->group_most + 1) / 2;
    LIST_EACH(i, &g->calls)
        pg_call_of(i)->borrower.alone = pg_call_of(i)->ran;
}

/* Ends calls that have lost too often; returns how often the unluckiest of the others has lost. */
static int calls_lost(struct pg_group *g)
{
    int most = 0;

    LIST_EACH(i, &g->calls) {
        struct pg_call *call = pg_call_of(i);
        call->losses += call->ran;
        if (call->losses >= LOSSES_MOST)
            call_end(call, call->result);
        else if (call->losses > most)
            most = call->losses;
    }
    return most;
}

/* 1, 2, 4 ... 64 ms, plus a random part of up to as much again. */
static void pause_for(struct pg_group *g, int losses)
{
    i64 ms = (i64)1 << (losses > 6 ? 6 : losses - 1);

    pg_pause_firm(g->driver, ms + rng_below(&g->pool->rng, ms + 1));
}

/* Null if the server has crashed since; the incarnation counts microseconds since 2000. */
struct fate { maybe_str state; };
static SHAPE(fate, FIELD(fate, state));
static const struct statement fate_sql = {
    .name = "fate",
    .sql = { NULL, "SELECT CASE WHEN CAST(extract(epoch FROM pg_stat_get_bgwriter_stat_reset_time()) * 1000000 AS bigint) - "
                   "946684800000000 = $2"
                   " THEN pg_xact_status(CAST(CAST($1 AS text) AS xid8)) END AS state" },
    .param_kinds = (const u8[]){ K_I64, K_I64 },
    .params = 2,
    .result = RESULT_ONE,
    .row = &fate_shape,
};

/* True when there is no point in asking again. */
static bool fate_ask(struct pg_group *g, enum pg_outcome *is)
{
    struct arena_mark mark = arena_mark(&g->driver->arena);
    struct failure failure = g->driver->failure;
    struct fate fate;
    const struct value which[] = { { .kind = K_I64, .i = { GIVEN, g->xid } }, { .kind = K_I64, .i = { GIVEN, g->incarnation } } };

    err e = pg_read(g->pool, g->driver, &fate_sql, which, true, &fate);
    bool settled = e == OK ? !str_eq(fate.state.v, S("in progress")) : e != ERR_UNAVAILABLE;
    if (e == OK && str_eq(fate.state.v, S("committed")))
        *is = TX_COMMITTED;
    if (e == OK && str_eq(fate.state.v, S("aborted")))
        *is = TX_LOST;
    arena_rewind(&g->driver->arena, mark);
    g->driver->failure = failure;
    return settled;
}

/* What the server says about a commit whose answer was lost, once it can be asked. */
static enum pg_outcome fate_of(struct pg_group *g)
{
    i64 until_ms = loop_mono_ms(g->driver->loop) + FATE_MS;
    enum pg_outcome is = TX_UNKNOWN;

    if (!g->xid || !g->incarnation)
        return TX_UNKNOWN;
    while (!fate_ask(g, &is) && !g->pool->closed && loop_mono_ms(g->driver->loop) < until_ms)
        pg_pause_firm(g->driver, 20);
    return is;
}

static void calls_unknown(struct pg_group *g)
{
    LIST_EACH(i, &g->calls)
        if (pg_call_of(i)->ran)
            call_unavailable(pg_call_of(i), "The database went away while this was saved; it may or may not be there.");
}

/* Told before the server is asked: what comes of it may be read by others before the answer is here. */
static void calls_doubt(struct pg_group *g)
{
    LIST_EACH(i, &g->calls)
        if (pg_call_of(i)->ran && pg_call_of(i)->result == OK)
            store_doubt(g->pool->store, &pg_call_of(i)->tx);
}

static enum pg_outcome try(struct pg_group *g)
{
    g->locks = atomic_load_explicit(&g->pool->heat->locks, memory_order_relaxed) > 0;
    enum pg_outcome is = pg_tx(g);

    if (is != TX_UNKNOWN)
        return is;
    calls_doubt(g);
    return fate_of(g);
}

/* True: the group is to be tried again on the same link. */
static bool conclude(struct pg_group *g, enum pg_outcome is)
{
    int losses;

    switch (is) {
    case TX_COMMITTED:
        calls_committed(g);
        return false;
    case TX_REFUSED:
        calls_refused(g);
        return false;
    case TX_UNKNOWN:
        calls_unknown(g);
        return false;
    case TX_LOST:
        calls_lost(g);
        return false;
    case TX_AGAIN:
        heat_lost(g);
        pg_lend_lost(g->pool);
        losses = calls_lost(g);
        if (!losses)
            return false;
        pause_for(g, losses);
        return g->link->state == LINK_READY;
    }
    return false;
}

/* On the fiber of the one that the link was lent to. */
static void drive(struct pg_pool *p, struct pg_call *self)
{
    struct pg_group g = { .pool = p, .link = self->borrower.lent, .driver = self->tx.c };

    list_init(&g.calls);
    calls_take(&g, self);
    calls_drop_late(&g);
    while (!list_empty(&g.calls) && conclude(&g, try(&g)))
        continue;
    calls_return(&g);
    pg_lend_give_back(p, g.link);
}

err pg_transact(struct pg_pool *p, ctx *c, tx_fn *run, void *arg)
{
    struct pg_call call = { .tx = { .store = p->store, .c = c }, .borrower.sleep.c = c, .run = run, .arg = arg };

    pg_lend_borrow(p, &call.borrower, false);
    while (!call.done) {
        pg_sleep_firm(&call.borrower.sleep);
        if (call.borrower.failed)
            return pg_pool_away(p, &c->failure);
        if (call.borrower.lent)
            drive(p, &call);
    }
    return call.result;
}
