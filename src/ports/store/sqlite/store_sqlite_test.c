/* What only SQLite's adapter promises: groups, the data folder's lock, a full disk, the log's bound. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/faults.h"
#include "base/str.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/store/contract.h"
#include "ports/store/store_contract.sql.h"
#include "runtime/metrics.h"

static struct test_world *sqlite_world(void)
{
    unsetenv("KITH_TEST_STORE");
    return test_world_open((struct test_world_options){ .migrations = contract_migrations });
}

static i64 size_of(struct test_world *w, const char *name)
{
    struct stat facts;

    return stat(arena_cstr(&w->arena, arena_format(&w->arena, "%s/%s", w->folder, name)), &facts) == 0 ? facts.st_size : 0;
}

struct tries { int n; char *at[4]; };

static err try_and_insert(tx *t, void *arg)
{
    struct tries *tries = arg;

    tries->at[tries->n++] = arena_alloc(tx_arena(t), 100, 1);
    return q_counter_add(t, (id){ 1 }, tries->n);
}

static err runs_again(ctx *c, void *arg)
{
    struct tries tries = {0};
    struct counter k;

    (void)arg;
    fault_set(S("store.commit=1"));
    expect_ok(transact(c, try_and_insert, &tries));
    fault_set(S(""));
    expect_eq(tries.n, 2);
    expect(tries.at[0] == tries.at[1]);
    expect_ok(q_counter_get(c, (id){ 1 }, &k));
    expect_eq(k.n, 2);
    return OK;
}

TEST(a_transaction_whose_group_failed_runs_again_alone_in_the_same_memory)
{
    struct test_world *w = sqlite_world();

    expect_ok(test_world_call(w, runs_again, NULL));
    expect_eq(metric_value(w->world.metrics, M_STORE_RETRIES, 0), 1);
    expect(store_writable(w->world.store));
    test_world_close(&w);
}

enum { CROWD = 200 };
struct queue { _Atomic int n; };

/* Holds the writer until all are on their way to it: a disk in memory does not. */
static err insert_after_all(tx *t, void *arg)
{
    struct queue *q = arg;

    while (atomic_load(&q->n) < CROWD)
        usleep(1000);
    return counter_insert(t, &(struct counter){ { 1 }, 1 });
}

static err insert_own(ctx *c, int which, void *arg)
{
    struct queue *q = arg;

    atomic_fetch_add(&q->n, 1);
    return which ? transact(c, counter_insert, &(struct counter){ { which + 1 }, 1 }) : transact(c, insert_after_all, q);
}

TEST(many_transactions_share_a_commit)
{
    struct test_world *w = sqlite_world();
    struct queue q = {0};

    expect_ok(test_world_crowd(w, CROWD, insert_own, &q));
    expect(metric_value(w->world.metrics, M_STORE_COMMITS, 0) >= 200);
    expect(metric_value(w->world.metrics, M_STORE_GROUPS, 0) < 150);
    test_world_close(&w);
}

static err all_fail(ctx *c, void *arg)
{
    struct counter k;

    (void)arg;
    fault_set(S("store.commit"));
    expect_eq(transact(c, counter_insert, &(struct counter){ { 1 }, 1 }), ERR_IO);
    expect(!store_writable(c->world->store));
    fault_set(S("store.begin"));
    expect_eq(transact(c, counter_insert, &(struct counter){ { 1 }, 1 }), ERR_IO);
    fault_set(S("store.run"));
    expect_eq(transact(c, counter_insert, &(struct counter){ { 1 }, 1 }), ERR_IO);
    fault_set(S(""));
    expect_eq(q_counter_get(c, (id){ 1 }, &k), ERR_NOT_FOUND);
    expect(!store_writable(c->world->store));
    expect_ok(transact(c, counter_insert, &(struct counter){ { 1 }, 1 }));
    expect(store_writable(c->world->store));
    return OK;
}

TEST(a_store_that_cannot_write_says_so_until_it_can)
{
    struct test_world *w = sqlite_world();

    expect_ok(test_world_call(w, all_fail, NULL));
    test_world_close(&w);
}

