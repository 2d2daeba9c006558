/* Who may know who is connected, in all combinations; and when somebody was last seen. */
#include "base/str.h"
#include "domain/channel/messaging.h"
#include "domain/presence/presence.sql.h"
#include "domain/presence/testbed.h"
#include "kit/reads.h"

/* ---- who sees whom ---- */

enum follows_how { FOLLOWS_NOT, FOLLOWS_THEM, FOLLOWED, FOLLOWS_MUTUALLY, FOLLOWS_HOWS };
enum talks_how { TALKS_NOT, TALKS, TALKS_ACCEPTED, ASKED_THEM, ASKED_BY_THEM, DECLINED, TALKS_HOWS };
enum blocks_how { BLOCKS_NOT, BLOCKS_THEM, BLOCKED, BLOCKS_HOWS };

struct pair { enum follows_how follow; enum talks_how talk; enum blocks_how block; bool hidden, invisible; };

static void follow_as(ctx *c, const struct pair *p, id me, id other)
{
    if (p->follow == FOLLOWS_THEM || p->follow == FOLLOWS_MUTUALLY)
        follows(c, me, other);
    if (p->follow == FOLLOWED || p->follow == FOLLOWS_MUTUALLY)
        follows(c, other, me);
}

struct requesting { id channel, maker; i64 of_maker, of_receiver; };

static err request_set(tx *t, void *arg)
{
    const struct requesting *in = arg;

    return tx_script(t, arena_format(tx_arena(t), "UPDATE channel_member SET request = CASE WHEN user_id = %lld THEN %lld ELSE %lld END"
                                     " WHERE channel_id = %lld", (long long)in->maker.v, (long long)in->of_maker,
                                     (long long)in->of_receiver, (long long)in->channel.v));
}

static void talk_as(ctx *c, const struct pair *p, id me, id other)
{
    static const i64 requests[TALKS_HOWS][2] = {
        [TALKS_ACCEPTED] = { REQUEST_NONE, REQUEST_ACCEPTED }, [ASKED_THEM] = { REQUEST_SENT, REQUEST_RECEIVED },
        [ASKED_BY_THEM] = { REQUEST_SENT, REQUEST_RECEIVED }, [DECLINED] = { REQUEST_SENT, REQUEST_DECLINED },
    };
    id maker = p->talk == ASKED_BY_THEM ? other : me;

    if (p->talk == TALKS_NOT)
        return;
    struct requesting in = { a_direct(c, me, other), maker, requests[p->talk][0], requests[p->talk][1] };
    expect_ok(transact(c, request_set, &in));
}

static void block_as(ctx *c, const struct pair *p, id me, id other)
{
    if (p->block == BLOCKS_THEM)
        expect_ok(graph_block(c, me, other));
    if (p->block == BLOCKED)
        expect_ok(graph_block(c, other, me));
}

static void invisible(ctx *c, id who, bool is)
{
    struct messaging now;

    expect_ok(messaging_change(c, who, &(struct messaging_change){ .presence = { GIVEN, is ? S("invisible") : S("visible") } }, &now));
}

/* As the rule says it. A block ends follows. */
static bool may_know(const struct pair *p)
{
    bool related = p->follow == FOLLOWS_MUTUALLY || p->talk == TALKS || p->talk == TALKS_ACCEPTED;

    return related && p->block == BLOCKS_NOT && !p->hidden && !p->invisible;
}

static id newcomer(ctx *c)
{
    static _Atomic int number;

    return a_person(c, arena_cstr(&c->arena, arena_format(&c->arena, "p%d", atomic_fetch_add(&number, 1))));
}

static void pair_check(ctx *c, const struct pair *p)
{
    id me = newcomer(c), other = newcomer(c);
    bool listener;

    follow_as(c, p, me, other);
    talk_as(c, p, me, other);
    block_as(c, p, me, other);
    invisible(c, other, p->invisible);
    hidden(c, other, p->hidden);
    connects(c, other);
    expect_eq(sees(c, me, other, "online"), may_know(p));
    expect_eq(sees(c, me, other, "offline"), !may_know(p));
    expect_eq(seen_by(c, me, other).last_seen_at.is, NULLED);
    expect_ok(presence_between(c, other, SEEN_BY_THEM, (ids){ &me, 1 }, &listener));
    expect_eq(listener && !p->invisible, may_know(p));       /* the same from the other side */
}

static err all_pairs(ctx *c, void *arg)
{
    struct arena_mark mark = arena_mark(&c->arena);

    (void)arg;
    for (struct pair p = { 0 }; p.follow < FOLLOWS_HOWS; p.follow++)
        for (p.talk = 0; p.talk < TALKS_HOWS; p.talk++)
            for (p.block = 0; p.block < BLOCKS_HOWS; p.block++)
                for (int more = 0; more < 3; more++) {
                    p.hidden = more == 1;
                    p.invisible = more == 2;
                    pair_check(c, &p);
                    arena_rewind(&c->arena, mark);
                }
    return OK;
}

/* Otherwise a follow would accept the request of the one who is followed. */
TEST(presence_is_for_those_who_follow_each_other_or_talk_and_for_nobody_else)
{
    struct house h = presence_idle();
    err e = test_world_call(h.world, all_pairs, NULL);

    house_close(&h);
    expect_ok(e);
}

