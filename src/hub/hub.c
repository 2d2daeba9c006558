#include "hub/hub.h"
#include <assert.h>
#include "base/memory.h"
#include "base/str.h"
#include "hub/hub_own.h"
#include "runtime/runtime.h"

PROBLEMS_DEFINE(hub_problems, HUB_PROBLEMS)

const struct capability hub_capability = { .name = "hub", .problems = hub_problems };

const char *const resync_words[] = { "", "expired", "unknown", "too_many" };

/* ---- what the capabilities declare ---- */

const struct wire *wire_of_type(const struct hub *h, str type)
{
    for (size_t i = 0; i < h->wire_count; i++)
        if (h->wires[i]->type && str_eq(str_of(h->wires[i]->type), type))
            return h->wires[i];
    return NULL;
}

u8 standing_bit(const struct hub *h, const struct topic_kind *kind)
{
    for (int i = 0; i < h->standing_count; i++)
        if (h->standing[i] == kind)
            return (u8)(1 << i);
    return 0;
}

static void standing_add(struct hub *h, const struct topic_kind *kind)
{
    assert(h->standing_count < STANDING_MOST);
    if (kind->always)
        h->always |= (u8)(1 << h->standing_count);
    h->standing[h->standing_count++] = kind;
}

static void topics_bring(struct hub *h, const struct topic_kind *const *kinds)
{
    for (; kinds && *kinds; kinds++) {
        h->kinds = memory_resize((void *)h->kinds, (h->kind_count + 2) * sizeof *h->kinds);
        h->kinds[h->kind_count++] = *kinds;
        h->kinds[h->kind_count] = NULL;
        if ((*kinds)->members)
            standing_add(h, *kinds);
    }
}

static void wires_bring(struct hub *h, const struct wire *wires)
{
    for (; wires && (wires->kind || wires->type); wires++) {
        h->wires = memory_resize(h->wires, (h->wire_count + 1) * sizeof *h->wires);
        h->wires[h->wire_count++] = wires;
        if (!wires->kind || (h->hears && kinds_have(h->hears, wires->kind)))
            continue;
        h->hears = memory_resize((void *)h->hears, (h->hear_count + 2) * sizeof *h->hears);
        h->hears[h->hear_count++] = wires->kind;
        h->hears[h->hear_count] = NULL;
    }
}

static void capability_bring(struct hub *h, const struct capability *part)
{
    topics_bring(h, part->topics);
    wires_bring(h, part->wires);
    if (!part->ears_watch)
        return;
    h->watches = memory_resize(h->watches, (h->watch_count + 1) * sizeof *h->watches);
    h->watches[h->watch_count++] = part->ears_watch;
}

void watch_tell(const struct ear *ear, int ears, int away)
{
    const struct hub *h = ear->hub->hub;

    for (size_t i = 0; ear_account(ear).v && i < h->watch_count; i++)
        h->watches[i](h->world, ear_account(ear), ears, away);
}

/* ---- the log's listener: under the tail's lock ---- */

static void event_heard(void *arg, const struct event *e)
{
    struct hub *h = arg;
    struct parcel *p = NULL;

    for (int i = 0; i < h->loop_count; i++) {
        if (!atomic_load(&h->loops[i].inbox.listens))
            continue;
        p = p ? p : parcel_of_event(e);
        inbox_put(&h->loops[i].inbox, p);
    }
    if (p)
        parcel_drop(p);
}

/* ---- open, start, close ---- */

static void loop_open_hub(struct hub *h, int index)
{
    struct hub_loop *l = &h->loops[index];

    l->hub = h;
    l->loop = runtime_loop(h->world->runtime, index);
    inbox_open(&l->inbox);
    list_init(&l->resumes);
    bell_init(&l->missed);
    bell_init(&l->stirred);
}

struct hub *hub_open(struct world *w)
{
    struct hub *h = memory_new(struct hub);

    h->world = w;
    h->pace = replay_pace;
    h->kinds = memory_zero(sizeof *h->kinds);
    for (const struct capability *const *part = w->program->capabilities; *part; part++)
        capability_bring(h, *part);
    h->loop_count = runtime_loops(w->runtime);
    h->loops = memory_zero((size_t)h->loop_count * sizeof *h->loops);
    for (int i = 0; i < h->loop_count; i++)
        loop_open_hub(h, i);
    if (h->hears)
        bus_listen(w->bus, &(struct listens){ h->hears, event_heard, true }, h);
    bus_hear_whispers(w->bus, "saying", whisper_heard, h);
    return h;
}

void hub_start(struct hub *h)
{
    for (int i = 0; i < h->loop_count; i++) {
        runtime_spawn(h->world->runtime, i, "hub", dispatch, &h->loops[i]);
        runtime_spawn(h->world->runtime, i, "replay", replay, &h->loops[i]);
        runtime_spawn(h->world->runtime, i, "pulses", pulses, &h->loops[i]);
    }
}

static void loop_close_hub(struct hub_loop *l)
{
    inbox_close(&l->inbox);
    table_close_all(l);
    bell_close(&l->missed);
    bell_close(&l->stirred);
    memory_free(l->stale);
    memory_free(l->debts);
    memory_free(l->waiters);
}

void hub_close(struct hub **hub)
{
    struct hub *h = *hub;

    if (!h)
        return;
    for (int i = 0; i < h->loop_count; i++)
        loop_close_hub(&h->loops[i]);
    memory_free(h->loops);
    memory_free((void *)h->kinds);
    memory_free((void *)h->hears);
    memory_free(h->wires);
    memory_free(h->watches);
    memory_free(h);
    *hub = NULL;
}
