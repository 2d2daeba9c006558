/* Lists of channels and of members, what is found by words, and from where on members see what was said. */
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/channel/testbed.h"

static const maybe_str no_role = { .is = ABSENT };
static maybe_str word(const char *text) { return (maybe_str){ GIVEN, str_of(text) }; }

/* ---- one's own ---- */

static err by_activity(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), all[4];
    struct activity_place next;
    ids page;

    (void)arg;
    for (int i = 0; i < 4; i++)
        all[i] = a_channel(c, ann, i % 2 ? "private" : "public");
    a_channel(c, ann, "group");
    expect_ok(ctx_sleep(c, 2));                  /* later than that, by the clock */
    is_said(c, all[1], ann);
    expect_ok(channels_mine(c, ann, false, (struct activity_place){ 0 }, 2, &page, &next));
    expect(page.n == 2 && page.at[0].v == all[1].v && page.at[1].v == all[3].v);
    expect_ok(ctx_sleep(c, 2));
    is_said(c, all[3], ann);                     /* what moves to the front does not come again */
    expect_ok(channels_mine(c, ann, false, next, 10, &page, &next));
    expect(page.n == 2 && page.at[0].v == all[2].v && page.at[1].v == all[0].v && !next.channel.v);
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = all[0], .archived = { GIVEN, true } }));
    expect_ok(channels_mine(c, ann, true, (struct activity_place){ 0 }, 10, &page, &next));
    expect(page.n == 1 && page.at[0].v == all[0].v);
    return OK;
}

TEST(ones_channels_come_by_their_latest_activity_and_none_twice) { in_channels(by_activity); }

/* ---- by their words ---- */

static size_t found(ctx *c, id me, const char *words)
{
    ids page;
    id next;

    expect_ok(channels_public(c, me, str_of(words), (id){ 0 }, 100, &page, &next));
    return page.n;
}

static err by_words(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel_of(c, ann, &(struct channel_draft){
        .name = word("Rivières & 東京都"), .topic = word("Fishing, no_boats 100%") });

    (void)arg;
    a_channel_of(c, ann, &(struct channel_draft){ .name = word("Rivers"), .kind = word("private") });
    static const char *const hits[] = { "riv", "RIVIERES", "fish riv", "no boats", "100", "京", "東京",
                                        "rivieres fishing no boats 100", "riv% fish", "" };
    static const char *const misses[] = { "ivieres", "fishings", "%", "_", "x riv", "rivieres fishing boats zebra",
                                          "rivieres fishing no boats 100 zebra" };
    for (size_t i = 0; i < COUNT(hits); i++)
        expect_eq(found(c, ann, hits[i]), 1);
    for (size_t i = 0; i < COUNT(misses); i++)
        expect_eq(found(c, ann, misses[i]), 0);
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = channel, .name = word("Lakes") }));
    expect_eq(found(c, ann, "riv"), 0);
    expect_eq(found(c, ann, "lake fish"), 1);
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = channel, .archived = { GIVEN, true } }));
    expect_eq(found(c, ann, "lake"), 0);
    return OK;
}

TEST(public_channels_are_found_by_the_beginnings_of_their_words) { in_channels(by_words); }

enum { MANY = 2100 };

static err plant(tx *t, void *arg) { return channels_plant(t, arg, MANY); }

static err many_with_a_word(ctx *c, void *arg)
{
    static struct planted_channel all[MANY];
    id ann = a_person(c, "ann"), next;
    ids page;

    (void)arg;
    for (int i = 0; i < MANY; i++)
        all[i] = (struct planted_channel){ .id = id_past(ctx_now(c).ms - 86400000 + i, 1), .kind = CHANNEL_PUBLIC,
                                           .name = i % 700 ? S("Common ground") : S("Common rarity"), .members = { &ann, 1 } };
    expect_ok(transact(c, plant, all));
    expect_ok(channels_public(c, ann, S("com"), (id){ 0 }, 2, &page, &next));
    expect(page.n == 2 && page.at[0].v == all[MANY - 1].id.v && next.v == all[MANY - 3].id.v);
    expect_ok(channels_public(c, ann, S("com"), next, 1, &page, &next));
    expect(page.n == 1 && page.at[0].v == all[MANY - 3].id.v);
    expect_ok(channels_public(c, ann, S("c rar"), (id){ 0 }, 2, &page, &next));
    expect(page.n == 2 && page.at[0].v == all[1400].id.v && page.at[1].v == all[700].id.v && next.v == all[0].id.v);
    return OK;
}

TEST(a_word_that_many_have_is_looked_for_among_the_newest)
{
    struct house h = channels_idle();
    err e = test_world_call(h.world, many_with_a_word, NULL);

    house_close(&h);
    expect_ok(e);
}

