/* Events of one topic that come together: each listener is given all of them before the next is. */
#include "base/arena.h"
#include "base/str.h"
#include "hub/testbed.h"

enum { SONGS = 150 };

/* Songs from `first` to the last, in order, each once, each with a place of its own in the log. */
static void expect_songs(const struct pen *p, i64 first)
{
    expect_eq(p->n, SONGS - first + 1);
    for (int i = 0; i < p->n; i++) {
        expect_str(p->notes[i].type, S("sung"));
        expect_eq(p->notes[i].seq, first + i);
        expect(!i || p->notes[i].position > p->notes[i - 1].position);
    }
}

static err all_is_heard_once(ctx *c, void *arg)
{
    struct pen once, twice, content, singer;

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_in(c, 7, 2, 0));
    TRY(hub_settle(c));
    pen_open(c, &once, 1, "choir:7", "");
    pen_open(c, &twice, 2, "choir:7 choirs", "");
    pen_open(c, &content, 3, "+choir:7", "");
    pen_open(c, &singer, 9, "choir:7", "");
    TRY(choir_songs(c, 7, 9, SONGS));
    TRY(pen_await(c, &singer, SONGS));
    TRY(hub_settle(c));
    expect_songs(&once, 1);
    expect_songs(&twice, 1);
    expect_songs(&content, 1);
    expect_songs(&singer, 1);
    expect(content.notes[SONGS - 1].content && !once.notes[SONGS - 1].content);
    expect(singer.notes[0].own && !once.notes[0].own);
    for (struct pen *p[] = { &once, &twice, &content, &singer }, **at = p; at < p + 4; at++)
        pen_close(*at);
    return OK;
}

TEST(a_burst_is_heard_in_order_and_once) { in_choir(all_is_heard_once); }

static err floors_cut_it(ctx *c, void *arg)
{
    struct pen above, twice, all;

    (void)arg;
    TRY(choir_make(c, 7, false));
    TRY(choir_in(c, 7, 1, 70));
    TRY(choir_in(c, 7, 2, 140));
    TRY(choir_in(c, 7, 3, 0));
    TRY(hub_settle(c));
    pen_open(c, &above, 1, "choirs", "");
    pen_open(c, &twice, 2, "choir:7 choirs", "");
    pen_open(c, &all, 3, "choirs", "");
    TRY(choir_songs(c, 7, 9, SONGS));
    TRY(pen_await(c, &all, SONGS));
    TRY(hub_settle(c));
    expect_songs(&above, 70);
    expect_songs(&twice, 140);
    expect_songs(&all, 1);
    pen_close(&above);
    pen_close(&twice);
    pen_close(&all);
    return OK;
}

TEST(a_floor_is_a_floor_within_a_burst) { in_choir(floors_cut_it); }

static err one_closes(ctx *c, void *arg)
{
    struct pen first, leaver, last;

    (void)arg;
    TRY(choir_make(c, 7, true));
    pen_open(c, &first, 1, "choir:7", "");
    pen_open(c, &leaver, 2, "choir:7", "");
    pen_open(c, &last, 3, "choir:7", "");
    leaver.closes = true;
    TRY(choir_songs(c, 7, 9, SONGS));
    TRY(pen_await(c, &last, SONGS));
    TRY(hub_settle(c));
    expect_eq(leaver.n, 1);
    expect(!ear_is_open(&leaver.ear));
    expect_songs(&first, 1);
    expect_songs(&last, 1);
    pen_close(&first);
    pen_close(&leaver);
    pen_close(&last);
    return OK;
}

TEST(who_closes_within_a_burst_hears_no_more_of_it) { in_choir(one_closes); }
