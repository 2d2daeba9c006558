/*
 * What ears have missed. One fiber for each loop reads the log once for all that come back at about the same time: it begins
 * at the earliest of their cursors, says each event once, and gives it to those whose cursor is before it, until it has come to
 * where the dispatch is. There, without a park in between, they are live. One whose cursor is behind that reading waits for the next.
 *
 * A reading has so many riders at most that what it gives them in a slice of time, and the writes of it, delay others little; and
 * slices are so long that a rider gets several events in one write.
 *
 * A reader that is full leaves at its place, and goes on with a later reading.
 *
 * What a replay looks through costs its account time: after some whole ones the next begins when they are paid for. And a reading that
 * begins far back ends after a stretch, so that those who missed a little are between two of them.
 */
#include "base/arena.h"
#include "base/memory.h"
#include "base/str.h"
#include "base/time.h"
#include "hub/hub_own.h"

enum {
    AT_ONCE = 250, RIDERS_MOST = 1000, SLICE_US = 2000,
    LOOKED_MOST = 100000,            /* events of the log that a replay looks through */
    PACE_A_SECOND = 5000, PACE_AT_ONCE = 2 * LOOKED_MOST, STRETCH = 5000, OWED_MOST_MS = 60000,
    GATHER_MS = 40,                  /* after a reading: those who come meanwhile share the next */
    LOOK_MS = 60000, AWAY_MS = 200, STEP_MS = 20, PATIENCE_MS = 10000
};

/* ---- cursors that clients bring ---- */

static i64 reaches(struct log_cursor at) { return at.part ? at.position : at.position - 1; }

/* Another node was ahead of this process. */
static err position_await(ctx *c, struct hub_loop *l, i64 position)
{
    for (i64 waited = 0; loop_position(l) < position; waited += STEP_MS) {
        if (waited >= PATIENCE_MS)
            return fail_with(c, ERR_UNAVAILABLE, "This node has not come so far yet; try again shortly.");
        TRY(ctx_sleep(c, STEP_MS));
    }
    return OK;
}

err cursor_check(ctx *c, struct hub_loop *l, str text, struct log_cursor *out, enum resync *why)
{
    i64 floor, newest;

    *why = RESYNC_UNKNOWN;
    if (!log_cursor_read(text, out))
        return OK;
    if (reaches(*out) > loop_position(l)) {
        TRY(bus_newest(c, &newest));
        if (reaches(*out) > newest)
            return OK;
        TRY(position_await(c, l, reaches(*out)));
    }
    TRY(bus_floor(c, &floor));
    *why = out->position <= floor ? RESYNC_EXPIRED : l->at - out->position >= LOOKED_MOST ? RESYNC_TOO_MANY : RESYNC_NONE;
    return OK;
}

/* ---- the state of an ear that has missed something ---- */

struct resume *resume_new(struct ear *ear)
{
    struct resume *r = memory_new(struct resume);

    r->ear = ear;
    list_add_last(&ear->hub->resumes, &r->link);
    ear->resume = r;
    return r;
}

const struct replay_pace replay_pace = { PACE_A_SECOND, PACE_AT_ONCE, STRETCH };

/* When an account may have so many events looked through, which it then owes. Of those that share a place the greater debt is kept. */
static i64 replay_due(struct hub_loop *l, id account, i64 events)
{
    const struct replay_pace *pace = &l->hub->pace;
    i64 now = loop_mono_ms(l->loop), cost = events * 1000 / pace->a_second, at_once = pace->at_once * 1000 / pace->a_second;

    if (!l->debts)
        l->debts = memory_zero(DEBTS * sizeof *l->debts);
    struct replay_debt *d = &l->debts[chain_hash((u64)account.v) % DEBTS];
    i64 paid = (d->account.v == account.v && d->paid_ms > now ? d->paid_ms : now) + cost;
    paid = paid < now + at_once + OWED_MOST_MS ? paid : now + at_once + OWED_MOST_MS;
    if (d->account.v == account.v || d->paid_ms < paid)
        *d = (struct replay_debt){ account, paid };
    return paid - at_once;
}

