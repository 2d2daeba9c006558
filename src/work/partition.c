/*
 * Partitions of a consumer: their events are read from memory or the store and handled in transactions, those of several
 * partitions together, since rows that they have in common are then written once. Where that fails each is handled by itself,
 * and what fails then is kept.
 */
#include "base/backoff.h"
#include "base/str.h"
#include "runtime/metrics.h"
#include "work/batch.h"
#include "work/consumer.h"
#include "work/want.h"

enum {
    RETRY_MS = 200,                  /* the first wait of a failed event */
    CALM = 64                        /* batches without contention until one more fiber may work */
};

static struct batch batch_of(struct consumer_run *r, int p)
{
    return (struct batch){ .consumer = r->consumer, .name = r->name, .partition = p, .from = r->parts[p].position, .failed = -1 };
}

static void buried(struct consumer_run *r, const struct batch *b)
{
    struct partition_state *part = &r->parts[b->partition];

    part->position = part->at = b->events[0].position;
    part->tries = 0;
    metric_add(r->work->world->metrics, M_DEAD, r->dead_label, 1);
}

/* It failed, or may have failed, for lack of descriptors: that does not count as a try, and the partition rests. */
static void event_put_off(struct consumer_run *r, ctx *c, struct partition_state *part)
{
    part->rest_until_ms = loop_mono_ms(c->loop) + backoff_ms(&r->rng, WANT_MS, 1);
    ctx_log(c, LOG_WARN, "an event is put off: there are no more files to open", KV_STR("consumer", r->name));
}

/* The only event of the batch has failed: it waits for another try, or is kept as dead. */
static err event_failed(struct consumer_run *r, ctx *c, struct batch *b, err why)
{
    struct partition_state *part = &r->parts[b->partition];

    if (files_lacking()) {
        event_put_off(r, c, part);
        return OK;
    }
    i64 tries = part->tries + 1;
    bool last = tries >= consumer_tries(r->consumer);
    str problem = problem_text(c, why);
    when retry_at = { ctx_now(c).ms + backoff_ms(&r->rng, RETRY_MS, tries) };

    ctx_log(c, last ? LOG_ERROR : LOG_WARN, last ? "an event is kept as dead" : "an event failed", KV_STR("consumer", r->name),
            KV_ID("event", b->events[0].id), KV_I64("tries", tries), KV_STR("problem", problem));
    err e = last ? batch_bury(c, b, tries, problem) : batch_delay(c, b, tries, retry_at);
    if (b->overtaken) {
        share_doubt(r, (int)b->partition);
        return OK;
    }
    TRY(e);
    if (last) {
        buried(r, b);
    } else {
        part->tries = tries;
        part->retry_at = retry_at;
    }
    return OK;
}

static void batch_done(struct consumer_run *r, const struct batch *b, struct partition_state *part)
{
    part->position = part->at = b->events[b->n - 1].position;
    part->tries = 0;
    metric_add(r->work->world->metrics, M_CONSUMED, r->consumed_label, (i64)b->handled);
    if (r->limit < CONSUMER_FIBERS && ++r->calm >= CALM) {
        r->limit++;
        r->calm = 0;
    }
}

/*
 * Handles events[0..n) in one transaction. If one fails, the events before it are handled without it, and
 * then it is alone at the front, where its tries are counted.
 */
static err events_handle(struct consumer_run *r, ctx *c, int p, const struct event *events, size_t n)
{
    struct partition_state *part = &r->parts[p];
    struct batch b;

    for (;; part->rest_until_ms = 0) {
        b = batch_of(r, p);
        b.events = events;
        b.n = n;
        err e = batch_commit(c, &b);
        if (e == OK)
            break;
        if (b.overtaken) {
            share_doubt(r, p);
            return OK;
        }
        if (is_outage(e))
            return e;
        if (n == 1)
            return event_failed(r, c, &b, e);
        n = b.failed > 0 ? (size_t)b.failed : b.failed == 0 ? 1 : n / 2;
    }
    batch_done(r, &b, part);
    return OK;
}

/* From the store: a page of all kinds, without the unwanted ones. */
static err store_take(struct consumer_run *r, ctx *c, int p, struct bus_taken *out, bool *more)
{
    struct partition_state *part = &r->parts[p];
    event_page page;
    struct bus_quiet now;

    (void)bus_quiet(c->world->bus, &r->reader, p, &now);         /* before the page is read, so the page holds everything up to there */
    TRY(bus_fetch(c, p, part->at, BATCH_MOST, &page));
    i64 last = page.n ? page.at[page.n - 1].position : part->at;
    *more = page.n == BATCH_MOST;
    *out = (struct bus_taken){ { .at = page.at }, *more || last > now.tip ? last : now.tip, now.told };
    for (size_t i = 0; i < page.n; i++)
        if (event_wanted(r->consumer, &page.at[i]))
            out->events.at[out->events.n++] = page.at[i];
    return OK;
}

