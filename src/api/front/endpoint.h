/*
 * A route made ready: what can be worked out of its row once, when the program
 * starts, so that no request pays for it.
 */
#pragma once
#include "api/front/row.h"
#include "base/arena.h"

struct router;
struct surface;

enum { STATUS_CLASSES = 6 };         /* none (the client went first), 1xx to 5xx */
enum method_of_row { ITS_OWN, OR_HEAD, OR_CONNECT, METHODS_OF_A_ROW };   /* GET takes HEAD too, and a socket CONNECT (RFC 8441) */

struct endpoint {
    const struct route *route;
    const struct surface *surface;   /* which serves it, with its own argument */
    void *arg;
    str pattern;                     /* from the root: "/api/v1/notes/{id}" */
    str name;                        /* with its method: "GET /api/v1/notes/{id}" */
    struct endpoint_labels { int of[STATUS_CLASSES]; } labels[METHODS_OF_A_ROW];     /* of the metrics */
    u64 from_path;                   /* members of the input that the path names, by bit */
    bool body_optional;              /* nothing in the body has to be there */
    bool from_body;                  /* the others come from the body, else from the query */
    size_t body_most;                /* octets that its input can need, with room for what it does not know; the settings may say less */
    const struct problem *missing;   /* its 404 */
};

/* All rows of some tables, or only those of operations. ERR_INVALID: the failure names the first that is wrong. */
struct endpoints { struct endpoint *at; int count; };
err endpoints_make(struct arena *, struct failure *, const struct route *const *tables, bool api, struct endpoints *out);

/* Adds them to the router, numbered from `first` on, each under its version and under none. */
err endpoints_route(struct failure *, struct router *, const struct endpoints *, int first);
