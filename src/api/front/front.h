/*
 * The front: what comes before a route, in any protocol. Each request gets its id and its
 * trace, is looked up in the tables, and is admitted or refused: by its caller, the limits, the
 * origin of a page, the scheme. Then the row's surface serves it; and it is counted and logged.
 *
 * Tables are checked when they are added: a program with a wrong one does not start.
 */
#pragma once
#include "api/front/row.h"
#include "net/server.h"

struct front;
struct call;                         /* api/front/call.h */
struct endpoints;                    /* api/front/endpoint.h */

/* How a surface serves the typed rows of its tables. An error returned before the answer has begun is the row's refusal. */
struct surface {
    err (*head)(struct call *);      /* everything that the head decides; then the body arrives, while no fiber is held */
    err (*serve)(struct call *);     /* answers */
    bool admits;                     /* `head` calls call_admit itself: other checks come first */
};

/* ERR_INVALID: the failure names the setting. */
err front_open(struct world *, struct failure *, struct front **out);
void front_close(struct front **);               /* after the loops have stopped; writes the rest of the access log */

/* Tables, which end with NULL, and who serves them. */
struct front_tables {
    const struct route *const *tables;
    const struct surface *surface;   /* of their typed rows; NULL where all are exchanges */
    void *arg;                       /* route_arg of all of them, until front_bind */
    bool by_role;                    /* rows of roles that this process does not have are left out, but for those of operations */
};

/* Before the server begins. ERR_INVALID: the failure names the row. */
err front_add(struct front *, struct failure *, const struct front_tables *, struct endpoints *added);

/* Likewise: what the exchanges of a table that was added are called with. */
void front_bind(struct front *, const struct route *table, void *arg);

/* Likewise: the row, without a path, of what no other takes, by any method. It is an exchange. */
void front_otherwise(struct front *, const struct route *, void *arg);

/* Until the store has its tables, only rows of operations and those that are `early` do not answer 503. */
void front_ready(struct front *);

/* The http_handler; its argument is the front. */
http_handler front_handle;
http_handler front_handle_watchers;              /* likewise, at the address of metrics_listen */
http_urgent front_urgent;            /* health and metrics */
