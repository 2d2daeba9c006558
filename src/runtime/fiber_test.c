#include "runtime/fiber.h"
#include <errno.h>
#include <fcntl.h>
#include <fenv.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/memory.h"
#include "kit/test.h"
#include "runtime/ctx.h"

enum { MANY = 2000, RESUMES = 5 };

static void count_and_park(void *arg)
{
    int *n = arg;

    for (int i = 0; i < RESUMES - 1; i++) {
        ++*n;
        fiber_park(fiber_current());
    }
    ++*n;
}

TEST(many_fibers_take_turns_and_keep_their_places)
{
    struct fiber_pool *p = fiber_pool_open(MANY);
    struct fiber **fibers = memory_zero(MANY * sizeof *fibers);
    int *counts = memory_zero(MANY * sizeof *counts);

    for (int i = 0; i < MANY; i++)
        fibers[i] = fiber_take(p, count_and_park, &counts[i]);
    expect(!fiber_take(p, count_and_park, counts));
    for (int round = 1; round <= RESUMES; round++) {
        for (int i = 0; i < MANY; i++) {
            expect_eq(fiber_resume(fibers[i]), round == RESUMES);
            expect_eq(counts[i], round);
        }
    }
    memory_free(fibers);
    memory_free(counts);
    fiber_pool_close(&p);
}

TEST(a_stack_is_used_again_by_whoever_comes_next)
{
    struct fiber_pool *p = fiber_pool_open(1);
    struct fiber *only = NULL;
    int n = 0;

    for (int i = 0; i < 1000; i++) {
        struct fiber *f = fiber_take(p, count_and_park, &n);
        expect(f && (!only || f == only));
        only = f;
        while (!fiber_resume(f))
            ;
    }
    expect_eq(n, 1000 * RESUMES);
    fiber_pool_close(&p);
}

static void end_at_once(void *arg)
{
    (void)arg;
}

TEST(stacks_that_nobody_needs_are_given_back)
{
    struct fiber_pool *p = fiber_pool_open(100);
    struct fiber *fibers[100];
    int rounds = 0;

    for (int i = 0; i < 100; i++)
        fibers[i] = fiber_take(p, end_at_once, NULL);
    for (int i = 0; i < 100; i++)
        expect(fiber_resume(fibers[i]));
    while (fiber_pool_trim(p))
        expect(++rounds < 20);
    expect(rounds > 2);
    fiber_pool_close(&p);
}

/* 512 bytes a step, and whatever the compiler adds. */
static __attribute__((noinline)) size_t descend(size_t keep, size_t depth)
{
    volatile char frame[512];

    for (size_t i = 0; i < sizeof frame; i++)
        frame[i] = (char)depth;
    if (fiber_stack_left() <= keep)
        return depth;
    size_t deepest = descend(keep, depth + 1);
    for (size_t i = 0; i < sizeof frame; i++)
        if (frame[i] != (char)depth)
            return 0;
    return deepest;
}

static void descend_far(void *arg)
{
    *(size_t *)arg = descend(8192, 1);
}

TEST(nearly_the_whole_stack_can_be_used)
{
    struct fiber_pool *p = fiber_pool_open(1);
    size_t depth = 0;

    expect(fiber_resume(fiber_take(p, descend_far, &depth)));
    expect(depth > 40);
    expect(fiber_stack_left() == SIZE_MAX);
    fiber_pool_close(&p);
}

static void descend_too_far(void *arg)
{
    *(size_t *)arg = descend(0, 1);
}

TEST(beyond_the_stack_stands_a_guard)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        struct fiber_pool *p = fiber_pool_open(1);
        size_t depth = 0;
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        fiber_resume(fiber_take(p, descend_too_far, &depth));
        _exit(0);
    }
    expect_eq(waitpid(child, &status, 0), child);
    expect(!WIFEXITED(status) || WEXITSTATUS(status) != 0);
}

static void round_upwards(void *arg)
{
    double *sum = arg, kept = 1.5;

    fesetround(FE_UPWARD);
    fiber_park(fiber_current());
    *sum = kept + (fegetround() == FE_UPWARD);
    fesetround(FE_TONEAREST);
}

TEST(floating_point_modes_belong_to_each_stack)
{
    struct fiber_pool *p = fiber_pool_open(1);
    double sum = 0;
    struct fiber *f = fiber_take(p, round_upwards, &sum);

    expect(!fiber_resume(f));
    expect_eq(fegetround(), FE_TONEAREST);
    expect(fiber_resume(f));
    expect(sum == 2.5);
    fiber_pool_close(&p);
}

static _Thread_local int whose;

struct thread_check { int number; bool right; };

static void look_at_thread_locals(void *arg)
{
    struct thread_check *t = arg;

    for (int i = 0; i < 100; i++) {
        errno = t->number;
        bool before = whose == t->number;
        fiber_park(fiber_current());
        t->right = t->right && before && whose == t->number && errno == t->number + 1;
    }
}

static void *run_a_thread(void *arg)
{
    struct thread_check *t = arg;
    struct fiber_pool *p = fiber_pool_open(1);
    struct fiber *f = fiber_take(p, look_at_thread_locals, t);

    whose = t->number;
    while (!fiber_resume(f))
        errno = t->number + 1;
    fiber_pool_close(&p);
    return NULL;
}

TEST(thread_locals_are_those_of_the_one_thread)
{
    struct thread_check checks[] = { { 1000, true }, { 2000, true }, { 3000, true } };
    pthread_t threads[COUNT(checks)];

    for (size_t i = 0; i < COUNT(checks); i++)
        pthread_create(&threads[i], NULL, run_a_thread, &checks[i]);
    for (size_t i = 0; i < COUNT(checks); i++) {
        pthread_join(threads[i], NULL);
        expect(checks[i].right);
    }
}

static void count_switches(void *arg)
{
    u64 *parks = arg, before = fiber_switches();

    NO_PARK {
        parks[0] = fiber_switches() - before;
    }
    fiber_park(fiber_current());
    parks[1] = fiber_switches() - before;
}

TEST(a_fiber_counts_its_own_parks_only)
{
    struct fiber_pool *p = fiber_pool_open(2);
    u64 first[2] = {0}, second[2] = {0};
    struct fiber *a = fiber_take(p, count_switches, first), *b = fiber_take(p, count_switches, second);

    expect(!fiber_resume(a) && !fiber_resume(b) && fiber_resume(a) && fiber_resume(b));
    expect(first[0] == 0 && first[1] == 1 && second[0] == 0 && second[1] == 1);
    fiber_pool_close(&p);
}
