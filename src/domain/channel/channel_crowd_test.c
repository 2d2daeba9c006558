/* Many at once: exactly as many come in as may, there is one owner at every moment, and nobody is in who is banned. */
#include <stdatomic.h>
#include "base/random.h"
#include "base/str.h"
#include "domain/channel/testbed.h"

enum { CROWD = 24, PEOPLE = 6, CHANNELS = 3, FIBERS = 16, DEEDS = 25, LOOKS = 20 };

struct crowd { id owner, people[CROWD], channel; str code; char code_room[64]; _Atomic i64 came, refused; };

/* Letters that do not look like one another. */
static void name_of(char *name, int i)
{
    memcpy(name, (char[]){ 'p', "abcdefgh"[i / 8], "abcdefgh"[i % 8], 0 }, 4);
}

static void crowd_come(ctx *c, struct crowd *w)
{
    char name[4];

    w->owner = a_person(c, "owner");
    for (int i = 0; i < CROWD; i++) {
        name_of(name, i);
        w->people[i] = a_person(c, name);
    }
}

/* ---- invites ---- */

static err invited(ctx *c, struct crowd *w, const char *kind, maybe_i64 max_uses)
{
    struct channel_invite invite;

    crowd_come(c, w);
    w->channel = a_channel(c, w->owner, kind);
    expect_ok(channel_invite_make(c, w->owner, &(struct invite_draft){ .id = w->channel, .max_uses = max_uses }, &invite));
    expect(invite.code.n >= 22 && invite.code.n < sizeof w->code_room);
    memcpy(w->code_room, invite.code.p, invite.code.n);
    w->code = (str){ w->code_room, invite.code.n };
    return OK;
}

enum { USES = 7, GROUP_SIZE = 5 };

static err invite_of_seven(ctx *c, void *arg) { return invited(c, arg, "private", (maybe_i64){ GIVEN, USES }); }
static err invite_of_a_group(ctx *c, void *arg) { return invited(c, arg, "group", (maybe_i64){ .is = NULLED }); }

static err accepts(ctx *c, int which, void *arg)
{
    struct crowd *w = arg;
    id joined;
    err e = fresh(c, channel_invite_accept(c, w->people[which], w->code, &joined));

    expect(e == OK || e == ERR_NOT_FOUND || e == ERR_CONFLICT);
    atomic_fetch_add(e == OK ? &w->came : &w->refused, 1);
    return OK;
}

static err counted(ctx *c, void *arg)
{
    struct crowd *w = arg;

    channels_agree(c);
    expect_eq(now(c, w->owner, w->channel).seat.member_count, atomic_load(&w->came) + 1);
    return OK;
}

static void crowd_accepts(const struct test_setting *settings, err (*begin)(ctx *, void *), i64 come)
{
    struct crowd w = { .came = 0 };
    struct house h = channels_open(settings);

    expect_ok(test_world_call(h.world, begin, &w));
    expect_ok(test_world_crowd(h.world, CROWD, accepts, &w));
    expect_eq(atomic_load(&w.came), come);
    expect_eq(atomic_load(&w.refused), CROWD - come);
    expect_ok(test_world_call(h.world, counted, &w));
    house_close(&h);
}

TEST(of_a_crowd_with_one_invite_exactly_as_many_come_in_as_it_says)
{
    crowd_accepts(NULL, invite_of_seven, USES);
}

TEST(a_group_never_has_more_members_than_it_may)
{
    crowd_accepts((const struct test_setting[]){ { "group_size", "5" }, {0} }, invite_of_a_group, GROUP_SIZE - 1);
}

/* ---- whatever people do to each other ---- */

struct brawl { id people[PEOPLE], channels[CHANNELS]; };

static err brawl_begin(ctx *c, void *arg)
{
    static const char *const kinds[CHANNELS] = { "public", "private", "group" };
    struct brawl *w = arg;
    char name[4];

    for (int i = 0; i < PEOPLE; i++) {
        name_of(name, i);
        w->people[i] = a_person(c, name);
    }
    for (int i = 0; i < CHANNELS; i++) {
        w->channels[i] = a_channel(c, w->people[i], kinds[i]);
        comes_in(c, w->channels[i], w->people[i], w->people[i + 1], CHANNEL_ADMIN);
        comes_in(c, w->channels[i], w->people[i], w->people[i + 2], CHANNEL_MEMBER);
    }
    return OK;
}

static err deed(ctx *c, struct rng *rng, struct brawl *w)
{
    id me = w->people[rng_below(rng, PEOPLE)], who = w->people[rng_below(rng, PEOPLE)], channel = w->channels[rng_below(rng, CHANNELS)];
    maybe_str role = { GIVEN, str_of(channel_role_words[rng_below(rng, 3)]) };
    struct channel_member member;
    id joined;

    switch (rng_below(rng, 9)) {
    case 0: return channel_leave(c, me, channel);
    case 1: return channel_join(c, me, channel, &joined);
    case 2: return channel_ban(c, me, channel, who);
    case 3: return channel_unban(c, me, channel, who);
    case 4: return channel_member_remove(c, me, channel, who);
    case 5: return channel_member_set(c, me, channel, who, (maybe_str){ .is = ABSENT }, &member);
    case 6: return channel_mute(c, me, channel, (maybe_when){ .is = ABSENT });
    default: return channel_member_set(c, me, channel, who, role, &member);
    }
}

