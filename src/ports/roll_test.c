/* The roll against a model: connections come, go and are away in two processes, whispers are lost, and clocks are set. */
#include "ports/roll.h"
#include <stdio.h>
#include "base/random.h"
#include "base/str.h"
#include "kit/test.h"
#include "ports/roll_own.h"

enum { MINUTE_MS = 60 * 1000 };

static struct arena arena;
static struct roll_time now;

static void time_begin(void)
{
    arena_init(&arena, NULL, 0);
    now = (struct roll_time){ 1000, { 1790000000000 } };
}

static void passes(i64 ms)
{
    now.ms += ms;
    now.at.ms += ms;
}

static struct roll_turn turn_alone(struct roll *r)
{
    struct roll_turn t;

    roll_turn(r, now, false, &arena, &t);
    return t;
}

static enum roll_state state(struct roll *r, i64 who) { return roll_find(r, (id){ who }).state; }

static struct roll *roll_wanting(i64 who)
{
    struct roll *r = roll_open();

    roll_want(r, (id){ who });
    return r;
}

TEST(an_account_is_here_until_ten_seconds_after_its_last_connection)
{
    struct roll *r = roll_wanting(1);

    time_begin();
    expect_eq(state(r, 1), ROLL_GONE);
    roll_shift(r, (id){ 1 }, 1, 0, now);
    roll_shift(r, (id){ 1 }, 1, 0, now);
    expect_eq(turn_alone(r).changed.n, 1);
    expect_eq(state(r, 1), ROLL_HERE);
    roll_shift(r, (id){ 1 }, -1, 0, now);
    roll_shift(r, (id){ 1 }, -1, 0, now);
    when left = now.at;
    passes(ROLL_GRACE_MS - 1);
    turn_alone(r);
    expect_eq(state(r, 1), ROLL_HERE);
    passes(1);
    expect_eq(turn_alone(r).changed.n, 1);
    expect_eq(state(r, 1), ROLL_GONE);
    expect_eq(roll_find(r, (id){ 1 }).left.ms, left.ms);
    roll_close(&r);
    arena_close(&arena);
}

TEST(one_that_connects_again_was_never_away)
{
    struct roll *r = roll_wanting(1);

    time_begin();
    roll_shift(r, (id){ 1 }, 1, 0, now);
    expect_eq(turn_alone(r).changed.n, 1);
    for (int i = 0; i < 10; i++) {
        roll_shift(r, (id){ 1 }, -1, 0, now);
        passes(ROLL_GRACE_MS - 1);
        expect_eq(turn_alone(r).changed.n, 0);
        roll_shift(r, (id){ 1 }, 1, 0, now);
        passes(3);
        expect_eq(turn_alone(r).changed.n, 0);
    }
    roll_close(&r);
    arena_close(&arena);
}

TEST(an_account_is_away_if_all_its_connections_are)
{
    struct roll *r = roll_open();

    time_begin();
    roll_shift(r, (id){ 1 }, 1, 0, now);
    roll_shift(r, (id){ 1 }, 1, 0, now);
    roll_shift(r, (id){ 1 }, 0, 1, now);
    expect_eq(state(r, 1), ROLL_HERE);
    roll_shift(r, (id){ 1 }, -1, 0, now);
    expect_eq(state(r, 1), ROLL_AWAY);
    roll_shift(r, (id){ 1 }, 0, -1, now);
    expect_eq(state(r, 1), ROLL_HERE);
    roll_shift(r, (id){ 1 }, 0, 1, now);
    roll_shift(r, (id){ 1 }, -1, -1, now);
    expect_eq(state(r, 1), ROLL_AWAY);
    roll_shift(r, (id){ 1 }, 1, 0, now);
    expect_eq(state(r, 1), ROLL_HERE);
    roll_close(&r);
    arena_close(&arena);
}

TEST(changes_of_one_account_are_told_at_once_and_then_once_in_two_seconds)
{
    struct roll *r = roll_wanting(9);
    int told = 0;

    time_begin();
    roll_shift(r, (id){ 9 }, 1, 0, now);
    for (i64 ms = 0; ms < 6100; ms += 100) {
        told += (int)turn_alone(r).changed.n;
        roll_shift(r, (id){ 9 }, 0, ms / 100 % 3 ? 0 : ms / 300 % 2 ? -1 : 1, now);      /* another state each 300 ms */
        passes(100);
    }
    expect(told == 4 || told == 3);
    passes(2000);
    (void)turn_alone(r);
    passes(2000);
    expect_eq(turn_alone(r).changed.n, 0);
    for (int i = 0; i < 10; i++)                 /* it is as before in the end, whether that was told lately or not */
        roll_shift(r, (id){ 9 }, 0, i % 2 ? -1 : 1, now);
    expect_eq(turn_alone(r).changed.n, 0);
    roll_close(&r);
    arena_close(&arena);
}

