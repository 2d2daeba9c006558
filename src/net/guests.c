#include "net/guests.h"
#include <assert.h>
#include <string.h>
#include "base/map.h"
#include "base/memory.h"
#include "net/capacity.h"
#include "net/lane.h"
#include "net/visitors.h"
#include "runtime/settings.h"

enum {
    SHARES = 4,                      /* of fibers and of memory: one address has one of them */
    FIRST_MOST = 2,                  /* of the reserved fibers, for one address */
    ANSWERS_FEW = 2                  /* very long answers to one address at once, when the process holds its budget */
};

struct guest {
    u8 network[8];
    u32 holders, running, first;
    u32 answers;                     /* very long ones that are being sent */
    i64 body;                        /* octets */
    struct link waiting;             /* urgent requests are at the front */
};

struct guests {
    struct capacity *capacity;
    struct map map;
    u32 fibers_most;                 /* for one guest */
    i64 body_most;
};

struct guests *guests_open(struct capacity *cap, struct loop *l)
{
    struct guests *all = memory_new(struct guests);
    i64 wish = cap->world->settings->max_fibers_per_address, share = (i64)ctx_most(l) / SHARES;

    all->capacity = cap;
    all->fibers_most = (u32)(wish ? wish : share > 1 ? share : 1);
    all->body_most = cap->body_most / SHARES / cap->loops;
    map_init(&all->map);
    return all;
}

void guests_close(struct guests **guests)
{
    struct guests *all = *guests;

    *guests = NULL;
    assert(all->map.n == 0);
    map_close(&all->map);
    memory_free(all);
}

static str guest_key(const struct guest *g)
{
    return (str){ (const char *)g->network, sizeof g->network };
}

struct guest *guest_hold(struct guests *all, const struct address *a)
{
    u8 network[8];

    address_network(a, network);
    struct guest *g = map_get(&all->map, (str){ (const char *)network, sizeof network });
    if (!g) {
        g = memory_new(struct guest);
        memcpy(g->network, network, sizeof network);
        list_init(&g->waiting);
        map_put(&all->map, guest_key(g), g);
    }
    return guest_hold_again(g);
}

struct guest *guest_hold_again(struct guest *g)
{
    g->holders += g != NULL;
    return g;
}

void guest_release(struct guests *all, struct guest **guest)
{
    struct guest *g = *guest;

    *guest = NULL;
    if (!g || --g->holders)
        return;
    assert(!g->running && !g->first && !g->answers && !g->body && list_empty(&g->waiting));
    map_take(&all->map, guest_key(g));
    memory_free(g);
}

void guest_answers(struct guest *g, int change)
{
    if (g)
        g->answers += (u32)change;
}

/* ---- seats ---- */

bool guest_is_crowded(const struct lane *l, const struct guest *g)
{
    return UNLIKELY(g && g->answers >= ANSWERS_FEW && backlog_full(l->world));
}

static bool has_room(const struct lane *l, const struct guest *g)
{
    return !g || g->running < l->guests->fibers_most;
}

static void seat_start(struct seat *t)
{
    t->first = false;
    if (t->guest)
        t->guest->running++;
    ctx_start(t->e->c, t->run, t->arg);
}

static void seat_start_first(struct seat *t)
{
    t->first = true;
    if (t->guest)
        t->guest->first++;
    ctx_start_first(t->e->c, t->run, t->arg);
}

static void seat_start_soon(struct lane *l, struct seat *t)
{
    struct guest *g = t->guest;

    t->first = l->urgent && l->urgent(t->e, l->arg);
    if (t->first && (!g || g->first < FIRST_MOST))
        seat_start_first(t);
    else if (has_room(l, g))
        seat_start(t);
    else if (t->first)
        list_add_last(g->waiting.next, &t->link);        /* in front of the first */
    else
        list_add_last(&g->waiting, &t->link);
}

void seat_take(struct lane *l, struct seat *t, struct guest *g, struct exchange *e, void (*run)(ctx *, void *arg), void *arg)
{
    t->guest = g;
    t->e = e;
    t->run = run;
    t->arg = arg;
    if (LIKELY(has_room(l, g) && ctx_room(e->c)))
        seat_start(t);
    else
        seat_start_soon(l, t);
}

static struct seat *seat_waiting(struct guest *g)
{
    return list_empty(&g->waiting) ? NULL : CONTAINER(g->waiting.next, struct seat, link);
}

void seat_leave(struct lane *l, struct seat *t)
{
    struct guest *g = t->guest;

    if (!g)
        return;
    if (t->first)
        g->first--;
    else
        g->running--;
    struct seat *next = seat_waiting(g);
    if (UNLIKELY(next && next->first && g->first < FIRST_MOST)) {
        list_remove(&next->link);
        seat_start_first(next);
    } else if (UNLIKELY(next && has_room(l, g))) {
        list_remove(&next->link);
        seat_start(next);
    }
}

/* ---- memory for bodies ---- */

bool body_memory_take(struct guests *all, size_t n)
{
    struct capacity *cap = all->capacity;

    if (atomic_fetch_add_explicit(&cap->body, (i64)n, memory_order_relaxed) + (i64)n <= cap->body_most)
        return true;
    body_memory_give(all, n);
    return false;
}

void body_memory_give(struct guests *all, size_t n)
{
    atomic_fetch_sub_explicit(&all->capacity->body, (i64)n, memory_order_relaxed);
}

bool body_memory_guest(struct guests *all, struct guest *g, i64 n)
{
    if (!g)
        return true;
    if (n > 0 && g->body + n > all->body_most)
        return false;
    g->body += n;
    return true;
}
