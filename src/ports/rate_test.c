#include "ports/rate.h"
#include <stdio.h>
#include <pthread.h>
#include "base/str.h"
#include "kit/test.h"
#include "kit/world.h"

#define GATE_SETTINGS(X) \
    X(knocks, INT, "100", 1, 1000, "Knocks of one address") \
    X(slips,  INT, "10",  1, 1000, "Words that were wrong") \
    X(visits, INT, "60",  1, 1000, "Visits of one address") \
    X(gifts,  INT, "5",   1, 1000, "Gifts for one guest")
SETTINGS_DECLARE(gate_settings, GATE_SETTINGS);
SETTINGS_DEFINE(gate_settings, GATE_SETTINGS);

#define GATE_RATES(X) \
    X(knocks, "knocks", 900,  "knocks") \
    X(slips,  "slips",  900,  "slips") \
    X(visits, "visits", 3600, "visits") \
    X(gifts,  "gifts",  3600, "gifts")
RATES_DECLARE(gate_rates, GATE_RATES);
RATES_DEFINE(gate_rates, GATE_RATES);

struct bed { struct settings settings; struct arena arena; struct world world; };

static struct world *bed_open(struct bed *b)
{
    memset(b, 0, sizeof *b);
    arena_init(&b->arena, NULL, 0);
    settings_defaults(&b->settings, &b->arena);
    expect_ok(settings_bring(&b->settings, NULL, &gate_settings_group));
    b->world.settings = &b->settings;
    return &b->world;
}

static void rates_open(struct world *w)
{
    w->rates = rate_open(w);
    expect_ok(rates_bring(w, NULL, gate_rates));
}

static void knocks_are(struct bed *b, const char *n)
{
    expect_ok(settings_set(&b->settings, NULL, S("knocks"), str_of(n), FROM_FLAG));
}

/* With this many in its window; the others are as in the settings. */
static struct world *bed_with(struct bed *b, i64 per_minute)
{
    struct world *w = bed_open(b);

    b->settings.rate_per_minute = per_minute;
    rates_open(w);
    return w;
}

static void bed_close(struct bed *b)
{
    rate_close(&b->world.rates);
    arena_close(&b->arena);
}

static int passes(struct world *w, const struct rate_budget *budget, u64 who, i64 now_s, int asked)
{
    int passed = 0;

    for (int i = 0; i < asked; i++)
        passed += !rate_take(w, budget, who, now_s).refused;
    return passed;
}

TEST(a_window_has_its_number_and_the_next_one_again)
{
    struct bed b;
    struct world *w = bed_with(&b, 5);

    expect_eq(passes(w, &requests_per_minute, 7, 1000, 9), 5);
    expect_eq(passes(w, &requests_per_minute, 7, 1059, 9), 0);
    expect_eq(passes(w, &requests_per_minute, 7, 1060, 9), 5);
    bed_close(&b);
}

TEST(what_is_left_is_told_and_when_it_begins_anew)
{
    struct bed b;
    struct world *w = bed_with(&b, 2);
    struct rate r = rate_take(w, &requests_per_minute, 7, 1000);

    expect(r.limit == 2 && r.remaining == 1 && r.reset_s == 60 && !r.refused);
    r = rate_peek(w, &requests_per_minute, 7, 1010);
    expect(r.remaining == 1 && r.reset_s == 50 && !r.refused);
    r = rate_take(w, &requests_per_minute, 7, 1020);
    expect(r.remaining == 0 && r.reset_s == 40 && !r.refused);
    expect(rate_peek(w, &requests_per_minute, 7, 1059).refused);
    r = rate_take(w, &requests_per_minute, 7, 1059);
    expect(r.refused && r.reset_s == 1 && r.budget == &requests_per_minute);
    r = rate_peek(w, &requests_per_minute, 7, 1060);
    expect(!r.refused && r.remaining == 2 && r.reset_s == 60);
    bed_close(&b);
}

TEST(a_look_takes_nothing)
{
    struct bed b;
    struct world *w = bed_with(&b, 3);

    for (int i = 0; i < 50; i++)
        expect_eq(rate_peek(w, &requests_per_minute, 7, 1000).remaining, 3);
    bed_close(&b);
}

TEST(each_budget_has_its_own_window_and_setting)
{
    struct bed b;
    struct world *w = bed_with(&b, 3);

    expect_eq(passes(w, &knocks, 7, 1000, 500), 100);
    expect_eq(passes(w, &slips, 7, 1000, 500), 10);
    expect_eq(passes(w, &visits, 7, 1000, 500), 60);
    expect_eq(passes(w, &gifts, 7, 1000, 500), 5);
    expect_eq(passes(w, &slips, 7, 1899, 5), 0);
    expect_eq(passes(w, &slips, 7, 1900, 5), 5);
    expect_eq(passes(w, &gifts, 7, 4599, 5), 0);
    expect_eq(passes(w, &gifts, 7, 4600, 5), 5);
    bed_close(&b);
}