TEST(many_changes_are_told_in_several_turns_and_unwanted_ones_never)
{
    enum { MANY = 1500 };
    struct roll *r = roll_open();
    int told = 0, turns = 0;

    time_begin();
    for (int i = 1; i <= MANY; i++) {
        roll_want(r, (id){ i });
        roll_shift(r, (id){ i }, 1, 0, now);
    }
    for (struct roll_turn t; (t = turn_alone(r)).changed.n; turns++) {
        expect(t.changed.n <= 200);
        told += (int)t.changed.n;
    }
    expect_eq(told, MANY);
    expect_eq(turns, 8);
    roll_shift(r, (id){ 99999999 }, 1, 0, now);
    expect_eq(turn_alone(r).changed.n, 0);
    roll_close(&r);
    arena_close(&arena);
}

/* ---- two processes and a model ---- */

enum { PEOPLE = 12, CONNECTIONS = 4, SIDES = 2 };

struct side {
    struct roll *roll;
    int open[PEOPLE], away[PEOPLE];
    i64 left_ms[PEOPLE];             /* 0: never */
    enum roll_state last[PEOPLE];    /* while it lingers */
    i64 seen_ms[PEOPLE];
};

static struct side sides[SIDES];

static void sides_open(void)
{
    time_begin();
    for (int s = 0; s < SIDES; s++)
        sides[s] = (struct side){ .roll = roll_open() };
}

static void sides_close(void)
{
    for (int s = 0; s < SIDES; s++)
        roll_close(&sides[s].roll);
    arena_close(&arena);
}

static enum roll_state modelled(const struct side *s, int who)
{
    if (s->open[who])
        return s->open[who] > s->away[who] ? ROLL_HERE : ROLL_AWAY;
    return s->left_ms[who] && now.ms < s->left_ms[who] + ROLL_GRACE_MS ? s->last[who] : ROLL_GONE;
}

static void deed(struct side *s, struct rng *rng)
{
    int who = (int)rng_below(rng, PEOPLE);
    id account = { who + 1 };

    switch (rng_below(rng, 4)) {
    case 0:
        if (s->open[who] == CONNECTIONS)
            break;
        roll_shift(s->roll, account, 1, 0, now);
        s->open[who]++;
        break;
    case 1:
        if (!s->open[who])
            break;
        s->last[who] = modelled(s, who);
        bool was_away = s->away[who] == s->open[who];
        roll_shift(s->roll, account, -1, -was_away, now);
        s->open[who]--;
        s->away[who] -= was_away;
        s->left_ms[who] = now.ms;
        break;
    case 2:
        if (s->away[who] == s->open[who])
            break;
        roll_shift(s->roll, account, 0, 1, now);
        s->away[who]++;
        break;
    default:
        if (!s->away[who])
            break;
        roll_shift(s->roll, account, 0, -1, now);
        s->away[who]--;
    }
}

static void seen_check(struct side *s, const struct roll_turn *t)
{
    for (size_t i = 0; i < t->seen_n; i++) {
        i64 who = t->seen[i].who.v - 1;
        expect(!s->seen_ms[who] || now.ms >= s->seen_ms[who] + MINUTE_MS - 5000);
        s->seen_ms[who] = now.ms;
    }
}

/* `lost`: in a hundred. */
static void both_turn(struct rng *rng, int lost)
{
    for (int s = 0; s < SIDES; s++) {
        struct roll_turn t;
        roll_turn(sides[s].roll, now, true, &arena, &t);
        expect(t.said.n <= ROLL_SAID_MOST);
        seen_check(&sides[s], &t);
        if (t.said.n && (int)rng_below(rng, 100) >= lost)
            roll_heard(sides[1 - s].roll, 77 + s, t.said, now);
    }
    arena_clear(&arena);
}

static void all_agree(void)
{
    for (int who = 0; who < PEOPLE; who++) {
        enum roll_state one = modelled(&sides[0], who), other = modelled(&sides[1], who), both = one > other ? one : other;
        for (int s = 0; s < SIDES; s++)
            expect_eq(state(sides[s].roll, who + 1), both);
    }
}

