/* What waits for clients, of all ears of the process. Past the setting realtime_memory those with the most are dropped first. */
#include "base/memory.h"
#include "hub/hub_own.h"
#include "runtime/settings.h"

enum { WAITERS_LEAST = 64 };

/* ---- a heap of those for whom something waits ---- */

static void waiter_put(struct hub_loop *l, u32 at, struct ear *ear)
{
    l->waiters[at - 1] = ear;
    ear->waiter = at;
}

static void waiter_up(struct hub_loop *l, struct ear *ear)
{
    u32 at = ear->waiter;

    for (; at > 1 && l->waiters[at / 2 - 1]->waiting < ear->waiting; at /= 2)
        waiter_put(l, at, l->waiters[at / 2 - 1]);
    waiter_put(l, at, ear);
}

static void waiter_down(struct hub_loop *l, struct ear *ear)
{
    u32 at = ear->waiter;

    for (u32 below = 2 * at; below <= l->waiter_count; at = below, below = 2 * at) {
        below += below < l->waiter_count && l->waiters[below]->waiting > l->waiters[below - 1]->waiting;
        if (l->waiters[below - 1]->waiting <= ear->waiting)
            break;
        waiter_put(l, at, l->waiters[below - 1]);
    }
    waiter_put(l, at, ear);
}

static void waiter_add(struct hub_loop *l, struct ear *ear)
{
    if (l->waiter_count == l->waiter_room) {
        l->waiter_room = l->waiter_room ? l->waiter_room * 2 : WAITERS_LEAST;
        l->waiters = memory_resize(l->waiters, l->waiter_room * sizeof *l->waiters);
    }
    waiter_put(l, ++l->waiter_count, ear);
}

static void waiter_drop(struct hub_loop *l, struct ear *ear)
{
    struct ear *last = l->waiters[--l->waiter_count];

    if (last != ear) {
        waiter_put(l, ear->waiter, last);
        waiter_up(l, last);
        waiter_down(l, last);
    }
    ear->waiter = 0;
}

static void waiter_set(struct hub_loop *l, struct ear *ear, u32 octets)
{
    bool more = octets > ear->waiting;

    ear->waiting = octets;
    if (!octets && ear->waiter)
        waiter_drop(l, ear);
    if (!octets)
        return;
    if (!ear->waiter)
        waiter_add(l, ear);
    if (more)
        waiter_up(l, ear);
    else
        waiter_down(l, ear);
}

/* ---- room ---- */

/* Of this loop, if it has its share of what waits: the others do the same as soon as one of theirs waits. */
static void room_make(struct hub_loop *l)
{
    i64 most = l->hub->world->settings->realtime_memory;

    while (l->waiter_count && atomic_load(&l->hub->waiting) > most && l->waiting > most / l->hub->loop_count) {
        struct ear *ear = l->waiters[0];
        u32 waiting = ear->waiting;
        ear->mouth->slow(ear);
        if (ear_is_open(ear) && ear->waiting == waiting)     /* it goes; what it has counts no more */
            ear_waits(ear, 0);
    }
}

void ear_waits(struct ear *ear, size_t octets)
{
    struct hub_loop *l = ear->hub;

    if (!l)
        return;
    i64 change = (i64)(octets < UINT32_MAX ? octets : UINT32_MAX) - ear->waiting;
    waiter_set(l, ear, (u32)(ear->waiting + change));
    l->waiting += change;
    atomic_fetch_add(&l->hub->waiting, change);
    if (change > 0)
        room_make(l);
}
