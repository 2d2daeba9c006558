/* Who hears what, and how it looks: on one loop, without anything missed. */
#include "base/arena.h"
#include "base/str.h"
#include "hub/hub_own.h"
#include "hub/testbed.h"

/* ---- cursors and topics as text ---- */

TEST(a_cursor_has_one_text)
{
    static const char *const bad[] = { "", "1", "1.", ".1", "0.1", "01.1", "1.01", "-1.0", "1.-0", "1.0.0", "1.0 ", " 1.0", "1,0", "+1.0",
        "9223372036854775807.0", "9223372036854775808.0", "1.9999999", "x.1", "1.x" };
    struct log_cursor at;
    struct arena a;

    arena_init(&a, NULL, 0);
    for (size_t i = 0; i < COUNT(bad); i++)
        expect(!log_cursor_read(str_of(bad[i]), &at));
    expect(log_cursor_read(S("17.3"), &at));
    expect_eq(at.position, 17);
    expect_eq(at.part, 3);
    expect_str(log_cursor_text(&a, at), S("17.3"));
    expect_str(log_cursor_text(&a, log_cursor_after(17)), S("18.0"));
    expect(log_cursor_is_before(at, log_cursor_after(17)));
    expect(log_cursor_is_before((struct log_cursor){ 17, 2 }, at) && !log_cursor_is_before(at, at));
    arena_close(&a);
}

static err topics_are_read(ctx *c, void *arg)
{
    static const struct { const char *text, *kept; } all[] = {
        { "choir:45", "choir:45" }, { "choir:0", NULL }, { "choir:", NULL }, { "choir", NULL }, { "choir:-1", NULL }, { "choir:045", NULL },
        { "choir:4x", NULL }, { "choirs", "choirs" }, { "choirs:1", NULL }, { "word:Hello", "word:hello" }, { "word:", NULL },
        { "word", NULL },
        { "word:!", NULL }, { "word:a:b", "word:a:b" }, { "nothing", NULL }, { "", NULL }, { ":", NULL }, { "always", NULL },
    };
    struct topic topic;

    (void)arg;
    for (size_t i = 0; i < COUNT(all); i++) {
        bool read = topic_read(c->world->hub, &c->arena, str_of(all[i].text), &topic);
        expect_eq(read, all[i].kept != NULL);
        if (read)
            expect_str(topic_text(&c->arena, &topic), str_of(all[i].kept));
    }
    return OK;
}

TEST(a_topic_is_read_as_its_kind_says) { in_choir(topics_are_read); }

/* ---- hearing ---- */

static err subscribers_hear(ctx *c, void *arg)
{
    struct pen ann, bob, idle;
    i64 seq;

    (void)arg;
    TRY(choir_make(c, 7, true));
    pen_open(c, &ann, 1, "choir:7", "");
    pen_open(c, &bob, 2, "+choir:7 word:hello", "");
    pen_open(c, &idle, 3, "", "");
    expect(!ann.opened.resumed && !ann.opened.refused.n);
    TRY(choir_song(c, 7, 1, "hello", &seq));
    TRY(pen_await(c, &ann, 1));
    TRY(pen_await(c, &bob, 1));
    TRY(hub_settle(c));
    expect_eq(ann.n, 1);
    expect_eq(bob.n, 1);             /* once, though two of its topics hear it */
    expect_eq(idle.n, 0);
    expect_str(ann.notes[0].type, S("sung"));
    expect_eq(ann.notes[0].choir, 7);
    expect_eq(ann.notes[0].seq, seq);
    expect(ann.notes[0].own && !bob.notes[0].own);           /* each has its version */
    expect(!ann.notes[0].content && bob.notes[0].content);   /* and the content if it wants that */
    expect_eq(ann.notes[0].position, bob.notes[0].position);
    expect_eq(ann.notes[0].part, 1);
    pen_close(&ann);
    pen_close(&bob);
    pen_close(&idle);
    return OK;
}

TEST(subscribers_hear_each_their_version_once) { in_choir(subscribers_hear); }

