/*
 * The writer: one thread that runs every transaction. It takes all that wait, for up to 5
 * ms, runs them within one transaction of SQLite, commits once, durably, and only then
 * acknowledges them. So the cost of a commit (the wait for the disk) is shared.
 *
 * Hardly any refuses after it has written, and a savepoint for each costs a copy of every
 * page that it changes. So there are none until one does refuse: then the group is undone and
 * runs again, and it and the next ones run each under a savepoint, so that a refusal rolls back
 * alone.
 *
 * A full disk, an I/O error or an interrupted write undoes SQLite's whole transaction,
 * and so the whole group: the connection is then back in autocommit, and the savepoints
 * are gone. The member that met the error gets it; the others run again, each in a
 * transaction of its own. So do those that had refused: the cause of their refusal may
 * have been undone.
 */
#include <assert.h>
#include "base/faults.h"
#include "base/memory.h"
#include "base/time.h"
#include "ports/store/sqlite/line.h"
#include "runtime/loop.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"
#include "runtime/thread.h"

enum { GROUP_US = 5000, CAREFUL_GROUPS = 64 };

struct sqlite_writer {
    struct sqlite *q;
    struct connection cn;
    sqlite3_stmt *begin, *commit, *rollback, *save, *undo, *keep;
    bool wrote;                      /* the commit under way changed something */
    int careful;                     /* groups that still use savepoints */
    bool again;                      /* the group was undone for the sake of one that refused */
    struct line line;
    pthread_t thread;
};

static bool undone(const struct sqlite_writer *w)
{
    return sqlite3_get_autocommit(w->cn.db);
}

static void roll_back(struct sqlite_writer *w)
{
    if (!undone(w))
        connection_step(w->rollback);
    assert(undone(w));
}

static err writer_begin(struct sqlite_writer *w, struct failure *failure)
{
    if (fault(FAULT_STORE_BEGIN))
        return ERR_IO;
    return connection_step(w->begin) == SQLITE_OK ? OK : connection_failed(&w->cn, failure, "begin");
}

/* Afterwards the transaction is over either way. The number rises here, before the commit is acknowledged. */
static err writer_commit(struct sqlite_writer *w, struct failure *failure)
{
    w->wrote = false;
    if (fault(FAULT_STORE_COMMIT)) {
        roll_back(w);
        return ERR_IO;
    }
    if (connection_step(w->commit) != SQLITE_OK) {
        err e = connection_failed(&w->cn, failure, "commit");
        roll_back(w);
        return e;
    }
    if (w->wrote) {
        atomic_fetch_add(&w->q->commits, 1);
        store_wrote(w->q->store, OK);
        metric_add(w->q->store->world->metrics, M_STORE_GROUPS, 0, 1);
    }
    return OK;
}

static void member_settle(struct member *m, err e)
{
    m->result = e;
    m->settled = true;
    store_wrote(m->tx.store, e);
}

static void member_alone(struct sqlite_writer *w, struct member *m)
{
    err e = writer_begin(w, &m->tx.c->failure);

    if (e == OK) {
        e = tx_call(&m->tx, m->run, m->arg);
        if (e == OK)
            e = writer_commit(w, &m->tx.c->failure);
        else
            roll_back(w);
    }
    member_settle(m, e);
}

/* A member past its deadline is not run: nobody waits for the answer. */
static bool too_late(const struct member *m)
{
    return m->tx.c->deadline_ms && mono_ms() >= m->tx.c->deadline_ms;
}

static bool savepoint_begin(struct sqlite_writer *w)
{
    return !w->careful || connection_step(w->save) == SQLITE_OK;
}

/* False: it cannot be undone alone. */
static bool savepoint_end(struct sqlite_writer *w, const struct member *m)
{
    if (!w->careful) {
        w->again = m->result != OK && m->wrote;
        return !w->again;
    }
    return (m->result == OK || connection_step(w->undo) == SQLITE_OK) && connection_step(w->keep) == SQLITE_OK;
}

/* Within the group. A member that brings all of it down gets the error; otherwise the result is final once the group has committed. */
static void member_run(struct sqlite_writer *w, struct member *m)
{
    if (!m->tx.tries && too_late(m)) {
        member_settle(m, ERR_TIMEOUT);
        return;
    }
    if (!savepoint_begin(w)) {
        roll_back(w);
        return;
    }
    m->wrote = false;
    m->result = tx_call(&m->tx, m->run, m->arg);
    if (undone(w))
        member_settle(m, m->result);
    else if (!savepoint_end(w, m))
        roll_back(w);
}

struct group { struct member *first, **end; };

static struct member *group_take(struct sqlite_writer *w, struct group *g)
{
    struct member *m = line_next(&w->line);

    if (m) {
        *g->end = m;
        g->end = &m->next;
    }
    return m;
}

static void group_run(struct sqlite_writer *w, struct group *g)
{
    i64 until_us = mono_us() + GROUP_US;
    struct member *m;

    do {
        if (!(m = group_take(w, g)))
            return;
        member_run(w, m);
    } while (!undone(w) && mono_us() < until_us);
}

/* Those that had run, with care. */
static void group_again(struct sqlite_writer *w, struct group *g)
{
    w->again = false;
    w->careful = CAREFUL_GROUPS;
    if (writer_begin(w, &g->first->tx.c->failure) != OK)
        return;
    for (struct member *m = g->first; m && !undone(w); m = m->next)
        if (!m->settled)
            member_run(w, m);
}

