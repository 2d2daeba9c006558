/*
 * The REST surface: what happens between an admitted request and a typed function of the
 * domain. Everything that it knows about a route is in the route tables; everything else
 * is the same for all of them: input, idempotency, answers, the API's description.
 */
#pragma once
#include "api/front/front.h"
#include "api/program.h"

struct rest;

/* Adds the program's tables to the front. ERR_INVALID: the failure names the route or the shape. */
err rest_open(struct world *, struct failure *, struct front *, struct rest **out);
void rest_close(struct rest **);                 /* after the loops have stopped */

/* The surface's own tables and the schedule that empties them: idempotency keys. */
extern const struct capability rest_capability;

/* Health, metrics and the API's description. */
extern const struct route rest_routes[];
