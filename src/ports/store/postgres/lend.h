/*
 * Lends links of a pool, each to one transaction or group of them at a time. The
 * others wait in line; the one that is lent a link takes others from the line along.
 */
#pragma once
#include "ports/store/postgres/pool.h"

/*
 * One that waits for a link of its own. Its sleep ends when `lent` is set, to be given back, or when `failed` is set:
 * the server is away.
 */
struct pg_borrower {
    struct link link;
    struct pg_sleep sleep;
    u64 since;                       /* attempts to connect that had begun when it came */
    bool alone;                      /* it takes no other along, and joins none */
    bool failed;
    struct pg_link *lent;
};

void pg_lend_borrow(struct pg_pool *, struct pg_borrower *, bool first);
void pg_lend_give_back(struct pg_pool *, struct pg_link *);

/* Transactions conflicted that should have run together; a group met no conflict. */
void pg_lend_lost(struct pg_pool *);
void pg_lend_won(struct pg_pool *);

/* For the pool. */
void pg_lend_init(struct pg_pool *);
void pg_lend_close(struct pg_pool *);
void pg_lend_tend(struct pg_pool *);             /* serves those that can be served */
void pg_lend_fail(struct pg_pool *, u64 attempt);            /* this attempt failed: those that came before it have nothing to wait for */
