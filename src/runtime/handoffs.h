/*
 * What other threads hand to a loop: a stack that any thread pushes to, and that the
 * loop takes whole and turns round. No lock, and no handoff can be seen half.
 */
#pragma once
#include <stdatomic.h>
#include "runtime/loop.h"

struct handoffs { _Atomic(struct handoff *) newest; };

static inline void handoffs_push(struct handoffs *s, struct handoff *p)
{
    struct handoff *newest = atomic_load_explicit(&s->newest, memory_order_relaxed);

    do
        p->next = newest;
    while (!atomic_compare_exchange_weak(&s->newest, &newest, p));
}

static inline bool handoffs_waiting(struct handoffs *s)
{
    return atomic_load(&s->newest) != NULL;
}

/* All of them, the oldest first. */
static inline struct handoff *handoffs_take(struct handoffs *s)
{
    struct handoff *p = atomic_exchange(&s->newest, NULL), *oldest = NULL;

    while (p) {
        struct handoff *next = p->next;
        p->next = oldest;
        oldest = p;
        p = next;
    }
    return oldest;
}
