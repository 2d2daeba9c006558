/* Coming back with a cursor. */
#include <stdio.h>
#include "base/memory.h"
#include "base/str.h"
#include "hub/hub_own.h"
#include "hub/testbed.h"

static err hears_what_it_missed(ctx *c, void *arg)
{
    char cursor[64];
    struct pen p;

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_make(c, 8, true));
    pen_open(c, &p, 1, "choir:7", "");
    TRY(choir_songs(c, 7, 9, 3));
    TRY(pen_await(c, &p, 3));
    snprintf(cursor, sizeof cursor, "%s", p.cursor);
    pen_close(&p);
    TRY(choir_songs(c, 7, 9, 4));
    TRY(choir_songs(c, 8, 9, 4));
    TRY(choir_in(c, 7, 1, 0));
    TRY(hub_settle(c));
    pen_open(c, &p, 1, "choir:7", cursor);
    expect(p.opened.resumed);
    expect_str(p.opened.cursor, str_of(cursor));
    expect_eq(p.n, 0);               /* nothing before its opener parks */
    TRY(pen_await_live(c, &p));
    expect_eq(p.live, 1);
    expect_eq(p.n, 5);
    TRY(choir_songs(c, 7, 9, 2));
    TRY(pen_await(c, &p, 7));
    for (int i = 0; i < 7; i++)
        expect_eq(p.notes[i].seq, i == 4 ? 0 : i < 4 ? i + 4 : i + 3);
    TRY(hub_settle(c));
    expect_eq(p.n, 7);
    pen_close(&p);
    return OK;
}

TEST(one_that_comes_back_hears_what_it_missed_and_then_what_happens) { in_choir(hears_what_it_missed); }

static err part_of_an_event(ctx *c, void *arg)
{
    char cursor[64];
    struct pen p;

    (void)arg;
    TRY(choir_make(c, 7, true));
    pen_open(c, &p, 1, "choir:7", "");
    TRY(choir_burst(c, 7, 5));
    TRY(pen_await(c, &p, 5));
    for (int i = 0; i < 5; i++)
        expect_eq(p.notes[i].part, i + 1);
    snprintf(cursor, sizeof cursor, "%lld.2", (long long)p.notes[0].position);
    pen_close(&p);
    pen_open(c, &p, 1, "choir:7", cursor);
    TRY(pen_await_live(c, &p));
    expect_eq(p.n, 3);
    expect_eq(p.notes[0].part, 3);
    pen_close(&p);
    return OK;
}

TEST(a_cursor_is_exact_within_an_event) { in_choir(part_of_an_event); }

/* ---- cursors that lead nowhere ---- */

static err bad_cursors(ctx *c, void *arg)
{
    static const char *const unknown[] = { "nonsense", "1", "900000000.0", "900000000.1" };
    struct pen p;
    str now;

    (void)arg;
    TRY(choir_make(c, 7, true));
    for (size_t i = 0; i < COUNT(unknown); i++) {
        pen_open(c, &p, 1, "choir:7", unknown[i]);
        expect(!p.opened.resumed);
        expect_eq(p.opened.resync, RESYNC_UNKNOWN);
        TRY(choir_songs(c, 7, 9, 1));
        TRY(pen_await(c, &p, 1));    /* live all the same */
        pen_close(&p);
    }
    TRY(hub_cursor(c, &now));
    pen_open(c, &p, 1, "choir:7", arena_cstr(&c->arena, now));
    expect(p.opened.resumed);
    TRY(pen_await_live(c, &p));
    expect_eq(p.n, 0);
    pen_close(&p);
    return OK;
}

TEST(a_cursor_that_is_not_known_leads_to_what_happens_now) { in_choir(bad_cursors); }

