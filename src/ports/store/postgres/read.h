/*
 * Reads outside of a transaction. Those of one turn of the loop go out together, with one
 * sync behind them; the server answers each as it comes to it. An error makes the server skip
 * what follows it, so those that were skipped are asked again, each under a sync of its own.
 */
#pragma once
#include "ports/store/postgres/pool.h"

/* Firm: whatever the deadline of the ctx. */
err pg_read(struct pg_pool *, ctx *, const struct statement *, const struct value *, bool firm, void *out);
err pg_check(struct pg_pool *, ctx *, const struct statement *);
