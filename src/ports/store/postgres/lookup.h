/*
 * The addresses of the server's name, looked up on the task pool and kept for a minute.
 * One look-up at a time; the owner keeps its memory until no thread runs.
 */
#pragma once
#include "ports/store/postgres/address.h"
#include "runtime/tasks.h"

struct pg_lookup {
    struct task task;
    struct handoff handoff;
    const struct pg_address *address;
    struct loop *loop;
    void (*done)(struct pg_lookup *);            /* on the loop, after each look-up */
    bool under_way, known;
    i64 at_ms;
    struct pg_route route;           /* when it is known */
    struct pg_route found;           /* the task's, while it is under way */
    bool found_any;
};

void pg_lookup_init(struct pg_lookup *, struct loop *, const struct pg_address *, void (*done)(struct pg_lookup *));
void pg_lookup_close(struct pg_lookup *);

bool pg_lookup_fresh(const struct pg_lookup *);
bool pg_lookup_begin(struct pg_lookup *);        /* harmless while one is under way; false: the task pool is full */