static err accounts_hear(ctx *c, void *arg)
{
    struct pen ann[2], bob;

    (void)arg;
    TRY(choir_make(c, 7, false));
    pen_open(c, &ann[0], 1, "", "");
    pen_open(c, &ann[1], 1, "", "");
    pen_open(c, &bob, 2, "", "");
    TRY(choir_in(c, 7, 1, 0));
    TRY(pen_await(c, &ann[0], 1));
    TRY(pen_await(c, &ann[1], 1));
    TRY(hub_settle(c));
    expect_str(ann[0].notes[0].type, S("moved"));
    expect_eq(bob.n, 0);
    pen_close(&ann[0]);
    pen_close(&ann[1]);
    pen_close(&bob);
    return OK;
}

TEST(all_connections_of_an_account_hear_what_is_for_it) { in_choir(accounts_hear); }

static err floors_hold(ctx *c, void *arg)
{
    struct pen ann, bob;

    (void)arg;
    TRY(choir_make(c, 7, false));
    TRY(choir_in(c, 7, 1, 3));
    TRY(choir_in(c, 7, 2, 0));
    TRY(hub_settle(c));
    pen_open(c, &ann, 1, "choir:7", "");
    pen_open(c, &bob, 2, "choirs", "");
    TRY(choir_songs(c, 7, 9, 5));
    TRY(pen_await(c, &bob, 5));
    TRY(hub_settle(c));
    expect_eq(ann.n, 3);
    expect_eq(ann.notes[0].seq, 3);
    pen_close(&ann);
    pen_close(&bob);
    return OK;
}

TEST(what_is_below_the_floor_of_a_listener_is_not_heard) { in_choir(floors_hold); }

static err some_are_deaf(ctx *c, void *arg)
{
    struct pen all[6];

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_deaf(c, 2));
    TRY(choir_deaf(c, 4));
    for (int i = 0; i < 6; i++)
        pen_open(c, &all[i], i / 2 + 1, "choir:7", "");
    int asked = atomic_load(&choir_asked);
    TRY(choir_song(c, 7, 9, "solo", NULL));
    TRY(choir_song(c, 7, 9, "", NULL));
    TRY(pen_await(c, &all[5], 2));
    TRY(hub_settle(c));
    for (int i = 0; i < 6; i++) {
        expect_eq(all[i].n, i / 2 == 1 ? 1 : 2);
        pen_close(&all[i]);
    }
    expect_eq(atomic_load(&choir_asked) - asked, 1);         /* one question for all */
    return OK;
}

TEST(a_saying_is_narrowed_by_one_question) { in_choir(some_are_deaf); }

static err names_are_spelt(ctx *c, void *arg)
{
    struct pen p;
    str kept;

    (void)arg;
    TRY(choir_make(c, 7, true));
    pen_open(c, &p, 1, "word:Hello", "");
    TRY(choir_song(c, 7, 9, "hello", NULL));
    TRY(pen_await(c, &p, 1));
    expect_ok(ear_unlisten(c, &p.ear, S("word:HELLO"), &kept));
    expect_str(kept, S("word:hello"));
    TRY(choir_song(c, 7, 9, "hello", NULL));
    TRY(hub_settle(c));
    expect_eq(p.n, 1);
    pen_close(&p);
    return OK;
}

TEST(a_name_is_listened_to_in_any_spelling_and_left_so) { in_choir(names_are_spelt); }

/* ---- refusals ---- */

