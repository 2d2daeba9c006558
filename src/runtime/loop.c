#include "runtime/loop.h"
#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/time.h"
#include "runtime/metrics.h"
#include "runtime/handoffs.h"
#include "runtime/ready.h"
#include "runtime/timers.h"
#include "runtime/world.h"

enum {
    EVENTS = 256,                    /* fetched by one epoll_wait */
    MORE_US = 2000,                  /* of further ones in a turn, while each brings as many */
    HOOKS_US = 5000, LAST_HOOKS_US = 2000,       /* of a turn's end, */
    HOOKS_A_LOOK = 8,                /* and how many run between two looks at the clock */
    ROUNDS = 8                       /* of what got ready meanwhile, before the descriptors are looked at again */
};

struct loop {
    struct world *world;
    int index, epoll, bell;          /* the bell is an eventfd: rung when something is posted to a loop that sleeps */
    _Atomic bool asleep, stopping;
    struct handoffs handoffs;

    struct epoll_event *events;
    int fetched, dispatched;
    bool more;                       /* descriptors may be ready beyond those that were fetched */
    struct timers timers;
    bool firing;
    struct link ready, next_turn, hooks, last_hooks, stop_hooks;

    u64 turns;
    i64 now_us, now_ms;
    i64 wall_us;
    u64 wall_turn;                   /* whose turn wall_us was read in, plus one */
    i64 date_second;
    char *date;

    bool chaotic;
    struct rng chaos;
    struct tenant *tenant;
};

static _Thread_local struct loop *current;

enum { HELD_MOST = 16 };
static _Thread_local struct { bool holds; int n; struct loop *of[HELD_MOST]; } held;

static void clock_set(struct loop *l, i64 now_us)
{
    l->now_us = now_us;
    l->now_ms = now_us / 1000;
}

struct loop *loop_open(struct world *w, int index)
{
    struct loop *l = memory_new(struct loop);

    l->world = w;
    l->index = index;
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    l->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    assert(l->epoll >= 0 && l->bell >= 0);
    /* Edge-triggered: each ring is an event of its own, so the counter need never be read. Its event has no watch. */
    int added = epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->bell, &(struct epoll_event){ .events = EPOLLIN | EPOLLET });
    assert(added == 0);
    l->events = memory_alloc(EVENTS * sizeof *l->events);
    l->date = memory_alloc(HTTP_DATE_LENGTH);
    l->date_second = INT64_MIN;
    list_init(&l->ready);
    list_init(&l->next_turn);
    list_init(&l->hooks);
    list_init(&l->last_hooks);
    list_init(&l->stop_hooks);
    clock_set(l, mono_us());
    return l;
}

void loop_close(struct loop **loop)
{
    struct loop *l = *loop;

    if (l->tenant)
        l->tenant->close(l->tenant);
    timers_close(&l->timers);
    close(l->epoll);
    close(l->bell);
    memory_free(l->events);
    memory_free(l->date);
    memory_free(l);
    *loop = NULL;
}

/*
 * Either the thread that hands it over sees the loop asleep and rings, or the loop, which says so before it looks once
 * more, sees the handoff: that needs one order over both variables, hence sequential consistency.
 */
static void ring(struct loop *l)
{
    if (atomic_load(&l->asleep) && atomic_exchange(&l->asleep, false)) {
        ssize_t wrote = write(l->bell, &(u64){ 1 }, sizeof(u64));
        assert(wrote == sizeof(u64) || errno == EAGAIN);
    }
}

/* False: it is rung at once, since so many others are held already. */
static bool ring_held(struct loop *l)
{
    int i = 0;

    if (LIKELY(!held.holds))
        return false;
    while (i < held.n && held.of[i] != l)
        i++;
    if (i == HELD_MOST)
        return false;
    held.of[i] = l;
    held.n += i == held.n;
    return true;
}

void loop_hand(struct loop *l, struct handoff *p)
{
    handoffs_push(&l->handoffs, p);
    if (!ring_held(l))
        ring(l);
}

void loop_rings_hold(void)
{
    assert(!held.holds);
    held.holds = true;
}

void loop_rings_release(void)
{
    held.holds = false;
    while (held.n)
        ring(held.of[--held.n]);
}

void loop_stop(struct loop *l)
{
    atomic_store(&l->stopping, true);
    ring(l);
}

static void posts_run(struct loop *l)
{
    struct handoff *p = handoffs_waiting(&l->handoffs) ? handoffs_take(&l->handoffs) : NULL;

    while (p) {
        struct handoff *next = p->next; /* first: run gives the handoff back */
        p->run(p);
        p = next;
    }
}

