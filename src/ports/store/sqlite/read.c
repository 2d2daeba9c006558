/*
 * Reads on the loop. A read transaction begins with the first read of a loop's turn and ends
 * with the turn, so that the reads of one turn share its cost. The commit number keeps it
 * fresh: a commit is acknowledged only after the number rose, so a snapshot that begins after
 * the number was read shows every commit that anybody knows of.
 *
 * No fiber parks within a read: rows are copied out before it returns. If even reads within
 * their budget are slow again and again, the database no longer fits in memory and they wait
 * for the disk: then this loop's reads go to the pool for a while.
 */
#include <assert.h>
#include "base/memory.h"
#include "base/time.h"
#include "ports/store/sqlite/sqlite.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"

enum {
    SAMPLE_EVERY = 4,                /* reads, for each that is timed */
    SLOW_US = 500,
    SLOW_MOST = 8,                   /* timed reads in a row that were slow */
    AWAY_MS = 1000
};

struct loop_reads {
    struct sqlite *q;
    struct connection cn;
    sqlite3_stmt *begin, *end;
    bool open, reading;
    u64 seen;                        /* commits that the snapshot is sure to show */
    unsigned reads, slow;
    i64 away_until_ms;
    struct turn_hook turn_end;
    struct stop_hook stop;
};

static void snapshot_end(struct loop_reads *r)
{
    if (r->reading)
        connection_step(r->end);
    r->reading = false;
}

static void turn_ended(struct turn_hook *h)
{
    snapshot_end(CONTAINER(h, struct loop_reads, turn_end));
}

static void loop_reads_close(struct loop_reads *r)
{
    if (!r->open)
        return;
    turn_hook_cancel(&r->turn_end);
    snapshot_end(r);
    connection_close(&r->cn);
    r->open = false;
}

static void loop_stops(struct stop_hook *h)
{
    loop_reads_close(CONTAINER(h, struct loop_reads, stop));
}

/* The loop's own, opened at its first read. */
static err loop_reads_of(struct sqlite *q, ctx *c, struct loop_reads **out)
{
    int which = loop_index(c->loop);

    assert(which < SQLITE_LOOPS);
    struct loop_reads *r = q->loops[which];
    if (UNLIKELY(!r)) {
        r = q->loops[which] = memory_new(struct loop_reads);
        *r = (struct loop_reads){ .q = q, .turn_end.run = turn_ended, .stop.run = loop_stops };
        loop_at_stop(c->loop, &r->stop);
    }
    if (UNLIKELY(!r->open)) {
        TRY(connection_open(&r->cn, q, &c->failure));
        r->begin = connection_keep(&r->cn, "BEGIN");
        r->end = connection_keep(&r->cn, "COMMIT");
        r->open = true;
    }
    *out = r;
    return OK;
}

static void snapshot_begin(struct loop_reads *r, struct loop *l)
{
    u64 commits = atomic_load(&r->q->commits);

    if (r->reading && r->seen == commits)
        return;
    snapshot_end(r);
    r->seen = commits;
    r->reading = connection_step(r->begin) == SQLITE_OK;
    loop_at_turn_end(l, &r->turn_end);
}

/* Runs it; some are timed. */
static err read_run(struct loop_reads *r, ctx *c, const struct statement *st, const struct value *values, void *out)
{
    bool timed = r->reads++ % SAMPLE_EVERY == 0;
    i64 began = timed ? mono_us() : 0;

    snapshot_begin(r, c->loop);
    r->cn.steps = c->world->settings->read_budget;
    err e = connection_run(&r->cn, &c->failure, &c->arena, st, values, out);
    if (timed) {
        r->slow = mono_us() - began > SLOW_US ? r->slow + 1 : 0;
        if (r->slow >= SLOW_MOST)
            r->away_until_ms = loop_mono_ms(c->loop) + AWAY_MS;
    }
    return e;
}

/* False: it is to run again on the pool, since it took too many steps, or another connection opens or closes the database. */
static bool read_inline(struct loop_reads *r, ctx *c, const struct statement *st, const struct value *values, void *out, err *e)
{
    struct arena_mark mark = arena_mark(&c->arena);

    if (UNLIKELY(loop_mono_ms(c->loop) < r->away_until_ms))
        return false;
    *e = read_run(r, c, st, values, out);
    if (LIKELY(r->cn.failure != SQLITE_INTERRUPT && (r->cn.failure & 0xff) != SQLITE_BUSY))
        return true;
    arena_rewind(&c->arena, mark);
    failure_begin(&c->failure, &c->arena);
    return false;
}

err sqlite_read(struct store *s, ctx *c, const struct statement *st, const struct value *values, void *out)
{
    struct loop_reads *r;
    err e;

    if (!st->slow) {
        TRY(loop_reads_of(sqlite_of(s), c, &r));
        if (read_inline(r, c, st, values, out, &e))
            return e;
        metric_add(c->world->metrics, M_STORE_POOLED, 0, 1);
    }
    return sqlite_pool_read(sqlite_of(s)->pool, c, st, values, out);
}

err sqlite_check(struct store *s, ctx *c, const struct statement *st)
{
    struct loop_reads *r;

    TRY(loop_reads_of(sqlite_of(s), c, &r));
    return connection_check(&r->cn, &c->failure, st);
}

void sqlite_reads_close(struct sqlite *q)
{
    for (int i = 0; i < SQLITE_LOOPS; i++) {
        if (q->loops[i])
            loop_reads_close(q->loops[i]);
        memory_free(q->loops[i]);
    }
}