static void clock_set(struct rng *rng)
{
    if (rng_below(rng, 50) == 0)
        now.at.ms += (i64)rng_below(rng, 2 * 86400000) - 86400000;
}

TEST(two_processes_agree_with_a_model_whatever_comes_and_goes)
{
    for (u64 seed = 1; seed <= 60; seed++) {
        struct rng rng;
        rng_seed(&rng, seed);
        sides_open();
        for (int step = 0; step < 400; step++) {
            clock_set(&rng);
            passes((i64)rng_below(&rng, 2000));
            deed(&sides[rng_below(&rng, SIDES)], &rng);
            both_turn(&rng, 0);
            all_agree();
        }
        sides_close();
    }
}

TEST(what_whispers_lost_is_made_good_within_seconds)
{
    for (u64 seed = 1; seed <= 30; seed++) {
        struct rng rng;
        rng_seed(&rng, seed);
        sides_open();
        for (int step = 0; step < 300; step++) {
            clock_set(&rng);
            passes((i64)rng_below(&rng, 1000));
            deed(&sides[rng_below(&rng, SIDES)], &rng);
            both_turn(&rng, 60);
        }
        for (int step = 0; step < 24; step++) {
            passes(1000);
            both_turn(&rng, 0);
        }
        all_agree();
        sides_close();
    }
}

TEST(the_accounts_of_a_process_that_is_silent_are_gone_within_thirty_seconds)
{
    struct rng rng;

    rng_seed(&rng, 1);
    sides_open();
    for (int i = 0; i < 3; i++)
        roll_shift(sides[0].roll, (id){ i + 1 }, 1, 0, now);
    roll_shift(sides[1].roll, (id){ 1 }, 1, 0, now);
    both_turn(&rng, 0);
    expect_eq(state(sides[1].roll, 2), ROLL_HERE);
    when heard = now.at;
    for (int i = 0; i < 30; i++) {
        passes(1000);
        expect_eq(state(sides[1].roll, 2), i * 1000 < ROLL_SILENCE_MS ? ROLL_HERE : ROLL_GONE);
        for (int n = 0; n < 8; n++)
            turn_alone(sides[1].roll);
    }
    expect_eq(state(sides[1].roll, 1), ROLL_HERE);
    expect_eq(roll_find(sides[1].roll, (id){ 3 }).left.ms, heard.ms);
    both_turn(&rng, 0);                          /* it was only stopped */
    for (int i = 0; i < 11; i++, passes(1000))
        both_turn(&rng, 0);
    expect_eq(state(sides[1].roll, 2), ROLL_HERE);
    sides_close();
}

/* ---- threads ---- */

enum { THREADS = 4, DEEDS = 5000 };

struct hand { struct roll *roll; pthread_t thread; i64 from; };

/* Every account of a hand comes, is away, and goes, but the last one stays. */
static void *come_and_go(void *arg)
{
    const struct hand *h = arg;
    struct roll_time at = { 1000, { 1790000000000 } };

    for (i64 i = 0; i < DEEDS; i++) {
        id who = { h->from + i % 50 };
        roll_want(h->roll, who);
        roll_shift(h->roll, who, 1, 0, at);
        roll_shift(h->roll, who, 0, 1, at);
        expect_eq(roll_find(h->roll, who).state, ROLL_AWAY);
        roll_shift(h->roll, who, -1, -1, at);
    }
    roll_shift(h->roll, (id){ h->from }, 1, 0, at);
    return NULL;
}

TEST(connections_come_and_go_on_all_threads_while_turns_are_taken)
{
    struct roll *r = roll_open();
    struct hand hands[THREADS];

    time_begin();
    for (int i = 0; i < THREADS; i++) {
        hands[i] = (struct hand){ .roll = r, .from = 1 + i * 1000 };
        pthread_create(&hands[i].thread, NULL, come_and_go, &hands[i]);
    }
    for (int i = 0; i < 200; i++)
        turn_alone(r);
    for (int i = 0; i < THREADS; i++)
        pthread_join(hands[i].thread, NULL);
    passes(ROLL_GRACE_MS);
    while (turn_alone(r).wait_ms == 0)
        continue;
    for (int i = 0; i < THREADS; i++) {
        expect_eq(state(r, hands[i].from), ROLL_HERE);
        for (int k = 1; k < 50; k++)
            expect_eq(state(r, hands[i].from + k), ROLL_GONE);
    }
    roll_close(&r);
    arena_close(&arena);
}

/* ---- what is kept ---- */

