/*
 * The REST surface: what happens between a request on the wire and a typed
 * function of the domain. Everything that it knows of a route stands in the route
 * tables; everything else is the same for all of them: ids and traces, CORS,
 * limits, input, idempotency, answers, problems, the access log.
 *
 * Tables are checked when the surface is opened: a program with a wrong one does
 * not start.
 */
#pragma once
#include "api/program.h"
#include "net/server.h"

struct rest;

/* Reads the program's tables and the settings. ERR_INVALID: the failure names the route, the shape or the setting. */
err rest_open(struct world *, struct failure *, struct rest **out);
void rest_close(struct rest **);                 /* after the loops have stopped; writes what the access log still holds */

/* Until the store has its tables, all but the operations' own routes answer 503. */
void rest_ready(struct rest *);

/* Who answers what no route takes; an error that it tells, ERR_NO_ROUTE above all, is sent as a problem. */
typedef err otherwise(struct exchange *, void *arg);
void rest_otherwise(struct rest *, otherwise *, void *arg);

/* The http_handler; its argument is the rest. */
http_handler rest_handle;
http_handler rest_handle_watchers;               /* likewise, at the address of metrics_listen */
http_urgent rest_urgent;             /* health and metrics */

/* The surface's own tables and the schedule that empties them: idempotency keys. */
extern const struct capability rest_capability;

/* Health, metrics and the API's description. */
extern const struct route rest_routes[];
