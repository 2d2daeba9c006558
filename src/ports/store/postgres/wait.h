/*
 * Waiting, on a fiber. What a fiber waits with is on its stack, zeroed except for its
 * ctx; the end of the wait wakes the fiber only if it sleeps by then.
 */
#pragma once
#include <libpq-fe.h>
#include "ports/store/adapter.h"

struct pg_statement;

struct pg_sleep { ctx *c; bool over, parked; };

void pg_sleep_end(struct pg_sleep *);
void pg_sleep_firm(struct pg_sleep *);           /* until it is over, whatever happens */
err pg_sleep(struct pg_sleep *);                 /* or until the ctx gives up */
void pg_pause_firm(ctx *, i64 ms);

/* For the answers of a link: collects the answers to its asks. */
struct pg_wait {
    struct pg_sleep sleep;           /* over: the ask that ends it has been answered, or lost */
    PGresult *answer, *error;        /* of what was asked to be kept; the first error */
    struct pg_statement *statement, *failed;     /* which they are of */
    bool lost;
    bool skipped;                    /* the ask whose answer was to be kept came after an error: it was not run */
};

void pg_wait_clear(struct pg_wait *);            /* drops the answers; it may be used again */
err pg_wait_tell(const struct pg_wait *, struct failure *);            /* of a wait that was lost or met an error */
err pg_wait_read(struct pg_wait *, ctx *, void *out);                /* the kept answer, into memory of the ctx */
err pg_wait_check(struct pg_wait *, ctx *);                          /* the kept description: do its columns fit? */
