/*
 * The pace that a client has to keep while the server waits for it: it may pause for
 * `patience`, and in the long run moves at least `rate` octets a second. Being fast earns
 * time, but never more than the initial patience, so nobody saves up for a long silence.
 * The whole may have a time limit of its own, however fast its parts come.
 */
#pragma once
#include "base/types.h"

struct pace { i64 slack_us, left_us, since_ms; };

/* `whole_ms` 0: it may take as long as it keeps the pace. */
static inline void pace_begin(struct pace *p, i64 patience_ms, i64 whole_ms)
{
    *p = (struct pace){ patience_ms * 1000, whole_ms ? whole_ms * 1000 : INT64_MAX, 0 };
}

/* The waiting begins, or goes on: returns in how many ms the client is late. */
static inline i64 pace_wait(struct pace *p, i64 now_ms)
{
    i64 least = p->slack_us < p->left_us ? p->slack_us : p->left_us;

    p->since_ms = now_ms;
    return least > 0 ? (least + 999) / 1000 : 0;
}

/* The waiting has ended, or pauses. True: for too long. */
static inline bool pace_waited(struct pace *p, i64 now_ms)
{
    i64 waited_us = (now_ms - p->since_ms) * 1000;

    p->slack_us -= waited_us;
    if (p->left_us != INT64_MAX)
        p->left_us -= waited_us;
    return p->slack_us <= 0 || p->left_us <= 0;
}

static inline void pace_moved(struct pace *p, size_t n, i64 rate, i64 patience_ms)
{
    i64 earned_us = (i64)n < INT64_MAX / 1000000 ? (i64)n * 1000000 / rate : INT64_MAX / 2;

    p->slack_us += earned_us;
    if (p->slack_us > patience_ms * 1000)
        p->slack_us = patience_ms * 1000;
}