TEST(what_is_given_back_can_be_taken_again)
{
    struct bed b;
    struct world *w = bed_with(&b, 3);

    expect_eq(passes(w, &requests_per_minute, 7, 1000, 9), 3);
    rate_give_back(w, &requests_per_minute, 7, 1001);
    expect_eq(passes(w, &requests_per_minute, 7, 1002, 9), 1);
    rate_forget(w, &requests_per_minute, 7, 1003);
    expect_eq(passes(w, &requests_per_minute, 7, 1004, 9), 3);
    rate_give_back(w, &requests_per_minute, 8, 1004);                  /* nobody has taken anything */
    rate_forget(w, &requests_per_minute, 8, 1004);
    expect_eq(passes(w, &requests_per_minute, 8, 1004, 9), 3);
    rate_give_back(w, &requests_per_minute, 7, 1064);                  /* from a window that is over */
    expect_eq(passes(w, &requests_per_minute, 7, 1064, 9), 3);
    bed_close(&b);
}

TEST(without_limits_nothing_is_refused_or_told)
{
    struct bed b;
    struct world *w = bed_open(&b);

    b.settings.limits = false;
    rates_open(w);
    for (const struct rate_budget *const *one = gate_rates; *one; one++)
        expect_eq(passes(w, *one, 7, 1000, 5000), 5000);
    expect_eq(rate_take(w, &requests_per_minute, 7, 1000).limit, 0);
    expect_eq(rate_peek(w, &requests_per_minute, 7, 1000).limit, 0);
    rate_give_back(w, &requests_per_minute, 7, 1000);
    bed_close(&b);
}

TEST(counting_goes_on_past_the_limit)
{
    struct bed b;
    struct world *w = bed_with(&b, 3);

    for (int i = 0; i < 50; i++)
        expect(!rate_count(w, &requests_per_minute, 7, 1000).refused);
    expect(rate_peek(w, &requests_per_minute, 7, 1000).refused);
    bed_close(&b);
}

TEST(each_has_a_budget_of_its_own)
{
    struct bed b;
    struct world *w = bed_with(&b, 3);

    for (i64 who = 1; who < 200; who++)
        expect_eq(passes(w, &requests_per_minute, rate_of_id(w, (id){ who }), 1000, 5), 3);
    bed_close(&b);
}

TEST(a_crowd_of_strangers_does_not_make_it_forget_who_asks_a_lot)
{
    struct bed b;
    struct world *w = bed_with(&b, 100);

    expect_eq(passes(w, &requests_per_minute, rate_of_id(w, (id){ 1 }), 1000, 100), 100);
    for (i64 stranger = 2; stranger < 300000; stranger++)
        (void)rate_take(w, &requests_per_minute, rate_of_id(w, (id){ stranger }), 1000);
    expect_eq(passes(w, &requests_per_minute, rate_of_id(w, (id){ 1 }), 1001, 10), 0);
    bed_close(&b);
}

TEST(addresses_of_one_network_of_ipv6_are_one)
{
    struct bed b;
    struct world *w = bed_with(&b, 3);
    struct address a = { .v6 = true, .bytes = { 0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 1 } }, near = a, far = a;
    struct address v4 = { .bytes = { 192, 0, 2, 1 } }, other = { .bytes = { 192, 0, 2, 2 } };

    near.bytes[15] = 9;
    near.port = 4711;
    far.bytes[7] = 2;
    expect(rate_of_address(w, &a) == rate_of_address(w, &near));
    expect(rate_of_address(w, &a) != rate_of_address(w, &far));
    expect(rate_of_address(w, &v4) != rate_of_address(w, &other));
    expect(rate_client_text(w, S("2001:db8:0:1:ffff::1")).of[0] == rate_of_address(w, &a));
    expect(rate_client_text(w, S("2001:db8:0:2::1")).of[0] == rate_of_address(w, &far));
    expect(rate_client_text(w, S("192.0.2.1")).of[0] == rate_of_address(w, &v4));
    expect(rate_client_text(w, S("somewhere")).of[0] == rate_of_text(w, S("somewhere")));
    bed_close(&b);
}

TEST(an_id_and_a_text_of_the_same_bytes_are_two)
{
    struct bed b;
    struct world *w = bed_with(&b, 3);
    i64 v = 0x4141414141414141;

    expect(rate_of_id(w, (id){ v }) != rate_of_text(w, S("AAAAAAAA")));
    expect(rate_of_text(w, S("ann")) == rate_of_text(w, S("ann")));
    expect(rate_of_text(w, S("ann")) != rate_of_text(w, S("bob")));
    bed_close(&b);
}

TEST(a_limit_past_what_is_counted_refuses_nobody)
{
    struct bed b;
    struct world *w = bed_with(&b, 1000000000);

    expect_eq(passes(w, &requests_per_minute, 7, 1000, 100000), 100000);
    expect_eq(rate_take(w, &requests_per_minute, 7, 1000).limit, 1000000000);
    bed_close(&b);
}

enum { THREADS = 4, EACH = 20000 };

static void *take_many(void *arg)
{
    struct world *w = arg;

    return (void *)(intptr_t)passes(w, &requests_per_minute, 7, 1000, EACH);
}

