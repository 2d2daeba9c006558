#include "runtime/runtime.h"
#include <sched.h>
#include <stdatomic.h>
#include "kit/mono.h"
#include "kit/test.h"
#include "runtime/testbed.h"

static void wait_for_the_end(ctx *c, void *arg)
{
    atomic_fetch_add((_Atomic int *)arg, 1);
    while (ctx_sleep(c, 3600000) == OK)
        ;
    if (ctx_park(c) == ERR_CANCELLED && ctx_yield(c) == ERR_CANCELLED)
        atomic_fetch_add((_Atomic int *)arg, 100);
}

static err answer(ctx *c, void *arg)
{
    *(int *)arg = loop_index(c->loop) + 7;
    return ERR_CONFLICT;
}

TEST(a_runtime_starts_and_stops_two_hundred_times)
{
    struct testbed b;

    testbed_world(&b);
    for (int i = 0; i < 200; i++) {
        _Atomic int count = 0;
        int got = 0;
        struct runtime *r = runtime_open(&b.world, 2);
        runtime_start(r);
        runtime_spawn(r, 0, "waiting", wait_for_the_end, &count);
        runtime_spawn(r, 1, "waiting", wait_for_the_end, &count);
        expect_eq(runtime_call(r, answer, &got), ERR_CONFLICT);
        expect_eq(got, 7);
        runtime_stop(r);
        expect_eq(count, 202);
        runtime_close(&r);
        expect(!b.world.runtime && !b.world.tasks);
    }
    testbed_close(&b);
}

TEST(a_runtime_that_was_never_started_closes)
{
    struct testbed b;

    testbed_world(&b);
    runtime_open(&b.world, 3);
    expect_eq(runtime_loops(b.world.runtime), 3);
    testbed_close(&b);
}

TEST(without_a_number_there_is_a_loop_for_each_processor_that_may_be_used)
{
    struct testbed b;
    cpu_set_t all, one;

    expect(sched_getaffinity(0, sizeof all, &all) == 0);
    testbed_world(&b);
    runtime_open(&b.world, 0);
    expect_eq(runtime_loops(b.world.runtime), CPU_COUNT(&all));
    runtime_close(&b.world.runtime);

    int cpu = 0;
    while (!CPU_ISSET(cpu, &all))
        cpu++;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    expect(sched_setaffinity(0, sizeof one, &one) == 0);
    runtime_open(&b.world, 0);
    expect_eq(runtime_loops(b.world.runtime), 1);
    expect(sched_setaffinity(0, sizeof all, &all) == 0);
    testbed_close(&b);
}

TEST(two_worlds_live_in_one_process)
{
    struct testbed a, b;
    int got_a = 0, got_b = 0;

    testbed_open(&a, 1);
    testbed_open(&b, 2);
    for (int i = 0; i < 50; i++) {
        expect_eq(runtime_call(a.world.runtime, answer, &got_a), ERR_CONFLICT);
        expect_eq(runtime_call(b.world.runtime, answer, &got_b), ERR_CONFLICT);
    }
    testbed_close(&a);
    expect_eq(runtime_call(b.world.runtime, answer, &got_b), ERR_CONFLICT);
    testbed_close(&b);
}

static void note_loop(ctx *c, void *arg)
{
    _Atomic int *seen = arg;

    if (loop_current() == c->loop)
        atomic_fetch_or(seen, 1 << loop_index(c->loop));
}

TEST(what_is_spawned_runs_on_the_loop_it_was_meant_for)
{
    struct testbed b;
    _Atomic int seen = 0;

    testbed_open(&b, 3);
    for (int i = 0; i < 3; i++)
        runtime_spawn(b.world.runtime, i, "note", note_loop, &seen);
    runtime_stop(b.world.runtime);
    expect_eq(seen, 7);
    testbed_close(&b);
}

static void slow_work(void *arg)
{
    usleep(20000);
    atomic_fetch_add((_Atomic int *)arg, 1);
}

static void work_firmly(ctx *c, void *arg)
{
    if (ctx_task(c, TASK_QUICK, slow_work, arg) == OK)
        atomic_fetch_add((_Atomic int *)arg, 10);
}

TEST(a_stop_waits_for_work_that_was_begun)
{
    struct testbed b;
    _Atomic int done = 0;

    testbed_open(&b, 2);
    for (int i = 0; i < 4; i++)
        runtime_spawn(b.world.runtime, i % 2, "firm", work_firmly, &done);
    runtime_stop(b.world.runtime);
    expect_eq(done, 44);
    testbed_close(&b);
}

/* The order in which ten fibers come back from a yield, as a number. */
struct order { int n; u64 digits; };

static void note_digit(ctx *c, void *arg)
{
    struct order *o = arg;
    int mine = o->n++;

    for (int i = 0; i < 3; i++) {
        (void)ctx_sleep(c, 0);
        o->digits = o->digits * 10 + (u64)mine;
    }
    o->n += 10;
    ctx_end(c);
}

static err shuffle(ctx *c, void *arg)
{
    struct order *o = arg;

    for (int i = 0; i < 6; i++)
        ctx_start(ctx_new(c->loop), note_digit, o);
    while (o->n < 66)
        TRY(ctx_yield(c));
    return OK;
}

static u64 order_under(u64 seed)
{
    struct testbed b;
    struct order o = {0};

    testbed_world(&b);
    runtime_open(&b.world, 1);
    runtime_chaos(b.world.runtime, seed);
    runtime_start(b.world.runtime);
    expect_ok(runtime_call(b.world.runtime, shuffle, &o));
    testbed_close(&b);
    return o.digits;
}

TEST(chaos_shuffles_by_its_seed)
{
    bool differs = false;

    for (u64 seed = 1; seed <= 5; seed++)
        differs |= order_under(seed) != order_under(0);
    expect(differs);
}

struct sleeper { _Atomic int asleep, awake; };

static void sleep_for_an_hour(ctx *c, void *arg)
{
    struct sleeper *s = arg;

    atomic_fetch_add(&s->asleep, 1);
    if (ctx_sleep(c, 3600000) == OK)
        atomic_fetch_add(&s->awake, 1);
}

TEST(a_sleep_ends_when_a_test_moves_time)
{
    struct sleeper s = {0};
    struct testbed b;

    testbed_open(&b, 2);
    for (int i = 0; i < 2; i++)
        runtime_spawn(b.world.runtime, i, "sleeping", sleep_for_an_hour, &s);
    while (s.asleep < 2)
        sched_yield();
    mono_move(b.world.runtime, 3599000);
    expect_eq(s.awake, 0);
    while (s.awake < 2)
        mono_move(b.world.runtime, 1000);
    testbed_close(&b);
}
