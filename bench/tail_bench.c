/*
 * What consumers cost that want nothing: events told by 64 fibers, beside 40 idle consumers and beside one, in
 * turn: the events for each second of the processor's time.
 */
#include <stdio.h>
#include <sys/resource.h>
#include "base/str.h"
#include "base/time.h"
#include "kit/test.h"
#include "kit/world.h"
#include "work/capability.h"
#include "work/work.h"

enum { FIBERS = 64, CONSUMERS_MOST = 40, SECONDS = 2, ROUNDS = 5 };

EVENT(bench_told, nothing_told);
EVENT(bench_untold, nothing_told);
EVENT_KIND(bench_told, "bench.told", nothing_told);
EVENT_KIND(bench_untold, "bench.untold", nothing_told);

static const event_kinds untold = KINDS(&bench_untold);

struct load { i64 until_us; _Atomic i64 done; };

static err handle(tx *t, const struct event *e)
{
    (void)t;
    (void)e;
    return OK;
}

static err tell(tx *t, void *arg)
{
    (void)arg;
    return event_tell(t, bench_told, tx_new_id(t), NOTHING_TOLD);
}

static err tell_on(ctx *c, int which, void *arg)
{
    struct load *load = arg;

    (void)which;
    for (; mono_us() < load->until_us; load->done++) {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(transact(c, tell, NULL));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

static double processor_s(void)
{
    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void consumers_name(struct consumer *consumers, int n)
{
    static char names[CONSUMERS_MOST][16];

    for (int i = 0; i < n; i++) {
        snprintf(names[i], sizeof names[i], "idle_%d", i);
        consumers[i] = (struct consumer){ .name = names[i], .hears = untold, .handle = handle };
    }
    consumers[n] = (struct consumer){0};
}

static double rate_of(struct test_world *w, i64 seconds)
{
    struct load load = { .until_us = mono_us() + seconds * 1000000 };
    double began = processor_s();

    expect_ok(test_world_crowd(w, FIBERS, tell_on, &load));
    return (double)load.done / (processor_s() - began);
}

static double rate_beside(int n)
{
    static struct consumer consumers[CONSUMERS_MOST + 1];
    const struct capability bench = { .name = "bench", .events = KINDS(&bench_told, &bench_untold), .consumers = consumers };
    const struct capability *const capabilities[] = { &work_capability, &bench, NULL };
    const struct program program = { .name = "bench", .capabilities = capabilities };
    struct test_world *w = test_world_open((struct test_world_options){ .loops = 1, .real_clock = true, .migrations = kith_migrations });

    consumers_name(consumers, n);
    w->world.program = &program;
    w->world.bus = bus_open(&w->world);
    work_declare(&w->world);
    struct work *work = work_open(&w->world, capabilities);
    bus_start(w->world.bus);
    work_start(work);
    (void)rate_of(w, 1);             /* until they have read where they are */
    double rate = rate_of(w, SECONDS);
    runtime_stop(w->world.runtime);
    work_close(&work);
    bus_close(&w->world.bus);
    test_world_close(&w);
    return rate;
}

TEST(idle_consumers_cost_nothing)
{
    for (int i = 0; i < ROUNDS; i++) {
        double many = rate_beside(CONSUMERS_MOST), one = rate_beside(1);
        printf("idle consumers: %.0f and %.0f events a second of the processor, %.3f\n", many, one, many / one);
    }
}
