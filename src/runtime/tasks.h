/*
 * The task pool: threads for what blocks (hashing, name look-ups, heavy statements). Fibers reach it by ctx_task, in a
 * lane's order; and what many ask for at once by ctx_task_in_turn, whose order is fair (runtime/turns.h) and whose wait
 * is bounded by time: a lane accepts what it can do in that time, and no more.
 */
#pragma once
#include "base/scratch.h"
#include "runtime/ctx.h"
#include "runtime/turns.h"

struct tasks;
struct task { struct task *next; void (*work)(struct task *); };

/*
 * One that waits its turn. `refused` is called, on any thread, if one with a better claim takes its place. `memory` is set when its
 * turn comes.
 */
struct turn_task { struct task task; struct turn turn; void (*refused)(struct turn_task *); struct scratch *memory; bool at_once; };

struct tasks *tasks_open(struct world *, int quick, int heavy, size_t queue);    /* threads of each lane; most that wait in a lane */
void tasks_stop(struct tasks *);                 /* finishes what was accepted, and accepts no more */
void tasks_close(struct tasks **);
bool tasks_put(struct tasks *, enum task_lane, struct task *);       /* any thread; false: the lane is full */

/* In the heavy lane. False: it would wait for longer than `most_ms`. `at_once`: a thread was free for it. */
bool tasks_queue(struct tasks *, struct turn_task *, i64 most_ms);
bool tasks_withdraw(struct tasks *, struct turn_task *);             /* false: it was begun, or refused */
i64 tasks_wait_ms(struct tasks *, const struct claim *);             /* how long one that is added now would wait, an estimate */
