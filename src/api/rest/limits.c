#include "api/rest/limits.h"
#include "runtime/settings.h"

#define POT_SHARED 0x5851f42d4c957f2du

/* Reads and writes share the API's budgets; what is only shown counts for itself and is never refused. */
static const struct { bool counts, refuses; u64 pot; } classes[] = {
    [RATE_NONE]   = { false, false, 0 },
    [RATE_SHOWN]  = { true,  false, 1 },
    [RATE_READS]  = { true,  true,  2 },
    [RATE_WRITES] = { true,  true,  2 },
};

static struct rate_client in_pot(struct rate_client client, u64 pot, i64 times)
{
    for (size_t i = 0; i < CLIENT_WIDTHS; i++) {
        client.of[i] += pot;
        client.times[i] *= times;
    }
    return client;
}

/* Of somebody who is signed in, what all at that address ask for together: refused, it is told; else their own is. */
static struct rate account_take(struct world *w, enum rate_budget window, u64 who, const struct rate_client *beside, i64 now_s)
{
    struct rate own = rate_take(w, window, who, now_s);

    if (own.refused)
        return own;
    struct rate shared = rate_take_client(w, window, beside, now_s);
    if (!shared.refused)
        return own;
    rate_give_back(w, window, who, now_s);
    return shared;
}

static struct rate one_take(struct world *w, enum rate_class class, enum rate_budget window, id account, const struct address *from, i64 now_s)
{
    u64 pot = classes[class].pot * 0x9e3779b97f4a7c15u;
    struct rate_client client = rate_client(w, from);
    u64 who = (account.v ? rate_of_id(w, account) : client.of[0]) + pot;

    if (!classes[class].refuses)
        return rate_count(w, window, who, now_s);
    if (!account.v) {
        client = in_pot(client, pot, 1);
        return rate_take_client(w, window, &client, now_s);
    }
    client = in_pot(client, POT_SHARED, w->settings->accounts_per_address);
    return account_take(w, window, who, &client, now_s);
}

/* The minute first: whoever is refused there does not use up the hour. What is told is the tighter one. */
struct rate limits_take(struct world *w, enum rate_class class, id account, const struct address *from, i64 now_s)
{
    static const enum rate_budget windows[] = { PER_MINUTE, PER_HOUR };
    struct rate tightest = { 0 };

    if (!classes[class].counts)
        return tightest;
    for (size_t i = 0; i < COUNT(windows) && !tightest.refused; i++) {
        struct rate r = one_take(w, class, windows[i], account, from, now_s);
        if (!tightest.limit || r.refused || r.remaining < tightest.remaining)
            tightest = r;
    }
    return tightest;
}
