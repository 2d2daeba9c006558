/* The limits of the store, the same on every engine: deadlines, budgets of reads, time-outs of statements. */
#include "kit/test.h"
#include "kit/world.h"
#include "ports/store/contract.h"
#include "ports/store/store_contract.sql.h"
#include "runtime/metrics.h"

static err late(ctx *c, void *arg)
{
    struct counter k;

    (void)arg;
    c->deadline_ms = loop_mono_ms(c->loop) - 1;
    expect_eq(transact(c, counter_insert, &(struct counter){ { 1 }, 1 }), ERR_TIMEOUT);
    expect_eq(q_counter_get(c, (id){ 1 }, &k), ERR_TIMEOUT);
    c->deadline_ms = 0;
    expect_eq(q_counter_get(c, (id){ 1 }, &k), ERR_NOT_FOUND);
    ctx_cancel(c);
    expect_eq(transact(c, counter_insert, &(struct counter){ { 1 }, 1 }), ERR_CANCELLED);
    return OK;
}

TEST(nothing_begins_for_one_who_is_late_or_gone)
{
    struct test_world *w = test_world_open((struct test_world_options){ .migrations = contract_migrations });

    expect_ok(test_world_call(w, late, NULL));
    test_world_close(&w);
}

static err long_reads(ctx *c, void *arg)
{
    struct counted k;

    (void)arg;
    expect_ok(q_count_to(c, 100, &k));
    expect_eq(k.n, 100);
    expect_ok(q_count_to(c, 100000, &k));
    expect_eq(k.n, 100000);
    expect_ok(q_count_slowly_to(c, 100000, &k));
    expect_eq(k.n, 100000);
    expect_ok(q_count_in_form(c, 41, &k));
    expect_eq(k.n, 42);
    return OK;
}

TEST(a_read_past_its_budget_ends_all_the_same)
{
    const struct test_setting small[] = { { "read_budget", "2000" }, {0} };
    struct test_world *w = test_world_open((struct test_world_options){ .settings = small });

    expect_ok(test_world_call(w, long_reads, NULL));
    expect_eq(metric_value(w->world.metrics, M_STORE_POOLED, 0), store_dialect(w->world.store) == ON_SQLITE);
    test_world_close(&w);
}

static err count_for_ever(tx *t, void *arg)
{
    return q_count_to(t, INT64_MAX, arg);
}

static err too_long(ctx *c, void *arg)
{
    struct counted k;

    (void)arg;
    expect_eq(q_count_to(c, INT64_MAX, &k), ERR_TIMEOUT);
    expect_eq(q_count_slowly_to(c, INT64_MAX, &k), ERR_TIMEOUT);
    expect_eq(transact(c, count_for_ever, &k), ERR_TIMEOUT);
    expect_ok(q_count_to(c, 3, &k));
    expect_ok(transact(c, counter_insert, &(struct counter){ { 1 }, 1 }));
    return OK;
}

TEST(a_statement_that_takes_too_long_is_stopped)
{
    const struct test_setting small[] = { { "statement_timeout", "100ms" }, {0} };
    struct test_world *w = test_world_open((struct test_world_options){ .migrations = contract_migrations, .settings = small });

    expect_ok(test_world_call(w, too_long, NULL));
    test_world_close(&w);
}

static err ping(ctx *c, void *arg)
{
    (void)arg;
    return store_ping(c);
}

TEST(a_store_without_tables_answers_a_ping)
{
    struct test_world *w = test_world_open((struct test_world_options){0});

    expect_ok(test_world_call(w, ping, NULL));
    expect(store_writable(w->world.store));
    test_world_close(&w);
}
