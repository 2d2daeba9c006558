/*
 * The timers of one loop: a heap of four children a node, whose slots hold the time
 * beside the pointer. A timer moved to later only notes so, and sinks when its old
 * time comes: connections that push their time-outs back at every request cost a store.
 */
#pragma once
#include "runtime/loop.h"

struct timers {
    struct timer_slot { i64 due_ms; struct timer *timer; } *slots;   /* from 1 on; a timer's place is its slot */
    size_t n, size;
};

void timers_put(struct timers *, struct timer *, i64 due_ms);
void timers_take(struct timers *, struct timer *);
struct timer *timers_due(struct timers *, i64 now_ms);       /* the next that is due, taken out, or NULL */
i64 timers_next(const struct timers *);                      /* not later than the first is due; INT64_MAX: none */
void timers_close(struct timers *);
