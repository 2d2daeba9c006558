#include "work/batch.h"
#include "base/faults.h"
#include "base/str.h"
#include "work/work.sql.h"
#include "work/dead.h"

bool event_wanted(const struct consumer *k, const struct event *e)
{
    return kinds_have(k->hears, e->kind);
}

static err move(tx *t, struct batch *b, i64 to)
{
    i64 moved;

    TRY(q_consumer_move(t, b->name, b->partition, b->from, to, &moved));
    b->overtaken = moved != 1;
    return b->overtaken ? tx_fail_with(t, ERR_CONFLICT, "another process has moved on.") : OK;
}

err event_handle(tx *t, const struct consumer *k, const struct event *e)
{
    if (fault(FAULT_CONSUMER_RUN))
        return tx_fail_with(t, ERR_INTERNAL, "the fault consumer.run.");
    return k->handle_many ? k->handle_many(t, &e, 1) : k->handle(t, e);
}

static err handle_each(tx *t, struct batch *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (!event_wanted(b->consumer, &b->events[i]))
            continue;
        b->failed = (ptrdiff_t)i;
        TRY(event_handle(t, b->consumer, &b->events[i]));
        b->handled++;
    }
    b->failed = -1;
    return OK;
}

struct batches { struct batch *at; size_t n; };

static err handle_together(tx *t, struct batches *in)
{
    const struct event **wanted;
    size_t most = 0, n = 0;

    for (size_t i = 0; i < in->n; i++)
        most += in->at[i].n;
    wanted = arena_array(tx_arena(t), const struct event *, most);
    for (size_t i = 0; i < in->n; i++)
        for (size_t k = 0; k < in->at[i].n; k++)
            if (event_wanted(in->at[i].consumer, &in->at[i].events[k])) {
                wanted[n++] = &in->at[i].events[k];
                in->at[i].handled++;
            }
    return in->at->consumer->handle_many(t, wanted, n);
}

static err batch_run(tx *t, void *arg)
{
    struct batch *b = arg;

    b->failed = -1;
    b->handled = 0;
    TRY(move(t, b, b->events[b->n - 1].position));
    return b->n > 1 && b->consumer->handle_many ? handle_together(t, &(struct batches){ b, 1 }) : handle_each(t, b);
}

err batch_commit(ctx *c, struct batch *b)
{
    return transact(c, batch_run, b);
}

static err batches_run(tx *t, void *arg)
{
    struct batches *in = arg;

    for (size_t i = 0; i < in->n; i++) {
        struct batch *b = &in->at[i];
        b->handled = 0;
        TRY(move(t, b, b->events[b->n - 1].position));
        if (!b->consumer->handle_many)
            TRY(handle_each(t, b));
    }
    return in->at->consumer->handle_many ? handle_together(t, in) : OK;
}

err batches_commit(ctx *c, struct batch *at, size_t n)
{
    return transact(c, batches_run, &(struct batches){ at, n });
}

struct burial { struct batch *batch; i64 tries; str problem; };

static err bury(tx *t, void *arg)
{
    struct burial *in = arg;
    const struct event *e = &in->batch->events[0];

    TRY(move(t, in->batch, e->position));
    return dead_add_event(t, in->batch->name, e, in->tries, in->problem);
}

err batch_bury(ctx *c, struct batch *b, i64 tries, str problem)
{
    struct burial in = { b, tries, problem };

    return transact(c, bury, &in);
}

struct delay { struct batch *batch; i64 tries; when retry_at; };

static err delay(tx *t, void *arg)
{
    struct delay *in = arg;
    struct batch *b = in->batch;
    i64 changed;

    TRY(q_consumer_delay(t, b->name, b->partition, b->from, in->tries, in->retry_at, &changed));
    b->overtaken = changed != 1;
    return OK;
}

err batch_delay(ctx *c, struct batch *b, i64 tries, when retry_at)
{
    struct delay in = { b, tries, retry_at };

    return transact(c, delay, &in);
}

struct skips { str consumer; struct skip *at; size_t n; };

static err skip_all(tx *t, void *arg)
{
    struct skips *in = arg;
    i64 moved;

    for (size_t i = 0; i < in->n; i++) {
        struct skip *s = &in->at[i];
        TRY(q_consumer_move(t, in->consumer, s->partition, s->from, s->to, &moved));
        s->overtaken = moved != 1;
    }
    return OK;
}

err skips_commit(ctx *c, str consumer, struct skip *at, size_t n)
{
    struct skips in = { consumer, at, n };

    return n ? transact(c, skip_all, &in) : OK;
}
