#include "ports/calls/breaker.h"

enum { PROBE_WAIT_MS = 1000 };       /* the wait given to callers while a probe is under way */

enum admission breaker_admits(struct breaker *b, i64 now_ms, i64 *wait_ms)
{
    if (!breaker_open(b))
        return ADMIT_CALL;
    if (b->probing || now_ms < b->open_until_ms) {
        *wait_ms = b->probing ? PROBE_WAIT_MS : b->open_until_ms - now_ms;
        return ADMIT_NONE;
    }
    b->probing = true;
    return ADMIT_PROBE;
}

static void pause_begin(struct breaker *b, i64 now_ms)
{
    i64 first_ms = b->times.pause_ms ? b->times.pause_ms : BREAKER_PAUSE_MS;
    i64 most_ms = b->times.most_ms ? b->times.most_ms : BREAKER_PAUSE_MOST_MS;

    b->pause_ms = breaker_open(b) ? b->pause_ms * 2 : first_ms;
    if (b->pause_ms > most_ms)
        b->pause_ms = most_ms;
    b->open_until_ms = now_ms + b->pause_ms;
}

/* If a call began before it opened, a failure says nothing new; a success closes it: the other side is there. */
void breaker_judge(struct breaker *b, i64 now_ms, enum admission as, enum verdict v)
{
    if (as == ADMIT_PROBE)
        b->probing = false;
    if (v == VERDICT_GOOD)
        *b = (struct breaker){ .times = b->times };
    if (v != VERDICT_BAD || (breaker_open(b) && as != ADMIT_PROBE))
        return;
    b->failures++;
    if (b->failures >= BREAKER_FAILURES)
        pause_begin(b, now_ms);
}
