/* Who hears that somebody types, and how often. */
#include "base/str.h"
#include "domain/channel/messaging.h"
#include "domain/presence/testbed.h"

static const char *said(ctx *c, id channel, id who, const char *how)
{
    return arena_cstr(&c->arena, arena_format(&c->arena, "{\"type\":\"user_typing\",\"channelId\":\"%lld\",\"userId\":\"%lld\",%s}",
                                              (long long)channel.v, (long long)who.v, how));
}

static const char *types(ctx *c, id channel, id who) { return said(c, channel, who, "\"typing\":true,\"expiresMs\":6000"); }
static const char *stops(ctx *c, id channel, id who) { return said(c, channel, who, "\"typing\":false"); }

/* Ann and Bob talk, and are connected; Ann twice. */
struct two { id ann, bob, channel; struct client of_ann, also_of_ann, of_bob; };

static void two_open(ctx *c, struct two *t)
{
    t->ann = a_person(c, "ann");
    t->bob = a_person(c, "bob");
    t->channel = a_direct(c, t->ann, t->bob);
    follows_settle(c);
    client_open(c, &t->of_ann, t->ann);
    client_open(c, &t->also_of_ann, t->ann);
    client_open(c, &t->of_bob, t->bob);
}

static void two_close(ctx *c, struct two *t)
{
    client_hears_nothing(c, &t->of_bob, 1000);
    client_hears_nothing(c, &t->of_ann, 500);
    client_hears_nothing(c, &t->also_of_ann, 500);
    client_close(&t->of_ann);
    client_close(&t->also_of_ann);
    client_close(&t->of_bob);
}

static err is_heard(ctx *c, void *arg)
{
    struct two t;

    (void)arg;
    two_open(c, &t);
    expect_ok(typing_tell(c, t.ann, t.channel, true));
    client_hears(c, &t.of_bob, types(c, t.channel, t.ann));
    expect_ok(typing_tell(c, t.ann, t.channel, false));
    client_hears(c, &t.of_bob, stops(c, t.channel, t.ann));
    expect_ok(typing_tell(c, t.ann, t.channel, false));      /* it has been said */
    expect_ok(typing_tell(c, t.bob, t.channel, true));
    client_hears(c, &t.of_ann, types(c, t.channel, t.bob));
    client_hears(c, &t.also_of_ann, types(c, t.channel, t.bob));
    two_close(c, &t);
    return OK;
}

TEST(typing_is_heard_by_the_other_and_not_by_oneself) { in_presence(is_heard); }

static err is_bounded(ctx *c, void *arg)
{
    struct two t;

    (void)arg;
    two_open(c, &t);
    for (int i = 0; i < 50; i++)
        expect_ok(typing_tell(c, t.ann, t.channel, true));
    client_hears(c, &t.of_bob, types(c, t.channel, t.ann));
    client_hears_nothing(c, &t.of_bob, 0);
    expect_ok(typing_tell(c, t.bob, t.channel, true));       /* each has their own */
    client_hears(c, &t.of_ann, types(c, t.channel, t.bob));
    client_hears(c, &t.also_of_ann, types(c, t.channel, t.bob));
    time_passes(c, 2100);
    expect_ok(typing_tell(c, t.ann, t.channel, true));
    client_hears(c, &t.of_bob, types(c, t.channel, t.ann));
    time_passes(c, 6100);
    expect_ok(typing_tell(c, t.ann, t.channel, false));      /* it has ended by itself */
    two_close(c, &t);
    return OK;
}

