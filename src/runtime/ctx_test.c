#include "runtime/ctx.h"
#include <unistd.h>
#include "runtime/tasks.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include "base/str.h"
#include "kit/test.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"
#include "runtime/testbed.h"

/* Most tests are a function on a fiber of a loop; what it starts runs on the same loop. */
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

    expect_ok(testbed_call(sleep_a_little, &slept));
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
    expect_eq(testbed_call(past_the_deadline, NULL), ERR_TIMEOUT);
}

static err sleep_past_the_deadline(ctx *c, void *arg)
{
    (void)arg;
    c->deadline_ms = loop_mono_ms(c->loop) + 10;
    return ctx_sleep(c, 60000);
}

TEST(a_sleep_ends_at_the_deadline)
{
    expect_eq(testbed_call(sleep_past_the_deadline, NULL), ERR_TIMEOUT);
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
    expect_ok(testbed_call(woken_before, NULL));
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

    expect_eq(testbed_call(cancelled_in_a_park, &p), ERR_CANCELLED);
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

    expect_eq(testbed_call(woken_and_cancelled, &p), ERR_CANCELLED);
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

    expect_ok(testbed_call(tasks_by_the_hundred, &ran));
    expect_eq(ran, 100);
}

/* Work that ends only when the main flow says so, beside a wake that is not meant for it. */
static void hold_until_told(void *arg)
{
    _Atomic bool *go = arg;

    while (!atomic_load(go))
        usleep(100);
}

struct firm { ctx *first; _Atomic bool go; };

static void bother(ctx *c, void *arg)
{
    struct firm *f = arg;

    ctx_cancel(f->first);
    ctx_wake(f->first);
    (void)ctx_sleep(c, 5);
    atomic_store(&f->go, true);
    ctx_end(c);
}

static err firm_against_all(ctx *c, void *arg)
{
    struct firm *f = arg;

    f->first = c;
    c->deadline_ms = loop_mono_ms(c->loop) + 1;
    ctx_start(ctx_new(c->loop), bother, f);
    TRY(ctx_task(c, TASK_QUICK, hold_until_told, &f->go));
    expect(atomic_load(&f->go));
    TRY(ctx_park(c));                /* the wake that the task did not take */
    return ctx_park(c);
}

TEST(a_task_is_waited_for_through_cancellation_deadline_and_strange_wakes)
{
    struct firm f = {0};

    expect_eq(testbed_call(firm_against_all, &f), ERR_CANCELLED);
}

static void *wake_by_thread(void *arg)
{
    ctx_wake_from_thread(arg);
    return NULL;
}

/* Waker and parker race: sometimes the wake is there first. */
static err firm_parks(ctx *c, void *arg)
{
    (void)arg;
    for (int i = 0; i < 200; i++) {
        pthread_t t;
        pthread_create(&t, NULL, wake_by_thread, c);
        if (i % 3 == 0)
            usleep(200);
        ctx_park_firm(c);
        pthread_join(t, NULL);
    }
    return OK;
}

TEST(a_thread_wakes_a_firm_park_once_before_it_or_in_it)
{
    expect_ok(testbed_call(firm_parks, NULL));
}

enum { FIBERS = 8, QUEUED = 50 };

struct line { int next, started; bool in_order; i64 waited; };
struct place_in_line { struct line *line; int number; };

static void take_ones_turn(ctx *c, void *arg)
{
    struct place_in_line *p = arg;
    struct line *l = p->line;

    l->in_order = l->in_order && p->number == l->started;
    l->started++;
    (void)ctx_sleep(c, 2);
    l->next++;
    ctx_end(c);
}

static err more_than_fit(ctx *c, void *arg)
{
    struct line *l = arg;
    struct place_in_line places[QUEUED];

    for (int i = 0; i < QUEUED; i++) {
        places[i] = (struct place_in_line){ l, i };
        ctx_start(ctx_new(c->loop), take_ones_turn, &places[i]);
    }
    l->waited = metric_value(c->world->metrics, M_FIBER_QUEUE, 0);
    while (l->next < QUEUED)
        TRY(ctx_sleep(c, 1));
    expect_eq(metric_value(c->world->metrics, M_FIBER_QUEUE, 0), 0);
    expect_eq(metric_value(c->world->metrics, M_FIBERS, 0), 1);
    return OK;
}

