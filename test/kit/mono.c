#include "kit/mono.h"
#include <stdatomic.h>
#include <time.h>
#include "base/time.h"

static _Atomic i64 ahead_us;

i64 mono_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (i64)t.tv_sec * 1000000 + t.tv_nsec / 1000 + atomic_load(&ahead_us);
}

static void look(ctx *c, void *arg)
{
    (void)c;
    (void)arg;
}

/* A loop that waits for its next timer asks what time it is once anything wakes it. */
void mono_move(struct runtime *r, i64 by_ms)
{
    atomic_fetch_add(&ahead_us, by_ms * 1000);
    for (int i = 0; i < runtime_loops(r); i++)
        runtime_spawn(r, i, "time", look, NULL);
}
