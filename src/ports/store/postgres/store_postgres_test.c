/* What only PostgreSQL has: transactions that run again, few connections for many, plans that go stale. */
#include "base/str.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/store/contract.h"
#include "ports/store/store_contract.sql.h"
#include "runtime/metrics.h"

enum { FIBERS = 64, ROUNDS = 20 };

#define ON_THE_SERVER(text) .sql = { NULL, text }

static struct test_world *world_with(const struct test_setting *settings)
{
    return test_world_open((struct test_world_options){ .migrations = contract_migrations, .settings = settings });
}

static struct test_world *contract_world(void)
{
    return world_with(NULL);
}

struct number { i64 n; };
static SHAPE(number, FIELD(number, n));

static const struct statement end_connection = {
    .name = "end_connection", ON_THE_SERVER("SELECT pg_terminate_backend(pg_backend_pid())"), .writes = true };
static const struct statement sleep_a_while = {
    .name = "sleep_a_while", ON_THE_SERVER("SELECT CAST(1 AS bigint) AS n FROM pg_sleep(0.02)"),
    .result = RESULT_ONE, .row = &number_shape };
static const struct statement sleep_long = {
    .name = "sleep_long", ON_THE_SERVER("SELECT CAST(1 AS bigint) AS n FROM pg_sleep(0.4)"), .result = RESULT_ONE, .row = &number_shape };

/* A connection that ends within a transaction. */

struct fall { int tries; bool answers; };

static err fall_then_insert(tx *t, void *arg)
{
    struct fall *f = arg;
    struct counter k;

    TRY(q_counter_add(t, (id){ 1 }, f->tries));
    if (!f->tries++) {
        TRY(tx_run(t, &end_connection, NULL, NULL));
        if (f->answers)
            TRY(q_counter_get(t, (id){ 1 }, &k));
    }
    return OK;
}

static err falls(ctx *c, void *arg)
{
    struct fall f = { .answers = *(bool *)arg };
    struct counter k;

    expect_ok(transact(c, fall_then_insert, &f));
    expect_eq(f.tries, 2);
    expect_ok(q_counter_get(c, (id){ 1 }, &k));
    expect_eq(k.n, 1);
    return OK;
}

TEST(a_transaction_whose_connection_ends_runs_again_on_another)
{
    for (int answers = 0; answers < 2; answers++) {
        struct test_world *w = contract_world();
        expect_ok(test_world_call(w, falls, &(bool){ answers }));
        test_world_close(&w);
    }
}

/* Conflicts. */

static err counter_insert_one(ctx *c, void *arg)
{
    return transact(c, counter_insert, arg);
}

static err step_often(ctx *c, int which, void *arg)
{
    (void)which;
    (void)arg;
    for (int i = 0; i < ROUNDS; i++)
        TRY(transact(c, counter_step, &(id){ 1 }));
    return OK;
}

static err counter_is(ctx *c, void *arg)
{
    struct counter k;

    expect_ok(q_counter_get(c, (id){ 1 }, &k));
    expect_eq(k.n, *(i64 *)arg);
    return OK;
}

TEST(a_counter_that_everybody_raises_is_exact_and_nobody_is_refused)
{
    struct test_world *w = contract_world();

    expect_ok(test_world_call(w, counter_insert_one, &(struct counter){ { 1 }, 0 }));
    expect_ok(test_world_crowd(w, FIBERS, step_often, NULL));
    expect_ok(test_world_call(w, counter_is, &(i64){ FIBERS * ROUNDS }));
    expect(metric_value(w->world.metrics, M_STORE_GROUPS, 0) < FIBERS * ROUNDS);
    test_world_close(&w);
}

static err call_all(tx *t, void *arg)
{
    (void)arg;
    for (i64 i = 1; i <= FIBERS; i++)
        TRY(q_doctor_set(t, (id){ i }, true));
    return OK;
}

