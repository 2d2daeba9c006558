/* Coming into topics and going out of them. */
#include "base/str.h"
#include "hub/choir.sql.h"
#include "hub/hub_own.h"
#include "hub/testbed.h"

static const struct topic_kind *topic_kind_named(const struct hub *h, const char *word)
{
    for (size_t i = 0; i < h->kind_count; i++)
        if (str_eq(str_of(h->kinds[i]->word), str_of(word)))
            return h->kinds[i];
    return NULL;
}

static err comes_and_goes(ctx *c, void *arg)
{
    struct pen ann, bob;

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_make(c, 1007, false));
    pen_open(c, &ann, 1, "choirs", "");
    pen_open(c, &bob, 2, "choirs", "");
    TRY(choir_songs(c, 7, 9, 1));
    TRY(choir_in(c, 7, 1, 0));
    TRY(choir_songs(c, 7, 9, 1));
    TRY(choir_in(c, 1007, 1, 0));
    TRY(choir_songs(c, 1007, 9, 1));
    TRY(choir_out(c, 7, 1));
    TRY(choir_songs(c, 7, 9, 1));
    TRY(choir_songs(c, 1007, 9, 1));
    TRY(choir_out(c, 1007, 1));
    TRY(choir_songs(c, 1007, 9, 1));
    TRY(hub_settle(c));
    expect_eq(ann.n, 7);
    static const struct { const char *type; i64 choir, seq; } want[] = { { "moved", 7, 0 }, { "sung", 7, 2 }, { "moved", 1007, 0 },
        { "sung", 1007, 1 }, { "moved", 7, 0 }, { "sung", 1007, 2 }, { "moved", 1007, 0 } };
    for (int i = 0; i < 7; i++) {
        expect_str(ann.notes[i].type, str_of(want[i].type));
        expect_eq(ann.notes[i].choir, want[i].choir);
        expect_eq(ann.notes[i].seq, want[i].seq);
    }
    expect_eq(bob.n, 0);
    pen_close(&ann);
    pen_close(&bob);
    return OK;
}

TEST(who_comes_in_hears_from_then_on_and_who_goes_out_no_more) { in_choir(comes_and_goes); }

static err loses_what_it_subscribed_to(ctx *c, void *arg)
{
    struct pen ann, bob;

    (void)arg;
    TRY(choir_make(c, 7, false));
    TRY(choir_in(c, 7, 1, 0));
    TRY(choir_in(c, 7, 2, 0));
    TRY(hub_settle(c));
    pen_open(c, &ann, 1, "choir:7", "");
    pen_open(c, &bob, 2, "choir:7", "");
    TRY(choir_out(c, 7, 1));
    TRY(choir_songs(c, 7, 9, 1));
    TRY(pen_await(c, &bob, 1));
    TRY(hub_settle(c));
    expect_eq(ann.n, 1);             /* that it went out, and then */
    expect_eq(ann.gone, 1);
    expect_str(ann.gone_topic, S("choir:7"));
    expect_eq(bob.gone, 0);
    TRY(choir_over(c, 7));
    TRY(hub_settle(c));
    expect_eq(bob.gone, 1);
    expect_eq(hub_here(c)->gatherings.n, 0);
    pen_close(&ann);
    pen_close(&bob);
    return OK;
}

TEST(what_was_subscribed_to_ends_with_the_right_to_hear_it) { in_choir(loses_what_it_subscribed_to); }

static err is_asked_again(ctx *c, void *arg)
{
    struct pen member, other, both;

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_make(c, 8, true));
    TRY(choir_in(c, 7, 1, 0));
    TRY(hub_settle(c));
    pen_open(c, &member, 1, "choir:7", "");
    pen_open(c, &other, 2, "choir:7 choir:8", "");
    pen_open(c, &both, 1, "choirs choir:7", "");
    TRY(choir_turn(c, 7, false));
    TRY(choir_songs(c, 7, 9, 1));
    TRY(choir_songs(c, 8, 9, 1));
    TRY(pen_await(c, &other, 1));
    TRY(pen_await(c, &member, 1));
    TRY(hub_settle(c));
    expect_eq(other.n, 1);
    expect_eq(other.notes[0].choir, 8);
    expect_eq(other.gone, 1);
    expect_eq(member.gone + both.gone, 0);
    expect_eq(both.n, 1);
    pen_close(&member);
    pen_close(&other);
    pen_close(&both);
    return OK;
}

