/*
 * The bus that needs nothing but the store: the log is a table, and the tail knows its newest rows (tail.h).
 */
#include "ports/bus.h"
#include <string.h>
#include "base/faults.h"
#include "base/memory.h"
#include "base/str.h"
#include "ports/bus/bus.sql.h"
#include "ports/bus/news.h"
#include "ports/bus/own.h"

struct event_tally { i64 waiting; };
SHAPE(event_tally, FIELD(event_tally, waiting));

int bus_partition(str key)
{
    return (int)(str_hash(key) % BUS_PARTITIONS);
}

err bus_fetch(ctx *c, i64 partition, i64 after, i64 most, event_page *out)
{
    TRY(q_event_fetch(c, partition, after, most, out));
    for (size_t i = 0; i < out->n; i++)
        out->at[i].kind = bus_kind(c->world->bus, out->at[i].subject);
    return OK;
}

err bus_wait_commit(ctx *c, u64 *seen, i64 most_ms)
{
    return bell_wait(&c->world->bus->commits, c, seen, most_ms);
}

err bus_backlog(ctx *c, i64 partition, i64 after, i64 most, i64 *out)
{
    struct event_tally tally;

    TRY(q_event_backlog(c, partition, after, most, &tally));
    *out = tally.waiting;
    return OK;
}

struct trim { i64 partition, through, most; when before; i64 gone; };

static err trim(tx *t, void *arg)
{
    struct trim *in = arg;

    return q_event_trim(t, in->partition, in->through, in->before, in->most, &in->gone);
}

err bus_trim(ctx *c, i64 partition, i64 through, when before, i64 most, i64 *gone)
{
    struct trim in = { partition, through, most, before, 0 };

    TRY(transact(c, trim, &in));
    *gone = in.gone;
    return OK;
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

/* ---- calls from the store, on the thread that has committed ---- */

static void event_heard(void *arg, const struct event *e)
{
    struct bus *b = arg;

    listeners_tell(bus_known(b, e->subject), e, false);
    if (e->position)
        tail_told(b, e);
}

static void commit_heard(void *arg)
{
    struct bus *b = arg;

    if (fault(FAULT_BUS_DELIVER))
        return;
    bell_ring(&b->commits);
    bell_ring(&b->rounds);
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
    if (store_dialect(w->store) == ON_POSTGRES)
        b->sequencer = sequencer_open(b);
    store_on_events(w->store, (struct store_ear){ commit_heard, event_heard, news_heard, b });
    return b;
}

void bus_start(struct bus *b)
{
    if (b->sequencer)
        sequencer_start(b->sequencer);
    tail_start(b);
}

void bus_close(struct bus **bus)
{
    struct bus *b = *bus;

    if (!b)
        return;
    store_on_events(b->world->store, (struct store_ear){0});
    sequencer_close(&b->sequencer);
    bell_close(&b->commits);
    bell_close(&b->moves);
    bell_close(&b->caught);
    bell_close(&b->rounds);
    tail_close(&b->tail);
    bus_forget(b);
    memory_free(b);
    *bus = NULL;
}
