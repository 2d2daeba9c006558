#include "ports/bell.h"
#include <pthread.h>
#include <unistd.h>
#include "kit/test.h"
#include "kit/world.h"

struct ringing { struct bell bell; _Atomic int woken; };

static void bench_open(struct ringing *r, struct test_world **w)
{
    r->woken = 0;
    bell_init(&r->bell);
    *w = test_world_open((struct test_world_options){0});
}

static void bench_close(struct ringing *r, struct test_world **w)
{
    test_world_close(w);
    bell_close(&r->bell);
}

static err wait_once(ctx *c, int which, void *arg)
{
    struct ringing *r = arg;
    u64 seen = 0;

    (void)which;
    TRY(bell_wait(&r->bell, c, &seen, 60000));
    atomic_fetch_add(&r->woken, 1);
    return seen == 1 ? OK : ERR_INTERNAL;
}

static void *ring_later(void *arg)
{
    struct ringing *r = arg;

    usleep(20000);
    bell_ring(&r->bell);
    return NULL;
}

TEST(a_ring_from_any_thread_wakes_all_that_wait_on_all_loops)
{
    struct ringing r;
    struct test_world *w;
    pthread_t ringer;

    bench_open(&r, &w);
    pthread_create(&ringer, NULL, ring_later, &r);
    expect_ok(test_world_crowd(w, 20, wait_once, &r));
    expect_eq(r.woken, 20);
    pthread_join(ringer, NULL);
    bench_close(&r, &w);
}

static err wait_in_vain(ctx *c, void *arg)
{
    struct ringing *r = arg;
    u64 seen = 0;
    i64 began = mono_ms();

    TRY(bell_wait(&r->bell, c, &seen, 15));
    return mono_ms() - began >= 14 && seen == 0 ? OK : ERR_INTERNAL;
}

TEST(a_wait_ends_when_its_time_is_over)
{
    struct ringing r;
    struct test_world *w;

    bench_open(&r, &w);
    expect_ok(test_world_call(w, wait_in_vain, &r));
    bench_close(&r, &w);
}

static err wait_after_ring(ctx *c, void *arg)
{
    struct ringing *r = arg;
    u64 seen = 0;

    bell_ring(&r->bell);
    TRY(bell_wait(&r->bell, c, &seen, 60000));
    return seen == 1 ? OK : ERR_INTERNAL;
}

TEST(a_ring_before_the_wait_is_not_slept_over)
{
    struct ringing r;
    struct test_world *w;

    bench_open(&r, &w);
    expect_ok(test_world_call(w, wait_after_ring, &r));
    bench_close(&r, &w);
}

/* Two that answer each other's rings: were one lost, both would sleep for a minute. */
struct game { struct bell ping, pong; };

static err play(ctx *c, int which, void *arg)
{
    struct game *g = arg;
    struct bell *mine = which ? &g->pong : &g->ping, *theirs = which ? &g->ping : &g->pong;
    u64 seen = 0;

    for (u64 round = 1; round <= 5000; round++) {
        if (!which)
            bell_ring(theirs);
        while (seen < round)
            TRY(bell_wait(mine, c, &seen, 60000));
        if (which)
            bell_ring(theirs);
    }
    return OK;
}

TEST(no_ring_between_two_loops_is_lost)
{
    struct game g;
    struct test_world *w = test_world_open((struct test_world_options){0});
    i64 began = mono_ms();

    bell_init(&g.ping);
    bell_init(&g.pong);
    expect_ok(test_world_crowd(w, 2, play, &g));
    expect(mono_ms() - began < 50000);
    test_world_close(&w);
    bell_close(&g.ping);
    bell_close(&g.pong);
}
