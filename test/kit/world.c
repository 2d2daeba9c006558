#include "kit/world.h"
#include <fcntl.h>
#include <ftw.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/random.h"
#include "base/str.h"
#include "base/time.h"
#include "kit/test.h"
#include "ports/lazy.h"
#include "runtime/metrics.h"

enum { NODE = 1 };
#define MORNING_US 1795253400000000      /* Sat, 21 Nov 2026 09:30:00 GMT */

static void check(err e, const struct failure *failure, const char *what)
{
    if (e != OK)
        test_fail(__FILE__, __LINE__, "%s: %s: " STR_FMT " " STR_FMT, what, error_facts[e].name, STR_ARG(failure->detail),
                  STR_ARG(failure->cause));
}

static const char *server_url(void)
{
    const char *url = getenv("KITH_TEST_STORE");

    return url && strcmp(url, "sqlite") != 0 ? url : NULL;
}

static void on_server(const char *sql)
{
    struct arena memory;
    struct failure failure;

    arena_init(&memory, NULL, 0);
    failure_begin(&failure, &memory);
    check(lazy_load(&failure, &lazy_libpq), &failure, "libpq");
    arena_close(&memory);
    PGconn *pg = PQconnectdb(server_url());
    PGresult *result = PQstatus(pg) == CONNECTION_OK ? PQexec(pg, sql) : NULL;
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK;

    if (!done)
        fprintf(stderr, "%s: %s", sql, PQerrorMessage(pg));
    PQclear(result);
    PQfinish(pg);
    if (!done)
        test_fail(__FILE__, __LINE__, "the PostgreSQL of KITH_TEST_STORE refused: %s", sql);
}

/* The server's URL with another database: the part between the host and the parameters. */
static str url_of_database(struct test_world *w, str url)
{
    str rest = str_from(url, (size_t)str_find(url, S("://")) + 3);
    ptrdiff_t slash = str_find_byte(rest, '/'), query = str_find_byte(url, '?');
    str server = slash >= 0 ? str_to(url, url.n - rest.n + (size_t)slash) : query >= 0 ? str_to(url, (size_t)query) : url;

    return arena_format(&w->arena, STR_FMT "/%s" STR_FMT, STR_ARG(server), w->database,
                        STR_ARG(query >= 0 ? str_from(url, (size_t)query) : S("")));
}

static str store_make(struct test_world *w)
{
    u64 which;

    if (!server_url())
        return S("sqlite");
    random_bytes(&which, sizeof which);
    w->database = arena_cstr(&w->arena, arena_format(&w->arena, "kith_test_%016llx", (unsigned long long)which));
    on_server(arena_cstr(&w->arena, arena_format(&w->arena, "CREATE DATABASE %s STRATEGY file_copy", w->database)));
    return url_of_database(w, str_of(server_url()));
}

static void folder_make(struct test_world *w, const char *given)
{
    const char *base = getenv("TMPDIR");

    w->folder = given;
    if (given)
        return;
    char *name = (char *)arena_cstr(&w->arena, arena_format(&w->arena, "%s/kith-test-XXXXXX", base ? base : "/tmp"));
    if (!mkdtemp(name))
        test_fail(__FILE__, __LINE__, "no folder could be made: %s", name);
    w->folder = w->made = name;
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *at)
{
    (void)facts;
    (void)kind;
    (void)at;
    return remove(path);
}

static void settings_make(struct test_world *w, struct failure *failure, const struct test_world_options *o)
{
    const struct test_setting *more = o->settings;

    settings_defaults(&w->settings, &w->arena);
    for (const struct settings_group *const *g = o->groups; g && *g; g++)
        check(settings_bring(&w->settings, failure, *g), failure, "settings");
    check(settings_set(&w->settings, failure, S("data"), str_of(w->folder), FROM_FLAG), failure, "data");
    check(settings_set(&w->settings, failure, S("store"), store_make(w), FROM_FLAG), failure, "store");
    for (; more && more->name; more++)
        check(settings_set(&w->settings, failure, str_of(more->name), str_of(more->value), FROM_FLAG), failure, more->name);
}