static void timers_run(struct loop *l)
{
    struct timer *t;

    l->firing = true;
    while ((t = timers_due(&l->timers, l->now_ms)))
        t->fire(t);
    l->firing = false;
}

/* In chaos one of the first few, else the first. */
static struct ready *ready_take(struct loop *l, struct link *from)
{
    struct link *at = from->next;

    if (UNLIKELY(l->chaotic))
        for (i64 steps = rng_below(&l->chaos, 8); steps > 0; steps--)
            at = at->next == from ? from->next : at->next;
    list_remove(at);
    return CONTAINER(at, struct ready, link);
}

static void ready_run(struct loop *l)
{
    struct link round;

    list_init(&round);
    for (int i = 0; i < ROUNDS && !list_empty(&l->ready); i++) {
        list_move(&l->ready, &round);
        while (!list_empty(&round)) {
            struct ready *r = ready_take(l, &round);
            r->run(r);
        }
    }
}

/* When they take long, the rest runs first in the next turn, so that what came meanwhile need not wait for all of them. */
static void hooks_run(struct link *hooks, i64 most_us)
{
    struct link now, *at;
    i64 until_us = INT64_MAX;

    list_init(&now);
    list_move(hooks, &now);
    for (int n = 1; (at = list_pop(&now)); n++) {
        struct turn_hook *h = CONTAINER(at, struct turn_hook, link);
        h->run(h);
        if (n % HOOKS_A_LOOK)
            continue;
        i64 now_us = mono_us();
        if (until_us == INT64_MAX)
            until_us = now_us + most_us;
        else if (now_us > until_us)
            break;
    }
    list_move(hooks, &now);
    list_move(&now, hooks);
}

static bool hooks_wait(const struct loop *l)
{
    return !list_empty(&l->hooks) || !list_empty(&l->last_hooks);
}

static bool anything_to_do(struct loop *l)
{
    return !list_empty(&l->ready) || hooks_wait(l) || handoffs_waiting(&l->handoffs) || atomic_load(&l->stopping);
}

/* How long epoll may wait, in ms; -1: until something happens. Brings the clock up to date if it may at all. */
static int patience(struct loop *l, i64 *now_us)
{
    if (anything_to_do(l))
        return 0;
    *now_us = mono_us();
    i64 due = timers_next(&l->timers);
    if (due == INT64_MAX)
        return -1;
    i64 left = due - *now_us / 1000;
    return left <= 0 ? 0 : left > INT32_MAX ? INT32_MAX : (int)left;
}

static void fetch(struct loop *l)
{
    i64 worked_until = 0;
    int wait = patience(l, &worked_until);

    if (wait != 0) {
        atomic_store(&l->asleep, true);
        if (anything_to_do(l))
            wait = 0;
    }
    int n = epoll_wait(l->epoll, l->events, EVENTS, wait);
    if (worked_until)
        atomic_store_explicit(&l->asleep, false, memory_order_relaxed);
    assert(n >= 0 || errno == EINTR);
    l->fetched = n < 0 ? 0 : n;

    i64 now = mono_us();
    if (l->turns++ > 0)
        metric_time(l->world->metrics, M_LOOP_TIME, 0, (worked_until ? worked_until : now) - l->now_us);
    clock_set(l, now);
}

static void dispatch(struct loop *l)
{
    l->more = l->fetched == EVENTS;
    for (l->dispatched = 0; l->dispatched < l->fetched;) {
        struct epoll_event *e = &l->events[l->dispatched++];
        struct watch *w = e->data.ptr;
        if (w)
            w->ready(w, e->events);
    }
    l->fetched = 0;
}

/* A crowd's events are mostly soon done with, and behind them may be somebody who waits for an answer. */
static void dispatch_more(struct loop *l)
{
    i64 until_us = l->now_us + MORE_US;

    while (l->more && mono_us() < until_us) {
        int n = epoll_wait(l->epoll, l->events, EVENTS, 0);
        l->fetched = n < 0 ? 0 : n;
        dispatch(l);
    }
}

static void turn(struct loop *l)
{
    list_move(&l->next_turn, &l->ready);
    fetch(l);
    dispatch(l);
    dispatch_more(l);
    posts_run(l);
    timers_run(l);
    ready_run(l);
    hooks_run(&l->hooks, HOOKS_US);
    hooks_run(&l->last_hooks, LAST_HOOKS_US);
}