static void in_limited(err (*run)(ctx *, void *))
{
    struct house h = presence_limited();
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

TEST(typing_is_heard_at_most_once_in_two_seconds) { in_limited(is_bounded); }

static void sets(ctx *c, id who, bool typing)
{
    struct messaging now;

    expect_ok(messaging_change(c, who, &(struct messaging_change){ .typing = { GIVEN, typing } }, &now));
}

/* Nobody hears the one of the other. */
static void expect_silence(ctx *c, struct two *t)
{
    expect_ok(typing_tell(c, t->ann, t->channel, true));
    expect_ok(typing_tell(c, t->bob, t->channel, true));
    client_hears_nothing(c, &t->of_bob, 3000);
    client_hears_nothing(c, &t->of_ann, 500);
    client_hears_nothing(c, &t->also_of_ann, 0);
}

static err is_mutual(ctx *c, void *arg)
{
    struct two t;

    (void)arg;
    two_open(c, &t);
    sets(c, t.ann, false);
    expect_silence(c, &t);
    sets(c, t.bob, false);
    expect_silence(c, &t);
    sets(c, t.ann, true);
    expect_silence(c, &t);
    sets(c, t.bob, true);
    expect_ok(typing_tell(c, t.ann, t.channel, true));
    client_hears(c, &t.of_bob, types(c, t.channel, t.ann));
    two_close(c, &t);
    return OK;
}

TEST(who_does_not_show_typing_does_not_hear_it) { in_presence(is_mutual); }

struct asking { id channel, ann; i64 of_ann, of_other; };

static err ask(tx *t, void *arg)
{
    const struct asking *in = arg;

    return tx_script(t, arena_format(tx_arena(t), "UPDATE channel_member SET request = CASE WHEN user_id = %lld THEN %lld ELSE %lld END"
                                     " WHERE channel_id = %lld", (long long)in->ann.v, (long long)in->of_ann, (long long)in->of_other,
                                     (long long)in->channel.v));
}

static err is_in_a_request(ctx *c, void *arg)
{
    struct two t;

    (void)arg;
    two_open(c, &t);
    expect_ok(transact(c, ask, &(struct asking){ t.channel, t.ann, REQUEST_SENT, REQUEST_RECEIVED }));
    expect_silence(c, &t);
    expect_ok(transact(c, ask, &(struct asking){ t.channel, t.ann, REQUEST_SENT, REQUEST_DECLINED }));
    expect_silence(c, &t);
    expect_ok(transact(c, ask, &(struct asking){ t.channel, t.ann, REQUEST_NONE, REQUEST_ACCEPTED }));
    expect_ok(typing_tell(c, t.ann, t.channel, true));
    client_hears(c, &t.of_bob, types(c, t.channel, t.ann));
    two_close(c, &t);
    return OK;
}

TEST(nobody_types_in_a_request) { in_presence(is_in_a_request); }

static err is_refused(ctx *c, void *arg)
{
    struct two t;
    id eve, open;

    (void)arg;
    two_open(c, &t);
    eve = a_person(c, "eve");
    open = a_channel(c, t.ann, "public");
    expect_refused(c, typing_tell(c, eve, t.channel, true), &channel_not_found);
    expect_refused(c, typing_tell(c, eve, (id){ 12345 }, true), &channel_not_found);
    expect_refused(c, typing_tell(c, eve, open, true), &not_a_member);
    expect_ok(graph_block(c, t.bob, t.ann));
    expect_refused(c, typing_tell(c, t.ann, t.channel, true), &cannot_message);
    expect_refused(c, typing_tell(c, t.bob, t.channel, true), &cannot_message);
    expect_ok(graph_unblock(c, t.bob, t.ann));
    expect_ok(typing_tell(c, t.ann, t.channel, true));
    client_hears(c, &t.of_bob, types(c, t.channel, t.ann));
    hidden(c, t.bob, true);
    expect_refused(c, typing_tell(c, t.ann, t.channel, true), &cannot_message);
    two_close(c, &t);
    return OK;
}

TEST(who_may_not_write_there_may_not_type) { in_presence(is_refused); }

/* In a group: across a block nobody hears it, and all others do. */
static err is_in_a_group(ctx *c, void *arg)
{
    struct two t;
    struct client of_dan;
    id dan, group;

    (void)arg;
    two_open(c, &t);
    dan = a_person(c, "dan");
    group = a_channel(c, t.ann, "group");
    comes_in(c, group, t.ann, t.bob, CHANNEL_MEMBER);
    comes_in(c, group, t.ann, dan, CHANNEL_MEMBER);
    client_close(&t.of_bob);
    client_open(c, &t.of_bob, t.bob);
    client_open(c, &of_dan, dan);
    expect_ok(graph_block(c, t.bob, t.ann));
    expect_ok(typing_tell(c, t.ann, group, true));
    client_hears(c, &of_dan, types(c, group, t.ann));
    expect_ok(typing_tell(c, t.bob, group, true));
    client_hears(c, &of_dan, types(c, group, t.bob));
    client_close(&of_dan);
    two_close(c, &t);
    return OK;
}

TEST(typing_does_not_cross_a_block) { in_presence(is_in_a_group); }

struct growing { id channel; i64 members; };

static err grow(tx *t, void *arg)
{
    const struct growing *in = arg;

    return tx_script(t, arena_format(tx_arena(t), "UPDATE channel SET member_count = %lld WHERE id = %lld", (long long)in->members,
                                     (long long)in->channel.v));
}

static void client_listens_to_channel(ctx *c, struct client *k, id channel)
{
    struct listened listened;

    expect_ok(ear_listen(c, &k->ear, arena_format(&c->arena, "channel:%lld", (long long)channel.v), S(""), &listened));
}

static err is_in_a_large_channel(ctx *c, void *arg)
{
    struct two t;
    struct client of_eve;
    id eve, channel;

    (void)arg;
    two_open(c, &t);
    eve = a_person(c, "eve");
    channel = a_channel(c, t.ann, "public");
    comes_in(c, channel, t.ann, t.bob, CHANNEL_MEMBER);
    client_open(c, &of_eve, eve);
    client_listens_to_channel(c, &of_eve, channel);          /* whoever may read it */
    expect_ok(transact(c, grow, &(struct growing){ channel, 1000 }));
    expect_ok(typing_tell(c, t.bob, channel, true));
    client_hears(c, &of_eve, types(c, channel, t.bob));
    expect_ok(transact(c, grow, &(struct growing){ channel, 1001 }));
    expect_ok(typing_tell(c, t.ann, channel, true));
    client_hears_nothing(c, &of_eve, 1000);
    client_close(&of_eve);
    two_close(c, &t);
    return OK;
}

TEST(typing_is_not_told_in_channels_of_more_than_a_thousand_members) { in_presence(is_in_a_large_channel); }
