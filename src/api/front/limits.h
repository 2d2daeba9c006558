/*
 * The API's own limits: every user, or without one every client by its networks, has a
 * budget of requests a minute and one an hour (ports/rate.h). Users of one address have
 * a looser one together, so that many accounts are no way around it. A route's class says
 * whether it counts, and whether it may be refused.
 */
#pragma once
#include "api/front/row.h"
#include "ports/rate.h"

/* Clients that a loop has seen lately: a look-up costs less than hashing a client's networks for each request. */
enum { LIMITS_KNOWN_BITS = 6 };
struct limits_one { u64 network; bool v6; struct rate_client client; };
struct limits_known { struct limits_one at[1 << LIMITS_KNOWN_BITS]; };        /* zeroed */
const struct rate_client *limits_client(struct limits_known *, const struct world *, const struct address *);

/*
 * Counts requests of an account (0: of nobody) from a client, all or none: what is left of the tightest budget. `limit` 0: the
 * class is not limited, nothing is reported.
 */
struct rate limits_take(struct world *, enum rate_class, id account, const struct rate_client *, i64 requests, i64 now_s);