/* At any moment: one owner, as many members as it says, and none of them banned. */
static void look(ctx *c, const struct brawl *w)
{
    seat_page page;

    channels_agree(c);
    for (int i = 0; i < PEOPLE; i++) {
        expect_ok(channel_seats(c, w->people[i], (ids){ (id *)w->channels, CHANNELS }, &page));
        for (size_t k = 0; k < page.n; k++)
            expect(!page.at[k].there || !page.at[k].member || !page.at[k].banned);
    }
}

static err brawls(ctx *c, int which, void *arg)
{
    struct rng rng;

    rng_seed(&rng, (u64)which + 1);
    for (int i = 0; i < (which ? DEEDS : LOOKS); i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        err e = which ? fresh(c, deed(c, &rng, arg)) : OK;
        expect(e == OK || e == ERR_NOT_FOUND || e == ERR_FORBIDDEN || e == ERR_CONFLICT);
        if (!which)
            look(c, arg);
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

static err brawl_end(ctx *c, void *arg)
{
    look(c, arg);
    return OK;
}

TEST(there_is_one_owner_at_every_moment_whatever_people_do_to_each_other)
{
    static struct brawl w;
    struct house h = channels_open(NULL);

    expect_ok(test_world_call(h.world, brawl_begin, &w));
    expect_ok(test_world_crowd(h.world, FIBERS, brawls, &w));
    expect_ok(test_world_call(h.world, brawl_end, &w));
    house_close(&h);
}

/* ---- all leave at once ---- */

static err all_in(ctx *c, void *arg)
{
    struct crowd *w = arg;

    crowd_come(c, w);
    w->channel = a_channel(c, w->owner, "private");
    for (int i = 0; i < CROWD; i++)
        comes_in(c, w->channel, w->owner, w->people[i], CHANNEL_MEMBER);
    return OK;
}

static err leaves(ctx *c, int which, void *arg)
{
    struct crowd *w = arg;

    expect_ok(channel_leave(c, which < CROWD ? w->people[which] : w->owner, w->channel));
    return OK;
}

static err nobody_in(ctx *c, void *arg)
{
    struct crowd *w = arg;

    channels_agree(c);
    expect(!reads(c, w->channel, w->owner));
    return OK;
}

TEST(a_channel_that_all_leave_at_once_goes)
{
    struct crowd w = { .came = 0 };
    struct house h = channels_open(NULL);

    expect_ok(test_world_call(h.world, all_in, &w));
    expect_ok(test_world_crowd(h.world, CROWD + 1, leaves, &w));
    expect_ok(test_world_call(h.world, nobody_in, &w));
    house_close(&h);
}

/* ---- numbers of messages ---- */

static err slow_channel(ctx *c, void *arg)
{
    struct crowd *w = arg;

    crowd_come(c, w);
    w->channel = a_channel(c, w->owner, "private");
    comes_in(c, w->channel, w->owner, w->people[0], CHANNEL_MEMBER);
    return channel_change(c, w->owner, &(struct channel_change){ .id = w->channel, .slow_mode_seconds = { GIVEN, 600 } });
}

struct turn_call { struct seat seat; struct channel_turn turn; };

static err turn_in(tx *t, void *arg)
{
    struct turn_call *in = arg;

    return channel_take_seq(t, &in->seat, tx_new_id(t), &in->turn);
}

static err sends_once(ctx *c, int which, void *arg)
{
    struct crowd *w = arg;
    struct turn_call in;

    (void)which;
    expect_ok(channel_seat(c, w->people[0], w->channel, &in.seat));
    err e = transact(c, turn_in, &in);
    expect(e == OK || (c->failure.problem == &slow_mode && c->failure.retry_after > 0 && c->failure.retry_after <= 600));
    atomic_fetch_add(e == OK ? &w->came : &w->refused, 1);
    return OK;
}

static err one_said(ctx *c, void *arg)
{
    struct crowd *w = arg;

    expect_eq(now(c, w->owner, w->channel).seat.last_seq, 1);
    return OK;
}

TEST(in_slow_mode_one_message_of_many_at_once_goes_through)
{
    struct crowd w = { .came = 0 };
    struct house h = channels_open(NULL);

    expect_ok(test_world_call(h.world, slow_channel, &w));
    expect_ok(test_world_crowd(h.world, CROWD, sends_once, &w));
    expect_eq(atomic_load(&w.came), 1);
    expect_ok(test_world_call(h.world, one_said, &w));
    house_close(&h);
}
