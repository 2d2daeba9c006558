#include "api/front/limits.h"
#include <string.h>
#include "kit/test.h"
#include "runtime/settings.h"

static const struct address here = { { 192, 0, 2, 1 }, false, 0 };

struct bed { struct arena arena; struct settings settings; struct world world; };

static struct world *bed_with(struct bed *b, i64 per_minute, i64 per_hour)
{
    memset(b, 0, sizeof *b);
    arena_init(&b->arena, NULL, 0);
    settings_defaults(&b->settings, &b->arena);
    b->settings.rate_per_minute = per_minute;
    b->settings.rate_per_hour = per_hour;
    b->world.settings = &b->settings;
    b->world.rates = rate_open(&b->world);
    return &b->world;
}

static void bed_close(struct bed *b)
{
    rate_close(&b->world.rates);
    arena_close(&b->arena);
}

static struct rate took(struct world *w, enum rate_class class, id account, const struct address *from, i64 now_s)
{
    struct rate_client client = rate_client(w, from);

    return limits_take(w, class, account, &client, 1, now_s);
}

static int passes(struct world *w, enum rate_class class, i64 who, i64 now_s, int asked)
{
    int passed = 0;

    for (int i = 0; i < asked; i++)
        passed += !took(w, class, (id){ who }, &here, now_s).refused;
    return passed;
}

TEST(the_tighter_of_minute_and_hour_is_told)
{
    struct bed b;
    struct world *w = bed_with(&b, 2, 1000);
    struct rate r = took(w, RATE_READS, (id){ 7 }, &here, 1000);

    expect(r.limit == 2 && r.remaining == 1 && r.reset_s == 60);
    r = took(w, RATE_WRITES, (id){ 7 }, &here, 1020);
    expect(r.remaining == 0 && r.reset_s == 40);
    r = took(w, RATE_READS, (id){ 7 }, &here, 1059);
    expect(r.refused && r.reset_s == 1);
    bed_close(&b);
}

TEST(the_hour_is_counted_beside_the_minute_and_not_by_refusals)
{
    struct bed b;
    struct world *w = bed_with(&b, 5, 12);

    expect_eq(passes(w, RATE_READS, 7, 1000, 50), 5);
    expect_eq(passes(w, RATE_READS, 7, 1060, 50), 5);
    expect_eq(passes(w, RATE_READS, 7, 1120, 50), 2);
    struct rate r = took(w, RATE_READS, (id){ 7 }, &here, 1180);
    expect(r.refused && r.limit == 12 && r.budget == &requests_per_hour && r.reset_s == 3600 - 180);
    bed_close(&b);
}

static struct rate took_many(struct world *w, id account, i64 n, i64 now_s)
{
    struct rate_client client = rate_client(w, &here);

    return limits_take(w, RATE_READS, account, &client, n, now_s);
}

TEST(several_at_once_are_counted_all_or_none_in_both_windows)
{
    struct bed b;
    struct world *w = bed_with(&b, 10, 15);

    for (i64 who = 0; who <= 7; who += 7) {
        id account = { who };
        expect_eq(took_many(w, account, 4, 1000).remaining, 6);
        expect(took_many(w, account, 7, 1000).refused);
        expect_eq(took_many(w, account, 6, 1000).remaining, 0);
        expect(took_many(w, account, 6, 1060).refused);
        expect_eq(took_many(w, account, 5, 1060).remaining, 0);
        expect(took_many(w, account, 1, 1120).refused);
    }
    bed_close(&b);
}

TEST(what_is_only_shown_is_never_refused_and_costs_others_nothing)
{
    struct bed b;
    struct world *w = bed_with(&b, 3, 1000);

    expect_eq(passes(w, RATE_SHOWN, 7, 1000, 50), 50);
    expect_eq(took(w, RATE_SHOWN, (id){ 7 }, &here, 1000).remaining, 0);
    expect_eq(passes(w, RATE_READS, 7, 1000, 50), 3);
    expect_eq(took(w, RATE_NONE, (id){ 7 }, &here, 1000).limit, 0);
    bed_close(&b);
}

TEST(users_of_one_address_have_a_looser_budget_together)
{
    struct bed b;
    struct world *w = bed_with(&b, 10, 1000);
    const struct address there = { { 198, 51, 100, 1 }, false, 0 };
    int passed = 0;

    b.settings.accounts_per_address = 3;
    for (i64 user = 1; user <= 20; user++)
        passed += passes(w, RATE_READS, user, 1000, 5);
    expect_eq(passed, 30);
    expect(!took(w, RATE_READS, (id){ 21 }, &there, 1000).refused);
    expect(!took(w, RATE_READS, (id){ 0 }, &here, 1000).refused);
    bed_close(&b);
}

TEST(clients_of_many_networks_in_a_wide_one_share_a_wider_budget)
{
    struct bed b;
    struct world *w = bed_with(&b, 10, 1000);
    struct address from = { { 0x20, 0x01, 0x0d, 0xb8, 0, 7 }, true, 0 };
    int passed = 0;

    for (int i = 0; i < 200; i++) {
        from.bytes[6] = (u8)i;
        for (int n = 0; n < 5; n++)
            passed += !took(w, RATE_READS, (id){ 0 }, &from, 1000).refused;
    }
    expect_eq(passed, 160);
    bed_close(&b);
}

TEST(clients_that_a_loop_knows_are_told_apart_however_many_they_are)
{
    struct bed b;
    struct world *w = bed_with(&b, 5, 1000);
    struct limits_known *known = arena_new(&b.arena, struct limits_known);

    for (int i = 0; i < 4 << LIMITS_KNOWN_BITS; i++) {
        struct address v4 = { { 192, 0, (u8)(i >> 8), (u8)i }, false, 0 }, v6 = { { 192, 0, (u8)(i >> 8), (u8)i }, true, 0 };
        struct address translated = { { 0, 0x64, 0xff, 0x9b, [12] = 192, 0, (u8)(i >> 8), (u8)i }, true, 0 };
        struct rate_client four = rate_client(w, &v4), six = rate_client(w, &v6);
        for (int again = 0; again < 2; again++) {
            expect(memcmp(limits_client(known, w, &v4), &four, sizeof four) == 0);
            expect(memcmp(limits_client(known, w, &v6), &six, sizeof six) == 0);
            expect(memcmp(limits_client(known, w, &translated), &four, sizeof four) == 0);
        }
    }
    bed_close(&b);
}
