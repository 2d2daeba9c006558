#include "base/backoff.h"

enum { MOST_MS = 3600 * 1000 };

i64 backoff_ms(struct rng *r, i64 first_ms, i64 tries)
{
    i64 full = first_ms;

    while (--tries > 0 && full < MOST_MS)
        full *= 2;
    if (full > MOST_MS)
        full = MOST_MS;
    return full / 2 + rng_below(r, full / 2 + 1);
}
