/*
 * The API's own limits: every user, or without one every address, has a budget of
 * requests a minute and one an hour (ports/rate.h). Which routes count, and which may
 * be refused, is their class.
 */
#pragma once
#include "api/rest/route.h"
#include "ports/rate.h"

/* Counts one request of `who`: what is left of the tightest budget. `limit` 0: the class is not limited, nothing is told. */
struct rate limits_take(struct world *, enum rate_class, u64 who, i64 now_s);
