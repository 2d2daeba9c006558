#include "ports/bell.h"
#include <assert.h>
#include "base/memory.h"

struct waiter { struct link link; struct timer timer; ctx *c; bool woken; };

void bell_init(struct bell *b)
{
    *b = (struct bell){ .at = memory_zero(BELL_LOOPS * sizeof *b->at) };
}

void bell_close(struct bell *b)
{
    memory_free(b->at);
    *b = (struct bell){0};
}

/* Ring and time-out may come in one turn: only the first may wake, since a second wake would be kept for the next park. */
static void waiter_wake(struct waiter *w)
{
    if (!w->woken)
        ctx_wake(w->c);
    w->woken = true;
}

static void waiter_late(struct timer *t)
{
    waiter_wake(CONTAINER(t, struct waiter, timer));
}

static void loop_rung(struct handoff *p)
{
    struct bell_loop *l = CONTAINER(p, struct bell_loop, handoff);

    atomic_store(&l->posted, false);
    LIST_EACH(at, &l->waiters)
        waiter_wake(CONTAINER(at, struct waiter, link));
}

static struct bell_loop *loop_enter(struct bell *b, struct loop *loop)
{
    int index = loop_index(loop), known = atomic_load(&b->loops);
    struct bell_loop *l = &b->at[index];

    assert(index < BELL_LOOPS);
    if (!l->loop) {
        l->loop = loop;
        l->handoff.run = loop_rung;
        list_init(&l->waiters);
    }
    while (known <= index && !atomic_compare_exchange_weak(&b->loops, &known, index + 1))
        ;
    return l;
}

/* The waiter counts itself and then looks at the rings; the ringer counts its ring and then looks for waiters: one sees the other. */
void bell_ring(struct bell *b)
{
    atomic_fetch_add(&b->rings, 1);
    for (int i = 0, n = atomic_load(&b->loops); i < n; i++) {
        struct bell_loop *l = &b->at[i];
        if (atomic_load(&l->waiting) && !atomic_exchange(&l->posted, true))
            loop_hand(l->loop, &l->handoff);
    }
}

static err waiter_sleep(struct bell_loop *l, ctx *c, i64 most_ms)
{
    struct waiter w = { .timer.fire = waiter_late, .c = c };

    list_add_last(&l->waiters, &w.link);
    timer_start(c->loop, &w.timer, most_ms);
    err e = ctx_park(c);
    timer_stop(c->loop, &w.timer);
    list_remove(&w.link);
    return e;
}

err bell_wait(struct bell *b, ctx *c, u64 *seen, i64 most_ms)
{
    struct bell_loop *l = loop_enter(b, c->loop);
    err e = OK;

    atomic_fetch_add(&l->waiting, 1);
    if (atomic_load(&b->rings) != *seen)
        e = ctx_yield(c);
    else if (most_ms > 0)
        e = waiter_sleep(l, c, most_ms);
    atomic_fetch_sub(&l->waiting, 1);
    *seen = atomic_load(&b->rings);
    return e;
}
