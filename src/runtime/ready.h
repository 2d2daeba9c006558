/*
 * What the loop runs for the rest of this room: what is ready to run, and the one
 * tenant (the pool of contexts) that lives and ends with the loop.
 */
#pragma once
#include "base/random.h"
#include "runtime/loop.h"

struct ready { struct link link; void (*run)(struct ready *); };

void loop_ready(struct loop *, struct ready *);              /* runs later in this turn */
void loop_ready_next_turn(struct loop *, struct ready *);

/* At an absolute time of loop_mono_ms. */
void timer_start_at(struct loop *, struct timer *, i64 due_ms);

/* Chaos: what is ready runs in an order drawn from here. NULL: off. */
struct rng *loop_chaos(struct loop *);
void loop_chaos_set(struct loop *, u64 seed);

struct tenant { void (*close)(struct tenant *); };
struct tenant *loop_tenant(struct loop *);
void loop_tenant_set(struct loop *, struct tenant *);        /* closed by loop_close */
