/* What those hear who listen to presence:<id>. */
#include "base/str.h"
#include "domain/channel/messaging.h"
#include "domain/presence/testbed.h"

#define SAID "{\"type\":\"presence\",\"userId\":\"%lld\",\"status\":\"%s\",\"lastSeen\":"

static const char *said(ctx *c, id who, const char *status)
{
    return arena_cstr(&c->arena, arena_format(&c->arena, SAID "null}", (long long)who.v, status));
}

static const char *left(ctx *c, id who, when at)
{
    char text[RFC3339_LENGTH];

    time_rfc3339(at, text);
    return arena_cstr(&c->arena, arena_format(&c->arena, SAID "\"%.*s\"}", (long long)who.v, "offline", RFC3339_LENGTH, text));
}

static void expect_greeted(ctx *c, struct client *k, id to, const char *status)
{
    str wanted = arena_format(&c->arena, "{\"userId\":\"%lld\",\"status\":\"%s\",\"lastSeen\":null}", (long long)to.v, status);

    expect_str(client_listens(c, k, to), wanted);
}

static void shows(ctx *c, id who, const char *presence)
{
    struct messaging now;

    expect_ok(messaging_change(c, who, &(struct messaging_change){ .presence = { GIVEN, str_of(presence) } }, &now));
}

static when last_here(ctx *c, id who) { return roll_find(presence_memory(c->world)->roll, who).left; }

/* Ann and Bob are friends, and Eve is nobody's. Bob and Eve listen to Ann. */
struct three { id ann, bob, eve; struct client of_ann, of_bob, of_eve; };

static void three_open(ctx *c, struct three *t)
{
    t->ann = a_person(c, "ann");
    t->bob = a_person(c, "bob");
    t->eve = a_person(c, "eve");
    follow_each_other(c, t->ann, t->bob);
    follows_settle(c);
    client_open(c, &t->of_bob, t->bob);
    client_open(c, &t->of_eve, t->eve);
    expect_greeted(c, &t->of_bob, t->ann, "offline");
    expect_greeted(c, &t->of_eve, t->ann, "offline");
    client_open(c, &t->of_ann, t->ann);
    client_hears(c, &t->of_bob, said(c, t->ann, "online"));
}

/* Nothing was said that nobody asked for. */
static void three_close(ctx *c, struct three *t)
{
    client_hears_nothing(c, &t->of_bob, 5000);
    client_hears_nothing(c, &t->of_eve, 500);
    client_close(&t->of_ann);
    client_close(&t->of_bob);
    client_close(&t->of_eve);
}

static bool is_gone(ctx *c, const void *who)
{
    return roll_find(presence_memory(c->world)->roll, *(const id *)who).state == ROLL_GONE;
}

static err changes_are_heard(ctx *c, void *arg)
{
    struct three t;
    struct client second;

    (void)arg;
    three_open(c, &t);
    ear_away(&t.of_ann.ear, true);
    client_hears(c, &t.of_bob, said(c, t.ann, "away"));
    client_open(c, &second, t.ann);
    client_hears(c, &t.of_bob, said(c, t.ann, "online"));
    expect_greeted(c, &t.of_bob, t.ann, "online");
    expect_greeted(c, &t.of_eve, t.ann, "offline");
    client_close(&second);
    client_hears(c, &t.of_bob, said(c, t.ann, "away"));
    ear_away(&t.of_ann.ear, false);
    client_hears(c, &t.of_bob, said(c, t.ann, "online"));
    ear_close(&t.of_ann.ear);
    passes_until(c, is_gone, &t.ann);
    client_hears(c, &t.of_bob, left(c, t.ann, last_here(c, t.ann)));
    three_close(c, &t);
    return OK;
}

TEST(changes_are_heard_by_those_who_may_know) { in_presence(changes_are_heard); }

static err reconnects(ctx *c, void *arg)
{
    struct three t;

    (void)arg;
    three_open(c, &t);
    for (int i = 0; i < 5; i++) {
        client_close(&t.of_ann);
        client_hears_nothing(c, &t.of_bob, 8000);
        client_open(c, &t.of_ann, t.ann);
    }
    for (int i = 0; i < 20; i++)
        ear_away(&t.of_ann.ear, i % 2 == 0);     /* it is as before in the end */
    client_hears_nothing(c, &t.of_bob, 0);
    three_close(c, &t);
    return OK;
}

TEST(a_reconnect_does_not_flicker) { in_presence(reconnects); }

static err goes_invisible(ctx *c, void *arg)
{
    struct three t;

    (void)arg;
    three_open(c, &t);
    shows(c, t.ann, "invisible");
    client_hears(c, &t.of_bob, said(c, t.ann, "offline"));
    expect_greeted(c, &t.of_bob, t.ann, "offline");
    ear_away(&t.of_ann.ear, true);
    client_hears_nothing(c, &t.of_bob, 5000);
    shows(c, t.ann, "visible");
    client_hears(c, &t.of_bob, said(c, t.ann, "away"));
    three_close(c, &t);
    return OK;
}

TEST(invisible_people_are_offline_to_those_who_knew) { in_presence(goes_invisible); }

static err blocks(ctx *c, void *arg)
{
    struct three t;
    struct client of_dan;
    id dan = a_person(c, "dan");

    (void)arg;
    three_open(c, &t);
    follow_each_other(c, t.ann, dan);
    follows_settle(c);
    client_open(c, &of_dan, dan);
    expect_greeted(c, &of_dan, t.ann, "online");
    expect_greeted(c, &t.of_ann, t.bob, "online");
    expect_ok(graph_block(c, t.ann, t.bob));
    client_hears(c, &t.of_bob, said(c, t.ann, "offline"));
    client_hears(c, &t.of_ann, said(c, t.bob, "offline"));
    client_hears_nothing(c, &of_dan, 5000);
    expect_ok(graph_unblock(c, t.ann, t.bob));   /* the follows have gone */
    client_close(&of_dan);
    three_close(c, &t);
    return OK;
}

TEST(a_block_ends_it_for_both_and_for_nobody_else) { in_presence(blocks); }

static err becomes_known(ctx *c, void *arg)
{
    struct three t;
    struct follow f;

    (void)arg;
    three_open(c, &t);
    follows(c, t.eve, t.ann);
    follows_settle(c);
    client_hears_nothing(c, &t.of_eve, 500);
    follows(c, t.ann, t.eve);
    client_hears(c, &t.of_eve, said(c, t.ann, "online"));
    expect_ok(graph_unfollow(c, t.ann, t.eve, &f));
    client_hears(c, &t.of_eve, said(c, t.ann, "offline"));
    three_close(c, &t);
    return OK;
}

TEST(those_who_begin_to_follow_each_other_hear_it_at_once) { in_presence(becomes_known); }

static err begins_to_talk(ctx *c, void *arg)
{
    struct three t;

    (void)arg;
    three_open(c, &t);
    a_direct(c, t.ann, t.eve);
    client_hears(c, &t.of_eve, said(c, t.ann, "online"));
    three_close(c, &t);
    return OK;
}

TEST(those_who_begin_to_talk_hear_it_at_once) { in_presence(begins_to_talk); }

static err is_suspended(ctx *c, void *arg)
{
    struct three t;

    (void)arg;
    three_open(c, &t);
    hidden(c, t.ann, true);
    client_hears(c, &t.of_bob, said(c, t.ann, "offline"));
    hidden(c, t.ann, false);
    client_hears(c, &t.of_bob, said(c, t.ann, "online"));
    three_close(c, &t);
    return OK;
}

TEST(suspended_people_are_offline) { in_presence(is_suspended); }