static err expired(ctx *c, void *arg)
{
    char first[64], last[64];
    event_page page;
    struct pen p;
    i64 gone;

    (void)arg;
    TRY(choir_make(c, 7, true));
    pen_open(c, &p, 1, "choir:7", "");
    TRY(choir_songs(c, 7, 9, 4));
    TRY(pen_await(c, &p, 4));
    snprintf(first, sizeof first, "%lld.1", (long long)p.notes[0].position);
    snprintf(last, sizeof last, "%lld.1", (long long)p.notes[2].position);
    pen_close(&p);
    int part = bus_partition(S("7"));
    TRY(bus_fetch(c, part, 0, 10, &page));
    TRY(bus_trim(c, part, page.at[1].position, (when){ INT64_MAX }, 10, &gone));
    expect_eq(gone, 2);
    pen_open(c, &p, 1, "choir:7", first);
    expect_eq(p.opened.resync, RESYNC_EXPIRED);
    pen_close(&p);
    pen_open(c, &p, 1, "choir:7", last);
    expect(p.opened.resumed);
    TRY(pen_await_live(c, &p));
    expect_eq(p.n, 1);
    pen_close(&p);
    return OK;
}

TEST(a_cursor_older_than_what_is_kept_is_expired) { in_choir(expired); }

static err too_many(ctx *c, void *arg)
{
    struct pen p;

    (void)arg;
    TRY(choir_make(c, 7, true));
    pen_open(c, &p, 1, "choir:7", "");
    pen_close(&p);
    char *cursor = (char *)arena_cstr(&c->arena, str_of(p.cursor));
    for (int i = 0; i < 52; i++)
        TRY(choir_burst(c, 7, 200));
    TRY(hub_settle(c));
    pen_open(c, &p, 1, "choir:7", cursor);
    expect(p.opened.resumed);
    TRY(pen_await_live(c, &p));
    expect_eq(p.n, 10000);
    expect_eq(p.resyncs, 1);
    expect_eq(p.live, 0);
    expect_eq(p.why, RESYNC_TOO_MANY);
    TRY(choir_songs(c, 7, 9, 1));
    TRY(pen_await(c, &p, 10001));
    expect_eq(p.notes[10000].position, p.last_live);         /* it goes on from there */
    pen_close(&p);
    return OK;
}

TEST(a_replay_of_too_many_ends_early) { in_choir(too_many); }

/* ---- on an open connection ---- */

static err resumes_later(ctx *c, void *arg)
{
    struct ear_opened opened;
    struct pen p;

    (void)arg;
    TRY(choir_make(c, 7, true));
    pen_open(c, &p, 1, "", "");
    char *cursor = (char *)arena_cstr(&c->arena, str_of(p.cursor));
    TRY(choir_songs(c, 7, 9, 3));
    TRY(hub_settle(c));
    expect_eq(p.n, 0);
    expect_ok(ear_resume(c, &p.ear, str_of(cursor), (strs){ (str[]){ S("choir:7"), S("choir:8") }, 2 }, &opened));
    expect(opened.resumed);
    expect_eq(opened.refused.n, 1);
    TRY(pen_await_live(c, &p));
    expect_eq(p.n, 3);
    expect_ok(ear_resume(c, &p.ear, str_of(cursor), (strs){0}, &opened));
    TRY(pen_await_live(c, &p));
    expect_eq(p.n, 6);               /* also what came already */
    expect_ok(ear_resume(c, &p.ear, S("rubbish"), (strs){0}, &opened));
    expect_eq(opened.resync, RESYNC_UNKNOWN);
    TRY(choir_songs(c, 7, 9, 1));
    TRY(pen_await(c, &p, 7));
    pen_close(&p);
    return OK;
}

TEST(an_open_connection_may_go_back) { in_choir(resumes_later); }

static err one_topic_later(ctx *c, void *arg)
{
    struct listened heard;
    struct pen p;

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_make(c, 8, true));
    TRY(choir_in(c, 9, 1, 0));
    TRY(hub_settle(c));
    pen_open(c, &p, 1, "choir:8", "");
    char *cursor = (char *)arena_cstr(&c->arena, str_of(p.cursor));
    TRY(choir_songs(c, 7, 9, 3));
    TRY(choir_songs(c, 8, 9, 3));
    TRY(pen_await(c, &p, 3));
    expect_ok(ear_listen(c, &p.ear, S("choir:7"), str_of(cursor), &heard));
    expect_str(heard.cursor, str_of(cursor));
    TRY(choir_songs(c, 8, 9, 1));
    TRY(pen_await_live(c, &p));
    TRY(pen_await(c, &p, 7));
    TRY(hub_settle(c));
    expect_eq(p.n, 7);               /* of the other topic nothing comes again */
    expect_eq(p.live, 0);
    expect_ok(ear_listen(c, &p.ear, S("word:a"), S("nonsense"), &heard));
    expect_eq(heard.resync, RESYNC_UNKNOWN);
    expect_ok(ear_listen(c, &p.ear, S("choirs"), str_of(cursor), &heard));
    TRY(pen_await_live(c, &p));
    TRY(hub_settle(c));
    expect_eq(p.n, 7);
    pen_close(&p);
    return OK;
}