static err leave_unless_last(tx *t, void *arg)
{
    doctor_page on_call;

    TRY(q_doctors_on_call(t, &on_call));
    return on_call.n < 2 ? ERR_FORBIDDEN : q_doctor_set(t, *(id *)arg, false);
}

static err everybody_leaves(ctx *c, int which, void *arg)
{
    err e = transact(c, leave_unless_last, &(id){ which + 1 });

    if (e == OK)
        atomic_fetch_add((_Atomic int *)arg, 1);
    return e == ERR_FORBIDDEN ? OK : e;
}

static err call_all_again(ctx *c, void *arg)
{
    return transact(c, call_all, arg);
}

TEST(the_last_of_64_doctors_stays_on_call)
{
    struct test_world *w = contract_world();

    for (int i = 0; i < 5; i++) {
        _Atomic int left = 0;
        expect_ok(test_world_call(w, call_all_again, NULL));
        expect_ok(test_world_crowd(w, FIBERS, everybody_leaves, &left));
        expect_eq(atomic_load(&left), FIBERS - 1);
    }
    test_world_close(&w);
}

/*
 * Names are claimed; a transaction that finds one taken refuses, and some refuse after they have claimed
 * one. None may be refused because of a claim that was undone.
 */
enum { NAMES = 100 };

struct names { _Atomic int owners[NAMES], refused[NAMES]; };
struct claim { int name; bool changes_its_mind; };

static str name_of(tx *t, int name)
{
    return arena_format(tx_arena(t), "owl %d", name);
}

static err claim_name(tx *t, void *arg)
{
    const struct claim *claim = arg;
    i64 claimed;

    TRY(q_nickname_claim(t, name_of(t, claim->name), (id){ 1 }, &claimed));
    if (!claimed)
        return ERR_GONE;
    return claim->changes_its_mind ? ERR_FORBIDDEN : OK;
}

static err claim_names(ctx *c, int which, void *arg)
{
    struct names *names = arg;

    for (int i = 0; i < NAMES; i++) {
        struct claim claim = { i, (which + i) % 3 == 0 };
        err e = transact(c, claim_name, &claim);
        if (e == OK)
            atomic_fetch_add(&names->owners[i], 1);
        else if (e == ERR_GONE)
            atomic_fetch_add(&names->refused[i], 1);
        else if (e != ERR_FORBIDDEN)
            return e;
    }
    return OK;
}

TEST(nobody_is_refused_for_what_was_undone)
{
    struct test_world *w = contract_world();
    static struct names names;

    expect_ok(test_world_crowd(w, 8, claim_names, &names));
    for (int i = 0; i < NAMES; i++)
        expect_eq(names.owners[i], 1);
    test_world_close(&w);
}

/* Few connections. */

static err sleep_in(tx *t, void *arg)
{
    struct number n;

    (void)arg;
    return tx_run(t, &sleep_a_while, NULL, &n);
}

static err use_one(ctx *c, int which, void *arg)
{
    struct number n;

    (void)arg;
    return which % 2 ? transact(c, sleep_in, NULL) : store_read(c, &sleep_a_while, NULL, &n);
}

TEST(more_fibers_than_connections_take_turns)
{
    struct test_world *w = world_with((const struct test_setting[]){ { "postgres_pool", "1" }, {0} });

    expect_ok(test_world_crowd(w, FIBERS, use_one, NULL));
    test_world_close(&w);
}

static err sleep_long_in(tx *t, void *arg)
{
    struct number n;

    (void)arg;
    return tx_run(t, &sleep_long, NULL, &n);
}

static err wait_behind(ctx *c, int which, void *arg)
{
    if (which == 0)
        return transact(c, sleep_long_in, NULL);
    TRY(ctx_sleep(c, 20));
    c->deadline_ms = loop_mono_ms(c->loop) + 50;
    atomic_store((_Atomic err *)arg, transact(c, counter_insert, &(struct counter){ { 1 }, 1 }));
    return OK;
}

