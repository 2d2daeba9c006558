#include "net/http2/limits.h"

enum { GIVEN_MOST = 1000000 };

static const struct { float burst, a_second; } bounds[BOTHER_COUNT] = {
    [BOTHER_PING] = { 200, 20 },
    [BOTHER_SETTINGS] = { 50, 2 },
    [BOTHER_PRIORITY] = { 2000, 100 },
    [BOTHER_WINDOW] = { 4000, 200 },
    [BOTHER_EMPTY_DATA] = { 200, 10 },
    [BOTHER_UNKNOWN] = { 500, 20 },
    [BOTHER_REFUSED] = { 200, 20 },
};

void bothers_init(struct bothers *b, i64 now_ms)
{
    b->since_ms = now_ms;
    for (int i = 0; i < BOTHER_COUNT; i++)
        b->left[i] = bounds[i].burst;
}

static void refill(float *left, float burst, float n)
{
    if (*left < burst)
        *left = *left + n < burst ? *left + n : burst;
}

bool bother_take(struct bothers *b, enum bother what, i64 now_ms)
{
    float seconds = (float)(now_ms - b->since_ms) / 1000;

    if (seconds > 0)
        for (int i = 0; i < BOTHER_COUNT; i++)
            refill(&b->left[i], bounds[i].burst, seconds * bounds[i].a_second);
    b->since_ms = now_ms;
    b->left[what] -= 1;
    return b->left[what] >= 0;
}

void bother_give(struct bothers *b, enum bother what, float n)
{
    if (b->left[what] < GIVEN_MOST)
        b->left[what] += n;
}