/* ---- members ---- */

static void page_expect(ctx *c, id me, id channel, const struct member_wish *wish, const char *names, struct member_place *next)
{
    channel_member_page page;
    struct buf b = BUF_ON(&c->arena);

    expect_ok(channel_members(c, me, channel, wish, &page, next));
    for (size_t i = 0; i < page.n; i++) {
        buf_add(&b, page.at[i].username);
        buf_byte(&b, ' ');
    }
    expect_str(buf_str(&b), str_of(names));
}

static bool is_unlisted(ctx *c, const void *arg)
{
    const id *both = arg;
    channel_member_page page;
    struct member_place next;

    expect_ok(channel_members(c, both[1], both[0], &(struct member_wish){ .limit = 10 }, &page, &next));
    return page.n == 4;
}

static err members_in_order(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), dan = a_person(c, "dan"), gone = a_person(c, "gone");
    id channel = a_channel(c, ann, "public");
    struct member_place next;

    (void)arg;
    comes_in(c, channel, ann, bob, CHANNEL_MEMBER);
    comes_in(c, channel, ann, gone, CHANNEL_ADMIN);
    comes_in(c, channel, ann, eve, CHANNEL_ADMIN);
    comes_in(c, channel, ann, dan, CHANNEL_MEMBER);
    hidden(c, gone, true);
    expect_soon(c, is_unlisted, (id[]){ channel, dan });
    page_expect(c, dan, channel, &(struct member_wish){ .limit = 10 }, "ann eve bob dan ", &next);
    expect(!next.made.v);
    page_expect(c, dan, channel, &(struct member_wish){ .limit = 2 }, "ann eve ", &next);
    page_expect(c, dan, channel, &(struct member_wish){ .limit = 2, .from = next }, "bob dan ", &next);
    expect(!next.made.v);
    page_expect(c, dan, channel, &(struct member_wish){ .limit = 10, .role = S("admin") }, "eve ", &next);
    page_expect(c, dan, channel, &(struct member_wish){ .limit = 1, .role = S("member") }, "bob ", &next);
    page_expect(c, dan, channel, &(struct member_wish){ .limit = 1, .role = S("member"), .from = next }, "dan ", &next);
    page_expect(c, dan, channel, &(struct member_wish){ .limit = 10, .begin = S("  DA ") }, "dan ", &next);
    page_expect(c, dan, channel, &(struct member_wish){ .limit = 10, .begin = S("an") }, "ann ", &next);
    page_expect(c, dan, channel, &(struct member_wish){ .limit = 10, .begin = S("zz") }, "", &next);
    return OK;
}

TEST(members_are_listed_by_role_and_then_by_when_they_joined) { in_channels(members_in_order); }

enum { LARGE = 1100 };

static err plant_one(tx *t, void *arg) { return channels_plant(t, arg, 1); }

struct asked { id me, channel; str begin; size_t n; };

static bool are_found(ctx *c, const void *arg)
{
    const struct asked *a = arg;
    channel_member_page page;
    struct member_place next;

    expect_ok(channel_members(c, a->me, a->channel, &(struct member_wish){ .limit = 10, .begin = a->begin }, &page, &next));
    return page.n == a->n;
}

static err named_in_a_large_one(ctx *c, void *arg)
{
    static id members[LARGE];
    id ann = a_person(c, "ann"), anton = a_person(c, "anton"), antonia = a_person(c, "antonia");
    struct planted_channel one = { .id = id_past(ctx_now(c).ms - 86400000, 1), .kind = CHANNEL_PUBLIC, .name = S("All"),
                                   .members = { members, LARGE } };
    struct member_place next;

    (void)arg;
    for (int i = 0; i < LARGE; i++)
        members[i] = i == 0 ? ann : i == LARGE - 1 ? anton : (id){ 1000 + i };
    expect_ok(transact(c, plant_one, &one));
    expect_soon(c, are_found, &(struct asked){ ann, one.id, S("anton"), 1 });
    expect_soon(c, are_found, &(struct asked){ ann, one.id, S("an"), 2 });
    page_expect(c, antonia, one.id, &(struct member_wish){ .limit = 1, .begin = S("an") }, "ann ", &next);
    page_expect(c, antonia, one.id, &(struct member_wish){ .limit = 1, .begin = S("an"), .from = next }, "anton ", &next);
    page_expect(c, antonia, one.id, &(struct member_wish){ .limit = 10, .begin = S("an"), .role = S("owner") }, "ann ", &next);
    page_expect(c, antonia, one.id, &(struct member_wish){ .limit = 10, .begin = S("an"), .role = S("member") }, "anton ", &next);
    page_expect(c, antonia, one.id, &(struct member_wish){ .limit = 10, .begin = S("an"), .role = S("admin") }, "", &next);
    page_expect(c, antonia, one.id, &(struct member_wish){ .limit = 10, .begin = S("an zz") }, "", &next);
    page_expect(c, antonia, one.id, &(struct member_wish){ .limit = 10, .begin = S("zz") }, "", &next);
    return OK;
}

