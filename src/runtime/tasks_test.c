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
