/*
 * A link is one connection in pipeline mode, on one loop. Statements are asked
 * without waiting; answers come in the same order, and each goes to the wait of whoever
 * asked. A sync ends a segment: an error makes the server skip what follows it up to
 * the next sync.
 *
 * Everything here is non-blocking and parks nobody; waiting is in store_postgres_wait.
 * A link that breaks (the server went away, or said nothing for too long) answers all
 * that is in flight as lost, at once, and tells its pool.
 */
#pragma once
#include <libpq-fe.h>
#include "base/buf.h"
#include "ports/store_adapter.h"

struct pg_pool;
struct pg_wait;
struct pg_statement;
struct pg_route;

enum pg_link_state { LINK_CLOSED, LINK_CONNECTING, LINK_READY };

struct pg_link {
    struct pg_pool *pool;
    enum pg_link_state state;
    bool lent;                       /* some fiber drives it */
    bool stale;                      /* its prepared statements are no good: to be closed as soon as nothing is in flight */
    bool unsynced;                   /* something was asked since the last sync */
    PGconn *conn;
    u32 watched;
    struct watch watch;
    struct timer timer;              /* bounds connecting, then the server's silence */
    struct turn_hook turn_end;
    struct link asks;                /* in flight, oldest first */
    size_t in_flight;
    i64 heard_ms;
    u64 attempt;                     /* which attempt of the pool's this was */
    struct buf prepared;             /* a byte for each statement of the pool: is it prepared here? */
};

void pg_link_init(struct pg_link *, struct pg_pool *);
void pg_link_open(struct pg_link *);                         /* connecting begins; dialled once the server's name is known */
void pg_link_dial(struct pg_link *, const struct pg_route *);        /* NULL: as the URL says */
void pg_link_close(struct pg_link *, const char *why);       /* what is in flight is lost; the pool hears of it */

/* Errors go to the wait in any case. ASK_KEEP: so does the answer. ASK_WAKE: it ends the wait, whatever it is. */
enum pg_ask_use { ASK_ERRORS = 0, ASK_KEEP = 1, ASK_WAKE = 2 };

/* Each may find the link broken: then the wait is lost. A wait of NULL: nobody is interested. */
void pg_link_ask(struct pg_link *, const struct statement *, const struct value *, struct pg_wait *, int use);
void pg_link_describe(struct pg_link *, struct pg_statement *, struct pg_wait *);            /* kept, and wakes */
void pg_link_sync(struct pg_link *, struct pg_wait *);       /* sends all that was asked; its answer ends the wait */
void pg_link_sync_later(struct pg_link *);                   /* one sync for all that is asked in this turn */
void pg_link_push(struct pg_link *);                         /* the server sends what it has done so far */
void pg_link_script(struct pg_link *, const char *sql, struct pg_wait *);    /* leaves the pipeline; nothing may be in flight */
void pg_link_pipeline(struct pg_link *);                     /* enters it again */
void pg_link_forget(struct pg_link *, struct pg_wait *);     /* its asks are answered to nobody */
