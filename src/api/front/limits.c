#include "api/front/limits.h"
#include <string.h>
#include "runtime/settings.h"

#define POT_SHARED 0x5851f42d4c957f2du
#define GOLDEN 0x9e3779b97f4a7c15u

/* Reads and writes share the API's budgets; what is only shown counts for itself and is never refused. */
enum { PAGES_TIMES = 10 };           /* a page brings its style, scripts and pictures */

static const struct { bool counts, refuses; u64 pot; i64 times; } classes[] = {
    [RATE_NONE]   = { false, false, 0, 1 },
    [RATE_SHOWN]  = { true,  false, 1, 1 },
    [RATE_READS]  = { true,  true,  2, 1 },
    [RATE_WRITES] = { true,  true,  2, 1 },
    [RATE_PAGES]  = { true,  true,  3, PAGES_TIMES },
};

static struct rate_client in_pot(const struct rate_client *from, u64 pot, i64 times)
{
    struct rate_client client = *from;

    for (size_t i = 0; i < CLIENT_WIDTHS; i++) {
        client.of[i] += pot;
        client.times[i] *= times;
    }
    return client;
}

/* What is counted: so many requests of one who has a limit `times` as high, from a client. */
struct counting { const struct rate_client *client; u64 who; i64 times, requests, now_s; };

/* Of somebody who is signed in, what all at that address ask for together: refused, it is told; else their own is. */
static struct rate account_take(struct world *w, const struct rate_budget *window, const struct counting *n)
{
    const struct rate_client alone = { { n->who }, { n->times } };
    struct rate own = rate_take_many(w, window, &alone, n->requests, n->now_s);

    if (own.refused)
        return own;
    struct rate shared = rate_take_many(w, window, n->client, n->requests, n->now_s);
    if (!shared.refused)
        return own;
    rate_give_back_many(w, window, &alone, n->requests, n->now_s);
    return shared;
}

static struct rate tighter(const struct rate *one, const struct rate *other)
{
    return other->refused || other->remaining < one->remaining ? *other : *one;
}

/* What is only shown is never refused: it needs no count of wider networks. */
static struct rate shown_count(struct world *w, u64 who, i64 now_s)
{
    struct rate minute = rate_count(w, &requests_per_minute, who, now_s), hour = rate_count(w, &requests_per_hour, who, now_s);

    return tighter(&minute, &hour);
}

static struct rate take(struct world *w, const struct rate_budget *window, id account, const struct counting *n)
{
    return account.v ? account_take(w, window, n) : rate_take_many(w, window, n->client, n->requests, n->now_s);
}

static void put_back(struct world *w, const struct rate_budget *window, id account, const struct counting *n)
{
    const struct rate_client alone = { { n->who }, { n->times } };

    if (account.v)
        rate_give_back_many(w, window, &alone, n->requests, n->now_s);
    rate_give_back_many(w, window, n->client, n->requests, n->now_s);
}

/* A request that one of them refuses uses up neither. The tighter one is reported. */
struct rate limits_take(struct world *w, enum rate_class class, id account, const struct rate_client *from, i64 requests,
                        i64 now_s)
{
    u64 pot = classes[class].pot * GOLDEN, who = (account.v ? rate_of_id(w, account) : from->of[0]) + pot;
    i64 times = classes[class].times;

    if (!classes[class].counts)
        return (struct rate){ 0 };
    if (!classes[class].refuses)
        return shown_count(w, who, now_s);
    struct rate_client client = account.v ? in_pot(from, POT_SHARED + pot, times * w->settings->accounts_per_address)
                                          : in_pot(from, pot, times);
    const struct counting n = { &client, who, times, requests, now_s };
    struct rate minute = take(w, &requests_per_minute, account, &n);
    if (minute.refused)
        return minute;
    struct rate hour = take(w, &requests_per_hour, account, &n);
    if (hour.refused)
        put_back(w, &requests_per_minute, account, &n);
    return tighter(&minute, &hour);
}

/* ---- clients known to a loop ---- */

/* The narrowest of its networks. */
static u64 network_of(const struct address *a)
{
    u64 v = 0;

    memcpy(&v, a->bytes, a->v6 ? sizeof v : 4);
    return v;
}

const struct rate_client *limits_client(struct limits_known *known, const struct world *w, const struct address *a)
{
    struct address counted;

    if (a->v6) {
        counted = address_counted(a);
        a = &counted;
    }
    u64 network = network_of(a);
    struct limits_one *one = &known->at[network * GOLDEN >> (64 - LIMITS_KNOWN_BITS)];

    if (UNLIKELY(one->network != network || one->v6 != a->v6 || !one->client.times[0]))
        *one = (struct limits_one){ network, a->v6, rate_client(w, a) };
    return &one->client;
}