static err nobody_and_oneself(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");

    (void)arg;
    expect(sees(c, ann, (id){ 12345 }, "offline"));
    connects(c, ann);
    expect(sees(c, ann, ann, "online"));
    goes_away(c, ann, true);
    expect(sees(c, ann, ann, "away"));
    invisible(c, ann, true);
    expect(sees(c, ann, ann, "offline"));
    return OK;
}

TEST(an_id_that_nobody_has_is_offline_and_one_sees_oneself) { in_presence(nobody_and_oneself); }

/* Other fibers read, too, but not each time. */
static i64 least_reads(ctx *c, id me, ids who, presence_page *out)
{
    struct reads r = { .turns = 100 };

    while (reads_again(c, &r))
        expect_ok(presences_get(c, me, who, out));
    return r.least;
}

static err many_at_once(ctx *c, void *arg)
{
    enum { MANY = 100 };
    id ann = a_person(c, "ann"), who[MANY];
    presence_page page;

    (void)arg;
    for (int i = 0; i < MANY; i++) {
        who[i] = newcomer(c);
        if (i % 3 == 0)
            follow_each_other(c, ann, who[i]);
        if (i % 3 == 1)
            a_direct(c, ann, who[i]);
        if (i % 2)
            connects(c, who[i]);
    }
    who[MANY - 1] = who[3];                      /* twice */
    expect(least_reads(c, ann, (ids){ who, MANY }, &page) <= 7);
    for (int i = 0; i < MANY - 1; i++) {
        expect_eq(page.at[i].user_id.v, who[i].v);
        expect_str(page.at[i].status, i % 3 != 2 && i % 2 ? S("online") : S("offline"));
    }
    expect_str(page.at[MANY - 1].status, S("online"));
    return OK;
}

TEST(many_are_asked_about_by_a_constant_number_of_statements) { in_presence(many_at_once); }

/* ---- when they were last seen ---- */

static when kept_of(ctx *c, id who)
{
    seen_page page;

    expect_ok(q_seen_get(c, (ids){ &who, 1 }, &page));
    return page.n ? page.at[0].seen_at : (when){ 0 };
}

struct kept_wish { id who; i64 from, to; };

static bool is_kept(ctx *c, const void *arg)
{
    const struct kept_wish *w = arg;
    when kept = kept_of(c, w->who);

    return kept.ms >= w->from && kept.ms <= w->to;
}

static err is_last_seen(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve");
    struct kept_wish wish = { .who = ann };

    (void)arg;
    follow_each_other(c, ann, bob);
    connects(c, ann);
    expect(sees(c, bob, ann, "online"));
    wish.from = ctx_now(c).ms - 1;
    disconnects(c, ann);
    wish.to = ctx_now(c).ms + 5;
    expect(sees(c, bob, ann, "online"));         /* for ten seconds */
    passes_until(c, is_kept, &wish);
    expect(sees(c, bob, ann, "offline"));
    struct presence p = seen_by(c, bob, ann);
    expect_eq(p.last_seen_at.is, GIVEN);
    expect_eq(p.last_seen_at.v.ms, kept_of(c, ann).ms);
    expect_eq(seen_by(c, eve, ann).last_seen_at.is, NULLED);
    time_passes(c, 600 * 1000);                  /* memory has forgotten it */
    expect_ok(ctx_sleep(c, 300));
    expect_eq(seen_by(c, bob, ann).last_seen_at.v.ms, p.last_seen_at.v.ms);
    return OK;
}

TEST(when_somebody_was_last_connected_is_kept_and_shown) { in_presence(is_last_seen); }

static bool is_not_kept(ctx *c, const void *arg) { return !kept_of(c, *(const id *)arg).ms; }

static err is_erased(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct kept_wish wish = { .who = ann, .to = INT64_MAX, .from = 1 }, wish_of_bob = { .who = bob, .to = INT64_MAX, .from = 1 };

    (void)arg;
    connects(c, ann);
    disconnects(c, ann);
    passes_until(c, is_kept, &wish);
    connects(c, ann);
    given_up(c, ann);
    expect_soon(c, is_not_kept, &ann);
    disconnects(c, ann);                         /* its connections end after it */
    connects(c, bob);
    disconnects(c, bob);
    passes_until(c, is_kept, &wish_of_bob);
    time_passes(c, 70 * 1000);
    expect_ok(ctx_sleep(c, 300));
    expect(is_not_kept(c, &ann));
    return OK;
}

TEST(nothing_is_kept_of_an_erased_account) { in_presence(is_erased); }

/* ---- the end of the process ---- */

static err ends(ctx *c, void *arg)
{
    enum { MANY = 30 };
    id who[MANY];

    (void)arg;
    for (int i = 0; i < MANY; i++) {
        who[i] = newcomer(c);
        connects(c, who[i]);
    }
    atomic_store(&c->world->draining, 1);
    for (int i = 0; i < MANY; i++)
        passes_until(c, is_kept, &(struct kept_wish){ who[i], 1, INT64_MAX });
    return OK;
}

TEST(at_the_end_of_the_process_those_connected_were_last_seen) { in_presence(ends); }
