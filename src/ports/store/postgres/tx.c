#include "ports/store/postgres/tx.h"
#include <endian.h>
#include <string.h>
#include "base/faults.h"
#include "base/str.h"
#include "base/time.h"
#include "ports/store/postgres/state.h"
#include "runtime/metrics.h"

enum {
    ASKED_MOST = 64,                 /* statements without an answer, before one is waited for */
    GROUP_US = 5000                  /* no further call begins in a group after this */
};

#define ON_THE_SERVER(text) .sql = { NULL, text }

static const struct statement begin_sql = { .name = "begin", ON_THE_SERVER("BEGIN ISOLATION LEVEL SERIALIZABLE") };
static const struct statement commit_sql = { .name = "commit", ON_THE_SERVER("COMMIT") };
static const struct statement rollback_sql = { .name = "rollback", ON_THE_SERVER("ROLLBACK") };

/* The second column changes with every crash: after a crash, another transaction may have got the number of one that was undone. */
static const struct statement xid_sql = {
    .name = "xid",
    ON_THE_SERVER("SELECT CAST(CAST(pg_current_xact_id() AS text) AS bigint), pg_stat_get_bgwriter_stat_reset_time()") };

/*
 * A lock of this program alone, over all loops and nodes. It is taken before the transaction takes its
 * snapshot, so that a transaction after one that changed the same rows sees the change, instead of
 * losing. Nothing waits for its answer: without it the transaction is just as correct, only less
 * likely to succeed.
 */
static const struct statement lock_sql = { .name = "lock", ON_THE_SERVER("SELECT pg_advisory_lock(5281947206135410)") };
static const struct statement unlock_sql = { .name = "unlock", ON_THE_SERVER("SELECT pg_advisory_unlock(5281947206135410)") };

static void lock(struct pg_group *g)
{
    if (!g->locks)
        return;
    pg_pipe_ask(g->link, &lock_sql, NULL, NULL, ASK_ERRORS);
    pg_pipe_sync(g->link, NULL);
}

/* Sent together with the end of the transaction. */
static void unlock(struct pg_group *g)
{
    if (!g->locks)
        return;
    pg_pipe_ask(g->link, &unlock_sql, NULL, NULL, ASK_ERRORS);
    pg_pipe_sync(g->link, NULL);
}

static enum pg_outcome outcome_of(const struct pg_wait *w)
{
    if (w->lost)
        return TX_LOST;
    switch (pg_verdict(w->error).remedy) {
    case REMEDY_AGAIN:
        return TX_AGAIN;
    case REMEDY_RECONNECT:
        return TX_LOST;
    default:
        return TX_REFUSED;
    }
}

/* Waits for everything that was asked. The error, if there is one, may belong to an earlier statement, and to another call. */
static err group_settle(struct pg_group *g, struct pg_call *call)
{
    pg_pipe_sync(g->link, &g->wait);
    pg_sleep_firm(&g->wait.sleep);
    g->asked = 0;
    if (!g->wait.lost && !g->wait.error)
        return OK;
    g->failed = outcome_of(&g->wait);
    return pg_wait_tell(&g->wait, &call->tx.c->failure);
}

/* With the first statement: a transaction without any costs nothing. */
static err group_begin(struct pg_group *g)
{
    if (g->begun)
        return OK;
    if (fault(FAULT_STORE_BEGIN)) {
        g->failed = TX_REFUSED;
        return ERR_IO;
    }
    g->begun = true;
    lock(g);
    pg_pipe_ask(g->link, &begin_sql, NULL, &g->wait, ASK_ERRORS);
    return OK;
}

static err statement_begins(struct pg_call *call, bool writes)
{
    struct pg_group *g = call->group;

    TRY(group_begin(g));
    if (fault(FAULT_STORE_RUN)) {
        g->failed = TX_REFUSED;
        return ERR_IO;
    }
    call->wrote |= writes;
    g->wrote |= writes;
    return OK;
}

err pg_tx_run(tx *t, const struct statement *st, const struct value *values, void *out)
{
    struct pg_call *call = CONTAINER(t, struct pg_call, tx);
    struct pg_group *g = call->group;
    bool answers = st->result != RESULT_NONE;

    TRY(statement_begins(call, st->writes));
    pg_pipe_ask(g->link, st, values, &g->wait, answers ? ASK_KEEP : ASK_ERRORS);
    if (!answers && ++g->asked < ASKED_MOST)
        return OK;
    TRY(group_settle(g, call));
    err e = answers ? pg_wait_read(&g->wait, t->c, out) : OK;
    pg_wait_clear(&g->wait);
    if (e != OK && e != ERR_NOT_FOUND)
        g->failed = TX_REFUSED;
    return e;
}

/* Not again by a call that runs alone because it may have hoped in vain. */
bool pg_tx_hopes(tx *t)
{
    struct pg_call *call = CONTAINER(t, struct pg_call, tx);

    call->hoped |= !call->borrower.alone;
    return !call->borrower.alone;
}

/* Scripts use the simple protocol, outside of the pipeline; the transaction stays. They may change much, so they have no time-out. */
err pg_tx_script(tx *t, str sql)
{
    struct pg_call *call = CONTAINER(t, struct pg_call, tx);
    struct pg_group *g = call->group;
    str patient = arena_format(&t->c->arena, "SET LOCAL statement_timeout = 0; " STR_FMT, STR_ARG(sql));

    TRY(statement_begins(call, true));
    TRY(group_settle(g, call));
    pg_wait_clear(&g->wait);
    pg_pipe_script(g->link, patient.p, &g->wait);
    pg_sleep_firm(&g->wait.sleep);
    pg_pipe_resume(g->link);
    if (g->wait.lost || g->wait.error) {
        g->failed = outcome_of(&g->wait);
        return pg_wait_tell(&g->wait, &t->c->failure);
    }
    pg_wait_clear(&g->wait);
    return OK;
}