/* Rows of 32 KiB, 100 MiB in all. */
struct wide { id id; str words; };

static err wide_insert(tx *t, void *arg)
{
    const struct wide *r = arg;

    return q_every_kind_insert(t, r->id, 0, false, (when){ 0 }, r->words, (struct secret){ S("") }, 0, (maybe_id){0}, (maybe_i64){0},
                               (maybe_bool){0}, (maybe_when){0}, (maybe_str){0});
}

static err write_much(ctx *c, int which, void *arg)
{
    str words = { memset(arena_alloc(&c->arena, 32768, 1), 'w', 32768), 32768 };

    (void)arg;
    for (i64 n = 1 + which * 50; n <= (which + 1) * 50; n++)
        TRY(transact(c, wide_insert, &(struct wide){ { n }, words }));
    return OK;
}

/* Writes of this process so far; system calls. */
static long writes(void)
{
    char line[64];
    long n = -1;
    FILE *io = fopen("/proc/self/io", "r");

    while (io && n < 0 && fgets(line, sizeof line, io))
        if (strncmp(line, "syscw: ", 7) == 0)
            n = atol(line + 7);
    if (io)
        fclose(io);
    return n;
}

static err write_pages(tx *t, void *arg)
{
    for (i64 n = 1; n <= 50; n++)
        TRY(wide_insert(t, &(struct wide){ { n }, *(str *)arg }));
    return OK;
}

/* 400 pages; SQLite alone writes each in two calls. */
static err write_at_once(ctx *c, void *arg)
{
    str words = { memset(arena_alloc(&c->arena, 32768, 1), 'w', 32768), 32768 };
    long before = writes();

    (void)arg;
    TRY(transact(c, write_pages, &words));
    expect(before >= 0 && writes() - before < 100);
    return OK;
}

TEST(what_a_commit_writes_leaves_in_few_calls)
{
    struct test_world *w = sqlite_world();

    expect_ok(test_world_call(w, write_at_once, NULL));
    test_world_close(&w);
}

TEST(the_log_stays_within_its_bound)
{
    struct test_world *w = sqlite_world();

    expect_ok(test_world_crowd(w, 64, write_much, NULL));
    expect(size_of(w, "kith.db-wal") < 75 << 20);
    expect(size_of(w, "kith.db") > 20 << 20);
    test_world_close(&w);
}

static err write_once(ctx *c, int which, void *arg)
{
    (void)which;
    return transact(c, wide_insert, &(struct wide){ { 1000 + *(const int *)arg }, S("w") });
}

TEST(the_log_is_emptied_after_some_minutes)
{
    struct test_world *w = sqlite_world();

    expect_ok(test_world_crowd(w, 2, write_much, NULL));
    expect(size_of(w, "kith.db-wal") > 1 << 20);
    for (int i = 0; size_of(w, "kith.db-wal") > 0; i++) {    /* once the writer, which looks at the clock after it has reported, is done */
        expect(i < 1000);
        fake_clock_move(&w->clock, (i64)11 * 60 * 1000000);
        expect_ok(test_world_crowd(w, 1, write_once, &i));
        usleep(10000);
    }
    test_world_close(&w);
}

static err read_slowly(ctx *c, void *arg)
{
    struct counted k;

    (void)arg;
    for (int i = 0; i < 40; i++) {
        expect_ok(q_count_to(c, 100000, &k));
        expect_eq(k.n, 100000);
    }
    return OK;
}

TEST(a_loop_whose_reads_take_long_leaves_them_to_the_pool)
{
    const struct test_setting lavish[] = { { "read_budget", "1000000000" }, {0} };
    struct test_world *w;

    unsetenv("KITH_TEST_STORE");
    w = test_world_open((struct test_world_options){ .settings = lavish });
    expect_ok(test_world_call(w, read_slowly, NULL));
    expect(metric_value(w->world.metrics, M_STORE_POOLED, 0) > 0);
    test_world_close(&w);
}