TEST(in_a_large_channel_names_are_found_by_the_index_of_names) { in_channels(named_in_a_large_one); }

/* ---- from where on ---- */

static i64 floor_of(ctx *c, id channel, id who) { return now(c, who, channel).seat.visible_from; }

static err histories(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), dan = a_person(c, "dan");
    id channel = a_channel(c, ann, "public");
    struct channel_change open = { .id = channel, .history = word("full") }, closed = { .id = channel, .history = word("since_joined") };
    struct channel_member out;

    (void)arg;
    is_said(c, channel, ann);
    expect_ok(channel_change(c, ann, &closed));
    expect_ok(channel_member_set(c, ann, channel, bob, no_role, &out));
    expect_eq(floor_of(c, channel, ann), 1);
    expect_eq(floor_of(c, channel, bob), 2);
    struct seat seat = now(c, bob, channel).seat;
    expect(!seat_sees(&seat, 1) && !seat_sees(&seat, 2));
    is_said(c, channel, ann);
    seat = now(c, bob, channel).seat;
    expect(!seat_sees(&seat, 1) && seat_sees(&seat, 2) && !seat_sees(&seat, 3));
    expect_ok(channel_change(c, ann, &open));
    expect_eq(floor_of(c, channel, bob), 1);
    expect_ok(channel_member_set(c, ann, channel, eve, no_role, &out));
    expect_ok(channel_change(c, ann, &closed));
    expect_ok(channel_member_set(c, ann, channel, dan, no_role, &out));
    expect_eq(floor_of(c, channel, bob), 1);
    expect_eq(floor_of(c, channel, eve), 1);
    expect_eq(floor_of(c, channel, dan), 3);
    return OK;
}

TEST(a_history_that_was_opened_stays_open_for_those_who_were_in) { in_channels(histories); }

static err reading_begins(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public"), joined;

    (void)arg;
    is_said(c, channel, ann);
    is_said(c, channel, ann);
    struct channel_kept k = now(c, ann, channel);
    expect(k.seat.last_seq == 2 && k.seat.last_read == 2 && k.last_read_message.v == k.last_message.v);
    expect_ok(channel_join(c, bob, channel, &joined));
    k = now(c, bob, channel);
    expect(k.seat.last_read == 2 && k.last_read_message.v == k.last_message.v && k.mention_count == 0);
    is_said(c, channel, ann);
    expect_eq(now(c, bob, channel).seat.last_read, 2);
    return OK;
}

TEST(who_joins_has_read_all_and_who_sends_has_read_their_own) { in_channels(reading_begins); }

static err rejoin_is_slow(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public"), joined;

    (void)arg;
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = channel, .slow_mode_seconds = { GIVEN, 600 } }));
    expect_ok(channel_join(c, bob, channel, &joined));
    is_said(c, channel, bob);
    expect_ok(channel_leave(c, bob, channel));
    expect_ok(channel_join(c, bob, channel, &joined));
    expect_refused(c, says(c, channel, bob), &slow_mode);
    return OK;
}

TEST(to_leave_and_join_again_is_no_way_around_slow_mode) { in_channels(rejoin_is_slow); }

/* ---- invites in time ---- */

static err expires(ctx *c, void *arg)
{
    struct test_world *w = arg;
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "private"), joined, next;
    struct channel_invite minute, forever;
    channel_invite_page page;

    expect_ok(channel_invite_make(c, ann, &(struct invite_draft){ .id = channel, .expires_in = { GIVEN, 60 } }, &minute));
    expect_ok(channel_invite_make(c, ann, &(struct invite_draft){ .id = channel, .expires_in = { .is = NULLED } }, &forever));
    fake_clock_move(&w->clock, 61 * 1000000);
    expect_refused(c, channel_invite_accept(c, bob, minute.code, &joined), &invite_not_found);
    expect_ok(channel_invites(c, ann, channel, (id){ 0 }, 10, &page, &next));
    expect_eq(page.n, 1);
    expect_ok(channel_tidy(c));
    expect_ok(channel_invite_accept(c, bob, forever.code, &joined));
    return OK;
}

TEST(an_invite_works_until_it_expires)
{
    struct house h = channels_in_standing_time();
    err e = test_world_call(h.world, expires, h.world);

    house_close(&h);
    expect_ok(e);
}