/* It could not even begin: all that wait get the error, and nothing was run. */
static void group_refuse(struct sqlite_writer *w, struct group *g, err e)
{
    struct member *m;
    str cause = line_first(&w->line)->tx.c->failure.cause;

    while ((m = group_take(w, g))) {
        failure_cause(&m->tx.c->failure, STR_FMT, STR_ARG(cause));
        member_settle(m, e);
    }
}

static void group_alone(struct sqlite_writer *w, struct group *g)
{
    for (struct member *m = g->first; m; m = m->next)
        if (!m->settled)
            member_alone(w, m);
}

/* A member is gone once it is woken, so the next is looked up first. Loops wake for all of them at once. */
static void group_tell(struct sqlite_writer *w, struct group *g)
{
    bool events = false;

    loop_rings_hold();
    for (struct member *m = g->first; m; m = m->next) {
        if (m->result != OK)
            continue;
        events |= m->tx.events;
        store_hear(w->q->store, &m->tx);
    }
    if (events)
        store_tell(w->q->store);
    for (struct member *m = g->first, *next; m; m = next) {
        next = m->next;
        ctx_wake_from_thread(m->tx.c);
    }
    loop_rings_release();
}

static void group_serve(struct sqlite_writer *w)
{
    struct group g = { .end = &g.first };
    err e = writer_begin(w, &line_first(&w->line)->tx.c->failure);

    w->careful -= w->careful > 0;
    if (e == OK) {
        group_run(w, &g);
        if (w->again)
            group_again(w, &g);
        if (undone(w) || writer_commit(w, &g.first->tx.c->failure) != OK)
            group_alone(w, &g);
    } else {
        group_refuse(w, &g, e);
    }
    group_tell(w, &g);
}

static void *writer_main(void *arg)
{
    struct sqlite_writer *w = arg;

    while (line_wait(&w->line)) {
        group_serve(w);
        sqlite_checkpoint_bound(w->q->checkpointer, &w->cn);
    }
    return NULL;
}

/* SQLite calls this within a commit that wrote. */
static int log_grew(void *arg, sqlite3 *db, const char *name, int pages)
{
    struct sqlite_writer *w = arg;

    (void)db;
    (void)name;
    w->wrote = true;
    sqlite_checkpoint_noted(w->q->checkpointer, pages);
    return SQLITE_OK;
}

err sqlite_transact(struct store *s, ctx *c, tx_fn *run, void *arg)
{
    struct member m = { .tx = { .store = s, .c = c }, .writer = sqlite_of(s)->writer, .run = run, .arg = arg };

    line_join(&m.writer->line, &m);
    ctx_park_firm(c);
    return m.result;
}

static struct sqlite_writer *writer_of(tx *t)
{
    return CONTAINER(t, struct member, tx)->writer;
}

/* For the tests: what an I/O error does. */
static bool failed_on_purpose(struct sqlite_writer *w)
{
    if (!fault(FAULT_STORE_RUN))
        return false;
    roll_back(w);
    return true;
}

err sqlite_run(tx *t, const struct statement *st, const struct value *values, void *out)
{
    struct sqlite_writer *w = writer_of(t);

    if (failed_on_purpose(w))
        return ERR_IO;
    CONTAINER(t, struct member, tx)->wrote |= st->writes;
    w->cn.until_ms = mono_ms() + t->store->world->settings->statement_timeout;
    return connection_run(&w->cn, &t->c->failure, &t->c->arena, st, values, out);
}

err sqlite_script(tx *t, str sql)
{
    struct sqlite_writer *w = writer_of(t);

    CONTAINER(t, struct member, tx)->wrote = true;
    TRY(connection_script(&w->cn, &t->c->failure, arena_cstr(&t->c->arena, sql)));
    assert(!undone(w));
    return OK;
}

i64 sqlite_row_made(tx *t)
{
    return sqlite3_last_insert_rowid(writer_of(t)->cn.db);
}

err sqlite_writer_open(struct sqlite *q, struct failure *failure, struct sqlite_writer **out)
{
    struct sqlite_writer *w = memory_new(struct sqlite_writer);
    err e = connection_open(&w->cn, q, failure);

    if (e != OK) {
        memory_free(w);
        return e;
    }
    w->q = q;
    w->begin = connection_keep(&w->cn, "BEGIN IMMEDIATE");
    w->commit = connection_keep(&w->cn, "COMMIT");
    w->rollback = connection_keep(&w->cn, "ROLLBACK");
    w->save = connection_keep(&w->cn, "SAVEPOINT member");
    w->undo = connection_keep(&w->cn, "ROLLBACK TO member");
    w->keep = connection_keep(&w->cn, "RELEASE member");
    sqlite3_wal_hook(w->cn.db, log_grew, w);
    line_open(&w->line);
    w->thread = thread_start("writer", writer_main, w);
    *out = w;
    return OK;
}

void sqlite_writer_close(struct sqlite_writer **writer)
{
    struct sqlite_writer *w = *writer;

    if (!w)
        return;
    line_end(&w->line);
    pthread_join(w->thread, NULL);
    line_close(&w->line);
    connection_close(&w->cn);
    memory_free(w);
    *writer = NULL;
}