void resume_start(struct ear *ear, struct log_cursor from)
{
    ear->resume->from = from;
    ear->resume->due_ms = replay_due(ear->hub, ear_account(ear), ear->hub->at - from.position);
    ear->resume->state = RESUME_READY;
    bell_ring(&ear->hub->missed);
}

void resume_wait_over(struct resume *r)
{
    ctx *waiter = r->waiter;

    r->waiter = NULL;
    if (waiter)
        ctx_wake(waiter);
}

void resume_end(struct ear *ear)
{
    struct resume *r = ear->resume;

    resume_wait_over(r);
    list_remove(&r->link);
    memory_free(r);
    ear->resume = NULL;
}

void ear_room(struct ear *ear)
{
    if (!ear_is_open(ear) || !ear->resume || ear->resume->state != RESUME_FULL)
        return;
    ear->resume->state = RESUME_READY;
    bell_ring(&ear->hub->missed);
}

/* ---- one reading of the log ---- */

static struct resume *resume_of(struct link *k) { return CONTAINER(k, struct resume, link); }

static bool is_ready(const struct hub_loop *l, const struct resume *r)
{
    return r->state == RESUME_READY && r->due_ms <= loop_mono_ms(l->loop);
}

/* How long until one is ready that is not due yet. */
static i64 wait_for_due(const struct hub_loop *l)
{
    i64 now = loop_mono_ms(l->loop), wait = LOOK_MS;

    for (struct link *k = l->resumes.next; k != &l->resumes; k = k->next)
        if (resume_of(k)->state == RESUME_READY && resume_of(k)->due_ms - now < wait)
            wait = resume_of(k)->due_ms - now;
    return wait > 1 ? wait : 1;
}

/* The first position after `floor` that those need who have waited longest; 0: none is ready. */
static i64 earliest(const struct hub_loop *l, i64 floor)
{
    i64 first = 0;
    int ready = 0;

    for (struct link *k = l->resumes.next; k != &l->resumes && ready < RIDERS_MOST; k = k->next) {
        if (!is_ready(l, resume_of(k)) || resume_of(k)->from.position <= floor)
            continue;
        ready++;
        if (!first || resume_of(k)->from.position < first)
            first = resume_of(k)->from.position;
    }
    return first;
}

/* Those that need nothing before what comes next, as far as there is room. */
static bool riders_take(struct hub_loop *l, i64 at)
{
    int riding = 0;

    LIST_EACH(k, &l->resumes)
        riding += resume_of(k)->state == RESUME_RIDING;
    for (struct link *k = l->resumes.next; k != &l->resumes && riding < RIDERS_MOST; k = k->next) {
        struct resume *r = resume_of(k);
        if (!is_ready(l, r) || r->from.position <= at)
            continue;
        r->state = RESUME_RIDING;
        riding++;
    }
    return riding > 0;
}

/* They go on from here, with the next reading. */
static void riders_leave(struct hub_loop *l, i64 at)
{
    LIST_EACH(k, &l->resumes) {
        struct resume *r = resume_of(k);
        if (r->state != RESUME_RIDING)
            continue;
        r->state = RESUME_READY;
        if (r->from.position <= at)
            r->from = log_cursor_after(at);
    }
}

static void rider_end(ctx *c, struct ear *ear, enum resync why)
{
    str cursor = log_cursor_text(&c->arena, log_cursor_after(ear->hub->at));
    bool whole = resume_is_whole(ear->resume);

    resume_end(ear);
    if (why != RESYNC_NONE)
        ear->mouth->resync(ear, why, cursor);
    else if (whole)
        ear->mouth->live(ear, cursor);
}

/* All up to the dispatch's position was given: they are live. */
static void riders_arrive(ctx *c, struct hub_loop *l)
{
    LIST_EACH(k, &l->resumes)
        if (resume_of(k)->state == RESUME_RIDING)
            rider_end(c, resume_of(k)->ear, RESYNC_NONE);
}

/* Some of what was read after `at` may have been trimmed. */
static void riders_expire(ctx *c, struct hub_loop *l, i64 at, i64 floor)
{
    LIST_EACH(k, &l->resumes) {
        struct resume *r = resume_of(k);
        i64 first = r->from.position > at ? r->from.position : at + 1;
        if (r->state == RESUME_RIDING && first <= floor)
            rider_end(c, r->ear, RESYNC_EXPIRED);
    }
}