TEST(a_topic_that_changes_asks_about_its_listeners) { in_choir(is_asked_again); }

/* Without a word to anybody. */
static err close_quietly(tx *t, void *arg)
{
    (void)arg;
    return q_choir_open(t, ((id){ 7 }), 0);
}

static err account_is_asked_again(ctx *c, void *arg)
{
    struct pen p, other;

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_make(c, 8, true));
    pen_open(c, &p, 1, "choir:7 choir:8 word:a", "");
    pen_open(c, &other, 2, "choir:7", "");
    TRY(transact(c, close_quietly, NULL));
    TRY(choir_doubt(c, 1));
    TRY(pen_await(c, &p, 1));
    TRY(hub_settle(c));
    expect_eq(p.gone, 1);
    expect_eq(p.doubts, 1);
    expect_str(p.gone_topic, S("choir:7"));
    expect_eq(other.gone + other.doubts, 0);
    pen_close(&p);
    pen_close(&other);
    return OK;
}

TEST(an_account_is_asked_again_about_all_that_it_listens_to) { in_choir(account_is_asked_again); }

enum { MANY_EARS = 8 };

static err many_ears_ask_once(ctx *c, void *arg)
{
    struct pen pens[MANY_EARS];

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_make(c, 8, true));
    for (int i = 0; i < MANY_EARS; i++)
        pen_open(c, &pens[i], 1, "choir:7 choir:8 word:a choirs", "");
    TRY(transact(c, close_quietly, NULL));
    int admits = atomic_load(&choir_admits), loads = atomic_load(&choir_loads);
    TRY(choir_doubt(c, 1));
    for (int i = 0; i < MANY_EARS; i++)
        TRY(pen_await(c, &pens[i], 1));
    expect_eq(atomic_load(&choir_admits) - admits, 2);
    expect_eq(atomic_load(&choir_loads) - loads, 1);         /* "choirs"; what comes always hangs on no follow */
    TRY(hub_settle(c));
    for (int i = 0; i < MANY_EARS; i++) {
        expect_eq(pens[i].gone, 1);
        pen_close(&pens[i]);
    }
    return OK;
}

TEST(many_ears_of_an_account_ask_once_and_not_about_what_hangs_on_no_follow) { in_choir(many_ears_ask_once); }

static err close_owned(tx *t, void *arg)
{
    (void)arg;
    return q_choir_open(t, ((id){ CHOIR_OWNED }), 0);
}

/* Of many topics that are listened to only those of one owner are asked about. */
static err owner_is_asked_about(ctx *c, void *arg)
{
    struct pen p, other;

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_make(c, 8, true));
    TRY(choir_make(c, CHOIR_OWNED, true));
    TRY(choir_make(c, CHOIR_OWNED + 1, true));
    pen_open(c, &p, 1, "choir:7 choir:8 choir:500 choir:501", "");
    pen_open(c, &other, 2, "choir:7 choir:501", "");
    TRY(transact(c, close_owned, NULL));
    int admits = atomic_load(&choir_admits);
    TRY(choir_hide(c, CHOIR_OWNER + 1));
    TRY(hub_settle(c));
    expect_eq(atomic_load(&choir_admits) - admits, 0);
    TRY(choir_hide(c, CHOIR_OWNER));
    TRY(hub_settle(c));
    expect_eq(atomic_load(&choir_admits) - admits, 3);
    expect_eq(p.gone, 1);
    expect_str(p.gone_topic, S("choir:500"));
    expect_eq(other.gone, 0);
    pen_close(&other);
    pen_close(&p);
    expect_eq(hub_here(c)->owners.n, 0);
    return OK;
}

TEST(what_concerns_an_owner_asks_about_the_topics_of_that_owner_alone) { in_choir(owner_is_asked_about); }

