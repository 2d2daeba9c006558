/* The monotonic clock, in a file of its own: a test that moves time has another in its place (test/kit/mono.c). */
#include <time.h>
#include "base/time.h"

i64 mono_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (i64)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