TEST(who_has_left_is_seen_once_and_again_if_that_could_not_be_kept)
{
    struct roll *r = roll_open();
    int seen = 0;

    time_begin();
    turn_alone(r);
    passes(MINUTE_MS);
    turn_alone(r);
    roll_shift(r, (id){ 5 }, 1, 0, now);
    roll_shift(r, (id){ 5 }, -1, 0, now);
    when left = now.at;
    for (int i = 0; i < 150; i++) {
        passes(1000);
        struct roll_turn t = turn_alone(r);
        if (!t.seen_n)
            continue;
        expect(t.seen_n == 1 && t.seen[0].who.v == 5);
        expect_eq(t.seen[0].at.ms, left.ms);
        if (!seen++)
            roll_owe(r, t.seen, t.seen_n);
    }
    expect_eq(seen, 2);
    expect_eq(roll_find(r, (id){ 5 }).left.ms, left.ms);
    for (int i = 0; i < 120; i++) {
        passes(1000);
        expect_eq(turn_alone(r).seen_n, 0);
    }
    expect_eq(roll_find(r, (id){ 5 }).left.ms, 0);       /* it is in the store */
    roll_close(&r);
    arena_close(&arena);
}

TEST(at_the_end_everybody_is_seen)
{
    enum { MANY = 5000 };
    struct roll *r = roll_open();
    int seen = 0, turns = 0;

    time_begin();
    for (int i = 1; i <= MANY; i++)
        roll_shift(r, (id){ i }, 1, 0, now);
    for (turn_alone(r); turn_alone(r).seen_n;)
        continue;
    roll_end(r);
    for (struct roll_turn t; (t = turn_alone(r)).seen_n; turns++) {
        expect(t.seen_n <= ROLL_SEEN_MOST);
        seen += (int)t.seen_n;
    }
    expect_eq(seen, MANY);
    expect(turns < 10);
    roll_close(&r);
    arena_close(&arena);
}

/* ---- its cost ---- */

/* Ids as they are made: of times, and of a few processes. */
static id account(int i) { return (id){ ((i64)i * 7919) << 22 | (i % 3) << 12 }; }

TEST(what_is_said_of_a_hundred_thousand_accounts_is_bounded)
{
    enum { MANY = 100000, SECONDS = 70 };
    struct roll *r = roll_open(), *other = roll_open();
    i64 most_in_a_second = 0, here = 0;

    time_begin();
    for (int i = 1; i <= MANY; i++)
        roll_shift(r, account(i), 1, 0, now);
    for (int s = 0; s < SECONDS; s++) {
        i64 octets = 0;
        for (int n = 0; n < 10; n++) {
            struct roll_turn t;
            passes(100);
            roll_turn(r, now, true, &arena, &t);
            octets += (i64)t.said.n;
            roll_heard(other, 7, t.said, now);
            arena_clear(&arena);
        }
        most_in_a_second = octets > most_in_a_second ? octets : most_in_a_second;
    }
    for (int i = 1; i <= MANY; i++)
        here += roll_find(other, account(i)).state == ROLL_HERE;
    expect_eq(here, MANY);
    expect(most_in_a_second <= 10 * ROLL_SAID_MOST);
    roll_close(&r);
    roll_close(&other);
    arena_close(&arena);
}

TEST(a_bucket_that_is_larger_than_a_step_is_told_all_the_same)
{
    enum { MANY = 6000, TOGETHER = 300, ROUNDS = 1200 };
    struct roll *r = roll_open(), *other = roll_open();
    i64 here = 0;
    int together = 0;

    time_begin();
    for (int i = 1; together < TOGETHER || i <= MANY; i++) {
        bool is_together = roll_bucket(account(i)) == 7;
        if (is_together || i <= MANY)
            roll_shift(r, account(i), 1, 0, now);
        together += is_together;
    }
    (void)turn_alone(r);                         /* nobody was there to hear of the changes */
    for (int i = 0; i < ROUNDS; i++) {
        struct roll_turn t;
        passes(100);
        roll_turn(r, now, true, &arena, &t);
        roll_heard(other, 7, t.said, now);
        arena_clear(&arena);
    }
    for (int i = 1, seen = 0; seen < TOGETHER; i++)
        if (roll_bucket(account(i)) == 7) {
            here += roll_find(other, account(i)).state == ROLL_HERE;
            seen++;
        }
    expect_eq(here, TOGETHER);
    roll_close(&r);
    roll_close(&other);
    arena_close(&arena);
}
