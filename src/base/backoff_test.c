#include "base/backoff.h"
#include "kit/test.h"

TEST(waits_double_up_to_an_hour_and_differ)
{
    struct rng r;
    i64 least = INT64_MAX, most = 0;

    rng_seed(&r, 7);
    for (int i = 0; i < 1000; i++) {
        i64 ms = backoff_ms(&r, 200, 3);
        least = ms < least ? ms : least;
        most = ms > most ? ms : most;
    }
    expect(least >= 400 && least < 450);
    expect(most <= 800 && most > 750);
    expect(backoff_ms(&r, 200, 1) <= 200);
    expect(backoff_ms(&r, 200, 1000) <= 3600 * 1000);
    expect(backoff_ms(&r, 200, 1000) >= 1800 * 1000);
}
