/*
 * The life of a ctx: from the pool of its loop, onto a fiber, to its end. Both pools
 * are as large as what ran at once lately; a timer gives the rest back.
 */
#include "runtime/ctx.h"
#include <assert.h>
#include <malloc.h>
#include <string.h>
#include "base/memory.h"
#include "runtime/ctx_own.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

enum {
    FIBERS_STANDARD = 4096,          /* in a world without settings */
    KEEP = 8,                        /* idle ones that trimming leaves */
    TRIM_MS = 1000,
    TRIM_HEAP = 64                   /* when this many are dropped at once, the heap's pages go back too */
};

static void run_ready(struct ready *r)
{
    ctx_resume(CONTAINER(r, struct ctx_private, ready));
}

static void wake_handed(struct handoff *p)
{
    struct ctx_private *own = CONTAINER(p, struct ctx_private, handoff);

    atomic_store_explicit(&own->posted, false, memory_order_relaxed);
    ctx_wake(&own->c);
}

static void deadline_passed(struct timer *t)
{
    struct ctx_private *own = CONTAINER(t, struct ctx_private, deadline);
    ctx *c = &own->c;

    if (!c->parked || own->firm || !c->deadline_ms)
        return;                      /* the next park looks at the clock itself */
    if (c->deadline_ms > loop_mono_ms(c->loop)) {
        timer_start_at(c->loop, t, c->deadline_ms);
        return;
    }
    ctx_unpark(c);
}

static struct ctx_private *ctx_make(struct ctx_pool *p)
{
    struct ctx_private *own = memory_alloc(sizeof *own);

    memset(own, 0, offsetof(struct ctx_private, block));
    own->pool = p;
    own->ready.run = run_ready;
    own->deadline.fire = deadline_passed;
    own->handoff.run = wake_handed;
    own->c.own = own;
    arena_init(&own->c.arena, own->block, sizeof own->block);
    return own;
}

static struct ctx_private *idle_take(struct ctx_pool *p, struct link *l)
{
    list_remove(l);
    if (--p->idle_count < p->least_idle)
        p->least_idle = p->idle_count;
    return CONTAINER(l, struct ctx_private, live);
}

static void ctx_drop(struct ctx_private *own)
{
    arena_close(&own->c.arena);
    memory_free(own);
}

/* Drops half of those that nobody has needed for a period, the coldest first. */
static void trim(struct timer *t)
{
    struct ctx_pool *p = CONTAINER(t, struct ctx_pool, trim);
    size_t drop = p->least_idle > KEEP ? (p->least_idle - KEEP + 1) / 2 : 0;

    for (size_t n = drop; n > 0; n--)
        ctx_drop(idle_take(p, p->idle.prev));
    p->least_idle = p->idle_count;
    if (drop >= TRIM_HEAP)
        malloc_trim(0);
    if (fiber_pool_trim(p->fibers) || p->idle_count > KEEP)
        timer_start(p->loop, t, TRIM_MS);
}

static void pool_close(struct tenant *t)
{
    struct ctx_pool *p = CONTAINER(t, struct ctx_pool, tenant);

    assert(p->running + p->own_running == 0);
    assert(list_empty(&p->waiting) && list_empty(&p->first) && list_empty(&p->own));
    timer_stop(p->loop, &p->trim);
    while (!list_empty(&p->idle))
        ctx_drop(idle_take(p, p->idle.next));
    fiber_pool_close(&p->fibers);
    memory_free(p);
}

/* The configured number, or this loop's share of what the process can have. */
static size_t fiber_bound(const struct world *w)
{
    size_t wish = w->settings ? (size_t)w->settings->max_fibers : FIBERS_STANDARD;
    size_t share = fiber_most() / (size_t)(w->runtime ? runtime_loops(w->runtime) : 1);

    return wish < share ? wish : share;
}

static struct ctx_pool *pool_open(struct loop *l)
{
    struct ctx_pool *p = memory_new(struct ctx_pool);

    p->tenant.close = pool_close;
    p->loop = l;
    p->most = fiber_bound(loop_world(l));
    p->fibers = fiber_pool_open(p->most + CTX_RESERVE + CTX_OWN);
    p->trim.fire = trim;
    list_init(&p->live);
    list_init(&p->idle);
    list_init(&p->waiting);
    list_init(&p->first);
    list_init(&p->own);
    loop_tenant_set(l, &p->tenant);
    return p;
}

struct ctx_pool *ctx_pool_of(struct loop *l)
{
    struct tenant *t = loop_tenant(l);

    return LIKELY(t) ? CONTAINER(t, struct ctx_pool, tenant) : pool_open(l);
}

ctx *ctx_new(struct loop *l)
{
    struct ctx_pool *p = ctx_pool_of(l);
    struct ctx_private *own = list_empty(&p->idle) ? ctx_make(p) : idle_take(p, p->idle.next);
    ctx *c = &own->c;

    list_add_last(&p->live, &own->live);
    failure_begin(&c->failure, &c->arena);
    c->world = loop_world(l);
    c->loop = l;
    c->fiber = NULL;
    c->deadline_ms = 0;
    c->cancelled = p->stopping;
    c->parked = c->woken = c->deserted = false;
    c->trace = (struct trace){0};
    c->caller = (struct caller){0};
    c->stage = NULL;
    c->surface = NULL;
    c->request = NULL;
    c->request_tell = NULL;
    own->run = NULL;
    own->fiber = NULL;
    own->name = NULL;
    own->programs = false;
    return c;
}

