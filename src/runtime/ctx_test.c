#include "runtime/ctx.h"
#include <stdatomic.h>
#include "base/str.h"
#include "kit/test.h"
#include "runtime/testbed.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

/* Each test is a function on a fiber of a loop; what it starts runs on the same loop. */
static err in_a_runtime(err (*run)(ctx *, void *), void *arg)
{
    struct testbed b;

    testbed_open(&b, 1);
    err e = runtime_call(b.world.runtime, run, arg);
    testbed_close(&b);
    return e;
}

static err sleep_a_little(ctx *c, void *arg)
{
    i64 *slept = arg, from = mono_ms();
    TRY(ctx_sleep(c, 20));
    *slept = mono_ms() - from;
    return OK;
}

TEST(a_sleep_lasts_as_long_as_it_says)
{
    i64 slept = 0;

    expect_ok(in_a_runtime(sleep_a_little, &slept));
    expect(slept >= 20);
}

static err past_the_deadline(ctx *c, void *arg)
{
    (void)arg;
    c->deadline_ms = loop_mono_ms(c->loop) + 10;
    return ctx_park(c);
}

TEST(a_park_ends_at_the_deadline)
{
    expect_eq(in_a_runtime(past_the_deadline, NULL), ERR_TIMEOUT);
}

static err sleep_past_the_deadline(ctx *c, void *arg)
{
    (void)arg;
    c->deadline_ms = loop_mono_ms(c->loop) + 10;
    return ctx_sleep(c, 60000);
}

TEST(a_sleep_ends_at_the_deadline)
{
    expect_eq(in_a_runtime(sleep_past_the_deadline, NULL), ERR_TIMEOUT);
}

static err woken_before(ctx *c, void *arg)
{
    (void)arg;
    ctx_wake(c);
    TRY(ctx_sleep(c, 1));            /* waits for its own time, and leaves the wake */
    return ctx_park(c);
}

TEST(a_wake_before_the_park_counts)
{
    expect_ok(in_a_runtime(woken_before, NULL));
}

/* A second ctx that acts on the first from the same loop. */
struct pair { ctx *first; int step; err seen; };

static void cancel_then_wake(ctx *c, void *arg)
{
    struct pair *p = arg;

    (void)ctx_yield(c);
    ctx_cancel(p->first);
    p->step++;
    ctx_end(c);
}

static err cancelled_in_a_park(ctx *c, void *arg)
{
    struct pair *p = arg;

    p->first = c;
    ctx_start(ctx_new(c->loop), cancel_then_wake, p);
    p->seen = ctx_park(c);
    expect_eq(ctx_sleep(c, 1), ERR_CANCELLED);
    expect_eq(ctx_yield(c), ERR_CANCELLED);
    return p->seen;
}

TEST(a_cancelled_ctx_parks_no_more)
{
    struct pair p = {0};

    expect_eq(in_a_runtime(cancelled_in_a_park, &p), ERR_CANCELLED);
    expect_eq(p.step, 1);
}

static void cancel_and_wake(ctx *c, void *arg)
{
    struct pair *p = arg;

    ctx_cancel(p->first);
    ctx_wake(p->first);
    ctx_end(c);
}

static err woken_and_cancelled(ctx *c, void *arg)
{
    struct pair *p = arg;

    p->first = c;
    ctx_start(ctx_new(c->loop), cancel_and_wake, p);
    TRY(ctx_park(c));                /* the wake wins */
    return ctx_park(c);              /* and is not seen again */
}

TEST(a_late_wake_ends_its_own_park_and_never_the_next)
{
    struct pair p = {0};

    expect_eq(in_a_runtime(woken_and_cancelled, &p), ERR_CANCELLED);
}

static void work_in_a_thread(void *arg)
{
    atomic_fetch_add((_Atomic int *)arg, 1);
}

static err tasks_by_the_hundred(ctx *c, void *arg)
{
    for (int i = 0; i < 100; i++)
        TRY(ctx_task(c, i % 2 ? TASK_QUICK : TASK_HEAVY, work_in_a_thread, arg));
    return OK;
}

TEST(a_task_runs_on_another_thread_and_its_caller_goes_on)
{
    _Atomic int ran = 0;

    expect_ok(in_a_runtime(tasks_by_the_hundred, &ran));
    expect_eq(ran, 100);
}
