/*
 * The bus that needs nothing but the store: the log is a table, and who waits for it
 * is woken when a transaction with events commits. The newest position of each
 * partition is kept in memory, so that readers who are up to date cost no read.
 */
#include "ports/bus.h"
#include <string.h>
#include "base/faults.h"
#include "base/memory.h"
#include "base/str.h"
#include "ports/bus/bus.sql.h"
#include "ports/bus/own.h"

enum { TIPS_AGE_MS = 1000 };         /* another process may have written without our being told */

struct event_tip { i64 partition, position; };
typedef PAGE(event_tip) event_tip_page;
SHAPE(event_tip, FIELD(event_tip, partition), FIELD(event_tip, position));

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

void bus_tip_raise(struct bus *b, i64 partition, i64 position)
{
    pthread_mutex_lock(&b->lock);
    if (position > b->tips[partition])
        b->tips[partition] = position;
    pthread_mutex_unlock(&b->lock);
}

err bus_tips_read(struct bus *b, ctx *c)
{
    u64 rings = atomic_load(&b->moves.rings), noted = bus_noted(b);
    i64 now = loop_mono_ms(c->loop);
    event_tip_page tips;

    TRY(q_event_tips(c, BUS_PARTITIONS - 1, &tips));
    for (size_t i = 0; i < tips.n; i++)
        bus_tip_raise(b, tips.at[i].partition, tips.at[i].position);
    pthread_mutex_lock(&b->lock);
    b->tips_rings = rings > b->tips_rings ? rings : b->tips_rings;       /* another read may have begun later and be there already */
    b->tips_noted = noted > b->tips_noted ? noted : b->tips_noted;
    b->tips_read_ms = now;
    pthread_mutex_unlock(&b->lock);
    return OK;
}

static bool tips_old(struct bus *b, ctx *c)
{
    if (b->follows)
        return false;
    pthread_mutex_lock(&b->lock);
    bool old = b->tips_rings != atomic_load(&b->moves.rings) || loop_mono_ms(c->loop) >= b->tips_read_ms + TIPS_AGE_MS;
    pthread_mutex_unlock(&b->lock);
    return old;
}

err bus_tips(ctx *c, i64 known[BUS_PARTITIONS], u64 *changed)
{
    struct bus *b = c->world->bus;

    if (tips_old(b, c))
        TRY(bus_tips_read(b, c));
    *changed = 0;
    pthread_mutex_lock(&b->lock);
    for (int p = 0; p < BUS_PARTITIONS; p++) {
        if (b->tips[p] <= known[p])
            continue;
        known[p] = b->tips[p];
        *changed |= (u64)1 << p;
    }
    pthread_mutex_unlock(&b->lock);
    return OK;
}

err bus_wait(ctx *c, u64 *seen, i64 most_ms)
{
    return bell_wait(&c->world->bus->moves, c, seen, most_ms);
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
    bell_ring(&b->moves);
    bell_ring(&b->commits);
}

void bus_note(struct bus *b)
{
    atomic_fetch_add(&b->noted, 1);
}

u64 bus_noted(const struct bus *b)
{
    return atomic_load(&b->noted);
}

bool bus_tips_hold(struct bus *b, u64 noted)
{
    pthread_mutex_lock(&b->lock);
    bool hold = b->tips_noted >= noted;
    pthread_mutex_unlock(&b->lock);
    return hold;
}

/* On whatever thread has committed. */
static void commit_told(void *arg)
{
    struct bus *b = arg;

    if (fault(FAULT_BUS_DELIVER))
        return;
    if (!b->sequencer)
        bell_ring(&b->moves);
    bell_ring(&b->commits);
}

struct bus *bus_open(struct world *w)
{
    struct bus *b = memory_new(struct bus);

    b->world = w;
    bell_init(&b->commits);
    bell_init(&b->moves);
    map_init(&b->kinds);
    pthread_mutex_init(&b->lock, NULL);
    b->tips_read_ms = -TIPS_AGE_MS;
    if (store_dialect(w->store) == ON_POSTGRES)
        b->sequencer = sequencer_open(b);
    store_on_events(w->store, (struct store_ear){ commit_told, bus_heard, b });
    return b;
}

void bus_start(struct bus *b)
{
    if (b->sequencer)
        sequencer_start(b->sequencer);
    listeners_start(b);
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
    map_close(&b->kinds);
    pthread_mutex_destroy(&b->lock);
    memory_free(b);
    *bus = NULL;
}
