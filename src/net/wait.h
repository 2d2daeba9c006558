/* How a handler waits for its client: the time does not count as the request's. */
#pragma once
#include "runtime/ctx.h"

/* Parks until somebody wakes `*who`, which is this ctx meanwhile. */
static inline err client_wait(ctx *x, ctx **who)
{
    i64 deadline = x->deadline_ms, since = loop_mono_ms(x->loop);

    x->deadline_ms = 0;
    *who = x;
    err e = ctx_park(x);
    *who = NULL;
    if (deadline)
        x->deadline_ms = deadline + loop_mono_ms(x->loop) - since;
    return e;
}
