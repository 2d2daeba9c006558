/* For the tests of this room: a world with a clock, metrics and a running runtime. */
#pragma once
#include <unistd.h>
#include "base/time.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"

struct testbed { struct world world; struct clock clock; };

static inline i64 testbed_now_us(struct clock *k)
{
    (void)k;
    return 1795253400000000;         /* Sat, 21 Nov 2026 09:30:00 GMT */
}

static inline void testbed_world(struct testbed *b)
{
    *b = (struct testbed){ .clock = { testbed_now_us } };
    b->world.clock = &b->clock;
    b->world.log = (struct log){ STDERR_FILENO, LOG_WARN, &b->clock };
    b->world.metrics = metrics_open();
    id_source_init(&b->world.ids, 1);
}

static inline void testbed_open(struct testbed *b, int loops)
{
    testbed_world(b);
    runtime_open(&b->world, loops);
    runtime_start(b->world.runtime);
}

static inline void testbed_close(struct testbed *b)
{
    if (b->world.runtime) {
        runtime_stop(b->world.runtime);
        runtime_close(&b->world.runtime);
    }
    metrics_close(&b->world.metrics);
}

/* `run` on a fiber of a runtime of its own. */
static inline err testbed_call(err (*run)(ctx *, void *arg), void *arg)
{
    struct testbed b;

    testbed_open(&b, 1);
    err e = runtime_call(b.world.runtime, run, arg);
    testbed_close(&b);
    return e;
}
