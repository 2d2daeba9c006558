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
