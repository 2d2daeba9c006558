/*
 * Parking: how a fiber waits, and what ends its wait. A wake that has come wins over
 * a cancellation or a deadline that has come too: what was waited for has happened.
 */
#include <assert.h>
#include "runtime/ctx_own.h"
#include "runtime/tasks.h"

enum { CHAOS_ONE_IN = 3 };           /* ctx calls that park in chaos */

/* Until somebody unparks it, for whatever reason. */
static void park(ctx *c)
{
    assert(c->fiber && c->fiber == fiber_current());
    c->parked = true;
    fiber_park(c->fiber);
}

void ctx_unpark(ctx *c)
{
    if (!c->parked)
        return;
    c->parked = false;
    loop_ready(c->loop, &c->own->ready);
}

/* Taken at the end of each park, whatever ended it. */
static bool wake_take(ctx *c)
{
    bool woken = c->woken;

    c->woken = false;
    return woken;
}

static err why_not(const ctx *c)
{
    if (c->cancelled)
        return ERR_CANCELLED;
    if (c->deadline_ms && loop_mono_ms(c->loop) >= c->deadline_ms)
        return ERR_TIMEOUT;
    return OK;
}

static void deadline_watch(ctx *c)
{
    struct timer *t = &c->own->deadline;

    /* It stays started over later parks, until ctx_end: most requests park several times, and none reaches it. */
    if (c->deadline_ms && (!t->place || t->due_ms != c->deadline_ms))
        timer_start_at(c->loop, t, c->deadline_ms);
}

static void park_firm(ctx *c)
{
    c->own->firm = true;
    park(c);
    c->own->firm = false;
}

err ctx_park(ctx *c)
{
    ctx_chaos(c);
    if (wake_take(c))
        return OK;
    TRY(why_not(c));
    deadline_watch(c);
    park(c);
    return wake_take(c) ? OK : c->cancelled ? ERR_CANCELLED : ERR_TIMEOUT;
}

void ctx_park_firm(ctx *c)
{
    ctx_chaos(c);
    while (!wake_take(c))
        park_firm(c);
}

err ctx_park_until(ctx *c, const bool *done)
{
    while (!*done) {
        TRY(why_not(c));
        deadline_watch(c);
        park(c);
    }
    return OK;
}

void ctx_park_firm_until(ctx *c, const bool *done)
{
    while (!*done)
        park_firm(c);
}

void ctx_wake(ctx *c)
{
    c->woken = true;
    ctx_unpark(c);
}

void ctx_wake_from_thread(ctx *c)
{
    bool twice = atomic_exchange_explicit(&c->own->posted, true, memory_order_relaxed);

    assert(!twice);
    loop_post(c->loop, &c->own->post);
}

void ctx_cancel(ctx *c)
{
    c->cancelled = true;
    if (!c->own->firm)
        ctx_unpark(c);
}

/* Ready, but behind everything else: a wake meanwhile is only noted. */
static void pause_turn(ctx *c)
{
    assert(c->fiber && c->fiber == fiber_current());
    loop_ready_next_turn(c->loop, &c->own->ready);
    fiber_park(c->fiber);
}

void ctx_chaos(ctx *c)
{
    struct rng *r = loop_chaos(c->loop);

    if (UNLIKELY(r) && c->fiber && rng_below(r, CHAOS_ONE_IN) == 0)
        pause_turn(c);
}

err ctx_yield(ctx *c)
{
    TRY(why_not(c));
    pause_turn(c);
    return why_not(c);
}

struct sleeper { struct timer timer; ctx *c; bool done; };

static void sleep_over(struct timer *t)
{
    struct sleeper *s = CONTAINER(t, struct sleeper, timer);

    s->done = true;
    ctx_unpark(s->c);
}

err ctx_sleep(ctx *c, i64 ms)
{
    struct sleeper s = { { .fire = sleep_over }, c, false };

    ctx_chaos(c);
    /* From now, not from the turn's beginning: a turn may have taken its time already. */
    timer_start_at(c->loop, &s.timer, (mono_us() + 999) / 1000 + ms);
    err e = ctx_park_until(c, &s.done);
    timer_stop(c->loop, &s.timer);
    return e;
}

/* Lies on the parked fiber's stack. The post gives it back: the thread may not touch it after. */
struct errand {
    struct task task;
    struct post post;
    ctx *c;
    void (*work)(void *arg);
    void *arg;
    bool done;
};

static void errand_done(struct post *p)
{
    struct errand *e = CONTAINER(p, struct errand, post);

    e->done = true;
    ctx_unpark(e->c);
}

static void errand_run(struct task *t)
{
    struct errand *e = CONTAINER(t, struct errand, task);

    e->work(e->arg);
    loop_post(e->c->loop, &e->post);
}

err ctx_task(ctx *c, enum task_lane lane, void (*work)(void *arg), void *arg)
{
    struct errand e = { .task.work = errand_run, .post.run = errand_done, .c = c, .work = work, .arg = arg };

    ctx_chaos(c);
    if (!tasks_put(c->world->tasks, lane, &e.task))
        return fail(c, ERR_BUSY, NULL, "too much is waiting to be done");
    ctx_park_firm_until(c, &e.done);
    return OK;
}

void no_park_check(u64 since)
{
    assert(fiber_switches() == since);
}
