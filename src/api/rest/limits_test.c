#include "api/rest/limits.h"
#include "base/arena.h"
#include "kit/test.h"

struct bed { struct arena arena; struct settings settings; struct limiter *limiter; };

static struct limiter *limiter_with(struct bed *b, i64 per_minute, i64 per_hour)
{
    arena_init(&b->arena, NULL, 0);
    settings_defaults(&b->settings, &b->arena);
    b->settings.rate_per_minute = per_minute;
    b->settings.rate_per_hour = per_hour;
    return b->limiter = limiter_open(&b->arena, &b->settings, 42);
}

static int passes(struct limiter *l, enum rate_class class, u64 who, i64 now_s, int asked)
{
    int passed = 0;

    for (int i = 0; i < asked; i++)
        passed += !limiter_take(l, class, who, now_s).refused;
    return passed;
}

TEST(a_minute_has_its_number_of_requests_and_the_next_one_again)
{
    struct bed b;
    struct limiter *l = limiter_with(&b, 5, 1000);

    expect_eq(passes(l, RATE_READS, 7, 1000, 9), 5);
    expect_eq(passes(l, RATE_READS, 7, 1059, 9), 0);
    expect_eq(passes(l, RATE_READS, 7, 1060, 9), 5);
    arena_close(&b.arena);
}

TEST(what_is_left_is_told_and_when_it_begins_anew)
{
    struct bed b;
    struct limiter *l = limiter_with(&b, 2, 1000);
    struct rate r = limiter_take(l, RATE_READS, 7, 1000);

    expect_eq(r.limit, 2);
    expect_eq(r.remaining, 1);
    expect_eq(r.reset_s, 60);
    r = limiter_take(l, RATE_WRITES, 7, 1020);
    expect_eq(r.remaining, 0);
    expect_eq(r.reset_s, 40);
    r = limiter_take(l, RATE_READS, 7, 1059);
    expect(r.refused);
    expect_eq(r.reset_s, 1);
    arena_close(&b.arena);
}

TEST(the_hour_is_counted_beside_the_minute_and_not_by_refusals)
{
    struct bed b;
    struct limiter *l = limiter_with(&b, 5, 12);

    expect_eq(passes(l, RATE_READS, 7, 1000, 50), 5);
    expect_eq(passes(l, RATE_READS, 7, 1060, 50), 5);
    expect_eq(passes(l, RATE_READS, 7, 1120, 50), 2);
    struct rate r = limiter_take(l, RATE_READS, 7, 1180);
    expect(r.refused);
    expect_eq(r.limit, 12);
    expect_eq(r.budget, PER_HOUR);
    expect_eq(r.reset_s, 3600 - 180);
    arena_close(&b.arena);
}

TEST(each_has_a_budget_of_its_own)
{
    struct bed b;
    struct limiter *l = limiter_with(&b, 3, 1000);

    for (u64 who = 1; who < 200; who++)
        expect_eq(passes(l, RATE_READS, limiter_of_account(l, (id){ (i64)who }), 1000, 5), 3);
    arena_close(&b.arena);
}

TEST(what_is_only_shown_is_never_refused_and_costs_others_nothing)
{
    struct bed b;
    struct limiter *l = limiter_with(&b, 3, 1000);

    expect_eq(passes(l, RATE_SHOWN, 7, 1000, 50), 50);
    expect_eq(limiter_take(l, RATE_SHOWN, 7, 1000).remaining, 0);
    expect_eq(passes(l, RATE_READS, 7, 1000, 50), 3);
    expect_eq(limiter_take(l, RATE_NONE, 7, 1000).limit, 0);
    b.settings.limits = false;
    l = limiter_open(&b.arena, &b.settings, 42);
    expect_eq(passes(l, RATE_READS, 7, 1000, 50), 50);
    expect_eq(limiter_take(l, RATE_READS, 7, 1000).limit, 0);
    arena_close(&b.arena);
}

TEST(a_crowd_of_strangers_does_not_make_it_forget_who_asks_a_lot)
{
    struct bed b;
    struct limiter *l = limiter_with(&b, 100, 100000);

    expect_eq(passes(l, RATE_READS, limiter_of_account(l, (id){ 1 }), 1000, 100), 100);
    for (i64 stranger = 2; stranger < 300000; stranger++)
        (void)limiter_take(l, RATE_READS, limiter_of_account(l, (id){ stranger }), 1000);
    expect_eq(passes(l, RATE_READS, limiter_of_account(l, (id){ 1 }), 1001, 10), 0);
    arena_close(&b.arena);
}

TEST(addresses_of_one_network_of_ipv6_are_one)
{
    struct bed b;
    struct limiter *l = limiter_with(&b, 3, 1000);
    struct address a = { .v6 = true, .bytes = { 0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 1 } }, near = a, far = a;
    struct address v4 = { .bytes = { 192, 0, 2, 1 } }, other = { .bytes = { 192, 0, 2, 2 } };

    near.bytes[15] = 9;
    near.port = 4711;
    far.bytes[7] = 2;
    expect(limiter_of_address(l, &a) == limiter_of_address(l, &near));
    expect(limiter_of_address(l, &a) != limiter_of_address(l, &far));
    expect(limiter_of_address(l, &v4) != limiter_of_address(l, &other));
    arena_close(&b.arena);
}

TEST(a_limit_past_what_is_counted_refuses_nobody)
{
    struct bed b;
    struct limiter *l = limiter_with(&b, 1000000000, 1000000000);

    expect_eq(passes(l, RATE_READS, 7, 1000, 100000), 100000);
    expect_eq(limiter_take(l, RATE_READS, 7, 1000).limit, 1000000000);
    arena_close(&b.arena);
}
