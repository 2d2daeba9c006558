#include "runtime/tasks.h"
#include <signal.h>
#include <stdatomic.h>
#include "kit/test.h"
#include "runtime/testbed.h"

enum { MANY = 100 };

struct counted { struct task task; _Atomic int *ran; };

static void count_one(struct task *t)
{
    atomic_fetch_add(CONTAINER(t, struct counted, task)->ran, 1);
}

TEST(everything_that_was_taken_runs_before_the_pool_closes)
{
    struct testbed b;
    struct counted all[MANY];
    _Atomic int ran = 0;

    testbed_world(&b);
    struct tasks *t = tasks_open(&b.world, 2, 2, MANY);
    for (int i = 0; i < MANY; i++) {
        all[i] = (struct counted){ { .work = count_one }, &ran };
        expect(tasks_put(t, i % 2 ? TASK_QUICK : TASK_HEAVY, &all[i].task));
    }
    tasks_close(&t);
    expect_eq(ran, MANY);
    testbed_close(&b);
}

struct gate { struct task task; _Atomic bool entered, open; };

static void wait_at_the_gate(struct task *t)
{
    struct gate *g = CONTAINER(t, struct gate, task);

    atomic_store(&g->entered, true);
    while (!atomic_load(&g->open))
        usleep(100);
}

static void hold(struct tasks *t, enum task_lane lane, struct gate *g)
{
    g->task.work = wait_at_the_gate;
    expect(tasks_put(t, lane, &g->task));
    while (!atomic_load(&g->entered))
        usleep(100);
}

TEST(a_full_lane_refuses_and_the_other_goes_on)
{
    struct testbed b;
    struct gate heavy = {0};
    struct counted some[4];
    _Atomic int ran = 0;

    testbed_world(&b);
    struct tasks *t = tasks_open(&b.world, 1, 1, 2);
    int label = metric_label(b.world.metrics, M_TASKS_QUEUED, S("heavy"));
    for (int i = 0; i < 4; i++)
        some[i] = (struct counted){ { .work = count_one }, &ran };
    hold(t, TASK_HEAVY, &heavy);
    expect(tasks_put(t, TASK_HEAVY, &some[0].task) && tasks_put(t, TASK_HEAVY, &some[1].task));
    expect(!tasks_put(t, TASK_HEAVY, &some[2].task));
    expect_eq(metric_value(b.world.metrics, M_TASKS_QUEUED, label), 2);
    expect(tasks_put(t, TASK_QUICK, &some[3].task));
    while (atomic_load(&ran) < 1)
        usleep(100);
    atomic_store(&heavy.open, true);
    tasks_stop(t);
    expect_eq(ran, 3);
    expect_eq(metric_value(b.world.metrics, M_TASKS_QUEUED, label), 0);
    expect(!tasks_put(t, TASK_QUICK, &some[2].task));
    tasks_close(&t);
    testbed_close(&b);
}

static _Atomic bool deaf;

static void ask_for_signals(struct task *t)
{
    sigset_t blocked;

    (void)t;
    pthread_sigmask(SIG_BLOCK, NULL, &blocked);
    atomic_store(&deaf, sigismember(&blocked, SIGTERM) && sigismember(&blocked, SIGINT) && sigismember(&blocked, SIGHUP));
}

TEST(signals_are_left_to_the_main_thread)
{
    struct testbed b;
    struct task ask = { .work = ask_for_signals };

    testbed_world(&b);
    struct tasks *t = tasks_open(&b.world, 1, 1, 1);
    expect(tasks_put(t, TASK_QUICK, &ask));
    tasks_close(&t);
    expect(atomic_load(&deaf));
    testbed_close(&b);
}

/* ---- turns ---- */

struct queued { struct turn_task t; _Atomic int *ran; _Atomic bool refused; };

static void count_turn(struct task *t)
{
    atomic_fetch_add(CONTAINER(t, struct queued, t.task)->ran, 1);
}

static void note_refused(struct turn_task *t)
{
    atomic_store(&CONTAINER(t, struct queued, t)->refused, true);
}

static struct queued queued_of(u64 who, _Atomic int *ran)
{
    return (struct queued){ .t = { .task.work = count_turn, .turn.claim = { { who, who, who } }, .refused = note_refused }, .ran = ran };
}

