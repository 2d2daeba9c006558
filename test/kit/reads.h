/*
 * How many statements read the store: the least of several turns, since others of the world read, too.
 *
 *     struct reads r = { .turns = 20 };
 *     while (reads_again(c, &r))
 *         expect_ok(cards_get(c, me, who, NULL, &page));
 *     expect_eq(r.least, 0);
 */
#pragma once
#include "runtime/runtime.h"

struct reads {
    int turns, pause_ms;             /* a pause after each lets others have their turn; 0: none */
    int begun;
    i64 before, least;
};

/* Ends the turn before, if there was one. Whether there is another. */
bool reads_again(ctx *c, struct reads *r);