static err migrate(ctx *c, void *arg)
{
    const struct migration *list = arg;
    size_t n = 0;
    int applied;

    while (list[n].set)
        n++;
    err e = store_migrate(c, list, n, &applied);
    check(e, &c->failure, "migrations");
    return e;
}

static void world_fill(struct test_world *w, bool real_clock)
{
    bool talk = getenv("KITH_TEST_LOG");

    fake_clock_init(&w->clock, MORNING_US);
    w->world.settings = &w->settings;
    w->world.clock = real_clock ? clock_system() : &w->clock.clock;
    w->world.log = (struct log){ talk ? STDERR_FILENO : open("/dev/null", O_WRONLY | O_CLOEXEC), LOG_DEBUG, w->world.clock };
    w->world.metrics = metrics_open();
    id_source_init(&w->world.ids, NODE);
}

struct test_world *test_world_open(struct test_world_options o)
{
    struct test_world *w = memory_new(struct test_world);
    const char *chaos = getenv("KITH_TEST_CHAOS");
    struct failure failure;

    arena_init(&w->arena, NULL, 0);
    failure_begin(&failure, &w->arena);
    folder_make(w, o.data);
    settings_make(w, &failure, &o);
    world_fill(w, o.real_clock);
    runtime_open(&w->world, o.loops ? o.loops : 2);
    check(store_open(&w->world, &failure, &w->world.store), &failure, "store");
    runtime_chaos(w->world.runtime, chaos ? strtoull(chaos, NULL, 10) : 0);
    runtime_start(w->world.runtime);
    if (o.migrations)
        expect_ok(test_world_call(w, migrate, (void *)o.migrations));
    return w;
}

void test_world_close(struct test_world **world)
{
    struct test_world *w = *world;

    runtime_stop(w->world.runtime);
    store_close(&w->world.store);
    runtime_close(&w->world.runtime);
    metrics_close(&w->world.metrics);
    if (w->world.log.fd != STDERR_FILENO)
        close(w->world.log.fd);
    if (w->database)
        on_server(arena_cstr(&w->arena, arena_format(&w->arena, "DROP DATABASE %s WITH (FORCE)", w->database)));
    if (w->made)
        nftw(w->made, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_close(&w->arena);
    memory_free(w);
    *world = NULL;
}

err test_world_call(struct test_world *w, err (*run)(ctx *, void *arg), void *arg)
{
    return runtime_call(w->world.runtime, run, arg);
}

struct crowd {
    err (*run)(ctx *, int which, void *arg);
    void *arg;
    int next, left;
    err result;
    pthread_mutex_t lock;
    pthread_cond_t change;
};

static void crowd_run(ctx *c, void *arg)
{
    struct crowd *all = arg;

    pthread_mutex_lock(&all->lock);
    int which = all->next++;
    pthread_mutex_unlock(&all->lock);
    err e = all->run(c, which, all->arg);
    pthread_mutex_lock(&all->lock);
    if (all->result == OK)
        all->result = e;
    all->left--;
    pthread_cond_signal(&all->change);
    pthread_mutex_unlock(&all->lock);
}

err test_world_crowd(struct test_world *w, int n, err (*run)(ctx *, int which, void *arg), void *arg)
{
    struct crowd all = { .run = run, .arg = arg, .left = n, .lock = PTHREAD_MUTEX_INITIALIZER, .change = PTHREAD_COND_INITIALIZER };

    for (int i = 0; i < n; i++)
        runtime_spawn(w->world.runtime, i % runtime_loops(w->world.runtime), "crowd", crowd_run, &all);
    pthread_mutex_lock(&all.lock);
    while (all.left)
        pthread_cond_wait(&all.change, &all.lock);
    pthread_mutex_unlock(&all.lock);
    return all.result;
}
