/*
 * One transaction of PostgreSQL on a link lent for it, in which the functions of one or
 * several callers run one after the other. Statements without a result are asked without
 * waiting: their outcome shows at the next one with a result, or at the commit. So a
 * function that only writes costs one round trip, BEGIN and COMMIT included.
 */
#pragma once
#include "ports/store/postgres/lend.h"

enum pg_outcome {
    TX_COMMITTED,                    /* the results of the calls that ran are final */
    TX_REFUSED,                      /* undone: a call refused or failed, its result says how */
    TX_AGAIN,                        /* undone: it lost against another transaction */
    TX_LOST,                         /* undone: the connection went away */
    TX_UNKNOWN                       /* the connection went away at the commit */
};

/* One caller of transact; on its fiber's stack. */
struct pg_call {
    struct tx tx;
    struct pg_borrower borrower;     /* its link is in the pool's line, and then in its group */
    struct pg_group *group;
    tx_fn *run;
    void *arg;
    bool ran, wrote, hoped;          /* in this try */
    bool done;                       /* the result is final */
    int losses;                      /* tries that conflicts with others undid */
    err result;
};

struct pg_group {
    struct pg_pool *pool;
    struct pg_link *link;
    ctx *driver;                     /* whose fiber this is */
    struct link calls;
    struct pg_wait wait;
    enum pg_outcome failed;          /* TX_COMMITTED: not so far */
    bool locks;                      /* keeps out others that lock, from before the snapshot to the end */
    bool begun, wrote;
    int asked;                       /* since the last answer */
    i64 xid;                         /* the server's number of this transaction; 0: not known */
    i64 incarnation;                 /* of the server: numbers mean the same only since its last crash */
};

static inline struct pg_call *pg_call_of(struct link *l)
{
    return CONTAINER(l, struct pg_call, borrower.link);
}

/* Runs the calls until one fails or time is up; those after it have not `ran`. On the driver's fiber, which parks firmly. */
enum pg_outcome pg_tx(struct pg_group *);

err pg_tx_run(tx *, const struct statement *, const struct value *, void *out);
err pg_tx_script(tx *, str sql);
bool pg_tx_hopes(tx *);

/* postgres/group.c: runs in a group with others, until the outcome is clear. */
err pg_transact(struct pg_pool *, ctx *, tx_fn *, void *arg);
