/*
 * Rate limits. Every user, or without one every address (an IPv6 network of 64
 * bits counts as one), has a budget of requests a minute and one an hour. A window
 * begins with its first request.
 *
 * A budget's count is one 64-bit word in a fixed table, changed by compare-and-swap:
 * no lock, no memory that grows with strangers. A set of eight words that is full
 * gives up the one with the fewest requests: whoever asks a lot is remembered.
 */
#pragma once
#include "api/rest/route.h"
#include "runtime/settings.h"

struct arena;
struct limiter;

enum rate_budget { PER_MINUTE, PER_HOUR, RATE_BUDGETS };
extern const char *const rate_budget_names[RATE_BUDGETS];

/* What is left of the tightest budget. `limit` 0: the class is not limited, nothing is told. */
struct rate { i64 limit, remaining, reset_s; enum rate_budget budget; bool refused; };

struct limiter *limiter_open(struct arena *, const struct settings *, u64 seed);

/* Counts one request of `who` at `now_s`; on any thread. */
struct rate limiter_take(struct limiter *, enum rate_class, u64 who, i64 now_s);

u64 limiter_of_account(const struct limiter *, id account);
u64 limiter_of_address(const struct limiter *, const struct address *);
