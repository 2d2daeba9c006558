#include "ports/bus.h"
#include "base/faults.h"
#include "base/memory.h"
#include "base/str.h"
#include "ports/bus/own.h"

int bus_partition(str key)
{
    return (int)(str_hash(key) % BUS_PARTITIONS);
}

err bus_fetch(ctx *c, i64 partition, i64 after, i64 most, event_page *out)
{
    struct bus *b = c->world->bus;

    TRY(b->adapter->fetch(c, partition, after, most, out));
    for (size_t i = 0; i < out->n; i++)
        out->at[i].kind = bus_kind(b, out->at[i].subject);
    return OK;
}

err bus_after(ctx *c, i64 position, i64 most, event_page *out)
{
    struct bus *b = c->world->bus;

    TRY(b->adapter->after(c, position, most, out));
    for (size_t i = 0; i < out->n; i++)
        out->at[i].kind = bus_kind(b, out->at[i].subject);
    return OK;
}

err bus_floor(ctx *c, i64 *floor)
{
    return c->world->bus->adapter->floor(c, floor);
}

err bus_newest(ctx *c, i64 *position)
{
    event_tip_page tips;

    TRY(c->world->bus->adapter->tips(c, &tips));
    *position = 0;
    for (size_t i = 0; i < tips.n; i++)
        if (tips.at[i].position > *position)
            *position = tips.at[i].position;
    return OK;
}

err bus_wait_commit(ctx *c, u64 *seen, i64 most_ms)
{
    return bell_wait(&c->world->bus->commits, c, seen, most_ms);
}

err bus_backlog(ctx *c, i64 partition, i64 after, i64 most, i64 *out)
{
    return c->world->bus->adapter->backlog(c, partition, after, most, out);
}

err bus_trim(ctx *c, i64 partition, i64 through, when before, i64 most, i64 *gone)
{
    return c->world->bus->adapter->trim(c, partition, through, before, most, gone);
}

void bus_stir(struct bus *b)
{
    bell_ring(&b->commits);
}

err bus_listen_begin(ctx *c)
{
    return tail_begin(c->world->bus, c);
}

i64 bus_heard_ms(const struct bus *b)
{
    return atomic_load(&b->heard_ms);
}

struct bus *bus_open(struct world *w)
{
    struct bus *b = memory_new(struct bus);

    b->world = w;
    bell_init(&b->commits);
    bell_init(&b->moves);
    map_init(&b->kinds);
    bell_init(&b->caught);
    bell_init(&b->rounds);
    tail_open(&b->tail);
    whispers_open(&b->whispers);
    table_open(b);
    return b;
}

void bus_start(struct bus *b)
{
    b->adapter->start(b);
    tail_start(b);
}

void bus_close(struct bus **bus)
{
    struct bus *b = *bus;

    if (!b)
        return;
    b->adapter->close(b);
    bell_close(&b->commits);
    bell_close(&b->moves);
    bell_close(&b->caught);
    bell_close(&b->rounds);
    tail_close(&b->tail);
    whispers_close(&b->whispers);
    bus_forget(b);
    memory_free(b);
    *bus = NULL;
}