TEST(threads_together_pass_no_more_than_the_limit)
{
    struct bed b;
    struct world *w = bed_with(&b, THREADS * EACH / 2);
    pthread_t threads[THREADS];
    i64 passed = 0;

    for (int i = 0; i < THREADS; i++)
        expect_eq(pthread_create(&threads[i], NULL, take_many, w), 0);
    for (int i = 0; i < THREADS; i++) {
        void *one;
        pthread_join(threads[i], &one);
        passed += (intptr_t)one;
    }
    expect_eq(passed, THREADS * EACH / 2);
    bed_close(&b);
}

static err refuse(ctx *c, void *arg)
{
    struct world *w = c->world;
    i64 now_s = ctx_now(c).ms / 1000;
    struct rate r = rate_take(w, &gifts, 7, now_s);

    (void)arg;
    expect_ok(rate_refuse(c, &r, "resets"));
    while (!r.refused)
        r = rate_take(w, &gifts, 7, now_s);
    expect_eq(rate_refuse(c, &r, "resets"), ERR_TOO_MANY);
    expect_eq(c->failure.retry_after, 3600);
    expect_str(c->failure.detail, S("At most 5 resets in one hour; try again in 3600 s."));
    r = (struct rate){ 10, 0, 20, &slips, true };
    expect_eq(rate_refuse(c, &r, "tries"), ERR_TOO_MANY);
    expect_str(c->failure.detail, S("At most 10 tries in 15 minutes; try again in 20 s."));
    return OK;
}

TEST(a_refusal_tells_when_to_come_back)
{
    const struct settings_group *const groups[] = { &gate_settings_group, NULL };
    struct test_world *t = test_world_open((struct test_world_options){ .groups = groups });

    rates_open(&t->world);
    expect_ok(test_world_call(t, refuse, NULL));
    rate_close(&t->world.rates);
    test_world_close(&t);
}

/* One more of the clients from `text`, with a number in its network's place. */
static bool client_passes(struct world *w, const char *form, int n)
{
    char text[64];

    snprintf(text, sizeof text, form, n);
    struct rate_client client = rate_client_text(w, str_of(text));
    return !rate_take_client(w, &knocks, &client, 1000).refused;
}

TEST(a_client_counts_in_each_of_its_networks_of_which_the_wider_have_more)
{
    static const struct { const char *form; int wanted; } cases[] = {
        { "2001:db8:1:1:%x::1", 3 },             /* one /64 */
        { "2001:db8:2:%x::1", 4 * 3 },           /* one /56: below 256 */
        { "2001:db8:3:%x00::1", 16 * 3 },        /* one /48 */
        { "192.0.2.%d", 16 * 3 },
        { "::ffff:198.51.100.%d", 16 * 3 },      /* IPv4 in IPv6, as a socket for both shows it */
        { "64:ff9b::203.0.%d.1", 200 },          /* and as a translator does */
        { "64:ff9b::203.0.113.%d", 16 * 3 - 1 }, /* where one has already come by */
    };
    struct bed b;
    struct world *w = bed_open(&b);

    knocks_are(&b, "3");
    rate_close(&w->rates);
    rates_open(w);
    for (size_t i = 0; i < COUNT(cases); i++) {
        int passed = 0;
        for (int n = 0; n < 200; n++)
            passed += client_passes(w, cases[i].form, n);
        expect_eq(passed, cases[i].wanted);
    }
    bed_close(&b);
}

TEST(what_a_wider_network_refuses_is_not_counted_in_the_narrower)
{
    struct bed b;
    struct world *w = bed_open(&b);
    struct rate_client client;

    knocks_are(&b, "3");
    rate_close(&w->rates);
    rates_open(w);
    client = rate_client_text(w, S("192.0.2.250"));
    for (int n = 0; n < 200; n++)
        (void)client_passes(w, "192.0.2.%d", n);
    expect(rate_take_client(w, &knocks, &client, 1000).refused);
    expect_eq(rate_peek(w, &knocks, client.of[0], 1000).remaining, 3);
    bed_close(&b);
}

TEST(a_budget_of_a_word_that_is_there_or_without_its_setting_stops_the_start)
{
    static const struct rate_budget again = { "knocks", 60, "knocks" }, lost = { "lost", 60, "no_such" }, text = { "text", 60, "listen" };
    struct bed b;
    struct world *w = bed_with(&b, 3);
    struct failure failure;

    failure_begin(&failure, &b.arena);
    expect_eq(rates_bring(w, &failure, (const struct rate_budget *const[]){ &again, NULL }), ERR_INVALID);
    expect(str_find(failure.detail, S("\"knocks\" is declared twice")) >= 0);
    expect_eq(rates_bring(w, &failure, (const struct rate_budget *const[]){ &lost, NULL }), ERR_INVALID);
    expect(str_find(failure.detail, S("no setting no_such")) >= 0);
    expect_eq(rates_bring(w, &failure, (const struct rate_budget *const[]){ &text, NULL }), ERR_INVALID);
    bed_close(&b);
}
