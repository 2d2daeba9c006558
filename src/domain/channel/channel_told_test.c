/* What is heard on open connections of who comes and goes, and of what a channel is changed; and who listens no more. */
#include "base/str.h"
#include "domain/channel/testbed.h"

static str said_of_member(ctx *c, const char *type, id channel, id who, const char *role, id by)
{
    return arena_format(&c->arena, "{\"type\":\"%s\",\"channelId\":\"%lld\",\"userId\":\"%lld\"%s,\"by\":\"%lld\",\"cursor\":\"", type,
                        (long long)channel.v, (long long)who.v, role, (long long)by.v);
}

static str said_to_them(ctx *c, const char *type, id channel, const char *kind, const char *more, id by)
{
    return arena_format(&c->arena, "{\"type\":\"%s\",\"channelId\":\"%lld\",\"kind\":\"%s\",%s,\"by\":\"%lld\",\"cursor\":\"", type,
                        (long long)channel.v, kind, more, (long long)by.v);
}

static const char *topic_of(ctx *c, id channel) { return arena_format(&c->arena, "channel:%lld%c", (long long)channel.v, 0).p; }
static str gone_of(ctx *c, id channel) { return arena_format(&c->arena, "gone channel:%lld\n", (long long)channel.v); }

/* What was said before this has come by then. */
static void all_came(ctx *c, struct listener *l, id who)
{
    id group = a_channel(c, who, "group");

    expect_heard(c, l, arena_format(&c->arena, "\"channel_joined\",\"channelId\":\"%lld\"", (long long)group.v));
}

static err coming_and_going(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), dan = a_person(c, "dan"), eve = a_person(c, "eve"), joined;
    id channel = a_channel(c, ann, "public");
    struct channel_member out;

    (void)arg;
    struct listener *a = listens(c, ann, "channels", S("")), *b = listens(c, bob, NULL, S("")), *e = listens(c, eve, NULL, S(""));
    struct listener *d = listens(c, dan, topic_of(c, channel), S(""));
    expect_ok(channel_join(c, bob, channel, &joined));
    str came = said_of_member(c, "member_joined", channel, bob, ",\"role\":\"member\"", bob);
    expect_heard(c, b, said_to_them(c, "channel_joined", channel, "public", "\"role\":\"member\"", bob));
    expect_heard(c, a, came);
    expect_heard(c, d, came);
    expect_ok(channel_member_set(c, ann, channel, bob, (maybe_str){ GIVEN, S("admin") }, &out));
    expect_heard(c, d, said_of_member(c, "member_changed", channel, bob, ",\"role\":\"admin\"", ann));
    expect_ok(channel_member_remove(c, ann, channel, bob));
    expect_heard(c, b, said_to_them(c, "channel_left", channel, "public", "\"reason\":\"removed\"", ann));
    expect_heard(c, a, said_of_member(c, "member_left", channel, bob, ",\"role\":null", ann));
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = channel, .name = { GIVEN, S("Trees") } }));
    expect_heard(c, d, arena_format(&c->arena,
                                    "{\"type\":\"channel_changed\",\"channelId\":\"%lld\",\"changed\":[\"name\"],\"by\":\"%lld\"",
                                    (long long)channel.v, (long long)ann.v));
    all_came(c, b, bob);
    expect(str_find(heard(b), S("channel_changed")) < 0);
    expect_eq(e->n, 0);
    ear_close(&a->ear), ear_close(&b->ear), ear_close(&d->ear), ear_close(&e->ear);
    return OK;
}

TEST(who_comes_and_goes_is_heard_by_them_and_by_those_who_listen) { in_channels(coming_and_going); }