TEST(a_second_server_on_the_same_folder_is_refused)
{
    struct test_world *w = sqlite_world();
    struct failure failure;
    struct store *second = NULL;

    failure_begin(&failure, &w->arena);
    expect_eq(store_open(&w->world, &failure, &second), ERR_CONFLICT);
    expect_str(failure.detail, arena_format(&w->arena, "the data folder %s is in use by another kith (pid %d).", w->folder, (int)getpid()));
    expect_ok(store_visit(&w->world, &failure, &second));
    store_close(&second);
    test_world_close(&w);
}

TEST(a_store_of_an_unknown_kind_is_refused_by_name)
{
    struct test_world *w = sqlite_world();
    struct store *second = NULL;
    struct failure failure;

    failure_begin(&failure, &w->arena);
    w->settings.store = S("mongo://x");
    expect_eq(store_open(&w->world, &failure, &second), ERR_INVALID);
    expect(str_find(failure.detail, S("mongo://x")) >= 0);
    test_world_close(&w);
}

TEST(a_file_that_is_no_database_is_refused_by_name)
{
    struct test_world *w = sqlite_world();
    struct store *second = NULL;
    struct failure failure;

    failure_begin(&failure, &w->arena);
    w->settings.data = arena_format(&w->arena, "%s/other", w->folder);
    expect(mkdir(arena_cstr(&w->arena, w->settings.data), 0700) == 0);
    FILE *f = fopen(arena_cstr(&w->arena, arena_format(&w->arena, STR_FMT "/kith.db", STR_ARG(w->settings.data))), "w");
    fputs("this is not a database, though it is longer than the header of one; and it goes on, and on, and on, for a while", f);
    fclose(f);
    expect_eq(store_open(&w->world, &failure, &second), ERR_IO);
    expect(str_find(failure.detail, S("other/kith.db cannot be opened")) >= 0);
    test_world_close(&w);
}

/* A limit on the size of files stands in for a full disk: the kernel writes no octet more, and returns EFBIG. */
static void room_limit(rlim_t most)
{
    struct rlimit limit;

    expect(getrlimit(RLIMIT_FSIZE, &limit) == 0);
    limit.rlim_cur = most;
    expect(setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

struct filling { i64 written; bool there[1001]; };

static err fill(ctx *c, int which, void *arg)
{
    struct filling *f = arg;

    for (i64 n = 1 + which * 50; n <= (which + 1) * 50; n++) {
        err e = transact(c, counter_insert, &(struct counter){ { n }, 1 });
        if (e != OK && e != ERR_FULL)
            return e;
        f->there[n] = e == OK;
    }
    return OK;
}

static err what_is_there(ctx *c, void *arg)
{
    struct filling *f = arg;
    struct counter k;

    f->written = 0;
    for (i64 n = 1; n <= 1000; n++) {
        expect_eq(q_counter_get(c, (id){ n }, &k), f->there[n] ? OK : ERR_NOT_FOUND);
        f->written += f->there[n];
    }
    return OK;
}

static err insert_late(ctx *c, void *arg)
{
    (void)arg;
    return transact(c, counter_insert, &(struct counter){ { 5000 }, 1 });
}

TEST(a_full_disk_refuses_writes_and_loses_nothing)
{
    struct test_world *w = sqlite_world();
    struct filling *f = arena_new(&w->arena, struct filling);
    sigset_t size;

    sigemptyset(&size);
    sigaddset(&size, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &size, NULL);
    room_limit((rlim_t)size_of(w, "kith.db-wal") + 60000);
    expect_ok(test_world_crowd(w, 20, fill, f));
    expect(!store_writable(w->world.store));
    expect_ok(test_world_call(w, what_is_there, f));
    expect(f->written < 1000);
    room_limit(RLIM_INFINITY);
    expect_ok(test_world_call(w, insert_late, NULL));
    expect(store_writable(w->world.store));
    expect_ok(test_world_call(w, what_is_there, f));
    test_world_close(&w);
}
