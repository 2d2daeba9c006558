#include "api/rest/limits.h"

/* Reads and writes share the API's budgets; what is only shown counts for itself and is never refused. */
static const struct { bool counts, refuses; u64 pot; } classes[] = {
    [RATE_NONE]   = { false, false, 0 },
    [RATE_SHOWN]  = { true,  false, 1 },
    [RATE_READS]  = { true,  true,  2 },
    [RATE_WRITES] = { true,  true,  2 },
};

/* The minute first: whoever is refused there does not use up the hour. What is told is the tighter one. */
struct rate limits_take(struct world *w, enum rate_class class, u64 who, i64 now_s)
{
    static const enum rate_budget windows[] = { PER_MINUTE, PER_HOUR };
    struct rate tightest = { 0 };

    if (!classes[class].counts)
        return tightest;
    for (size_t i = 0; i < COUNT(windows) && !tightest.refused; i++) {
        u64 pot = who + classes[class].pot * 0x9e3779b97f4a7c15u;
        struct rate r = (classes[class].refuses ? rate_take : rate_count)(w, windows[i], pot, now_s);
        if (!tightest.limit || r.refused || r.remaining < tightest.remaining)
            tightest = r;
    }
    return tightest;
}
