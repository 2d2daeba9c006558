/*
 * Which process runs which share of a consumer's partitions. Every worker reports that it
 * is alive a few times a second; the shares of a dead one are free. A worker holds no
 * more than its fair part while others live, so that a new process gets some. None of
 * this is needed for correctness (moving the position conditionally is enough): it keeps
 * processes from doing work twice.
 */
#include "base/str.h"
#include "ports/bus.h"
#include "runtime/runtime.h"
#include "work/consumer.h"
#include "work/work.sql.h"

enum { BEAT_MS = 300, ALIVE_MS = 1000, BURY_MS = 3600 * 1000, FAREWELL_MS = 500 };

struct share_row { i64 share, holder; bool alive; };
typedef PAGE(share_row) share_row_page;
SHAPE(share_row, FIELD(share_row, share), FIELD(share_row, holder), FIELD(share_row, alive));

struct worker_tally { i64 workers; };
SHAPE(worker_tally, FIELD(worker_tally, workers));

static err beat(tx *t, void *arg)
{
    const struct work *w = arg;

    TRY(q_worker_beat(t, w->self, (when){ tx_now(t).ms + ALIVE_MS }));
    return q_worker_bury(t, (when){ tx_now(t).ms - BURY_MS }, life_most(t, ALIVE_MS));
}

static err shares_register(tx *t, void *arg)
{
    const struct consumer_run *r = arg;

    for (int i = 0; i < SHARES; i++)
        TRY(q_share_register(t, r->name, i));
    return OK;
}

static err shares_read(struct consumer_run *r, ctx *c, share_row_page *out)
{
    TRY(q_share_all(c, r->name, ctx_now(c), SHARES, out));
    if (out->n == SHARES)
        return OK;
    TRY(transact(c, shares_register, r));
    return q_share_all(c, r->name, ctx_now(c), SHARES, out);
}

/* One share changes hands, if its holder is still the one that was seen. */
struct handover { const struct consumer_run *run; i64 share, from, to, passed; };

static err pass(tx *t, void *arg)
{
    struct handover *h = arg;

    return q_share_pass(t, h->run->name, h->share, h->from, h->to, &h->passed);
}

/* Takes free shares up to the fair part, and releases those beyond it. */
static err share_settle(struct consumer_run *r, ctx *c, struct share_row *row, i64 fair, i64 *mine)
{
    i64 self = r->work->self;
    bool gives = row->holder == self && *mine > fair, takes = row->holder != self && !row->alive && *mine < fair;
    struct handover h = { r, row->share, row->holder, gives ? 0 : self, 0 };

    if (!gives && !takes)
        return OK;
    TRY(transact(c, pass, &h));
    if (h.passed == 1)
        row->holder = h.to;
    *mine += h.passed != 1 ? 0 : gives ? -1 : 1;
    return OK;
}

static err consumer_settle(struct consumer_run *r, ctx *c, i64 workers)
{
    i64 fair = (SHARES + workers - 1) / workers, mine = 0;
    share_row_page rows;
    u32 held = 0;

    TRY(shares_read(r, c, &rows));
    for (size_t i = 0; i < rows.n; i++)
        mine += rows.at[i].holder == r->work->self;
    for (size_t i = 0; i < rows.n; i++) {
        TRY(share_settle(r, c, &rows.at[i], fair, &mine));
        held |= rows.at[i].holder == r->work->self ? (u32)1 << rows.at[i].share : 0;
    }
    if (atomic_exchange(&r->held, held) != held)
        bell_ring(&r->reader.news);
    return OK;
}

static err shares_turn(void *arg, ctx *c)
{
    struct work *w = arg;
    struct worker_tally tally;

    TRY(transact(c, beat, w));
    TRY(q_worker_count(c, ctx_now(c), &tally));
    for (size_t i = 0; i < w->consumer_count; i++)
        TRY(consumer_settle(w->consumers[i], c, tally.workers > 0 ? tally.workers : 1));
    return ctx_sleep(c, BEAT_MS);
}

static err shares_leave(tx *t, void *arg)
{
    const struct work *w = arg;

    return q_worker_beat(t, w->self, (when){0});
}

/* At a stop the worker marks itself dead, so that the others need not wait to notice. */
static void shares_keep(ctx *c, void *arg)
{
    turns_run(c, shares_turn, arg);
    c->cancelled = false;
    c->deadline_ms = loop_mono_ms(c->loop) + FAREWELL_MS;
    if (transact(c, shares_leave, arg) != OK)
        ctx_log(c, LOG_WARN, "this worker could not report that it stops");
}

void shares_start(struct work *w)
{
    if (!works_alone(w->world))
        runtime_spawn(w->world->runtime, 0, "shares", shares_keep, w);
}
