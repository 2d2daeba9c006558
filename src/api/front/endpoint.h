/*
 * A route made ready: what can be worked out from its row once, when the program
 * starts, so that no request pays for it.
 */
#pragma once
#include "api/front/row.h"
#include "base/arena.h"

struct router;
struct surface;

enum { STATUS_CLASSES = 6 };         /* none (the client left first), 1xx to 5xx */
enum method_of_row { ITS_OWN, OR_HEAD, OR_CONNECT, METHODS_OF_A_ROW };   /* GET serves HEAD too, and a socket CONNECT (RFC 8441) */

struct endpoint {
    const struct route *route;
    const struct surface *surface;   /* which serves it, with its own argument */
    void *arg;
    str pattern;                     /* from the root: "/api/v1/notes/{id}" */
    str name;                        /* with its method: "GET /api/v1/notes/{id}" */
    struct endpoint_labels { int of[STATUS_CLASSES]; } labels[METHODS_OF_A_ROW];     /* of the metrics */
    u64 from_path;                   /* members of the input that the path names, by bit */
    bool body_optional;              /* no member of the body is required */
    bool from_body;                  /* the others come from the body, otherwise from the query */
    size_t body_most;                /* octets that its input can have, with room for unknown members; the settings may allow less */
    const struct problem *missing;   /* its 404 */
};

/*
 * All rows of some tables, or with settings those of roles that this process has, and of operations. ERR_INVALID: the failure names the
 * first wrong one.
 */
struct endpoints { struct endpoint *at; int count; };
err endpoints_make(struct arena *, struct failure *, const struct route *const *tables, const struct settings *, struct endpoints *out);

/* Adds them to the router, numbered from `first` on, each under its version and under none. */
err endpoints_route(struct failure *, struct router *, const struct endpoints *, int first);