static err losing_sight(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), dan = a_person(c, "dan"), eve = a_person(c, "eve");
    id turns = a_channel(c, ann, "public"), bans = a_channel(c, ann, "public"), goes = a_channel(c, ann, "public");

    (void)arg;
    comes_in(c, goes, ann, bob, CHANNEL_MEMBER);
    struct listener *d = listens(c, dan, topic_of(c, turns), S("")), *e = listens(c, eve, topic_of(c, bans), S(""));
    struct listener *b = listens(c, bob, topic_of(c, goes), S("")), *d2 = listens(c, dan, topic_of(c, goes), S(""));
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = turns, .kind = { GIVEN, S("private") } }));
    expect_heard(c, d, gone_of(c, turns));
    expect_ok(channel_ban(c, ann, bans, eve));
    expect_heard(c, e, gone_of(c, bans));
    expect_ok(channel_delete(c, &(struct caller){ .account = ann }, goes));
    expect_heard(c, b, said_to_them(c, "channel_left", goes, "public", "\"reason\":\"deleted\"", ann));
    expect_heard(c, b, gone_of(c, goes));
    expect_heard(c, d2, gone_of(c, goes));
    expect(str_find(heard(d2), S("channel_left")) < 0);
    ear_close(&b->ear), ear_close(&d->ear), ear_close(&d2->ear), ear_close(&e->ear);
    return OK;
}

TEST(who_loses_sight_of_a_channel_listens_to_it_no_more) { in_channels(losing_sight); }

static err of_a_group(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), dan = a_person(c, "dan"), group = a_channel(c, ann, "group");
    struct listener *b = listens(c, bob, NULL, S(""));
    struct channel_member out;
    str before;

    (void)arg;
    comes_in(c, group, ann, bob, CHANNEL_MEMBER);
    expect_heard(c, b, said_to_them(c, "channel_joined", group, "group", "\"role\":\"member\"", ann));
    expect_ok(channel_member_set(c, bob, group, dan, (maybe_str){ .is = ABSENT }, &out));
    expect_heard(c, b, said_of_member(c, "member_joined", group, dan, ",\"role\":\"member\"", bob));
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = group, .name = { GIVEN, S("Us") } }));
    expect_heard(c, b, S("\"changed\":[\"name\"]"));
    expect_ok(hub_cursor(c, &before));
    ear_close(&b->ear);
    expect_ok(channel_leave(c, ann, group));
    expect_ok(channel_ban(c, bob, group, dan));
    b = listens(c, bob, NULL, before);
    expect_heard(c, b, said_of_member(c, "member_left", group, ann, ",\"role\":null", ann));
    expect_heard(c, b, said_of_member(c, "member_changed", group, bob, ",\"role\":\"owner\"", ann));
    expect_heard(c, b, said_of_member(c, "member_left", group, dan, ",\"role\":null", bob));
    struct listener *d = listens(c, dan, NULL, before);
    expect_heard(c, d, said_to_them(c, "channel_left", group, "group", "\"reason\":\"banned\"", bob));
    expect(str_find(heard(d), S("member_")) < 0);
    ear_close(&b->ear), ear_close(&d->ear);
    return OK;
}

TEST(a_group_is_heard_without_subscribing_and_what_was_missed_comes_after) { in_channels(of_a_group); }

/* ---- one with many members ---- */

enum { MANY = MEMBERS_TOLD + 50 };

static err plant(tx *t, void *arg) { return channels_plant(t, arg, 1); }

static err large(ctx *c, void *arg)
{
    static id members[MANY];
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), dan = a_person(c, "dan");
    struct planted_channel one = { .id = id_past(ctx_now(c).ms - 86400000, 1), .kind = CHANNEL_PUBLIC, .name = S("All"),
                                   .members = { members, MANY } };

    (void)arg;
    for (int i = 0; i < MANY; i++)
        members[i] = i == 0 ? ann : i == MANY - 1 ? bob : (id){ 1000 + i };
    expect_ok(transact(c, plant, &one));
    struct listener *b = listens(c, bob, NULL, S("")), *d = listens(c, dan, topic_of(c, one.id), S(""));
    expect_ok(channel_delete(c, &(struct caller){ .account = ann }, one.id));
    expect_heard(c, b, said_to_them(c, "channel_left", one.id, "public", "\"reason\":\"deleted\"", ann));
    expect_heard(c, d, gone_of(c, one.id));
    expect(str_find(heard(d), S("channel_left")) < 0);
    ear_close(&b->ear), ear_close(&d->ear);
    return OK;
}

TEST(members_of_a_large_channel_hear_that_it_is_deleted_many_at_once) { in_channels(large); }