static err event_replay(ctx *c, struct hub_loop *l, const struct event *e)
{
    struct giving g = { .loop = l, .event = e, .position = e->position };
    struct says says;

    TRY(event_say(c, l->hub, e, &says));
    g.says = &says;
    TRY(giving_ask(c, &g, 1));
    giving_deliver(c, &g);
    return OK;
}

static void riders_resync(ctx *c, struct hub_loop *l, i64 position)
{
    LIST_EACH(k, &l->resumes)
        if (resume_of(k)->state == RESUME_RIDING && resume_of(k)->from.position <= position)
            rider_end(c, resume_of(k)->ear, RESYNC_UNKNOWN);
}

/* One that cannot be given ends the replays that come to it. */
static err event_replay_surely(ctx *c, struct hub_loop *l, const struct event *e)
{
    struct arena_mark mark = arena_mark(&c->arena);
    err given;

    for (int failed = 0; (given = event_replay(c, l, e)) != OK; failed++) {
        if (given == ERR_CANCELLED || store_is_away(given))
            return given;
        if (failed == TRIES)
            break;
        arena_rewind(&c->arena, mark);
        failure_begin(&c->failure, &c->arena);
    }
    if (given != OK) {
        event_given_up(c, e);
        riders_resync(c, l, e->position);
    }
    arena_rewind(&c->arena, mark);
    failure_begin(&c->failure, &c->arena);
    return OK;
}

struct reading { i64 at, slice_us; bool over; };       /* the slice goes on from page to page */

static err page_replay(ctx *c, struct hub_loop *l, const event_page *page, struct reading *r)
{
    for (size_t i = 0; i < page->n && !r->over; i++) {
        const struct event *e = &page->at[i];
        r->over = e->position > l->at;
        if (r->over)
            break;
        TRY(event_replay_surely(c, l, e));
        r->at = e->position;
        if (mono_us() - r->slice_us < SLICE_US)
            continue;
        TRY(ctx_yield(c));
        r->slice_us = mono_us();
    }
    return OK;
}

/* One page further. It is over where the dispatch is. */
static err read_on(ctx *c, struct hub_loop *l, struct reading *r)
{
    i64 upto = loop_position(l), most = l->hub->pace.stretch < AT_ONCE ? l->hub->pace.stretch : AT_ONCE, floor;
    event_page page;

    TRY(bus_after(c, r->at, most, &page));
    TRY(bus_floor(c, &floor));
    riders_expire(c, l, r->at, floor);
    TRY(page_replay(c, l, &page, r));
    if (!r->over && (i64)page.n < most && upto > r->at)
        r->at = upto;
    r->over |= r->at >= loop_position(l);
    return OK;
}

/* Fails with what the store fails with; then all go on later. One from far back ends after a stretch: they go on then, too. */
static err reading_do(ctx *c, struct hub_loop *l, i64 first)
{
    struct reading r = { .at = first - 1, .slice_us = mono_us() };
    i64 stretch = l->hub->pace.stretch;
    bool far = l->at - first > stretch;
    err e = OK;

    while (e == OK && !r.over && !(far && r.at - first >= stretch) && riders_take(l, r.at)) {
        struct arena_mark mark = arena_mark(&c->arena);
        e = read_on(c, l, &r);
        if (r.over && e == OK)
            riders_arrive(c, l);
        arena_rewind(&c->arena, mark);
    }
    riders_leave(l, r.at);
    failure_begin(&c->failure, &c->arena);
    return e;
}

void replay(ctx *c, void *arg)
{
    struct hub_loop *l = arg;
    bool near = false;
    u64 seen = 0;

    for (err e = OK; e != ERR_CANCELLED; near = !near) {
        i64 first = near ? earliest(l, l->at - l->hub->pace.stretch) : 0;
        first = first ? first : earliest(l, 0);
        e = first ? reading_do(c, l, first) : bell_wait(&l->missed, c, &seen, wait_for_due(l));
        if (e != ERR_CANCELLED && (first || e != OK))
            e = ctx_sleep(c, e == OK ? GATHER_MS : AWAY_MS);
    }
}