/* What is asked about others does not make one that is being admitted begin again. */
static err is_admitted_once(ctx *c, void *arg)
{
    struct hub_loop *l = hub_here(c);
    const struct topic of_them = { topic_kind_named(l->hub, "choir"), { 501 }, { 0 } }, free = { of_them.kind, { 7 }, { 0 } };
    const struct admission theirs = { .owners = { { CHOIR_OWNER } } };
    struct pen p;

    (void)arg;
    pen_open(c, &p, 1, "", "");
    u64 asks = l->asks;
    TRY(choir_hide(c, CHOIR_OWNER));
    TRY(choir_turn(c, 8, true));
    TRY(hub_settle(c));
    expect_eq(l->asks - asks, 2);
    expect(asked_since(l, asks, &of_them, &theirs));
    expect(!asked_since(l, asks, &free, &(struct admission){0}));
    expect(!asked_since(l, asks + 1, &of_them, &theirs));
    TRY(choir_turn(c, 7, true));
    TRY(hub_settle(c));
    expect(asked_since(l, asks, &free, &(struct admission){0}));
    for (int i = 0; i < ASKS_KEPT; i++)
        TRY(choir_turn(c, 9, true));
    TRY(hub_settle(c));
    expect(asked_since(l, asks, &of_them, &(struct admission){0}));      /* that is no longer known */
    pen_close(&p);
    return OK;
}

TEST(only_what_concerns_a_topic_makes_its_admission_begin_again) { in_choir(is_admitted_once); }

static err floor_moves(ctx *c, void *arg)
{
    struct pen p, own;

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_in(c, 7, 1, 100));
    TRY(hub_settle(c));
    pen_open(c, &p, 1, "choirs", "");
    pen_open(c, &own, 1, "choir:7", "");
    TRY(choir_songs(c, 7, 9, 1));
    TRY(choir_in(c, 7, 1, 0));
    TRY(choir_songs(c, 7, 9, 1));
    TRY(hub_settle(c));
    expect_eq(p.n, 2);
    expect_eq(p.notes[1].seq, 2);
    expect_eq(own.n, 2);
    pen_close(&p);
    pen_close(&own);
    return OK;
}

TEST(a_floor_that_moves_counts_at_once) { in_choir(floor_moves); }

/* ---- against opening ---- */

enum { ROUNDS = 60, ACCOUNT = 5 };
static _Atomic int rounds_left;
static _Atomic bool inside;

/* Comes in and goes out, again and again, and sings once in between. */
static err move_about(ctx *c)
{
    for (; atomic_load(&rounds_left) > 0; atomic_fetch_sub(&rounds_left, 1)) {
        TRY(choir_in(c, 1001, ACCOUNT, 0));
        TRY(choir_in(c, 1, ACCOUNT, 0));
        TRY(choir_songs(c, 1001, 9, 1));
        TRY(choir_songs(c, 1, 9, 1));
        TRY(choir_out(c, 1001, ACCOUNT));
        TRY(choir_out(c, 1, ACCOUNT));
    }
    TRY(choir_in(c, 1001, ACCOUNT, 0));
    TRY(choir_in(c, 1, ACCOUNT, 0));
    atomic_store(&inside, true);
    return OK;
}

/* Each ear that was opened at any moment hears what is sung at the end, when the account is inside. */
static err open_meanwhile(ctx *c, void *arg)
{
    static struct pen pens[ROUNDS];
    int n = 0;

    (void)arg;
    for (; !atomic_load(&inside); n += n < ROUNDS) {
        if (n < ROUNDS)
            pen_open(c, &pens[n], ACCOUNT, n % 3 ? "choirs" : "choir:1", "");
        TRY(ctx_sleep(c, 3));
    }
    TRY(hub_settle(c));
    for (int i = 0; i < n; i++)
        pens[i].n = 0;
    TRY(choir_songs(c, 1001, 9, 1));
    TRY(choir_songs(c, 1, 9, 1));
    TRY(hub_settle(c));
    for (int i = 0; i < n; i++) {
        expect_eq(pens[i].n, i % 3 ? 2 : 1);
        pen_close(&pens[i]);
    }
    return OK;
}

static err both_found(ctx *c, void *arg)
{
    (void)arg;
    TRY(choir_make(c, 1, false));
    return choir_make(c, 1001, false);
}

static err one_of_both(ctx *c, int which, void *arg)
{
    return which == 0 ? move_about(c) : open_meanwhile(c, arg);
}

TEST(moves_that_race_with_opening_are_not_lost)
{
    struct house h = house_open((struct house_options){ .world.real_clock = true, .capabilities = choir_capabilities });

    atomic_store(&rounds_left, ROUNDS);
    atomic_store(&inside, false);
    expect_ok(test_world_call(h.world, both_found, NULL));
    expect_ok(test_world_crowd(h.world, 2, one_of_both, NULL));
    house_close(&h);
}
