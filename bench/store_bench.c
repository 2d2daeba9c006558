/*
 * The store port on SQLite beside SQLite by itself, in the same run.
 *
 * Durable writes: transactions that read a row and write three, from 256 fibers through the port, against the
 * same transactions one by one. Point reads: through the port on a fiber, several in a loop's turn, against bare
 * ones.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/random.h"
#include "base/str.h"
#include "base/time.h"
#include "kit/test.h"
#include "kit/world.h"
#include "runtime/metrics.h"

enum { ROWS = 10000, FIBERS = 256, ROUNDS = 3, READS_A_YIELD = 8, SECONDS = 1 };

struct row { id id; i64 n; };
static SHAPE(row, FIELD(row, id), FIELD(row, n));

#define TABLES                                                       \
    "CREATE TABLE row (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT;" \
    "WITH RECURSIVE t(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM t WHERE i < 10000) INSERT INTO row SELECT i, 0 FROM t"
#define GET "SELECT id, n FROM row WHERE id = ?1"
#define SET "UPDATE row SET n = ?2 WHERE id = ?1"

static const struct migration migrations[] = { { "bench", 1, "tables", { TABLES, "" } }, {0} };
static const struct statement row_get = {
    .name = "row_get", .sql = { GET, "" }, .param_kinds = (const u8[]){ K_ID }, .params = 1, .result = RESULT_ONE, .row = &row_shape };
static const struct statement row_set = {
    .name = "row_set", .sql = { SET, "" }, .param_kinds = (const u8[]){ K_ID, K_I64 }, .params = 2, .writes = true };

/* What runs, for how long, and how much was done. */
struct load { i64 until_us; _Atomic i64 done; };

static err read_and_write(tx *t, void *arg)
{
    const i64 *which = arg;
    struct row r;

    TRY(tx_run(t, &row_get, &(struct value){ .kind = K_ID, .i = { GIVEN, which[0] } }, &r));
    for (int i = 0; i < 3; i++)
        TRY(tx_run(t, &row_set, (const struct value[]){ { .kind = K_ID, .i = { GIVEN, which[i] } },
                                                        { .kind = K_I64, .i = { GIVEN, r.n + 1 } } }, NULL));
    return OK;
}

static err write_on(ctx *c, int which, void *arg)
{
    struct load *load = arg;
    struct rng rng;
    i64 n = 0;

    rng_seed(&rng, (u64)which + 1);
    for (; mono_us() < load->until_us; n++) {
        i64 rows[] = { 1 + rng_below(&rng, ROWS), 1 + rng_below(&rng, ROWS), 1 + rng_below(&rng, ROWS) };
        TRY(transact(c, read_and_write, rows));
    }
    atomic_fetch_add(&load->done, n);
    return OK;
}

static err read_on(ctx *c, int which, void *arg)
{
    struct load *load = arg;
    struct rng rng;
    struct row r;
    i64 n = 0;

    rng_seed(&rng, (u64)which + 1);
    while (mono_us() < load->until_us) {
        for (int i = 0; i < READS_A_YIELD; i++, n++)
            TRY(store_read(c, &row_get, &(struct value){ .kind = K_ID, .i = { GIVEN, 1 + rng_below(&rng, ROWS) } }, &r));
        TRY(ctx_yield(c));
    }
    atomic_fetch_add(&load->done, n);
    return OK;
}

static double through_port(struct test_world *w, int fibers, err (*run)(ctx *, int, void *), double seconds)
{
    i64 began = mono_us();
    struct load load = { .until_us = began + (i64)(seconds * 1e6) };

    expect_ok(test_world_crowd(w, fibers, run, &load));
    return (double)atomic_load(&load.done) * 1e6 / (double)(mono_us() - began);
}

/* SQLite by itself, with the store's settings. */
struct bare { sqlite3 *db; sqlite3_stmt *begin, *get, *set, *commit; struct rng rng; };

static void step(sqlite3_stmt *s)
{
    int rc = sqlite3_step(s);

    expect(rc == SQLITE_DONE || rc == SQLITE_ROW);
    sqlite3_reset(s);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s;

    expect(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL) == SQLITE_OK);
    return s;
}

static void bare_open(struct bare *b, const char *path)
{
    expect(sqlite3_open_v2(path, &b->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK);
    expect(sqlite3_exec(b->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;" TABLES,
                        NULL, NULL, NULL) ==
           SQLITE_OK);
    b->begin = prepare(b->db, "BEGIN IMMEDIATE");
    b->get = prepare(b->db, GET);
    b->set = prepare(b->db, SET);
    b->commit = prepare(b->db, "COMMIT");
    rng_seed(&b->rng, 1);
}

static void bare_close(struct bare *b)
{
    sqlite3_stmt *all[] = { b->begin, b->get, b->set, b->commit };

    for (size_t i = 0; i < COUNT(all); i++)
        sqlite3_finalize(all[i]);
    sqlite3_close(b->db);
}

static void bare_write(struct bare *b)
{
    step(b->begin);
    sqlite3_bind_int64(b->get, 1, 1 + rng_below(&b->rng, ROWS));
    step(b->get);
    for (int i = 0; i < 3; i++) {
        sqlite3_bind_int64(b->set, 1, 1 + rng_below(&b->rng, ROWS));
        sqlite3_bind_int64(b->set, 2, (i64)rng_next(&b->rng) >> 40);
        step(b->set);
    }
    step(b->commit);
}

static void bare_read(struct bare *b)
{
    sqlite3_bind_int64(b->get, 1, 1 + rng_below(&b->rng, ROWS));
    step(b->get);
}

static double alone(struct bare *b, void (*run)(struct bare *), double seconds)
{
    i64 began = mono_us(), until = began + (i64)(seconds * 1e6), n = 0;

    for (; mono_us() < until; n++)
        run(b);
    return (double)n * 1e6 / (double)(mono_us() - began);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *of)
{
    qsort(of, ROUNDS, sizeof *of, by_size);
    return of[ROUNDS / 2];
}

static void compare(struct test_world *w, struct bare *b)
{
    double many[ROUNDS], one[ROUNDS], port[ROUNDS], bare[ROUNDS];

    for (int i = 0; i < ROUNDS; i++) {
        one[i] = alone(b, bare_write, SECONDS);
        many[i] = through_port(w, FIBERS, write_on, SECONDS);
        bare[i] = alone(b, bare_read, SECONDS);
        port[i] = through_port(w, 1, read_on, SECONDS);
    }
    double group = median(many), single = median(one);
    printf("group commit: %.0f/s, one by one %.0f/s, ratio %.1f, goal 7.0\n", group, single, group / single);
    printf("point read: %.2f us through the port, %.2f us by SQLite itself in a transaction each\n", 1e6 / median(port),
           1e6 / median(bare));
    printf("transactions in a group: %.0f\n", (double)metric_value(w->world.metrics, M_STORE_COMMITS, 0) /
                                                  (double)metric_value(w->world.metrics, M_STORE_GROUPS, 0));
}

TEST(the_store_beside_sqlite)
{
    struct test_world *w = test_world_open((struct test_world_options){ .loops = 1, .migrations = migrations, .real_clock = true });
    struct bare b;

    bare_open(&b, arena_cstr(&w->arena, arena_format(&w->arena, "%s/bare.db", w->folder)));
    compare(w, &b);
    bare_close(&b);
    test_world_close(&w);
}