static err refused(ctx *c, void *arg)
{
    struct listened heard;
    struct pen p;
    str kept;

    (void)arg;
    TRY(choir_make(c, 7, false));
    pen_open(c, &p, 1, "choir:7 nothing choir:8 choirs", "");
    expect_eq(p.opened.refused.n, 3);
    expect_str(p.opened.refused.at[0].topic, S("choir:7"));
    expect_eq(p.opened.refused.at[0].what, ERR_NOT_FOUND);
    expect_str(str_of(p.opened.refused.at[1].problem->code), S("unknown_topic"));
    expect_str(str_of(p.opened.refused.at[2].problem->code), S("choir_not_found"));
    expect_eq(ear_listen(c, &p.ear, S("choir:7"), S(""), &heard), ERR_NOT_FOUND);
    expect_eq(ear_listen(c, &p.ear, S("always"), S(""), &heard), ERR_INVALID);
    expect_eq(ear_unlisten(c, &p.ear, S("nobody:1"), &kept), ERR_INVALID);
    expect_ok(ear_unlisten(c, &p.ear, S("choir:7"), &kept));
    for (int i = 1; i < TOPICS_MOST; i++)
        expect_ok(ear_listen(c, &p.ear, arena_format(&c->arena, "word:w%d", i), S(""), &heard));
    expect_eq(ear_listen(c, &p.ear, S("word:more"), S(""), &heard), ERR_TOO_MANY);
    expect_ok(ear_listen(c, &p.ear, S("word:w1"), S(""), &heard));           /* repeats are harmless */
    expect_ok(ear_unlisten(c, &p.ear, S("choirs"), &kept));
    expect_ok(ear_listen(c, &p.ear, S("word:more"), S(""), &heard));
    pen_close(&p);
    return OK;
}

TEST(what_is_not_there_or_too_much_is_refused) { in_choir(refused); }

/* ---- closing ---- */

static err closes_itself(ctx *c, void *arg)
{
    struct pen all[5];

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_in(c, 7, 1, 0));
    TRY(hub_settle(c));
    for (int i = 0; i < 5; i++)
        pen_open(c, &all[i], 1 + i / 3, i % 2 ? "choirs word:a" : "choir:7 word:a", "");
    all[0].closes = all[1].closes = all[2].closes = true;
    TRY(choir_song(c, 7, 9, "a", NULL));
    TRY(choir_song(c, 7, 9, "a", NULL));
    TRY(pen_await(c, &all[3], 2));
    TRY(pen_await(c, &all[4], 2));
    for (int i = 0; i < 5; i++) {
        expect_eq(all[i].n, i < 3 ? 1 : 2);
        expect_eq(ear_is_open(&all[i].ear), i >= 3);
        pen_close(&all[i]);
    }
    expect_eq(hub_here(c)->gatherings.n, 0);
    expect_eq(hub_here(c)->people.n, 0);
    return OK;
}

TEST(an_ear_may_close_itself_while_it_hears) { in_choir(closes_itself); }

static err watched(ctx *c, void *arg)
{
    i64 ears = atomic_load(&choir_ears), away = atomic_load(&choir_away);
    struct pen a, b;

    (void)arg;
    pen_open(c, &a, 1, "", "");
    pen_open(c, &b, 1, "", "");
    ear_away(&a.ear, true);
    ear_away(&a.ear, true);
    expect_eq(atomic_load(&choir_ears) - ears, 2);
    expect_eq(atomic_load(&choir_away) - away, 1);
    pen_close(&a);
    expect_eq(atomic_load(&choir_ears) - ears, 1);
    expect_eq(atomic_load(&choir_away) - away, 0);
    pen_close(&b);
    expect_eq(atomic_load(&choir_ears) - ears, 0);
    return OK;
}

TEST(connections_of_accounts_are_watched) { in_choir(watched); }

/* ---- what is not in the log ---- */

static err hummed(ctx *c, void *arg)
{
    struct topic topic = { NULL, { 7 }, { 0 } };
    struct pen ann, bob, cat;

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_deaf(c, 3));
    pen_open(c, &ann, 1, "choir:7", "");
    pen_open(c, &bob, 2, "choir:7", "");
    pen_open(c, &cat, 3, "choir:7", "");
    expect(topic_read(c->world->hub, &c->arena, S("choir:7"), &topic));
    hub_tell(c->world, &(struct saying){ .type = "hummed", .json = S("{\"choirId\":\"7\"}"), .topics = &topic, .topic_count = 1,
                                         .except = { 1 } });
    TRY(pen_await(c, &bob, 1));
    TRY(hub_settle(c));
    expect_eq(ann.n + cat.n, 0);     /* its own, and who does not hear it */
    expect_eq(bob.notes[0].position, 0);
    pen_close(&ann);
    pen_close(&bob);
    pen_close(&cat);
    return OK;
}

TEST(what_is_not_in_the_log_has_no_cursor_and_is_narrowed_too) { in_choir(hummed); }