void loop_run(struct loop *l)
{
    struct link *at;

    assert(!current);
    current = l;
    clock_set(l, mono_us());
    while (!atomic_load_explicit(&l->stopping, memory_order_relaxed))
        turn(l);
    /* What was posted, or got ready, before the stop still runs. */
    while (handoffs_waiting(&l->handoffs) || !list_empty(&l->ready) || !list_empty(&l->next_turn) || hooks_wait(l))
        turn(l);
    while ((at = list_pop(&l->stop_hooks))) {
        struct stop_hook *h = CONTAINER(at, struct stop_hook, link);
        h->run(h);
    }
    atomic_store(&l->stopping, false);
    current = NULL;
}

struct world *loop_world(struct loop *l)
{
    return l->world;
}

int loop_index(const struct loop *l)
{
    return l->index;
}

struct loop *loop_current(void)
{
    return current;
}

bool loop_watch(struct loop *l, struct watch *w, u32 events)
{
    return epoll_ctl(l->epoll, EPOLL_CTL_ADD, w->fd, &(struct epoll_event){ .events = events, .data.ptr = w }) == 0;
}

bool loop_rewatch(struct loop *l, struct watch *w, u32 events)
{
    return epoll_ctl(l->epoll, EPOLL_CTL_MOD, w->fd, &(struct epoll_event){ .events = events, .data.ptr = w }) == 0;
}

void loop_unwatch(struct loop *l, struct watch *w)
{
    epoll_ctl(l->epoll, EPOLL_CTL_DEL, w->fd, NULL);
    for (int i = l->dispatched; i < l->fetched; i++)
        if (l->events[i].data.ptr == w)
            l->events[i].data.ptr = NULL;
}

void timer_start_at(struct loop *l, struct timer *t, i64 due_ms)
{
    /* A timer that restarts itself for now must not keep the loop in its timers for ever. */
    timers_put(&l->timers, t, l->firing && due_ms <= l->now_ms ? l->now_ms + 1 : due_ms);
}

void timer_start(struct loop *l, struct timer *t, i64 in_ms)
{
    timer_start_at(l, t, (l->now_us + 999) / 1000 + in_ms);          /* never early */
}

void timer_stop(struct loop *l, struct timer *t)
{
    if (t->place)
        timers_take(&l->timers, t);
}

bool turn_hook_queued(const struct turn_hook *h)
{
    return h->link.next && !list_empty(&h->link);
}

void loop_at_turn_end(struct loop *l, struct turn_hook *h)
{
    if (!turn_hook_queued(h))
        list_add_last(&l->hooks, &h->link);
}

void loop_at_turn_last(struct loop *l, struct turn_hook *h)
{
    if (!turn_hook_queued(h))
        list_add_last(&l->last_hooks, &h->link);
}

void turn_hook_cancel(struct turn_hook *h)
{
    if (turn_hook_queued(h))
        list_remove(&h->link);
}

void loop_at_stop(struct loop *l, struct stop_hook *h)
{
    list_add_last(&l->stop_hooks, &h->link);
}

void loop_ready(struct loop *l, struct ready *r)
{
    list_add_last(&l->ready, &r->link);
}

void loop_ready_next_turn(struct loop *l, struct ready *r)
{
    list_add_last(&l->next_turn, &r->link);
}

i64 loop_mono_ms(const struct loop *l)
{
    return l->now_ms;
}

i64 loop_wall_us(struct loop *l)
{
    if (l->wall_turn != l->turns + 1) {
        l->wall_us = l->world->clock->now_us(l->world->clock);
        l->wall_turn = l->turns + 1;
    }
    return l->wall_us;
}

str loop_http_date(struct loop *l)
{
    i64 second = loop_wall_us(l) / 1000000;

    if (second != l->date_second) {
        time_http_date((when){ second * 1000 }, l->date);
        l->date_second = second;
    }
    return (str){ l->date, HTTP_DATE_LENGTH };
}

u64 loop_turns(const struct loop *l)
{
    return l->turns;
}

bool loop_crowded(const struct loop *l)
{
    return l->dispatched < l->fetched || !list_empty(&l->ready);
}

struct rng *loop_chaos(struct loop *l)
{
    return UNLIKELY(l->chaotic) ? &l->chaos : NULL;
}

void loop_chaos_set(struct loop *l, u64 seed)
{
    l->chaotic = seed != 0;
    if (l->chaotic)
        rng_seed(&l->chaos, seed);
}

struct tenant *loop_tenant(struct loop *l)
{
    return l->tenant;
}

void loop_tenant_set(struct loop *l, struct tenant *t)
{
    l->tenant = t;
}
