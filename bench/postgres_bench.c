/*
 * What the store does on PostgreSQL, without HTTP: postgres_bench WORKLOAD [SECONDS [FIBERS [LOOPS]]] runs one
 * workload on the server of KITH_TEST_STORE and prints how many a second.
 *
 * insert: a row in a transaction. steps: read a row, then write three. hot: everybody raises the same counter.
 * read: a row by its key.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/random.h"
#include "base/str.h"
#include "base/time.h"
#include "kit/test.h"
#include "kit/world.h"
#include "runtime/metrics.h"

enum { ROWS = 10000 };

struct row { id id; i64 n; };
static SHAPE(row, FIELD(row, id), FIELD(row, n));

#define SQL(text) .sql = { NULL, text }
static const u8 id_only[] = { K_ID }, note_kinds[] = { K_ID, K_STR, K_WHEN };

static const struct statement note_insert = {
    .name = "note_insert", SQL("INSERT INTO note (id, text, created_at) VALUES ($1, $2, $3)"),
    .param_kinds = note_kinds, .params = 3, .writes = true };
static const struct statement row_get = {
    .name = "row_get", SQL("SELECT id, n FROM row WHERE id = $1"),
    .param_kinds = id_only, .params = 1, .result = RESULT_ONE, .row = &row_shape };
static const struct statement row_raise = {
    .name = "row_raise", SQL("UPDATE row SET n = n + 1 WHERE id = $1"),
    .param_kinds = id_only, .params = 1, .writes = true };

static const struct migration migrations[] = {
    { "bench", 1, "tables", { "", "CREATE TABLE note (id bigint PRIMARY KEY, text text NOT NULL, created_at bigint NOT NULL);"
                                  "CREATE TABLE row (id bigint PRIMARY KEY, n bigint NOT NULL);"
                                  "INSERT INTO row SELECT i, 0 FROM generate_series(1, 10000) AS t(i)" } },
    {0}
};

static struct value of_id(i64 i)
{
    return (struct value){ .kind = K_ID, .i = { GIVEN, i } };
}

static err insert(tx *t, void *arg)
{
    const struct value values[] = {
        of_id(tx_new_id(t).v), { .kind = K_STR, .s = { GIVEN, S("a note like any other") } },
        { .kind = K_WHEN, .i = { GIVEN, tx_now(t).ms } } };

    (void)arg;
    return tx_run(t, &note_insert, values, NULL);
}

static err steps(tx *t, void *arg)
{
    const i64 *which = arg;
    struct value first = of_id(which[0]);
    struct row r;

    TRY(tx_run(t, &row_get, &first, &r));
    for (int i = 0; i < 3; i++) {
        struct value next = of_id(which[i]);
        TRY(tx_run(t, &row_raise, &next, NULL));
    }
    return OK;
}

static err hot(tx *t, void *arg)
{
    struct value first = of_id(1);
    struct row r;

    (void)arg;
    TRY(tx_run(t, &row_get, &first, &r));
    return tx_run(t, &row_raise, &first, NULL);
}

static err do_insert(ctx *c, i64 *which) { return transact(c, insert, which); }
static err do_steps(ctx *c, i64 *which) { return transact(c, steps, which); }
static err do_hot(ctx *c, i64 *which) { return transact(c, hot, which); }

static err do_read(ctx *c, i64 *which)
{
    struct value key = of_id(which[0]);
    struct row r;

    return store_read(c, &row_get, &key, &r);
}

static const struct workload { const char *name; err (*run)(ctx *, i64 *which); } workloads[] = {
    { "insert", do_insert }, { "steps", do_steps }, { "hot", do_hot }, { "read", do_read } };

struct run { const struct workload *what; i64 until_us; _Atomic i64 done, refused; };

static err fiber_run(ctx *c, int number, void *arg)
{
    struct run *r = arg;
    struct rng rng;
    i64 done = 0;

    rng_seed(&rng, (u64)number + 1);
    while (mono_us() < r->until_us) {
        struct arena_mark mark = arena_mark(&c->arena);
        i64 which[3] = { 1 + rng_below(&rng, ROWS), 1 + rng_below(&rng, ROWS), 1 + rng_below(&rng, ROWS) };
        err e = r->what->run(c, which);
        if (e == OK)
            done++;
        else if (e == ERR_CONTENTION)
            atomic_fetch_add(&r->refused, 1);
        else
            return e;
        arena_rewind(&c->arena, mark);
    }
    atomic_fetch_add(&r->done, done);
    return OK;
}

void test_fail(const char *file, int line, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "%s:%d: ", file, line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\n");
    exit(1);
}

void test_equal_i64(const char *file, int line, const char *what, i64 is, i64 want)
{
    if (is != want)
        test_fail(file, line, "%s is %lld, not %lld", what, (long long)is, (long long)want);
}

int main(int argc, char **argv)
{
    double seconds = argc > 2 ? atof(argv[2]) : 3;
    int fibers = argc > 3 ? atoi(argv[3]) : 256, loops = argc > 4 ? atoi(argv[4]) : 1;
    struct run r = {0};

    for (size_t i = 0; i < COUNT(workloads); i++)
        if (argc > 1 && str_eq(str_of(argv[1]), str_of(workloads[i].name)))
            r.what = &workloads[i];
    if (!r.what || !getenv("KITH_TEST_STORE")) {
        fprintf(stderr, "test/kit/with-postgres postgres_bench insert|steps|hot|read [SECONDS [FIBERS [LOOPS]]]\n");
        return 2;
    }
    struct test_world *w = test_world_open((struct test_world_options){ .loops = loops, .real_clock = true, .migrations = migrations });
    r.until_us = mono_us() + (i64)(seconds * 1e6);
    expect_ok(test_world_crowd(w, fibers, fiber_run, &r));
    fprintf(stderr, "%lld in %lld commits, %lld run again, %lld refused for contention\n", (long long)r.done,
            (long long)metric_value(w->world.metrics, M_STORE_GROUPS, 0), (long long)metric_value(w->world.metrics, M_STORE_RETRIES, 0),
            (long long)r.refused);
    test_world_close(&w);
    printf("%.0f\n", (double)r.done / seconds);
    return 0;
}
