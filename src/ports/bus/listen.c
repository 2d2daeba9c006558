/*
 * Listeners of the event log. What this process commits they hear at once, on the thread
 * that committed. What others commit is read from the log, a few times a second: from
 * the positions where this process began, so that nothing is missed over an outage.
 */
#include <assert.h>
#include "base/faults.h"
#include "ports/bus/own.h"
#include "base/str.h"
#include "runtime/runtime.h"

enum { EVERY_MS = 200, AT_ONCE = 500 };

void bus_listen(struct bus *b, event_kinds hears, bus_ear *hear, void *arg)
{
    assert(b->listener_count < LISTENERS);
    b->listeners[b->listener_count++] = (struct listener){ hears, hear, arg };
}

void bus_heard(void *bus, const struct event *told)
{
    struct bus *b = bus;

    for (const struct listener *l = b->listeners; l < b->listeners + b->listener_count; l++)
        if (kinds_have(l->hears, told->kind))
            l->hear(l->arg, told);
}

static void known_now(struct bus *b, ctx *c)
{
    atomic_store(&b->heard_ms, loop_mono_ms(c->loop));
}

i64 bus_heard_ms(const struct bus *b)
{
    return atomic_load(&b->heard_ms);
}

err bus_listen_begin(ctx *c)
{
    struct bus *b = c->world->bus;
    i64 tips[BUS_PARTITIONS] = { 0 };
    u64 changed;

    TRY(bus_tips_read(b, c));
    TRY(bus_tips(c, tips, &changed));
    for (int p = 0; p < BUS_PARTITIONS; p++)
        b->heard_from[p] = tips[p];
    known_now(b, c);
    return OK;
}

/* What this process wrote it has heard. */
static err partition_hear(struct bus *b, ctx *c, int partition)
{
    event_page page;

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(bus_fetch(c, partition, b->heard_from[partition], AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++)
            if (!id_is_own(&b->world->ids, page.at[i].id))
                bus_heard(b, &page.at[i]);
        if (page.n)
            b->heard_from[partition] = page.at[page.n - 1].position;
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}

static err round_hear(struct bus *b, ctx *c)
{
    i64 tips[BUS_PARTITIONS];
    u64 changed;

    if (fault(FAULT_BUS_HEAR))
        return ERR_UNAVAILABLE;
    for (int p = 0; p < BUS_PARTITIONS; p++)
        tips[p] = b->heard_from[p];
    TRY(bus_tips(c, tips, &changed));
    for (int p = 0; p < BUS_PARTITIONS; p++)
        if (changed >> p & 1)
            TRY(partition_hear(b, c, p));
    known_now(b, c);
    return OK;
}

/* A store that is away has said so; what is in it stays there. */
static void hear(ctx *c, void *arg)
{
    struct bus *b = arg;
    struct arena_mark mark = arena_mark(&c->arena);

    for (err e = OK; e != ERR_CANCELLED;) {
        e = ctx_sleep(c, EVERY_MS);
        if (e == OK)
            e = round_hear(b, c);
        arena_rewind(&c->arena, mark);
        failure_begin(&c->failure, &c->arena);
    }
}

void listeners_start(struct bus *b)
{
    if (b->listener_count)
        runtime_spawn(b->world->runtime, 0, "listener", hear, b);
}
