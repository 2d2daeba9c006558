/*
 * Reads outside of a transaction. Those of one turn of the loop are sent together, with one
 * sync after them; the server answers each in turn. An error makes the server skip what
 * follows it, so the skipped ones are asked again, each with a sync of its own.
 */
#pragma once
#include "ports/store/postgres/pool.h"

/* Firm: whatever the deadline of the ctx. */
err pg_read(struct pg_pool *, ctx *, const struct statement *, const struct value *, bool firm, void *out);
err pg_check(struct pg_pool *, ctx *, const struct statement *);
