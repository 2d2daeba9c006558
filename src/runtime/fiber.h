/*
 * Fibers: stacks of their own, so that code that waits reads straight down. A fiber
 * runs on the thread that made it, always (compilers keep addresses of thread-locals
 * across a switch). Stacks are guarded and pooled; sanitizers and valgrind are told
 * of every switch. Only ctx.c uses this; others park a ctx.
 */
#pragma once
#include "base/types.h"

struct fiber;
struct fiber_pool;

size_t fiber_most(void);                         /* stacks that the kernel grants one process */
struct fiber_pool *fiber_pool_open(size_t most);             /* at most that many stacks alive at once */
void fiber_pool_close(struct fiber_pool **);

/* Gives back half of the stacks that nobody has needed since the last call, but for a few; true while more could go. */
bool fiber_pool_trim(struct fiber_pool *);

/* A fiber that will run `run(arg)`, or NULL when the pool's bound is reached. Back to the pool when run returns. */
struct fiber *fiber_take(struct fiber_pool *, void (*run)(void *), void *arg);

bool fiber_resume(struct fiber *);               /* runs it until it parks (false) or ends (true); nesting is a bug */
void fiber_park(struct fiber *);                 /* called on it: back to its resumer */
struct fiber *fiber_current(void);               /* NULL on a thread's own stack */
u64 fiber_switches(void);                        /* parks of the current fiber, so far: NO_PARK compares it; 0 on a thread's own stack */
size_t fiber_stack_left(void);                   /* SIZE_MAX on a thread's own stack */
