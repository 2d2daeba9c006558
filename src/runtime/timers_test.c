#include "runtime/timers.h"
#include "base/random.h"
#include "kit/test.h"

enum { MANY = 100 };

TEST(timers_come_in_the_order_of_their_times)
{
    struct timers h = {0};
    struct timer all[MANY] = {0};
    struct rng r;
    i64 last = 0;
    int n = 0;

    rng_seed(&r, 7);
    for (int i = 0; i < MANY; i++)
        timers_put(&h, &all[i], rng_below(&r, 1000));
    for (struct timer *t; (t = timers_due(&h, 2000)); n++) {
        expect(t->due_ms >= last && t->place == 0);
        last = t->due_ms;
    }
    expect_eq(n, MANY);
    timers_close(&h);
}

TEST(nothing_is_due_before_its_time)
{
    struct timers h = {0};
    struct timer t = {0};

    expect_eq(timers_next(&h), INT64_MAX);
    timers_put(&h, &t, 100);
    expect(!timers_due(&h, 99));
    expect_eq(timers_next(&h), 100);
    expect(timers_due(&h, 100) == &t);
    expect(!timers_due(&h, 1000));
    timers_close(&h);
}

TEST(a_timer_that_is_moved_fires_once_at_its_new_time)
{
    struct timers h = {0};
    struct timer later = {0}, sooner = {0};

    timers_put(&h, &later, 10);
    timers_put(&h, &later, 50);
    timers_put(&h, &later, 90);
    timers_put(&h, &sooner, 80);
    timers_put(&h, &sooner, 20);
    expect(timers_due(&h, 30) == &sooner);
    expect(!timers_due(&h, 89));
    expect(timers_due(&h, 90) == &later);
    expect(!timers_due(&h, 1000));
    timers_close(&h);
}

/* The heap against the plainest thing that could be right: a list that is searched. */
TEST(any_mixture_of_starts_moves_and_stops_keeps_the_order)
{
    struct timers h = {0};
    struct timer all[MANY] = {0};
    i64 due[MANY];
    struct rng r;
    i64 now = 0;

    rng_seed(&r, 42);
    for (int i = 0; i < MANY; i++)
        due[i] = -1;
    for (int step = 0; step < 20000; step++) {
        int i = (int)rng_below(&r, MANY);
        if (rng_below(&r, 3) == 0 && all[i].place) {
            timers_take(&h, &all[i]);
            due[i] = -1;
        } else {
            due[i] = now + rng_below(&r, 200);
            timers_put(&h, &all[i], due[i]);
        }
        now += step % 2;
        for (struct timer *t; (t = timers_due(&h, now));) {
            i64 least = INT64_MAX;
            for (int k = 0; k < MANY; k++)
                if (due[k] >= 0 && due[k] < least)
                    least = due[k];
            expect_eq(due[t - all], least);
            due[t - all] = -1;
        }
        if (step % 100 == 0)
            for (int k = 0; k < MANY; k++)
                expect(due[k] == -1 ? all[k].place == 0 : due[k] > now && all[k].place != 0);
    }
    timers_close(&h);
}