/* Made when it is first asked for: most requests never ask. */
const struct request_facts *ctx_request(ctx *c)
{
    static const struct request_facts none = { { "", 0 }, { "", 0 }, { "", 0 }, { "", 0 }, { "", 0 } };

    if (!c->request)
        c->request = c->request_tell ? c->request_tell(c) : &none;
    return c->request;
}

void ctx_end(ctx *c)
{
    struct ctx_private *own = c->own;
    struct ctx_pool *p = own->pool;
    struct deferred *d;

    while ((d = own->deferred)) {
        own->deferred = d->below;
        d->run(d->arg);
    }
    assert(!c->parked && !atomic_load_explicit(&own->posted, memory_order_relaxed));
    timer_stop(c->loop, &own->deadline);
    arena_clear(&c->arena);
    c->arena.limit = 0;
    c->fiber = own->fiber = NULL;
    list_remove(&own->live);
    list_add_last(p->idle.next, &own->live);         /* in front of the first */
    p->idle_count++;
    if (!p->trim.place)
        timer_start(p->loop, &p->trim, TRIM_MS);
}

void ctx_defer(ctx *c, void (*run)(void *arg), void *arg)
{
    struct deferred *d = arena_new(&c->arena, struct deferred);

    *d = (struct deferred){ c->own->deferred, run, arg };
    c->own->deferred = d;
}

/* Runs on the fiber. The ctx may be gone once `run` has returned: ended, and even in use again. */
static void fiber_begin(void *arg)
{
    struct ctx_private *own = arg;
    struct fiber *self = own->fiber;

    own->run(&own->c, own->arg);
    if (own->fiber == self)
        own->c.fiber = own->fiber = NULL;
}

static size_t *running_of(struct ctx_pool *p, bool programs)
{
    return programs ? &p->own_running : &p->running;
}

static bool fiber_give(struct ctx_pool *p, struct ctx_private *own)
{
    own->fiber = fiber_take(p->fibers, fiber_begin, own);
    if (!own->fiber)
        return false;
    own->c.fiber = own->fiber;
    ++*running_of(p, own->programs);
    metric_add(own->c.world->metrics, M_FIBERS, 0, 1);
    return true;
}

/* Starts those of one queue, while fewer than `most` of its kind run. */
static void queue_serve(struct ctx_pool *p, struct link *queue, const size_t *running, size_t most, struct metrics *m)
{
    while (!list_empty(queue) && *running < most) {
        struct ctx_private *next = CONTAINER(queue->next, struct ctx_private, ready.link);
        if (!fiber_give(p, next))
            break;
        list_remove(&next->ready.link);
        metric_add(m, M_FIBER_QUEUE, 0, -1);
        loop_ready(p->loop, &next->ready);
    }
}

static void queues_serve(struct ctx_pool *p, struct metrics *m)
{
    queue_serve(p, &p->own, &p->own_running, CTX_OWN, m);
    queue_serve(p, &p->first, &p->running, p->most + CTX_RESERVE, m);
    queue_serve(p, &p->waiting, &p->running, p->most, m);
}

static void fiber_freed(struct ctx_pool *p, size_t *running, struct metrics *m)
{
    --*running;
    metric_add(m, M_FIBERS, 0, -1);
    if (UNLIKELY(!list_empty(&p->own) || !list_empty(&p->first) || !list_empty(&p->waiting)))
        queues_serve(p, m);
    if (UNLIKELY(p->stopping) && p->running + p->own_running == 0)
        p->quiet(p->quiet_arg);
}

void ctx_resume(struct ctx_private *own)
{
    struct ctx_pool *p = own->pool;
    struct metrics *m = own->c.world->metrics;
    size_t *running = running_of(p, own->programs);

    if (fiber_resume(own->fiber))
        fiber_freed(p, running, m);
}

/* On a fiber of the ctx's kind, at most `most` of which run at once. */
static void start(ctx *c, void (*run)(ctx *, void *arg), void *arg, struct link *queue, size_t most)
{
    struct ctx_private *own = c->own;
    struct ctx_pool *p = own->pool;

    assert(!own->fiber && loop_current() == c->loop);
    own->run = run;
    own->arg = arg;
    if (!list_empty(queue) || *running_of(p, own->programs) >= most || !fiber_give(p, own)) {
        list_add_last(queue, &own->ready.link);
        metric_add(c->world->metrics, M_FIBER_QUEUE, 0, 1);
    } else if (fiber_current()) {
        loop_ready(c->loop, &own->ready);            /* fibers do not nest */
    } else {
        ctx_resume(own);
    }
}

void ctx_start(ctx *c, void (*run)(ctx *, void *arg), void *arg)
{
    struct ctx_pool *p = c->own->pool;

    start(c, run, arg, &p->waiting, p->most);
}

void ctx_start_first(ctx *c, void (*run)(ctx *, void *arg), void *arg)
{
    struct ctx_pool *p = c->own->pool;

    start(c, run, arg, &p->first, p->most + CTX_RESERVE);
}

void ctx_start_own(ctx *c, void (*run)(ctx *, void *arg), void *arg)
{
    c->own->programs = true;
    start(c, run, arg, &c->own->pool->own, CTX_OWN);
}

bool ctx_room(const ctx *c)
{
    const struct ctx_pool *p = c->own->pool;

    return p->running < p->most && list_empty(&p->waiting);
}

size_t ctx_most(struct loop *l)
{
    return ctx_pool_of(l)->most;
}

void ctx_pool_stop(struct ctx_pool *p, void (*quiet)(void *arg), void *arg)
{
    p->stopping = true;
    p->quiet = quiet;
    p->quiet_arg = arg;
    LIST_EACH(l, &p->live)
        ctx_cancel(&CONTAINER(l, struct ctx_private, live)->c);
    if (p->running + p->own_running == 0)
        quiet(arg);
}
