/*
 * Rates: how often somebody may do something. A budget is a number within a window of
 * time that begins with its first use; a user, an address (of IPv6 its network of 64
 * bits) or a text each have their own, under a number made by the rate_of_ verbs.
 *
 * A count is one 64-bit word in a fixed table, changed by compare-and-swap: no lock, no
 * park, no memory that grows with strangers. A full set of eight words replaces
 * the one with the lowest count: heavy callers are remembered. Counts are per process;
 * an adapter that shares them would decide locally, and inform the others afterwards.
 */
#pragma once
#include "base/networks.h"
#include "runtime/ctx.h"

/* The word is for metrics; the limit is a setting, by its name. */
struct rate_budget { const char *word; i64 window_s; const char *setting; };

/*
 * A capability's table, X(name, word, seconds, setting), is declared in its header and
 * defined in its .c; the list, which ends with NULL, is what struct capability points at.
 */
#define RATES_DECLARE(list, TABLE) TABLE(RATE_DECLARE_) extern const struct rate_budget *const list[]
#define RATES_DEFINE(list, TABLE) TABLE(RATE_DEFINE_) const struct rate_budget *const list[] = { TABLE(RATE_LIST_) NULL }
#define RATE_DECLARE_(name, word, seconds, setting) extern const struct rate_budget name;
#define RATE_DEFINE_(name, word, seconds, setting) const struct rate_budget name = { word, seconds, setting };
#define RATE_LIST_(name, word, seconds, setting) &name,

/* Of all requests. */
#define COMMON_RATES(X) \
    X(requests_per_minute,    "minute",     60,   "rate_per_minute") \
    X(requests_per_hour,      "hour",       3600, "rate_per_hour") \
    X(bad_tokens_per_address, "bad_tokens", 60,   "bad_tokens_per_address")
RATES_DECLARE(common_rates, COMMON_RATES);

/* The state of a count. `limit` 0: nothing is limited (limits=off), and nothing is reported. */
struct rate { i64 limit, remaining, reset_s; const struct rate_budget *budget; bool refused; };

struct rates;
struct rates *rate_open(struct world *);         /* with the common budgets, into world->rates */
/* Before anything is counted. ERR_INVALID: a word is declared twice, or there is no such setting. */
err rates_bring(struct world *, struct failure *, const struct rate_budget *const *list);
void rate_close(struct rates **);

/* Who is counted. An id, an address and a text never share a number. */
u64 rate_of_id(const struct world *, id);
u64 rate_of_address(const struct world *, const struct address *);
u64 rate_of_text(const struct world *, str);                 /* fold it first if case does not matter */

/*
 * A client, which counts in each of its networks. A wider network may have more, but not as much as all its parts
 * together: for IPv6 /64, /56 (4 times), /48 (16 times), for IPv4 the address and its /24 (16 times), since a customer
 * gets a /48 of 65,536 networks on request, and a /24 for money. IPv4 within IPv6 (::ffff:0:0/96, 64:ff9b::/96) is
 * IPv4. `of`: the narrowest first; a network that equals the one before has no times.
 */
enum { CLIENT_WIDTHS = 3 };
struct rate_client { u64 of[CLIENT_WIDTHS]; i64 times[CLIENT_WIDTHS]; };
struct rate_client rate_client(const struct world *, const struct address *);
struct rate_client rate_client_text(const struct world *, str);      /* request_facts.address; anything else counts as a text */

/* Counts one; refused if that would exceed the limit, and then not counted. Any thread. */
struct rate rate_take(struct world *, const struct rate_budget *, u64 who, i64 now_s);
struct rate rate_count(struct world *, const struct rate_budget *, u64 who, i64 now_s);        /* counts, and refuses nothing */
struct rate rate_peek(struct world *, const struct rate_budget *, u64 who, i64 now_s);         /* `refused`: the next one would be */
void rate_give_back(struct world *, const struct rate_budget *, u64 who, i64 now_s);           /* one that was taken */
void rate_forget(struct world *, const struct rate_budget *, u64 who, i64 now_s);              /* all that were taken */

/* For a client: in all of its networks, or in none; the result is the narrowest network's, or that of the one that refused. */
struct rate rate_take_client(struct world *, const struct rate_budget *, const struct rate_client *, i64 now_s);
void rate_give_back_client(struct world *, const struct rate_budget *, const struct rate_client *, i64 now_s);

/* Several at once, all of them or none. */
struct rate rate_take_many(struct world *, const struct rate_budget *, const struct rate_client *, i64 n, i64 now_s);
void rate_give_back_many(struct world *, const struct rate_budget *, const struct rate_client *, i64 n, i64 now_s);

/* OK, or ERR_TOO_MANY with the time to come back if the rate was refused. `what`: "attempts to sign in". */
err rate_refuse(ctx *, const struct rate *, const char *what);
