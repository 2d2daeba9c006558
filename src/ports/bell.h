/*
 * A bell wakes fibers of any loop from any thread: whoever waits sleeps until it
 * rings, or until a time has passed. It counts its rings, so that one who was busy
 * while it rang does not sleep over it. Ringing costs an addition when nobody waits.
 */
#pragma once
#include <stdatomic.h>
#include "runtime/ctx.h"

enum { BELL_LOOPS = 256 };           /* as many as the setting `loops` allows */

/* What one loop waits for; but for the first three, its thread's alone. */
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
