/* Reads share connections without noticing: neither each other's errors, nor connections that end. */
#include "base/str.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/store/contract.h"
#include "ports/store/store_contract.sql.h"

enum { FIBERS = 64, ROUNDS = 20 };

#define ON_THE_SERVER(text) .sql = { NULL, text }

static struct test_world *contract_world(void)
{
    return test_world_open((struct test_world_options){ .migrations = contract_migrations });
}

struct number { i64 n; };
static SHAPE(number, FIELD(number, n));

static const struct statement sleep_long = {
    .name = "sleep_long", ON_THE_SERVER("SELECT CAST(1 AS bigint) AS n FROM pg_sleep(0.4)"), .result = RESULT_ONE, .row = &number_shape };

/* Reads go on while an administrator ends every connection again and again. */

static const struct statement end_all_others = {
    .name = "end_all_others", .result = RESULT_COUNT, .writes = true,
    ON_THE_SERVER("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "
                  "current_database()") };

static err end_others(tx *t, void *arg)
{
    return tx_run(t, &end_all_others, NULL, arg);
}

static err end_now_and_then(ctx *c)
{
    i64 ended;

    for (int i = 0; i < 5; i++) {
        TRY(transact(c, end_others, &ended));
        TRY(ctx_sleep(c, 60));
    }
    return OK;
}

static err read_or_end(ctx *c, int which, void *arg)
{
    struct counter k;

    (void)arg;
    if (which == 0)
        return end_now_and_then(c);
    for (int i = 0; i < 3 * ROUNDS; i++) {
        if (q_counter_get(c, (id){ which }, &k) != ERR_NOT_FOUND)
            return ERR_INTERNAL;
        TRY(ctx_sleep(c, 5));
    }
    return OK;
}

TEST(reads_do_not_notice_that_an_administrator_ends_connections)
{
    struct test_world *w = contract_world();

    expect_ok(test_world_crowd(w, FIBERS, read_or_end, NULL));
    test_world_close(&w);
}

/* Reads that give up, and reads that fail. */

static err give_up(ctx *c, void *arg)
{
    struct number n;
    struct counter k;

    (void)arg;
    c->deadline_ms = loop_mono_ms(c->loop) + 50;
    expect_eq(store_read(c, &sleep_long, NULL, &n), ERR_TIMEOUT);
    c->deadline_ms = 0;
    expect_eq(q_counter_get(c, (id){ 1 }, &k), ERR_NOT_FOUND);
    return OK;
}

TEST(a_read_that_is_given_up_does_not_disturb_the_next)
{
    struct test_world *w = contract_world();

    expect_ok(test_world_call(w, give_up, NULL));
    test_world_close(&w);
}

static err read_well_or_ill(ctx *c, int which, void *arg)
{
    static const struct statement ill = {
        .name = "ill", ON_THE_SERVER("SELECT 1 / (n - n) AS n FROM counter"), .result = RESULT_ONE, .row = &number_shape };
    struct number n;
    struct counter k;

    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        err e = which % 4 ? q_counter_get(c, (id){ 1 }, &k) : store_read(c, &ill, NULL, &n);
        if (e != (which % 4 ? OK : ERR_INTERNAL))
            return ERR_BUSY;
    }
    return OK;
}

static err counter_insert_one(ctx *c, void *arg)
{
    return transact(c, counter_insert, arg);
}

TEST(a_read_that_fails_fails_alone)
{
    struct test_world *w = contract_world();

    expect_ok(test_world_call(w, counter_insert_one, &(struct counter){ { 1 }, 0 }));
    expect_ok(test_world_crowd(w, FIBERS, read_well_or_ill, NULL));
    test_world_close(&w);
}