static err nothing_there(ctx *c, void *arg)
{
    struct counter k;

    (void)arg;
    expect_eq(q_counter_get(c, (id){ 1 }, &k), ERR_NOT_FOUND);
    return OK;
}

TEST(a_transaction_that_nobody_waits_for_any_more_does_not_begin)
{
    struct test_world *w = test_world_open((struct test_world_options){
        .loops = 1, .migrations = contract_migrations, .settings = (const struct test_setting[]){ { "postgres_pool", "1" }, {0} } });
    _Atomic err late = OK;

    expect_ok(test_world_crowd(w, 2, wait_behind, &late));
    expect_eq(atomic_load(&late), ERR_TIMEOUT);
    expect_ok(test_world_call(w, nothing_there, NULL));
    test_world_close(&w);
}

/* A plan that the server will not run any more. */

struct wide { i64 id, n, more; };
static SHAPE(wide, FIELD(wide, id), FIELD(wide, n), FIELD(wide, more));
static const struct statement all_of_it = { .name = "all_of_it", ON_THE_SERVER("SELECT * FROM counter"), .result = RESULT_ONE,
                                            .row = &wide_shape };

static err widen(tx *t, void *arg)
{
    (void)arg;
    return tx_script(t, S("ALTER TABLE counter ADD COLUMN more bigint NOT NULL DEFAULT 7"));
}

static err widens(ctx *c, void *arg)
{
    struct wide r;

    (void)arg;
    expect_ok(transact(c, counter_insert, &(struct counter){ { 1 }, 5 }));
    expect_ok(store_read(c, &all_of_it, NULL, &r));
    expect_ok(transact(c, widen, NULL));
    expect_ok(store_read(c, &all_of_it, NULL, &r));
    expect(r.id == 1 && r.n == 5);
    return OK;
}

TEST(a_statement_survives_a_change_of_its_table)
{
    struct test_world *w = contract_world();

    expect_ok(test_world_call(w, widens, NULL));
    test_world_close(&w);
}

/* Migrations may take longer than a statement. */

static err take_long(tx *t, void *arg)
{
    (void)arg;
    return tx_script(t, S("SELECT pg_sleep(1.5); CREATE TABLE late (id bigint)"));
}

static err takes_long(ctx *c, void *arg)
{
    (void)arg;
    return transact(c, take_long, NULL);
}

TEST(a_script_may_take_longer_than_a_statement)
{
    struct test_world *w = world_with((const struct test_setting[]){ { "statement_timeout", "100ms" }, {0} });

    expect_ok(test_world_call(w, takes_long, NULL));
    test_world_close(&w);
}

/* A plan made while a table was small is still good when it has grown. */

static const struct statement scans_of_counters = {
    .name = "scans_of_counters", .result = RESULT_ONE, .row = &number_shape,
    ON_THE_SERVER("SELECT pg_stat_get_xact_numscans(CAST(CAST('counter' AS regclass) AS oid)) AS n") };

static err scans_count(tx *t, void *arg)
{
    struct number *n = arg, before;
    struct counter k;

    TRY(tx_run(t, &scans_of_counters, NULL, &before));
    for (int i = 0; i < 20; i++)                 /* more than PostgreSQL plans for each call */
        TRY(q_counter_get(t, (id){ 1 }, &k));
    TRY(tx_run(t, &scans_of_counters, NULL, n));
    n->n -= before.n;
    return OK;
}

static err counters_analyze(tx *t, void *arg)
{
    (void)arg;
    TRY(q_counter_add(t, (id){ 1 }, 1));
    return tx_script(t, S("ANALYZE counter"));
}

static err scans_small_table(ctx *c, void *arg)
{
    TRY(transact(c, counters_analyze, NULL));
    return transact(c, scans_count, arg);
}

TEST(a_table_is_read_by_its_index_even_while_it_is_small)
{
    struct test_world *w = contract_world();
    struct number scans;

    expect_ok(test_world_call(w, scans_small_table, &scans));
    expect_eq(scans.n, 0);
    test_world_close(&w);
}
