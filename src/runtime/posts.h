/*
 * What other threads post to a loop: a stack that any thread pushes to, and that the
 * loop takes whole and turns round. No lock, and no post can be seen half.
 */
#pragma once
#include <stdatomic.h>
#include "runtime/loop.h"

struct posts { _Atomic(struct post *) newest; };

static inline void posts_push(struct posts *s, struct post *p)
{
    struct post *newest = atomic_load_explicit(&s->newest, memory_order_relaxed);

    do
        p->next = newest;
    while (!atomic_compare_exchange_weak(&s->newest, &newest, p));
}

static inline bool posts_waiting(struct posts *s)
{
    return atomic_load(&s->newest) != NULL;
}

/* All of them, the oldest first. */
static inline struct post *posts_take(struct posts *s)
{
    struct post *p = atomic_exchange(&s->newest, NULL), *oldest = NULL;

    while (p) {
        struct post *next = p->next;
        p->next = oldest;
        oldest = p;
        p = next;
    }
    return oldest;
}
