/*
 * A writer finds what they wrote: a reader waits until a consumer has handled everything
 * that was committed when it asked.
 *
 * If one process has the store to itself, memory knows. The tail counts the events that a
 * consumer wants by partition once they are committed, and before their writer gets its
 * answer; the consumer settles them when it is done with them. So a reader with nothing
 * to wait for pays one comparison.
 *
 * If several processes share the store, none knows from memory what another has just
 * committed: one statement asks, repeated until it finds nothing.
 */
#include "base/buf.h"
#include "base/str.h"
#include "runtime/runtime.h"
#include "work/consumer.h"
#include "work/work.sql.h"

enum { LOOK_MS = 4, LOOK_MOST_MS = 32 };         /* between looks into a shared store */

struct consumer_debt { i64 events; };
SHAPE(consumer_debt, FIELD(consumer_debt, events));

/* ---- memory ---- */

void await_open(struct consumer_run *r)
{
    bell_init(&r->settling);
    for (int p = 0; p < BUS_PARTITIONS; p++)     /* the rest of the last time, settled when it is read */
        atomic_fetch_add(&r->reader.told[p], 1);
    atomic_fetch_add(&r->reader.told_all, BUS_PARTITIONS);
}

void await_close(struct consumer_run *r)
{
    bell_close(&r->settling);
}

void await_settle(struct consumer_run *r, int p, u64 told)
{
    u64 before = atomic_load(&r->settled[p]);

    if (before >= told)
        return;
    atomic_store(&r->settled[p], told);
    atomic_fetch_add(&r->settled_all, told - before);
    bell_ring(&r->settling);
}

static bool settled(const struct consumer_run *r, const u64 counts[BUS_PARTITIONS])
{
    for (int p = 0; p < BUS_PARTITIONS; p++)
        if (atomic_load(&r->settled[p]) < counts[p])
            return false;
    return true;
}

static bool owes(const struct consumer_run *r)
{
    return atomic_load(&r->settled_all) != atomic_load(&r->reader.told_all);
}

static err memory_await(struct consumer_run *r, ctx *c, i64 end_ms)
{
    u64 told[BUS_PARTITIONS], seen = atomic_load(&r->settling.rings);

    for (int p = 0; p < BUS_PARTITIONS; p++)
        told[p] = atomic_load(&r->reader.told[p]);
    while (!settled(r, told)) {
        i64 left = end_ms - loop_mono_ms(c->loop);
        if (left <= 0)
            return OK;
        TRY(bell_wait(&r->settling, c, &seen, left));
    }
    return OK;
}

/* ---- a shared store ---- */

/* Of "channel.*.changed" as LIKE wants it. */
static str subject_like(struct arena *a, str pattern)
{
    struct buf like = BUF_ON(a);

    for (size_t i = 0; i < pattern.n; i++)
        buf_byte(&like, pattern.p[i] == '*' ? '%' : pattern.p[i]);
    return buf_str(&like);
}

static str subjects_of(struct arena *a, event_kinds kinds)
{
    strs out = {0};

    while (kinds[out.n])
        out.n++;
    out.at = arena_array(a, str, out.n);
    for (size_t i = 0; i < out.n; i++)
        out.at[i] = subject_like(a, str_of(kinds[i]->subject));
    return strs_text(a, out);
}

static err store_await(const struct consumer *k, ctx *c, i64 end_ms)
{
    str subjects = subjects_of(&c->arena, k->hears);
    struct consumer_debt debt;

    for (i64 pause = LOOK_MS;; pause = pause < LOOK_MOST_MS ? pause * 2 : pause) {
        TRY(q_consumer_owes(c, str_of(k->name), subjects, &debt));
        i64 left = end_ms - loop_mono_ms(c->loop);
        if (!debt.events || left <= 0)
            return OK;
        TRY(ctx_sleep(c, pause < left ? pause : left));
    }
}

/* ---- the verb ---- */

static const struct consumer *consumer_find(const struct world *w, str name)
{
    for (const struct capability *const *part = w->program ? w->program->capabilities : NULL; part && *part; part++)
        for (const struct consumer *k = (*part)->consumers; k && k->name; k++)
            if (str_eq(str_of(k->name), name))
                return k;
    return NULL;
}

static struct consumer_run *run_find(const struct work *w, str name)
{
    for (size_t i = 0; w && i < w->consumer_count; i++)
        if (str_eq(w->consumers[i]->name, name))
            return w->consumers[i];
    return NULL;
}

err consumer_is_done(ctx *c, const char *consumer, bool *out)
{
    const struct consumer *k = consumer_find(c->world, str_of(consumer));
    struct consumer_debt debt = { 0 };

    if (k)
        TRY(q_consumer_owes(c, str_of(consumer), subjects_of(&c->arena, k->hears), &debt));
    *out = !debt.events;
    return OK;
}

/* The consumer, if it runs here, hurries meanwhile. */
static err await(struct consumer_run *r, const struct consumer *k, ctx *c, i64 most_ms)
{
    i64 end_ms = loop_mono_ms(c->loop) + most_ms;

    if (works_alone(c->world))
        return memory_await(r, c, end_ms);
    return store_await(k, c, end_ms);
}

/* No consumer runs here, or everything is handled. */
static bool idle(const struct consumer_run *r)
{
    return !r || !r->started || !owes(r);
}

err consumer_await(ctx *c, const char *consumer, i64 most_ms)
{
    const struct consumer *k = consumer_find(c->world, str_of(consumer));
    struct consumer_run *r = run_find(c->world->work, str_of(consumer));

    if (k && works_alone(c->world))
        TRY(bus_catch_up(c, most_ms));
    if (!k || (works_alone(c->world) && idle(r)))
        return OK;
    if (!r)
        return await(NULL, k, c, most_ms);
    atomic_store(&r->asked_ms, loop_mono_ms(c->loop));
    atomic_fetch_add(&r->waiting, 1);
    bell_ring(&r->reader.news);
    err e = await(r, k, c, most_ms);
    atomic_fetch_sub(&r->waiting, 1);
    return e;
}