static err partition_read(struct consumer_run *r, ctx *c, int p, struct bus_taken *out, bool *more)
{
    struct partition_state *part = &r->parts[p];

    if (!(r->behind & partition_bit(p))) {
        if (bus_take(c->world->bus, &r->reader, &c->arena, p, part->at, BATCH_MOST, out)) {
            *more = out->events.n == BATCH_MOST;
            return OK;
        }
        part->at = out->through;
        r->behind |= partition_bit(p);
    }
    return store_take(r, c, p, out, more);
}

/* Everything that was taken is done with. */
static void partition_done(struct consumer_run *r, ctx *c, int p, const struct bus_taken *taken, bool more)
{
    r->parts[p].at = taken->through > r->parts[p].at ? taken->through : r->parts[p].at;
    bus_done(c->world->bus, &r->reader, p, taken->through);
    if (more)
        return;
    r->behind &= ~partition_bit(p);
    await_settle(r, p, taken->told);
}

/* The end of this process's current rest: partitions that are due together share a transaction, and so do consumers a commit. */
static i64 rest_end(i64 now_ms)
{
    return now_ms - now_ms % REST_MS + REST_MS;
}

/* A partition whose events are at hand. */
struct taking { int partition; struct bus_taken taken; bool more, failed; };

static err taking_begin(struct consumer_run *r, ctx *c, int p, struct taking *out)
{
    struct partition_state *part = &r->parts[p];

    out->partition = p;
    TRY(partition_read(r, c, p, &out->taken, &out->more));
    part->rest_until_ms = out->more ? 0 : rest_end(loop_mono_ms(c->loop));
    out->failed = part->tries > 0;
    return OK;
}

/* An event that has failed is tried alone. */
static err taking_handle(struct consumer_run *r, ctx *c, const struct taking *in)
{
    const event_page *all = &in->taken.events;

    return all->n ? events_handle(r, c, in->partition, all->at, in->failed ? 1 : all->n) : OK;
}

static void taking_end(struct consumer_run *r, ctx *c, const struct taking *in)
{
    const struct partition_state *part = &r->parts[in->partition];
    const event_page *all = &in->taken.events;

    if (!part->tries && (!all->n || part->position == all->at[all->n - 1].position))
        partition_done(r, c, in->partition, &in->taken, in->more);
}

/* From the one on that has waited longest, so that each has its turn. */
static err takings_begin(struct consumer_run *r, ctx *c, int first, u64 partitions, struct taking *out, size_t *n)
{
    size_t events = 0, most = r->consumer->handle_many ? BATCHES_MANY : BATCHES_MOST;

    for (int i = 0; i < BUS_PARTITIONS && events < most; i++) {
        int p = (first + i) % BUS_PARTITIONS;
        if (!(partitions & partition_bit(p)))
            continue;
        TRY(taking_begin(r, c, p, &out[*n]));
        events += out[(*n)++].taken.events.n;
    }
    return OK;
}

/* False: nothing was done, and each is to be handled by itself. */
static err takings_handle(struct consumer_run *r, ctx *c, const struct taking *in, size_t n, bool *done)
{
    struct batch *batches = arena_array(&c->arena, struct batch, n);
    size_t filled = 0;

    for (size_t i = 0; i < n; i++) {
        const event_page *all = &in[i].taken.events;
        if (!all->n || in[i].failed)
            continue;
        batches[filled] = batch_of(r, in[i].partition);
        batches[filled].events = all->at;
        batches[filled++].n = all->n;
    }
    *done = false;
    if (filled < 2)
        return OK;
    err e = batches_commit(c, batches, filled);
    *done = e == OK;
    for (size_t i = 0; i < filled && *done; i++)
        batch_done(r, &batches[i], &r->parts[batches[i].partition]);
    return is_outage(e) ? e : OK;
}

static err partitions_consume(struct consumer_run *r, ctx *c, int first, u64 partitions)
{
    struct taking *in = arena_array(&c->arena, struct taking, BUS_PARTITIONS);
    size_t n = 0;
    bool done;

    TRY(takings_begin(r, c, first, partitions, in, &n));
    TRY(takings_handle(r, c, in, n, &done));
    for (size_t i = 0; i < n; i++) {
        if (!done || in[i].failed)
            TRY(taking_handle(r, c, &in[i]));
        taking_end(r, c, &in[i]);
    }
    return OK;
}

err partitions_take(struct consumer_run *r, ctx *c, int first, u64 partitions)
{
    r->busy |= partitions;
    r->working++;
    err e = partitions_consume(r, c, first, partitions);
    r->working--;
    r->busy &= ~partitions;
    if (e == ERR_CONTENTION) {       /* fewer at once conflict less */
        r->limit = 1;
        r->calm = 0;
    }
    return e;
}
