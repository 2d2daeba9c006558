/*
 * The runtime of a world: a loop per core, each on its own thread, the task pool,
 * and the fibers that live as long as the server (consumers, relays).
 */
#pragma once
#include "runtime/ctx.h"

struct runtime;

/* `loops` 0: one for each processor the process may use. Threads start in runtime_start. */
struct runtime *runtime_open(struct world *, int loops);
void runtime_start(struct runtime *);
int runtime_loops(const struct runtime *);
struct loop *runtime_loop(struct runtime *, int index);

/* A fiber that lives until `run` returns; at the stop its parks return ERR_CANCELLED. From any thread. */
void runtime_spawn(struct runtime *, int loop, const char *name, void (*run)(ctx *, void *arg), void *arg);

/* Runs `run` on a fiber of loop 0 and blocks the calling thread (not a loop's) until it has ended: for commands and tests. */
err runtime_call(struct runtime *, err (*run)(ctx *, void *arg), void *arg);

/* Cancels what was spawned, waits for it, stops loops and tasks. The parts of the world are closed after it by their owners. */
void runtime_stop(struct runtime *);
void runtime_close(struct runtime **);

/*
 * Chaos: parks at ctx calls and shuffles what is ready, by this seed. Before runtime_start. 0: off.
 * KITH_TEST_CHAOS in the environment is the seed of every runtime that is opened.
 */
void runtime_chaos(struct runtime *, u64 seed);
