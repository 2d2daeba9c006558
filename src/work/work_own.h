/* The inside of work, shared by its files. */
#pragma once
#include <stdatomic.h>
#include "work/work.h"

enum { TRIES = 8 };                  /* before something is kept as dead, unless it says otherwise */

struct work {
    struct world *world;
    i64 self;                        /* this process among the workers */
    struct consumer_run **consumers;
    size_t consumer_count;
    struct jobs *jobs;
};

/*
 * Runs `turn(arg, c)` over and over on a fiber that lives as long as the server: with its memory
 * given back after each, and a pause after one that failed. What failed has been told where it did.
 */
void turns_run(ctx *, err (*turn)(void *arg, ctx *), void *arg);

/* Is this process the only one that can work on its store? */
bool works_alone(const struct world *);

/* Not the fault of what is being done: it is tried again without being counted. */
bool is_outage(err);

/* What went wrong, in a line for operators. */
str problem_text(ctx *, err);

/* The schedule that forgets old events; consumer.c knows how far everybody is. */
err events_trim(struct work *, ctx *);
