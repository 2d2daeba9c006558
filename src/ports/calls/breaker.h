/*
 * A circuit breaker: a server that fails again and again is not called for a while, so
 * that callers fail at once rather than after a time-out, and the other side can
 * recover. Closed: calls go through. Open, after BREAKER_FAILURES in a row: none does,
 * until the pause is over. Then one goes as a probe: if it succeeds the breaker closes,
 * if it fails the pause is twice as long, up to a bound. Times are the caller's, in ms.
 */
#pragma once
#include "base/types.h"

enum { BREAKER_FAILURES = 5, BREAKER_PAUSE_MS = 5000, BREAKER_PAUSE_MOST_MS = 300000 };

/* The first pause, and the longest. */
struct breaker_times { i64 pause_ms, most_ms; };

struct breaker {
    struct breaker_times times;      /* {0}: those above */
    int failures;                    /* in a row */
    i64 pause_ms;                    /* 0: closed */
    i64 open_until_ms;
    bool probing;
};

/* NEUTRAL: the call says nothing about the other side (given up by its caller). */
enum verdict { VERDICT_GOOD, VERDICT_BAD, VERDICT_NEUTRAL };

enum admission { ADMIT_NONE, ADMIT_CALL, ADMIT_PROBE };

/* A call may go, and its end is reported with breaker_judge; or not before `*wait_ms` are over. */
enum admission breaker_admits(struct breaker *, i64 now_ms, i64 *wait_ms);
void breaker_judge(struct breaker *, i64 now_ms, enum admission, enum verdict);
static inline bool breaker_open(const struct breaker *b) { return b->pause_ms > 0; }