TEST(a_turn_that_is_withdrawn_is_never_begun)
{
    struct testbed b;
    struct gate gate = {0};
    _Atomic int ran = 0;
    struct queued one = queued_of(1, &ran), other = queued_of(1, &ran);

    testbed_world(&b);
    struct tasks *t = tasks_open(&b.world, 1, 1, 8);
    hold(t, TASK_HEAVY, &gate);
    expect(tasks_queue(t, &one.t, 1000) && !one.t.at_once);
    expect(tasks_queue(t, &other.t, 1000));
    expect(tasks_withdraw(t, &one.t));
    expect(!tasks_withdraw(t, &one.t));
    atomic_store(&gate.open, true);
    tasks_stop(t);
    expect_eq(ran, 1);
    expect(!tasks_withdraw(t, &other.t));
    tasks_close(&t);
    testbed_close(&b);
}

struct long_turn { struct turn_task t; struct gate gate; };

static void long_turn_run(struct task *t)
{
    wait_at_the_gate(&CONTAINER(t, struct long_turn, t.task)->gate.task);
}

/* A turn is under way, and every look at it finds that it takes longer. */
TEST(who_would_wait_for_too_long_is_refused_and_gives_way_to_who_would_not)
{
    struct testbed b;
    struct long_turn under_way = { .t = { .task.work = long_turn_run, .turn.claim = { { 9, 9, 9 } } } };
    _Atomic int ran = 0;
    struct queued one = queued_of(1, &ran), again = queued_of(1, &ran), other = queued_of(2, &ran), late = queued_of(3, &ran);

    testbed_world(&b);
    struct tasks *t = tasks_open(&b.world, 1, 1, 2);
    expect(tasks_queue(t, &under_way.t, 1000));
    while (!atomic_load(&under_way.gate.entered))
        usleep(100);
    expect(tasks_queue(t, &one.t, 60000));
    expect(tasks_queue(t, &again.t, 60000));
    expect(tasks_queue(t, &other.t, 60000));
    expect(again.refused && !one.refused && !other.refused);
    usleep(2000);
    expect(tasks_wait_ms(t, &late.t.turn.claim) >= 1);
    expect(!tasks_queue(t, &late.t, 0));
    expect(!late.refused);
    atomic_store(&under_way.gate.open, true);
    tasks_stop(t);
    expect_eq(ran, 2);
    tasks_close(&t);
    testbed_close(&b);
}

TEST(a_thread_that_gets_nowhere_does_not_make_the_wait_look_long)
{
    struct testbed b;
    struct long_turn stuck = { .t = { .task.work = long_turn_run, .turn.claim = { { 9, 9, 9 } } } }, brief = stuck;
    struct queued late = queued_of(3, NULL);

    testbed_world(&b);
    struct tasks *t = tasks_open(&b.world, 1, 2, 8);
    expect(tasks_queue(t, &stuck.t, 1000));
    while (!atomic_load(&stuck.gate.entered))
        usleep(100);
    usleep(500 * 1000);
    expect(tasks_queue(t, &brief.t, 1000));
    while (!atomic_load(&brief.gate.entered))
        usleep(100);
    expect(tasks_wait_ms(t, &late.t.turn.claim) < 200);
    atomic_store(&brief.gate.open, true);
    atomic_store(&stuck.gate.open, true);
    tasks_close(&t);
    testbed_close(&b);
}

struct rememberer { struct turn_task t; size_t found; _Atomic bool over; };

static void remember(struct task *t)
{
    struct rememberer *r = CONTAINER(t, struct rememberer, t.task);

    r->found = r->t.memory->n;
    expect(scratch_take(r->t.memory, 1 << 20) != NULL);
    atomic_store(&r->over, true);
}

static struct rememberer rememberer(void)
{
    return (struct rememberer){ .t = { .task.work = remember, .turn.claim = { { 1, 1, 1 } } } };
}

/* A thread that is free for a task at once has given up what it kept. */
static size_t found_by_one_that_waits_for_nobody(struct tasks *t)
{
    struct rememberer one;

    do {
        one = rememberer();
        expect(tasks_queue(t, &one.t, 60000));
        while (!atomic_load(&one.over))
            usleep(100);
    } while (!one.t.at_once);
    return one.found;
}

TEST(memory_goes_from_turn_to_turn_and_is_given_up_when_nobody_waits)
{
    struct testbed b;
    struct gate gate = {0};
    struct rememberer first = rememberer(), second = rememberer();

    testbed_world(&b);
    struct tasks *t = tasks_open(&b.world, 1, 1, 8);
    hold(t, TASK_HEAVY, &gate);
    expect(tasks_queue(t, &first.t, 60000) && tasks_queue(t, &second.t, 60000));
    atomic_store(&gate.open, true);
    while (!atomic_load(&second.over))
        usleep(100);
    expect(first.found == 0 && second.found > 0);
    expect_eq(found_by_one_that_waits_for_nobody(t), 0);
    tasks_close(&t);
    testbed_close(&b);
}