TEST(past_the_bound_of_fibers_work_queues_in_order)
{
    struct testbed b;
    struct settings s = { .max_fibers = FIBERS };
    struct line l = { .in_order = true };

    testbed_world(&b);
    b.world.settings = &s;
    runtime_open(&b.world, 1);
    runtime_start(b.world.runtime);
    expect_ok(runtime_call(b.world.runtime, more_than_fit, &l));
    expect_eq(l.started, QUEUED);
    expect(l.in_order || getenv("KITH_TEST_CHAOS"));
    expect_eq(l.waited, QUEUED - FIBERS);
    testbed_close(&b);
}

static void until_told(ctx *c, void *arg)
{
    (void)arg;
    (void)ctx_park(c);
    ctx_end(c);
}

static void note_it(ctx *c, void *arg)
{
    *(bool *)arg = true;
    ctx_end(c);
}

/* Every fiber of requests is taken, and one more waits. */
static err all_are_taken(ctx *c, void *arg)
{
    ctx *taken[FIBERS + 1];

    for (int i = 0; i <= FIBERS; i++) {
        taken[i] = ctx_new(c->loop);
        ctx_start(taken[i], until_told, NULL);
    }
    ctx_start_own(ctx_new(c->loop), note_it, arg);
    TRY(ctx_yield(c));
    expect_eq(metric_value(c->world->metrics, M_FIBER_QUEUE, 0), 1);
    expect(!ctx_room(c));
    for (int i = 0; i <= FIBERS; i++)
        ctx_wake(taken[i]);
    return OK;
}

TEST(what_the_program_does_by_itself_waits_for_no_request)
{
    struct testbed b;
    struct settings s = { .max_fibers = FIBERS };
    bool done = false;

    testbed_world(&b);
    b.world.settings = &s;
    runtime_open(&b.world, 1);
    runtime_start(b.world.runtime);
    expect_ok(runtime_call(b.world.runtime, all_are_taken, &done));
    expect(done);
    testbed_close(&b);
}

static char said[8];
static size_t said_n;

static void say(void *arg)
{
    said[said_n++] = *(const char *)arg;
}

static err defer_three(ctx *c, void *arg)
{
    (void)arg;
    ctx_defer(c, say, "a");
    ctx_defer(c, say, "b");
    ctx_defer(c, say, "c");
    return OK;
}

TEST(what_was_deferred_runs_at_the_end_last_first)
{
    said_n = 0;
    expect_ok(testbed_call(defer_three, NULL));
    expect_str(((str){ said, said_n }), S("cba"));
}

static void be_seen(ctx *c, void *arg)
{
    ++*(int *)arg;
    ctx_end(c);
}

static err yield_to_another(ctx *c, void *arg)
{
    int *seen = arg;

    ctx_start(ctx_new(c->loop), be_seen, seen);
    expect_eq(*seen, 0);             /* fibers do not nest */
    TRY(ctx_yield(c));
    expect_eq(*seen, 1);
    return OK;
}

TEST(a_yield_lets_what_is_ready_run_first)
{
    int seen = 0;

    expect_ok(testbed_call(yield_to_another, &seen));
}

/* What a ctx_new of the pool finds must be as new. */
static void leave_traces(ctx *c, void *arg)
{
    (void)arg;
    c->deadline_ms = 1;
    c->caller.account.v = 7;
    c->trace.sampled = true;
    c->surface = c;
    (void)fail_with(c, ERR_BUSY, "Busy.");
    memset(arena_alloc(&c->arena, 100000, 1), 'x', 100000);
    ctx_wake(c);
    ctx_cancel(c);
    ctx_end(c);
}

static err find_none(ctx *c, void *arg)
{
    (void)arg;
    for (int i = 0; i < 100; i++) {
        ctx_start(ctx_new(c->loop), leave_traces, NULL);
        TRY(ctx_yield(c));
        ctx *fresh = ctx_new(c->loop);
        expect(!fresh->deadline_ms && !fresh->cancelled && !fresh->woken && !fresh->surface && !fresh->fiber);
        expect(!fresh->caller.account.v && !fresh->trace.sampled && fresh->failure.what == OK && !fresh->failure.problem);
        expect(fresh->arena.used == 0);
        ctx_end(fresh);
    }
    return OK;
}

TEST(a_ctx_from_the_pool_is_as_good_as_new)
{
    expect_ok(testbed_call(find_none, NULL));
}

/* ---- in turn ---- */

enum { CROWD_OF_TURNS = 40, TURN_LONG_MS = 60000 };

struct turn_gate { _Atomic bool entered, open; bool over; };