static err counted(ctx *c, void *arg)
{
    struct pen p, other;
    int before = atomic_load(&choir_freshened);

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_make(c, 8, true));
    pen_open(c, &p, 1, "choir:7", "");
    pen_open(c, &other, 1, "choir:8", "");
    for (int i = 0; i < 50; i++)
        TRY(choir_count(c, 7));
    TRY(choir_count(c, 9));
    TRY(pen_await(c, &p, 1));
    TRY(hub_settle(c));
    expect_str(p.notes[0].type, S("counted"));
    expect(p.n <= 3);                /* fifty changes within a moment */
    expect_eq(other.n, 0);
    expect(atomic_load(&choir_freshened) - before <= 3);
    pen_close(&p);
    pen_close(&other);
    return OK;
}

TEST(numbers_that_change_often_are_told_seldom) { in_choir(counted); }

/* ---- what goes wrong ---- */

static err goes_wrong(ctx *c, void *arg)
{
    struct pen p;

    (void)arg;
    TRY(choir_make(c, 7, true));
    pen_open(c, &p, 1, "choir:7", "");
    atomic_store(&choir_failures, 6);
    TRY(choir_song(c, 7, 9, "solo", NULL));
    TRY(choir_babble(c));
    TRY(choir_song(c, 7, 9, "", NULL));
    TRY(pen_await(c, &p, 2));
    expect_eq(p.notes[0].seq, 1);    /* nothing overtakes what waits for the store */
    expect_eq(p.notes[1].seq, 2);
    pen_close(&p);
    return OK;
}

TEST(while_the_store_is_away_events_wait_and_one_without_meaning_is_passed_over) { in_choir(goes_wrong); }

static err too_much_waits(ctx *c, void *arg)
{
    struct pen all[4];
    i64 most = c->world->settings->realtime_memory;

    (void)arg;
    for (int i = 0; i < 4; i++)
        pen_open(c, &all[i], i + 1, "", "");
    ear_waits(&all[0].ear, (size_t)most / 4);
    ear_waits(&all[1].ear, (size_t)most / 2);
    ear_waits(&all[2].ear, (size_t)most / 8);
    expect_eq(all[0].slow + all[1].slow + all[2].slow, 0);
    ear_waits(&all[3].ear, (size_t)most / 4);
    expect_eq(all[1].slow, 1);       /* the one with the most */
    expect_eq(all[0].slow + all[2].slow + all[3].slow, 0);
    for (int i = 0; i < 4; i++)
        pen_close(&all[i]);
    expect_eq(hub_here(c)->waiting, 0);
    return OK;
}

enum { CROWD_WAITS = 40 };

/* In whatever order it comes and goes, the first that is dropped is the one with the most. */
static err many_wait(ctx *c, void *arg)
{
    struct pen *all = arena_array(&c->arena, struct pen, CROWD_WAITS);
    i64 most = c->world->settings->realtime_memory, share = most / 100 / CROWD_WAITS;

    (void)arg;
    for (int i = 0; i < CROWD_WAITS; i++)
        pen_open(c, &all[i], i + 1, "", "");
    for (int round = 0; round < 50; round++)
        for (int i = 0; i < CROWD_WAITS; i++)
            ear_waits(&all[i].ear, (size_t)(share * (1 + (i * 17 + round * 29) % 97)));
    for (int i = 0; i < CROWD_WAITS; i += 3)
        ear_waits(&all[i].ear, 0);
    while (hub_here(c)->waiter_count) {
        u32 largest = 0;
        for (int i = 0; i < CROWD_WAITS; i++)
            largest = all[i].ear.waiting > largest ? all[i].ear.waiting : largest;
        expect_eq(hub_here(c)->waiters[0]->waiting, largest);
        ear_waits(hub_here(c)->waiters[0], 0);
    }
    for (int i = 0; i < CROWD_WAITS; i++)
        pen_close(&all[i]);
    expect_eq(hub_here(c)->waiting, 0);
    return OK;
}

TEST(of_many_that_wait_the_one_with_the_most_is_known) { in_choir(many_wait); }

TEST(past_the_memory_for_what_waits_the_slowest_is_dropped) { in_choir(too_much_waits); }
