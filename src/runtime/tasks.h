/* The task pool: threads for what blocks (hashing, name look-ups, heavy statements). Fibers reach it by ctx_task. */
#pragma once
#include "runtime/ctx.h"

struct tasks;
struct task { struct task *next; void (*work)(struct task *); };

struct tasks *tasks_open(struct world *, int quick, int heavy, size_t queue);    /* threads of each lane; most that wait in a lane */
void tasks_stop(struct tasks *);                 /* finishes what was taken, and takes no more */
void tasks_close(struct tasks **);
size_t tasks_waiting(struct tasks *, enum task_lane);
bool tasks_put(struct tasks *, enum task_lane, struct task *);       /* any thread; false: the lane is full */
