/* The runtime's side of a ctx, and the pool that contexts and fibers of one loop come from. Private to this room. */
#pragma once
#include "runtime/ctx.h"
#include "runtime/fiber.h"
#include "runtime/ready.h"

enum {
    CTX_BLOCK = 8192,                /* of its arena: kept with the ctx, warm */
    CTX_RESERVE = 8,                 /* fibers for what is started first */
    CTX_OWN = 512                    /* fibers for what the program does by itself: far more than it needs */
};

struct deferred { struct deferred *below; void (*run)(void *); void *arg; };

/*
 * A fiber is running, parked (waits for a wake, a cancellation or the deadline), or ready (its turn
 * comes). `c.woken` is a wake that no park has taken yet: it is kept while the fiber runs, and
 * whatever ends a park takes it, so a wake that comes too late for a park never reaches the next.
 */
struct ctx_private {
    struct ctx c;
    struct ctx_pool *pool;
    struct link live;                /* of the pool: in use, or idle */
    struct ready ready;
    struct timer deadline;
    struct handoff handoff;                /* for a wake from another thread */
    _Atomic bool posted;
    bool firm;
    bool programs;                   /* what the program does by itself */
    bool in_turn;                    /* parked until a thread takes its task */
    void (*run)(ctx *, void *arg);
    void *arg;
    struct fiber *fiber;             /* NULL: queued, not started, or its function has returned */
    struct deferred *deferred;
    const char *name;                /* of what was spawned, for the log */
    char block[CTX_BLOCK] __attribute__((aligned(16)));
};

struct ctx_pool {
    struct tenant tenant;
    struct loop *loop;
    struct fiber_pool *fibers;
    struct link live, idle;
    struct link waiting, first, own; /* for a fiber: requests, those of the reserve, and the program */
    size_t idle_count, least_idle;
    size_t running, most;            /* fibers that requests have, and how many without the reserve */
    size_t own_running;              /* and those that the program has */
    struct timer trim;
    bool stopping;
    void (*quiet)(void *arg);
    void *quiet_arg;
};

struct ctx_pool *ctx_pool_of(struct loop *);

/* On the loop's thread: cancels what runs and whatever will start, and calls `quiet` when no fiber is in use. */
void ctx_pool_stop(struct ctx_pool *, void (*quiet)(void *arg), void *arg);

void ctx_resume(struct ctx_private *);           /* on the loop's own stack */

/*
 * For calls of this room that know what they wait for: the code that sets `*done` unparks. Neither
 * takes a wake, so one that was meant for the caller's own next park still counts there.
 */
void ctx_unpark(ctx *);                          /* on its loop's thread; harmless unless it is parked */
err ctx_park_until(ctx *, const bool *done);
void ctx_park_firm_until(ctx *, const bool *done);