static void turn_gate_wait(void *arg, struct scratch *memory)
{
    struct turn_gate *g = arg;

    (void)memory;
    atomic_store(&g->entered, true);
    while (!atomic_load(&g->open))
        usleep(100);
}

static const struct claim somebody = { { 1, 1, 1 } };

static void turn_gate_hold(ctx *c, void *arg)
{
    struct turn_gate *g = arg;

    (void)ctx_task_in_turn(c, &somebody, TURN_LONG_MS, turn_gate_wait, g);
    g->over = true;
    ctx_end(c);
}

static void turn_note(void *arg, struct scratch *memory)
{
    (void)memory;
    *(bool *)arg = true;
}

enum turn_end { TURN_CANCELLED, TURN_DESERTED, TURN_LATE, TURN_TIMED_OUT };
struct turn_case { ctx *c; enum turn_end end; err seen; int retry_after; bool ran, over; };

static void turn_case_run(ctx *c, void *arg)
{
    struct turn_case *t = arg;

    t->c = c;
    if (t->end == TURN_TIMED_OUT)
        c->deadline_ms = loop_mono_ms(c->loop) + 20;
    t->seen = ctx_task_in_turn(c, &somebody, t->end == TURN_LATE ? 20 : TURN_LONG_MS, turn_note, &t->ran);
    t->retry_after = c->failure.retry_after;
    t->over = true;
    ctx_end(c);
}

/* All threads of the lane are held, so that what is asked for waits. */
static err turns_given_up(ctx *c, void *arg)
{
    struct turn_case *cases = arg;
    struct turn_gate gates[16] = {0};
    int held = 0;

    do {
        ctx_start(ctx_new(c->loop), turn_gate_hold, &gates[held]);
        TRY(ctx_sleep(c, 20));
    } while (atomic_load(&gates[held++].entered) && held < 16);
    for (int i = 0; i < 4; i++)
        ctx_start(ctx_new(c->loop), turn_case_run, &cases[i]);
    TRY(ctx_sleep(c, 5));
    ctx_cancel(cases[TURN_CANCELLED].c);
    ctx_desert(cases[TURN_DESERTED].c);
    for (int i = 0; i < 4; i++)
        while (!cases[i].over)
            TRY(ctx_sleep(c, 5));
    for (int i = 0; i < held; i++)
        atomic_store(&gates[i].open, true);
    for (int i = 0; i < held; i++)
        while (!gates[i].over)
            TRY(ctx_sleep(c, 2));
    return OK;
}

TEST(a_turn_is_given_up_when_nobody_waits_for_it_any_more)
{
    struct turn_case cases[4] = { { .end = TURN_CANCELLED }, { .end = TURN_DESERTED }, { .end = TURN_LATE }, { .end = TURN_TIMED_OUT } };
    static const err wanted[4] = { ERR_CANCELLED, ERR_BUSY, ERR_BUSY, ERR_TIMEOUT };

    expect_ok(testbed_call(turns_given_up, cases));
    for (int i = 0; i < 4; i++) {
        expect_eq(cases[i].seen, wanted[i]);
        expect(!cases[i].ran);
        expect((cases[i].retry_after > 0) == (wanted[i] == ERR_BUSY));
    }
}

struct turn_crowd { int left, done, busy; };
static void turn_short(void *arg, struct scratch *memory) { (void)arg; (void)memory; usleep(300); }

static void turn_crowd_run(ctx *c, void *arg)
{
    struct turn_crowd *crowd = arg;
    struct claim claim = { { (u64)crowd->left % 5, 0, 0 } };

    for (int i = 0; i < 20; i++) {
        err e = ctx_task_in_turn(c, &claim, 2, turn_short, NULL);
        crowd->done += e == OK;
        crowd->busy += e == ERR_BUSY;
    }
    crowd->left--;
    ctx_end(c);
}

static err turns_of_a_crowd(ctx *c, void *arg)
{
    struct turn_crowd *crowd = arg;

    crowd->left = CROWD_OF_TURNS;
    for (int i = 0; i < CROWD_OF_TURNS; i++)
        ctx_start(ctx_new(c->loop), turn_crowd_run, crowd);
    while (crowd->left)
        TRY(ctx_sleep(c, 2));
    return OK;
}

TEST(of_a_crowd_each_is_served_or_told_to_come_back)
{
    struct turn_crowd crowd = {0};

    expect_ok(testbed_call(turns_of_a_crowd, &crowd));
    expect_eq(crowd.done + crowd.busy, CROWD_OF_TURNS * 20);
    expect(crowd.done > 0);
}
