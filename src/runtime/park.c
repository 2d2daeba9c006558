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
    loop_hand(c->loop, &c->own->handoff);
}

void ctx_cancel(ctx *c)
{
    c->cancelled = true;
    if (!c->own->firm)
        ctx_unpark(c);
}

/* Only a wait for a turn looks at it: a fiber woken for nothing parks again. */
void ctx_desert(ctx *c)
{
    c->deserted = true;
    if (c->own->in_turn)
        ctx_unpark(c);
}

/* Ready, but after everything else: a wake meanwhile is only noted. */
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

/* Lies on the parked fiber's stack. The handoff gives it back: the thread may not touch it afterwards. */
struct errand {
    struct task task;
    struct handoff handoff;
    ctx *c;
    void (*work)(void *arg);
    void *arg;
    bool done;
};

static void errand_done(struct handoff *p)
{
    struct errand *e = CONTAINER(p, struct errand, handoff);

    e->done = true;
    ctx_unpark(e->c);
}

static void errand_run(struct task *t)
{
    struct errand *e = CONTAINER(t, struct errand, task);

    e->work(e->arg);
    loop_hand(e->c->loop, &e->handoff);
}

err ctx_task(ctx *c, enum task_lane lane, void (*work)(void *arg), void *arg)
{
    struct errand e = { .task.work = errand_run, .handoff.run = errand_done, .c = c, .work = work, .arg = arg };

    ctx_chaos(c);
    if (!tasks_put(c->world->tasks, lane, &e.task))
        return fail_with(c, ERR_BUSY, "Too much is waiting to be done.");
    ctx_park_firm_until(c, &e.done);
    return OK;
}

/* ---- in turn ---- */

/* Lies on the parked fiber's stack too. The lane or a refusal ends it and hands it over, or its owner withdraws it. */
struct turn_errand {
    struct turn_task task;
    struct handoff handoff;
    struct timer patience;
    ctx *c;
    turn_work *work;
    void *arg;
    bool done, refused, late;
};

static void turn_done(struct handoff *p)
{
    struct turn_errand *e = CONTAINER(p, struct turn_errand, handoff);

    e->done = true;
    ctx_unpark(e->c);
}

static void turn_run(struct task *t)
{
    struct turn_errand *e = CONTAINER(t, struct turn_errand, task.task);

    e->work(e->arg, e->task.memory);
    loop_hand(e->c->loop, &e->handoff);
}

static void turn_refused(struct turn_task *t)
{
    struct turn_errand *e = CONTAINER(t, struct turn_errand, task);

    e->refused = true;
    loop_hand(e->c->loop, &e->handoff);
}

static void turn_late(struct timer *t)
{
    struct turn_errand *e = CONTAINER(t, struct turn_errand, patience);

    e->late = true;
    ctx_unpark(e->c);
}

static err turn_busy(ctx *c, i64 wait_ms)
{
    err e = fail_with(c, ERR_BUSY, "Too much is waiting to be done; try again in a moment.");

    c->failure.retry_after = (int)(1 + wait_ms / 1000);
    return e;
}

/* OK: it is done or under way. Otherwise the caller withdraws it, if it still can. */
static err turn_wait(ctx *c, struct turn_errand *e, i64 most_ms)
{
    while (!e->done) {
        TRY(why_not(c));
        if (e->late || (c->deserted && !e->task.at_once))
            return turn_busy(c, most_ms);
        deadline_watch(c);
        park(c);
    }
    return OK;
}

err ctx_turn_ask(ctx *c, const struct claim *claim, i64 most_ms)
{
    i64 wait_ms = tasks_wait_ms(c->world->tasks, claim);

    return wait_ms <= most_ms ? OK : turn_busy(c, wait_ms);
}

err ctx_task_in_turn(ctx *c, const struct claim *claim, i64 most_ms, turn_work *work, void *arg)
{
    struct turn_errand e = {
        .task = { .task.work = turn_run, .turn.claim = *claim, .refused = turn_refused }, .handoff.run = turn_done,
        .patience.fire = turn_late, .c = c, .work = work, .arg = arg,
    };
    struct tasks *tasks = c->world->tasks;

    ctx_chaos(c);
    TRY(why_not(c));
    if (!tasks_queue(tasks, &e.task, most_ms))
        return turn_busy(c, most_ms);
    timer_start(c->loop, &e.patience, most_ms);
    c->own->in_turn = true;
    err why = turn_wait(c, &e, most_ms);
    c->own->in_turn = false;
    timer_stop(c->loop, &e.patience);
    if (why != OK && tasks_withdraw(tasks, &e.task))
        return why;
    if (why != OK)
        failure_begin(&c->failure, &c->arena);           /* its turn has come after all */
    ctx_park_firm_until(c, &e.done);
    return e.refused ? turn_busy(c, most_ms) : OK;
}

void no_park_check(u64 since)
{
    assert(fiber_switches() == since);
}
