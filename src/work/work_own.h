/* The inside of work, shared by its files. */
#pragma once
#include <stdatomic.h>
#include "work/work.h"

enum { TRIES = 8 };                  /* before a failure is kept as dead, unless its kind says otherwise */

struct work {
    struct world *world;
    i64 self;                        /* this process's id among the workers */
    struct consumer_run **consumers;
    size_t consumer_count;
    struct jobs *jobs;
};

/*
 * Runs `turn(arg, c)` repeatedly on a fiber that lives as long as the server. Its memory is released after each turn,
 * and a failed turn is followed by a pause. The turn itself reports its failure.
 */
void turns_run(ctx *, err (*turn)(void *arg, ctx *), void *arg);

/* Is this process the only one that can work on its store? */
bool works_alone(const struct world *);

/* Not the fault of the work itself, so it is tried again without counting. */
bool is_outage(err);

/* The failure, in a line for operators. */
str problem_text(ctx *, err);

/* The schedule that deletes old events; consumer.c knows all positions. */
err events_trim(struct work *, ctx *);
