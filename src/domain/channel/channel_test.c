/* Making and changing channels; roles, and who follows an owner. */
#include "base/problems.h"
#include "base/str.h"
#include "domain/channel/reading.sql.h"
#include "domain/channel/testbed.h"

static const maybe_str no_role = { .is = ABSENT };
static maybe_str word(const char *text) { return (maybe_str){ GIVEN, str_of(text) }; }

static err whoever_makes_one_is_its_owner(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel;
    struct channel_draft d = { .name = word("  Bird \xe2\x80\xae watch "), .topic = word("Herons"), .member_ids = { &bob, 1 } };

    (void)arg;
    expect_ok(channel_create(c, ann, &d, &channel));
    struct channel_kept k = now(c, ann, channel);
    expect_str(k.name, S("Bird  watch"));
    expect_str(k.topic, S("Herons"));
    expect_eq(k.owner.v, ann.v);
    expect_eq(k.seat.member_count, 2);
    expect_eq(k.seat.kind, CHANNEL_PUBLIC);
    expect_eq(role_now(c, channel, ann), CHANNEL_OWNER);
    expect_eq(role_now(c, channel, bob), CHANNEL_MEMBER);
    channels_agree(c);
    return OK;
}

TEST(whoever_makes_a_channel_is_its_owner) { in_channels(whoever_makes_one_is_its_owner); }

static err makes_nothing(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), none = { 12345 }, made = { 0 };
    id with_none[] = { bob, none }, with_eve[] = { eve, bob };
    struct channel_draft d = { .name = word("Birds") };

    (void)arg;
    expect_refused(c, channel_create(c, ann, &(struct channel_draft){ .topic = word("x") }, &made), &required);
    expect_refused(c, channel_create(c, ann, &(struct channel_draft){ .name = word("  ") }, &made), &too_short);
    d.member_ids = (ids){ with_none, 2 };
    expect_refused(c, channel_create(c, ann, &d, &made), &user_not_found);
    expect_ok(graph_block(c, eve, ann));
    d.member_ids = (ids){ with_eve, 2 };
    expect_refused(c, channel_create(c, ann, &d, &made), &user_not_found);
    expect_ok(graph_unblock(c, eve, ann));
    expect_ok(graph_block(c, ann, eve));
    expect_refused(c, channel_create(c, ann, &d, &made), &blocking);
    expect_ok(graph_unblock(c, ann, eve));
    wants_requests(c, eve);
    expect_refused(c, channel_create(c, ann, &d, &made), &cannot_message);
    expect(!made.v);
    return OK;
}

TEST(members_of_a_new_channel_come_all_or_nothing) { in_channels(makes_nothing); }

static err owner_follows(ctx *c, void *arg)
{
    id people[4] = { a_person(c, "ann"), a_person(c, "bob"), a_person(c, "eve"), a_person(c, "dan") };
    id channel = a_channel(c, people[0], "private");

    (void)arg;
    comes_in(c, channel, people[0], people[1], CHANNEL_MEMBER);
    comes_in(c, channel, people[0], people[2], CHANNEL_ADMIN);
    comes_in(c, channel, people[0], people[3], CHANNEL_MEMBER);
    expect_ok(channel_leave(c, people[0], channel));
    expect_eq(role_now(c, channel, people[2]), CHANNEL_OWNER);
    expect_eq(now(c, people[2], channel).owner.v, people[2].v);
    channels_agree(c);
    expect_ok(channel_leave(c, people[2], channel));
    expect_eq(role_now(c, channel, people[1]), CHANNEL_OWNER);
    expect_ok(channel_leave(c, people[1], channel));
    expect_ok(channel_leave(c, people[3], channel));
    expect(!reads(c, channel, people[3]));
    expect_ok(channel_leave(c, people[3], channel));
    expect_refused(c, channel_leave(c, a_person(c, "stranger"), channel), &channel_not_found);
    channels_agree(c);
    return OK;
}

TEST(the_longest_serving_admin_and_then_member_follows_an_owner) { in_channels(owner_follows); }

static err given_away(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    struct channel_member out;

    (void)arg;
    expect_refused(c, channel_member_set(c, ann, channel, ann, word("member"), &out), PLAIN(ERR_FORBIDDEN));
    expect_ok(channel_member_set(c, ann, channel, bob, no_role, &out));
    expect_str(out.role, S("member"));
    expect_ok(channel_member_set(c, ann, channel, bob, word("admin"), &out));
    expect_ok(channel_member_set(c, ann, channel, bob, no_role, &out));
    expect_str(out.role, S("admin"));
    expect_ok(channel_member_set(c, ann, channel, bob, word("owner"), &out));
    expect_eq(role_now(c, channel, ann), CHANNEL_ADMIN);
    expect_eq(role_now(c, channel, bob), CHANNEL_OWNER);
    channels_agree(c);
    return OK;
}

TEST(an_owner_gives_the_channel_away_and_is_an_admin_then) { in_channels(given_away); }

/* ---- the check ---- */

struct spoiling { id channel, who; };

static err spoil(tx *t, void *arg)
{
    struct spoiling *s = arg;

    return q_mentions_count(t, s->channel, (ids){ &s->who, 1 }, 1);
}

static err what_does_not_agree_is_found(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_direct(c, ann, bob);
    struct capability_check found = { 0 };

    (void)arg;
    channels_agree(c);
    TRY(transact(c, spoil, &(struct spoiling){ channel, bob }));
    TRY(channel_check(c, &found));
    expect(str_find(found.wrong, S("channel ")) == 0);
    return OK;
}

TEST(a_count_of_mentions_that_is_not_that_of_the_rows_is_found) { in_channels(what_does_not_agree_is_found); }

static err say_to_nobody(tx *t, void *arg)
{
    const struct spoiling *s = arg;

    return q_turn_take(t, s->channel, 1, s->channel, tx_now(t));
}

/* The lists of its two are in the order of what was said. */
static err what_its_two_do_not_know_is_found(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_direct(c, ann, a_person(c, "bob"));
    struct capability_check found = { 0 };

    (void)arg;
    channels_agree(c);
    TRY(transact(c, say_to_nobody, &(struct spoiling){ .channel = channel }));
    TRY(channel_check(c, &found));
    expect(str_find(found.wrong, S("channel ")) == 0);
    return OK;
}

TEST(a_direct_channel_whose_two_do_not_know_what_was_said_is_found) { in_channels(what_its_two_do_not_know_is_found); }
