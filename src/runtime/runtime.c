#include "runtime/runtime.h"
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>
#include "base/memory.h"
#include "base/str.h"
#include "runtime/ctx_own.h"
#include "runtime/tasks.h"
#include "runtime/thread.h"

enum {
    QUEUE = 1024,                    /* tasks that may wait in a lane */
    PATIENCE_S = 1                   /* of a stop, before it says what it waits for */
};

/* One loop and its thread; `stop` cancels what it runs, and `quiet` says that nothing of it is left. */
struct place {
    struct runtime *runtime;
    struct loop *loop;
    pthread_t thread;
    struct handoff stop, ask;
    bool quiet;
};

struct runtime {
    struct world *world;
    int count;
    struct place *places;
    bool started;
    pthread_mutex_t lock;
    pthread_cond_t change;
    int quiet;
};

static int processors(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

struct runtime *runtime_open(struct world *w, int loops)
{
    struct runtime *r = memory_new(struct runtime);

    r->world = w;
    r->count = loops > 0 ? loops : processors();
    r->places = memory_zero((size_t)r->count * sizeof *r->places);
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->change, NULL);
    for (int i = 0; i < r->count; i++)
        r->places[i] = (struct place){ .runtime = r, .loop = loop_open(w, i) };
    w->runtime = r;
    const char *chaos = getenv("KITH_TEST_CHAOS");
    if (chaos)
        runtime_chaos(r, strtoull(chaos, NULL, 10));
    return r;
}

void runtime_chaos(struct runtime *r, u64 seed)
{
    assert(!r->started);
    for (int i = 0; i < r->count; i++)
        loop_chaos_set(r->places[i].loop, seed ? seed + (u64)i : 0);
}

static void *place_run(void *arg)
{
    struct place *p = arg;

    loop_run(p->loop);
    return NULL;
}

void runtime_start(struct runtime *r)
{
    int cpus = processors();

    assert(!r->started);
    r->started = true;
    r->world->tasks = tasks_open(r->world, cpus < 2 ? 2 : cpus, cpus, QUEUE);
    for (int i = 0; i < r->count; i++)
        r->places[i].thread = thread_start("loop", place_run, &r->places[i]);
}

int runtime_loops(const struct runtime *r)
{
    return r->count;
}

struct loop *runtime_loop(struct runtime *r, int index)
{
    assert(index >= 0 && index < r->count);
    return r->places[index].loop;
}

struct spawn {
    struct handoff handoff;
    struct loop *loop;
    const char *name;
    void (*run)(ctx *, void *arg);
    void *arg;
};

static void spawn_run(ctx *c, void *arg)
{
    struct spawn s = *(struct spawn *)arg;

    memory_free(arg);
    s.run(c, s.arg);
    ctx_end(c);
}

static void spawn_begin(struct handoff *p)
{
    struct spawn *s = CONTAINER(p, struct spawn, handoff);
    ctx *c = ctx_new(s->loop);

    c->own->name = s->name;
    ctx_start_own(c, spawn_run, s);
}

void runtime_spawn(struct runtime *r, int loop, const char *name, void (*run)(ctx *, void *arg), void *arg)
{
    struct spawn *s = memory_new(struct spawn);

    *s = (struct spawn){ { .run = spawn_begin }, runtime_loop(r, loop), name, run, arg };
    loop_hand(s->loop, &s->handoff);
}

struct call {
    struct handoff handoff;
    struct runtime *runtime;
    err (*run)(ctx *, void *arg);
    void *arg;
    err result;
    bool done;
};

static void call_run(ctx *c, void *arg)
{
    struct call *call = arg;
    struct runtime *r = call->runtime;
    err e = call->run(c, call->arg);

    ctx_end(c);
    pthread_mutex_lock(&r->lock);
    call->result = e;
    call->done = true;
    pthread_cond_broadcast(&r->change);
    pthread_mutex_unlock(&r->lock);
}

static void call_begin(struct handoff *p)
{
    struct call *call = CONTAINER(p, struct call, handoff);

    ctx_start_own(ctx_new(runtime_loop(call->runtime, 0)), call_run, call);
}

err runtime_call(struct runtime *r, err (*run)(ctx *, void *arg), void *arg)
{
    struct call call = { .handoff.run = call_begin, .runtime = r, .run = run, .arg = arg };

    assert(r->started && !loop_current());
    loop_hand(runtime_loop(r, 0), &call.handoff);
    pthread_mutex_lock(&r->lock);
    while (!call.done)
        pthread_cond_wait(&r->change, &r->lock);
    pthread_mutex_unlock(&r->lock);
    return call.result;
}

static void place_quiet(void *arg)
{
    struct place *p = arg;
    struct runtime *r = p->runtime;

    pthread_mutex_lock(&r->lock);
    r->quiet += !p->quiet;
    p->quiet = true;
    pthread_cond_broadcast(&r->change);
    pthread_mutex_unlock(&r->lock);
}

static void place_stop(struct handoff *handoff)
{
    struct place *p = CONTAINER(handoff, struct place, stop);

    ctx_pool_stop(ctx_pool_of(p->loop), place_quiet, p);
}

static void place_tell(struct handoff *handoff)
{
    struct place *p = CONTAINER(handoff, struct place, ask);

    LIST_EACH(l, &ctx_pool_of(p->loop)->live) {
        const char *name = CONTAINER(l, struct ctx_private, live)->name;
        log_line(&p->runtime->world->log, LOG_WARN, "the stop waits for a fiber", KV_STR("fiber", str_of(name ? name : "request")));
    }
}

static void all_quiet_wait(struct runtime *r)
{
    bool told = false;
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_S;
    pthread_mutex_lock(&r->lock);
    while (r->quiet < r->count) {
        if (told) {
            pthread_cond_wait(&r->change, &r->lock);
        } else if (pthread_cond_timedwait(&r->change, &r->lock, &until) != 0) {
            told = true;
            for (int i = 0; i < r->count; i++)
                loop_hand(r->places[i].loop, &r->places[i].ask);
        }
    }
    pthread_mutex_unlock(&r->lock);
}

/* No loop stops before all are quiet: a fiber of one may wait for what happens on another. */
void runtime_stop(struct runtime *r)
{
    if (!r->started)
        return;
    r->started = false;
    for (int i = 0; i < r->count; i++) {
        struct place *p = &r->places[i];
        p->stop.run = place_stop;
        p->ask.run = place_tell;
        loop_hand(p->loop, &p->stop);
    }
    all_quiet_wait(r);
    tasks_stop(r->world->tasks);
    for (int i = 0; i < r->count; i++)
        loop_stop(r->places[i].loop);
    for (int i = 0; i < r->count; i++)
        pthread_join(r->places[i].thread, NULL);
    tasks_close(&r->world->tasks);
}

void runtime_close(struct runtime **runtime)
{
    struct runtime *r = *runtime;

    runtime_stop(r);
    for (int i = 0; i < r->count; i++)
        loop_close(&r->places[i].loop);
    pthread_mutex_destroy(&r->lock);
    pthread_cond_destroy(&r->change);
    memory_free(r->places);
    r->world->runtime = NULL;
    memory_free(r);
    *runtime = NULL;
}
