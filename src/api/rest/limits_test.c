#include "api/rest/limits.h"
#include "kit/test.h"
#include "runtime/settings.h"

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

static int passes(struct world *w, enum rate_class class, u64 who, i64 now_s, int asked)
{
    int passed = 0;

    for (int i = 0; i < asked; i++)
        passed += !limits_take(w, class, who, now_s).refused;
    return passed;
}

TEST(the_tighter_of_minute_and_hour_is_told)
{
    struct bed b;
    struct world *w = bed_with(&b, 2, 1000);
    struct rate r = limits_take(w, RATE_READS, 7, 1000);

    expect(r.limit == 2 && r.remaining == 1 && r.reset_s == 60);
    r = limits_take(w, RATE_WRITES, 7, 1020);
    expect(r.remaining == 0 && r.reset_s == 40);
    r = limits_take(w, RATE_READS, 7, 1059);
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
    struct rate r = limits_take(w, RATE_READS, 7, 1180);
    expect(r.refused && r.limit == 12 && r.budget == PER_HOUR && r.reset_s == 3600 - 180);
    bed_close(&b);
}

TEST(what_is_only_shown_is_never_refused_and_costs_others_nothing)
{
    struct bed b;
    struct world *w = bed_with(&b, 3, 1000);

    expect_eq(passes(w, RATE_SHOWN, 7, 1000, 50), 50);
    expect_eq(limits_take(w, RATE_SHOWN, 7, 1000).remaining, 0);
    expect_eq(passes(w, RATE_READS, 7, 1000, 50), 3);
    expect_eq(limits_take(w, RATE_NONE, 7, 1000).limit, 0);
    bed_close(&b);
}
