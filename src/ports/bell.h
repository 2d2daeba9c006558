/*
 * A bell wakes fibers of any loop from any thread: a waiter sleeps until it
 * rings, or until a time has passed. It counts its rings, so that a waiter that was busy
 * while it rang does not miss one. Ringing costs an addition if nobody waits.
 */
#pragma once
#include <stdatomic.h>
#include "runtime/ctx.h"

enum { BELL_LOOPS = 256 };           /* as many as the setting `loops` allows */

/* The waiters of one loop; except for the first three, only its thread uses the members. */
struct bell_loop {
    _Atomic int waiting;
    _Atomic bool posted;
    struct loop *loop;
    struct handoff handoff;
    struct link waiters;
};

struct bell { _Atomic u64 rings; _Atomic int loops; struct bell_loop *at; };

void bell_init(struct bell *);
void bell_close(struct bell *);      /* once no loop runs */
void bell_ring(struct bell *);       /* any thread */

/* Parks while it has not rung since `*seen`, which is brought up to date; at most `most_ms`. ERR_CANCELLED, ERR_TIMEOUT (the ctx's own). */
err bell_wait(struct bell *, ctx *, u64 *seen, i64 most_ms);
