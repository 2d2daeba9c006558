#include "ports/clock.h"
#include <stdatomic.h>
#include <time.h>

static i64 system_now_us(struct clock *c)
{
    struct timespec t;

    (void)c;
    clock_gettime(CLOCK_REALTIME, &t);
    return (i64)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct clock *clock_system(void)
{
    static struct clock system = { .now_us = system_now_us };

    return &system;
}

static i64 since_boot_us(struct clock *c)
{
    struct timespec t;

    (void)c;
    clock_gettime(CLOCK_BOOTTIME, &t);
    return (i64)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct clock *clock_since_boot(void)
{
    static struct clock since = { .now_us = since_boot_us };

    return &since;
}

static i64 fake_now_us(struct clock *c)
{
    return atomic_load(&CONTAINER(c, struct fake_clock, clock)->us);
}

void fake_clock_init(struct fake_clock *f, i64 us)
{
    f->clock = (struct clock){ .now_us = fake_now_us };
    atomic_init(&f->us, us);
}

void fake_clock_move(struct fake_clock *f, i64 by_us)
{
    atomic_fetch_add(&f->us, by_us);
}