TEST(a_topic_that_is_subscribed_to_with_a_cursor_is_replayed_alone) { in_choir(one_topic_later); }

/* ---- readers that are full ---- */

static err full_reader(ctx *c, void *arg)
{
    struct pen p, other;

    (void)arg;
    TRY(choir_make(c, 7, true));
    pen_open(c, &p, 1, "choir:7", "");
    pen_close(&p);
    char *cursor = (char *)arena_cstr(&c->arena, str_of(p.cursor));
    TRY(choir_songs(c, 7, 9, 30));
    TRY(hub_settle(c));
    pen_open(c, &p, 1, "choir:7", cursor);
    p.room = 10;
    pen_open(c, &other, 2, "choir:7", cursor);
    TRY(pen_await(c, &p, 10));
    TRY(pen_await_live(c, &other));
    expect_eq(other.n, 30);
    expect_eq(p.n, 10);
    TRY(choir_songs(c, 7, 9, 5));
    TRY(pen_await(c, &other, 35));
    expect_eq(p.n, 10);              /* nothing overtakes what it has not read */
    p.room = -1;
    ear_room(&p.ear);
    TRY(pen_await_live(c, &p));
    TRY(pen_await(c, &p, 35));
    for (int i = 0; i < 35; i++)
        expect_eq(p.notes[i].seq, i + 1);
    pen_close(&p);
    pen_close(&other);
    return OK;
}

TEST(a_replay_waits_for_its_reader_and_others_do_not) { in_choir(full_reader); }

static err closes_in_replay(ctx *c, void *arg)
{
    struct pen all[3];
    char *cursor;

    (void)arg;
    TRY(choir_make(c, 7, true));
    pen_open(c, &all[0], 1, "choir:7", "");
    pen_close(&all[0]);
    cursor = (char *)arena_cstr(&c->arena, str_of(all[0].cursor));
    TRY(choir_songs(c, 7, 9, 20));
    TRY(hub_settle(c));
    for (int i = 0; i < 3; i++)
        pen_open(c, &all[i], 1, "choir:7", cursor);
    all[1].closes = true;
    TRY(pen_await_live(c, &all[2]));
    TRY(pen_await_live(c, &all[0]));
    expect_eq(all[0].n, 20);
    expect_eq(all[1].n, 1);
    for (int i = 0; i < 3; i++)
        pen_close(&all[i]);
    expect(list_empty(&hub_here(c)->resumes));
    return OK;
}

TEST(an_ear_may_close_itself_in_a_replay) { in_choir(closes_in_replay); }

/* ---- more than the inbox holds ---- */

static err flood(ctx *c, void *arg)
{
    enum { SONGS = INBOX_PARCELS + 3000 };
    struct pen p;

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_make(c, 8, true));
    pen_open(c, &p, 1, "choir:7", "");
    atomic_store(&choir_gate, true);
    TRY(choir_song(c, 7, 9, "solo", NULL));
    while (atomic_load(&choir_asked) == 0)
        TRY(ctx_sleep(c, 1));
    for (int i = 0; i < SONGS / 1000; i++) {
        TRY(choir_songs(c, 8, 9, 999));
        TRY(choir_songs(c, 7, 9, 1));
    }
    TRY(bus_catch_up(c, 10000));
    atomic_store(&choir_gate, false);
    TRY(pen_await(c, &p, SONGS / 1000 + 1));
    TRY(hub_settle(c));
    expect_eq(p.n, SONGS / 1000 + 1);
    for (int i = 0; i < p.n; i++)
        expect_eq(p.notes[i].seq, i + 1);
    pen_close(&p);
    return OK;
}

TEST(what_does_not_fit_into_the_inbox_is_read_from_the_log)
{
    atomic_store(&choir_asked, 0);
    in_choir(flood);
}
