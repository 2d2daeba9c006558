/*
 * A link is one connection to PostgreSQL, on one loop: how it begins, how it ends.
 * Everything is non-blocking, and parks nobody. Queries go through its pipe
 * (store/postgres/pipe.h). A link that breaks (the server went away, or was silent for
 * too long) gives up all that is in flight as lost, at once, and reports to its pool.
 */
#pragma once
#include <libpq-fe.h>
#include "base/buf.h"
#include "ports/store/adapter.h"

struct pg_pool;
struct pg_route;

enum pg_link_state { LINK_CLOSED, LINK_CONNECTING, LINK_READY };

struct pg_link {
    struct pg_pool *pool;
    enum pg_link_state state;
    bool lent;                       /* a fiber drives it */
    bool stale;                      /* its prepared statements are no longer valid: closed as soon as nothing is in flight */
    PGconn *conn;
    u32 watched;
    struct watch watch;
    struct timer timer;              /* bounds connecting, then the server's silence */
    i64 heard_ms;
    u64 attempt;                     /* which attempt of the pool's this was */

    /* Its pipe. */
    struct link asks;                /* in flight, oldest first */
    size_t in_flight;
    bool unsynced;                   /* something was asked since the last sync */
    struct turn_hook turn_end;
    struct buf prepared;             /* a byte for each statement of the pool: is it prepared here? */
};

void pg_link_init(struct pg_link *, struct pg_pool *);
void pg_link_open(struct pg_link *);                         /* connecting begins; dialled once the server's name is known */
void pg_link_dial(struct pg_link *, const struct pg_route *);        /* NULL: as the URL says */
void pg_link_close(struct pg_link *, const char *why);       /* harmless if it is closed */
bool pg_link_stuck(const struct pg_link *);                  /* something takes long: better not queue behind it */

/* For its pipe: sends what was queued; from now on the server owes an answer. */
void pg_link_flush(struct pg_link *);
void pg_link_expect(struct pg_link *);
