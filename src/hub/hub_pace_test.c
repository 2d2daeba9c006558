/* What replays cost, and events that cannot be given. */
#include <limits.h>
#include "base/str.h"
#include "hub/hub_own.h"
#include "hub/testbed.h"
#include "runtime/metrics.h"

/* ---- what replays cost ---- */

/* Back to the beginning; how long it has to wait. */
static i64 goes_back(ctx *c, struct pen *p, str cursor)
{
    struct ear_opened opened;

    expect_ok(ear_resume(c, &p->ear, cursor, (strs){0}, &opened));
    expect(opened.resumed);
    i64 wait = p->ear.resume->due_ms - loop_mono_ms(hub_here(c)->loop);
    return wait > 0 ? wait : 0;
}

static err pays(ctx *c, void *arg)
{
    enum { SONGS = 100, A_SECOND = 200, AT_ONCE = 250 };
    struct pen p, again, other;

    (void)arg;
    c->world->hub->pace = (struct replay_pace){ A_SECOND, AT_ONCE, 5000 };
    TRY(choir_make(c, 7, true));
    pen_open(c, &p, 1, "choir:7", "");
    str cursor = arena_copy(&c->arena, str_of(p.cursor));
    TRY(choir_songs(c, 7, 9, SONGS));
    TRY(pen_await(c, &p, SONGS));
    expect_eq(goes_back(c, &p, cursor), 0);
    expect_eq(goes_back(c, &p, cursor), 0);
    TRY(pen_await_live(c, &p));
    pen_close(&p);                   /* coming back by another connection is no way around it */
    pen_open(c, &again, 1, "choir:7", arena_cstr(&c->arena, cursor));
    expect(again.ear.resume && again.ear.resume->due_ms > loop_mono_ms(hub_here(c)->loop));
    pen_open(c, &other, 2, "choir:7", arena_cstr(&c->arena, cursor));
    TRY(pen_await_live(c, &other));
    expect_eq(again.live, 0);        /* the other does not wait for it */
    TRY(pen_await_live(c, &again));
    expect_eq(again.n, SONGS);       /* it gets all, later */
    pen_close(&again);
    pen_close(&other);
    return OK;
}

TEST(whole_replays_one_after_the_other_wait_until_they_are_paid_for) { in_choir(pays); }

/* One from far back is held at its first event while another comes that has missed little. */
static err near_is_first(ctx *c, void *arg)
{
    enum { SONGS = 60, STRETCH = 10 };
    struct pen far, near;

    (void)arg;
    c->world->hub->pace.stretch = STRETCH;
    TRY(choir_make(c, 7, true));
    TRY(choir_make(c, 8, true));
    pen_open(c, &far, 1, "", "");
    pen_close(&far);
    char *cursor = (char *)arena_cstr(&c->arena, str_of(far.cursor));
    TRY(choir_song(c, 7, 9, "solo", NULL));
    TRY(choir_songs(c, 7, 9, SONGS));
    TRY(hub_settle(c));
    pen_open(c, &near, 2, "", "");
    pen_close(&near);
    char *lately = (char *)arena_cstr(&c->arena, str_of(near.cursor));
    TRY(choir_songs(c, 8, 9, 2));
    TRY(hub_settle(c));
    int asked = atomic_load(&choir_asked);
    atomic_store(&choir_gate, true);
    pen_open(c, &far, 1, "choir:7", cursor);
    while (atomic_load(&choir_asked) == asked)
        TRY(ctx_sleep(c, 1));
    pen_open(c, &near, 2, "choir:8", lately);
    atomic_store(&choir_gate, false);
    TRY(pen_await_live(c, &near));
    TRY(pen_await_live(c, &far));
    expect_eq(near.n, 2);
    expect_eq(far.n, SONGS + 1);
    expect(near.live_at < far.live_at);
    pen_close(&far);
    pen_close(&near);
    return OK;
}

TEST(who_missed_a_little_does_not_wait_for_a_long_replay) { in_choir(near_is_first); }

/* ---- an event that cannot be given ---- */

static err lost_and_back(ctx *c, void *arg)
{
    i64 before = metric_value(c->world->metrics, M_UNDELIVERED, 0);
    struct pen p, other;

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_make(c, 8, true));
    pen_open(c, &p, 1, "choir:7", "");
    pen_open(c, &other, 2, "choir:8", "");
    char *cursor = (char *)arena_cstr(&c->arena, str_of(p.cursor));
    atomic_store(&choir_faults, INT_MAX);
    TRY(choir_song(c, 7, 9, "solo", NULL));
    TRY(choir_songs(c, 7, 9, 1));
    TRY(choir_songs(c, 8, 9, 1));
    TRY(pen_await(c, &other, 1));
    expect_eq(p.lost, 1);            /* nothing after it came as if nothing were missing */
    expect_eq(p.n + other.lost, 0);
    expect_eq(metric_value(c->world->metrics, M_UNDELIVERED, 0) - before, 1);
    pen_close(&p);
    pen_open(c, &p, 1, "choir:7", cursor);
    TRY(pen_await_live(c, &p));
    expect_eq(p.resyncs, 1);
    expect_eq(p.why, RESYNC_UNKNOWN);
    atomic_store(&choir_faults, 0);
    pen_close(&p);
    pen_open(c, &p, 1, "choir:7", cursor);
    TRY(pen_await_live(c, &p));
    expect_eq(p.n, 2);
    pen_close(&p);
    pen_close(&other);
    return OK;
}

TEST(an_event_that_cannot_be_given_ends_its_listeners_and_then_their_replays) { in_choir(lost_and_back); }
