/*
 * A pool: the links of one loop, each opened when it is first needed. Some are shared
 * by reads, which go out together in pipelines; one is for slow reads, which others
 * would have to wait for; the rest are lent to one transaction (or group of them) at a
 * time.
 *
 * While the server is away, a caller waits for one attempt to connect that began after
 * it came, and then gives up: attempts follow each other with a growing, shuffled
 * pause of at most half a second. So an answer is quick, and the first call after the
 * server has come back succeeds.
 */
#pragma once
#include "base/map.h"
#include "base/random.h"
#include "ports/store/postgres/lookup.h"
#include "ports/store/postgres/pipe.h"
#include "ports/store/postgres/wait.h"

/* A statement as the pool knows it; prepared on each link that first needs it. */
struct pg_statement {
    const struct statement *st;
    struct arena *arena;             /* of the columns */
    size_t number;
    const char *name;
    const Oid *types;
    bool matched;
    struct column_map columns;
};

/* How much transactions conflict, over all loops. Above 0, `locks` counts the commits that are still to lock. */
struct pg_heat { _Atomic int locks, run; };

enum { PG_GROUP_MOST = 128 };

struct pg_pool {
    struct store *store;
    struct loop *loop;
    const struct pg_address *address;
    bool closed;
    struct pg_link *links;
    int quick, shared, n;            /* links[0..quick) are shared by reads, [quick..shared) by slow ones, [shared..n) are lent; */
    bool listens;                    /* links[n] hears notices */
    struct link readers, borrowers;  /* waiting for a link: reads for a shared one, transactions for one of their own */
    u64 attempts;                    /* to connect, begun so far */
    int failures;                    /* failed attempts since the last success */
    struct buf why;                  /* the last attempt failed */
    struct timer retry;              /* runs in the pause after a failure */
    struct timer patience;           /* runs while one link is out and others wait */
    i64 lent_us, patience_us;
    struct rng rng;
    struct pg_heat *heat;
    int group_most;                  /* transactions in one commit: halved by a group that fails, grows with those that succeed */
    struct ptr_map statements;
    struct arena arena;
    struct pg_lookup lookup;
    struct stop_hook stop;
};

struct pg_pool *pg_pool_open(struct store *, struct loop *, const struct pg_address *, int connections, struct pg_heat *);
void pg_pool_stop(struct pg_pool *);             /* on its loop; closes the links. What is in flight elsewhere may still point here */
void pg_pool_close(struct pg_pool **);           /* once no thread runs */

struct pg_statement *pg_pool_statement(struct pg_pool *, const struct statement *);

/* A link that is ready for reads; parks while there is none. ERR_UNAVAILABLE. Firm: whatever the ctx's deadline. */
err pg_pool_shared(struct pg_pool *, ctx *, bool slow, bool firm, struct pg_link **out);

err pg_pool_away(const struct pg_pool *, struct failure *);    /* ERR_UNAVAILABLE, with its failure */
void pg_pool_more(struct pg_pool *);             /* opens one more link to lend, if there can be one */

void pg_pool_listen(struct pg_pool *);
bool pg_pool_hears(const struct pg_pool *, const struct pg_link *);  /* is it the one that does? */

/* Called by links. */
void pg_pool_link_up(struct pg_pool *, struct pg_link *);
void pg_pool_link_down(struct pg_pool *, struct pg_link *, enum pg_link_state was, const char *why);
void pg_pool_link_route(struct pg_pool *, struct pg_link *);         /* dials it, once the server's name is known */