/* Every call that ran gets the outcome of all: it is final, unless they run again. */
static void blame(struct pg_group *g)
{
    LIST_EACH(i, &g->calls) {
        struct pg_call *call = pg_call_of(i);
        if (call->ran)
            call->result = pg_wait_tell(&g->wait, &call->tx.c->failure);
    }
}

static void roll_back(struct pg_group *g)
{
    if (!g->begun || g->link->state != LINK_READY)
        return;
    pg_wait_clear(&g->wait);
    if (g->link->unsynced)           /* the server may be skipping up to the next sync */
        pg_pipe_sync(g->link, NULL);
    pg_pipe_ask(g->link, &rollback_sql, NULL, &g->wait, ASK_ERRORS);
    pg_pipe_sync(g->link, &g->wait);
    unlock(g);
    pg_sleep_firm(&g->wait.sleep);
    if (g->link->state == LINK_READY && PQtransactionStatus(g->link->conn) != PQTRANS_IDLE)
        pg_link_close(g->link, "a transaction cannot be rolled back");
}

static i64 column_number(const PGresult *r, int column)
{
    u64 number = 0;

    if (PQntuples(r) == 1 && PQgetlength(r, 0, column) == sizeof number)
        memcpy(&number, PQgetvalue(r, 0, column), sizeof number);
    return (i64)be64toh(number);
}

/*
 * The number of the transaction is asked for before the commit: if the commit's answer
 * is lost, another connection can ask the server what became of that number.
 */
static void commit_ask(struct pg_group *g, struct pg_wait *xid)
{
    if (g->wrote) {
        pg_pipe_ask(g->link, &xid_sql, NULL, xid, ASK_KEEP);
        pg_pipe_push(g->link);
    }
    pg_pipe_ask(g->link, &commit_sql, NULL, &g->wait, ASK_KEEP);
    pg_pipe_sync(g->link, &g->wait);
    unlock(g);
    pg_sleep_firm(&g->wait.sleep);
    if (xid->answer) {
        g->xid = column_number(xid->answer, 0);
        g->incarnation = column_number(xid->answer, 1);
    }
    if (!g->wait.error && xid->error) {
        g->wait.error = xid->error;
        g->wait.failed = xid->failed;
        xid->error = NULL;
    }
}

/* A COMMIT of a transaction that has failed succeeds as a ROLLBACK. */
static bool committed(const struct pg_wait *w)
{
    return w->answer && str_eq(str_of(PQcmdStatus(w->answer)), S("COMMIT"));
}

/* The server takes statements in their order: one that failed ahead of the commit kept it from happening. */
static bool failed_before_commit(const struct pg_wait *w)
{
    return w->error && w->failed && w->failed->st != &commit_sql;
}

static enum pg_outcome group_commit(struct pg_group *g)
{
    struct pg_wait xid = { .sleep.c = g->driver };

    if (!g->begun)
        return TX_COMMITTED;
    commit_ask(g, &xid);
    pg_wait_clear(&xid);
    if (!g->wait.lost && !g->wait.error && committed(&g->wait))
        return TX_COMMITTED;
    metric_add(g->pool->store->world->metrics, M_STORE_ERRORS, 0, 1);
    if (g->wait.lost && g->wrote && !failed_before_commit(&g->wait))
        return TX_UNKNOWN;           /* if it did happen, the results are final */
    blame(g);
    if (g->wait.lost)
        return TX_LOST;
    enum pg_outcome failed = g->wait.error ? outcome_of(&g->wait) : TX_AGAIN;
    if (PQtransactionStatus(g->link->conn) != PQTRANS_IDLE)
        roll_back(g);
    return failed;
}

static void calls_run(struct pg_group *g)
{
    i64 until_us = mono_us() + GROUP_US;

    LIST_EACH(i, &g->calls) {
        struct pg_call *call = pg_call_of(i);

        call->group = g;
        call->ran = true;
        call->wrote = call->hoped = false;
        call->result = tx_call(&call->tx, call->run, call->arg);
        if (g->failed == TX_COMMITTED && call->result != OK && call->wrote)
            g->failed = TX_REFUSED;
        if (g->failed != TX_COMMITTED || mono_us() > until_us)
            return;
    }
}

static enum pg_outcome fail_on_purpose(struct pg_group *g)
{
    roll_back(g);
    LIST_EACH(i, &g->calls)
        pg_call_of(i)->result = ERR_IO;
    return TX_REFUSED;
}

enum pg_outcome pg_tx(struct pg_group *g)
{
    enum pg_outcome is;

    g->wait = (struct pg_wait){ .sleep.c = g->driver };
    g->failed = TX_COMMITTED;
    g->begun = g->wrote = false;
    g->asked = 0;
    g->xid = g->incarnation = 0;
    LIST_EACH(i, &g->calls)
        pg_call_of(i)->ran = false;
    calls_run(g);
    if (g->failed != TX_COMMITTED) {
        if (g->failed != TX_REFUSED)
            blame(g);
        roll_back(g);
        is = g->failed;
    } else if (fault(FAULT_STORE_COMMIT)) {
        is = fail_on_purpose(g);
    } else {
        is = group_commit(g);
    }
    pg_wait_clear(&g->wait);
    return is;
}
