#include "ports/clock.h"
#include <time.h>
#include "kit/test.h"

TEST(the_system_clock_tells_the_time_of_day_in_microseconds)
{
    struct clock *c = clock_system();
    i64 seconds = time(NULL);
    i64 us = c->now_us(c);

    expect(us / 1000000 >= seconds - 1 && us / 1000000 <= seconds + 1);
    expect(clock_ms(c) >= us / 1000);
}

TEST(a_fake_clock_stands_still_until_it_is_moved)
{
    struct fake_clock f;

    fake_clock_init(&f, 5000000);
    expect_eq(clock_ms(&f.clock), 5000);
    expect_eq(clock_ms(&f.clock), 5000);
    fake_clock_move(&f, 1500000);
    expect_eq(clock_ms(&f.clock), 6500);
    fake_clock_move(&f, -6000000);
    expect_eq(clock_ms(&f.clock), 500);
}

/* ---- a server's clock ---- */

enum { SECOND = 1000000, MINUTE = 60 * SECOND, PATIENCE_MS = 600 * 1000 };

struct bench { struct fake_clock wall, run; struct steady_clock steady; };

static void bench_open(struct bench *b)
{
    fake_clock_init(&b->wall, (i64)1000000 * SECOND);
    fake_clock_init(&b->run, 5 * SECOND);
    steady_clock_init(&b->steady, &b->wall.clock, &b->run.clock, PATIENCE_MS);
}

static i64 seconds(struct bench *b)
{
    return clock_ms(&b->steady.clock) / 1000 - 1000000;
}

static void pass(struct bench *b, i64 us)
{
    fake_clock_move(&b->wall, us);
    fake_clock_move(&b->run, us);
}

TEST(a_servers_clock_goes_with_the_systems_as_long_as_that_goes_as_time_does)
{
    struct bench b;

    bench_open(&b);
    pass(&b, 10 * SECOND);
    expect_eq(seconds(&b), 10);
    for (int i = 0; i < 100; i++)            /* a clock that is corrected slowly */
        fake_clock_move(&b.wall, SECOND / 2), (void)seconds(&b);
    expect_eq(seconds(&b), 60);
    expect(!clock_doubted(&b.steady.clock));
    expect_eq(clock_ran_ms(&b.steady.clock), 10000);
}

TEST(a_jump_that_does_not_last_is_not_followed)
{
    struct bench b;

    bench_open(&b);
    for (i64 days = -15; days <= 15; days += 30) {
        i64 before = seconds(&b);
        fake_clock_move(&b.wall, days * 86400 * SECOND);
        expect_eq(seconds(&b), before);
        expect(clock_doubted(&b.steady.clock));
        pass(&b, MINUTE);
        expect_eq(seconds(&b), before + 60);
        fake_clock_move(&b.wall, -days * 86400 * SECOND);
        expect_eq(seconds(&b), before + 60);
        expect(!clock_doubted(&b.steady.clock));
        pass(&b, (i64)PATIENCE_MS * 1000);
    }
}

TEST(a_jump_that_lasts_is_followed)
{
    struct bench b;

    bench_open(&b);
    fake_clock_move(&b.wall, (i64)3600 * SECOND);
    expect_eq(seconds(&b), 0);
    pass(&b, 5 * MINUTE);
    fake_clock_move(&b.wall, (i64)3600 * SECOND);            /* another jump: its time begins again */
    expect_eq(seconds(&b), 300);
    pass(&b, 6 * MINUTE);
    expect_eq(seconds(&b), 660);
    pass(&b, 4 * MINUTE);
    expect_eq(seconds(&b), 7200 + 900);
    expect(!clock_doubted(&b.steady.clock));
}

TEST(after_a_jump_back_time_is_in_doubt_until_it_has_come_again)
{
    struct bench b;

    bench_open(&b);
    pass(&b, (i64)7200 * SECOND);
    fake_clock_move(&b.wall, (i64)-3600 * SECOND);
    expect_eq(seconds(&b), 7200);
    pass(&b, 10 * MINUTE);
    expect_eq(seconds(&b), 3600 + 600);
    expect(clock_doubted(&b.steady.clock));
    pass(&b, (i64)3600 * SECOND);
    expect(clock_doubted(&b.steady.clock));
    pass(&b, 16 * MINUTE);
    expect(!clock_doubted(&b.steady.clock));
}
