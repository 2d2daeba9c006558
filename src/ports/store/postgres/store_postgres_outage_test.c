/*
 * The server goes away and comes back, and the network loses what it should carry. A checker compares what was
 * acknowledged with what is there.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/str.h"
#include "base/time.h"
#include "kit/proxy.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/store/adapter.h"
#include "ports/store/contract.h"
#include "ports/store/store_contract.sql.h"

enum { FIBERS = 32, MOST = 20000 };

static void control(const char *what)
{
    struct arena a;

    arena_init(&a, NULL, 0);
    expect_eq(system(arena_cstr(&a, arena_format(&a, "%s %s", getenv("KITH_TEST_POSTGRES_CTL"), what))), 0);
    arena_close(&a);
}

/* Writers note what was acknowledged about each row. */
enum told { NOT_ASKED, THERE, NOT_THERE_OR_UNKNOWN };

struct load {
    _Atomic int next;
    _Atomic bool over, away;
    _Atomic int refused_while_away, slowest_ms;
    enum told told[MOST];
    pthread_t thread;
};

static void note_time(struct load *l, i64 ms)
{
    int slowest = atomic_load(&l->slowest_ms);

    while (ms > slowest && !atomic_compare_exchange_weak(&l->slowest_ms, &slowest, (int)ms))
        continue;
}

static err write_one(ctx *c, struct load *l, int n)
{
    i64 began = mono_ms();
    err e = transact(c, counter_insert, &(struct counter){ { n }, 1 });

    note_time(l, mono_ms() - began);
    l->told[n] = e == OK ? THERE : NOT_THERE_OR_UNKNOWN;
    if (e == ERR_UNAVAILABLE && atomic_load(&l->away))
        atomic_fetch_add(&l->refused_while_away, 1);
    return e == ERR_UNAVAILABLE || e == ERR_CONTENTION ? OK : e;
}

static err write_on(ctx *c, int which, void *arg)
{
    struct load *l = arg;

    (void)which;
    for (int n; !atomic_load(&l->over) && (n = 1 + atomic_fetch_add(&l->next, 1)) < MOST;) {
        TRY(write_one(c, l, n));
        TRY(ctx_sleep(c, 2));
    }
    return OK;
}

static err compare(ctx *c, void *arg)
{
    const struct load *l = arg;
    counter_page page;
    int at = 0;

    expect_ok(q_counter_between(c, (id){ 1 }, (id){ MOST }, MOST, &page));
    for (int n = MOST - 1; n >= 1; n--) {
        bool there = (size_t)at < page.n && page.at[at].id.v == n;
        at += there;
        if (l->told[n] == THERE && !there)
            return fail_with(c, ERR_INTERNAL, "%d was acknowledged and is gone.", n);
        if (l->told[n] == NOT_ASKED && there)
            return fail_with(c, ERR_INTERNAL, "%d is there and nobody wrote it.", n);
    }
    return OK;
}

static void *stop_and_start(void *arg)
{
    struct load *l = arg;

    for (int i = 0; i < 2; i++) {
        usleep(300000);
        control(i ? "stop -m fast" : "stop -m immediate");
        atomic_store(&l->away, true);
        usleep(700000);
        atomic_store(&l->away, false);
        control("start");
    }
    usleep(300000);
    atomic_store(&l->over, true);
    return NULL;
}

static err write_after(ctx *c, void *arg)
{
    struct load *l = arg;

    return write_one(c, l, MOST - 1);
}

TEST(a_server_that_stops_and_starts_loses_nothing_acknowledged)
{
    struct test_world *w = test_world_open((struct test_world_options){ .migrations = contract_migrations });
    static struct load load;

    pthread_create(&load.thread, NULL, stop_and_start, &load);
    expect_ok(test_world_crowd(w, FIBERS, write_on, &load));
    pthread_join(load.thread, NULL);
    expect(load.refused_while_away > 0);
    expect(load.slowest_ms < 5000);
    expect_ok(test_world_call(w, write_after, &load));
    expect_eq(load.told[MOST - 1], THERE);
    expect_ok(test_world_call(w, compare, &load));
    test_world_close(&w);
}

static err away_then_back(ctx *c, void *arg)
{
    struct counter k = { { 1 }, 1 };

    (void)arg;
    expect_ok(transact(c, counter_insert, &k));
    control("stop -m immediate");
    for (int i = 0; i < 3; i++) {
        i64 began = mono_ms();
        expect_eq(transact(c, counter_insert, &(struct counter){ { 2 }, 1 }), ERR_UNAVAILABLE);
        expect_eq(q_counter_get(c, (id){ 1 }, &k), ERR_UNAVAILABLE);
        expect_eq(store_ping(c), ERR_UNAVAILABLE);
        expect(mono_ms() - began < 3000);
    }
    control("start");
    expect_ok(transact(c, counter_insert, &(struct counter){ { 3 }, 1 }));
    expect_ok(q_counter_get(c, (id){ 1 }, &k));
    expect_eq(q_counter_get(c, (id){ 2 }, &k), ERR_NOT_FOUND);
    return OK;
}

TEST(the_first_call_after_the_server_is_back_succeeds)
{
    struct test_world *w = test_world_open((struct test_world_options){ .migrations = contract_migrations });

    expect_ok(test_world_call(w, away_then_back, NULL));
    test_world_close(&w);
}

/* The network. */

static struct proxy *proxy;

static struct test_world *world_behind_proxy(const struct test_setting *settings)
{
    struct arena a;

    arena_init(&a, NULL, 0);
    str url = str_of(getenv("KITH_TEST_STORE")), port = str_from(url, (size_t)str_find(url, S("127.0.0.1:")) + 10);
    proxy = proxy_open(atoi(arena_cstr(&a, port)));
    setenv("KITH_TEST_STORE", arena_cstr(&a, arena_format(&a, "postgres://kith@127.0.0.1:%d/kith", proxy_port(proxy))), 1);
    arena_close(&a);
    return test_world_open((struct test_world_options){ .migrations = contract_migrations, .settings = settings });
}

static void close_behind_proxy(struct test_world **w, const char *url)
{
    proxy_set(proxy, PROXY_PASS);
    test_world_close(w);
    proxy_close(&proxy);
    setenv("KITH_TEST_STORE", url, 1);
}

static err accident_at_commit(ctx *c, void *arg)
{
    struct counter k = { { 1 }, 0 };

    (void)arg;
    expect_ok(transact(c, counter_insert, &k));
    for (int i = 1; i <= 10; i++) {
        proxy_set(proxy, i % 2 ? PROXY_LOSE_ANSWER : PROXY_LOSE_COMMIT);
        expect_ok(transact(c, counter_step, &k.id));
        expect_ok(q_counter_get(c, k.id, &k));
        expect_eq(k.n, i);
    }
    expect_eq(proxy_accidents(proxy), 10);
    return OK;
}

TEST(a_commit_whose_answer_is_lost_has_its_effect_once)
{
    const char *url = memory_copy(str_of(getenv("KITH_TEST_STORE"))).p;
    struct test_world *w = world_behind_proxy(NULL);

    expect_ok(test_world_call(w, accident_at_commit, NULL));
    close_behind_proxy(&w, url);
    memory_free((void *)url);
}

static void count_doubts(void *arg, const struct event *e)
{
    *(int *)arg += e->id.v == 7;
}

static err insert_and_tell(tx *t, void *arg)
{
    tx_tells(t, &(struct event){ .id = { 7 } });
    return counter_insert(t, arg);
}

static err silence(ctx *c, void *arg)
{
    int doubts = 0;
    struct counter k;
    i64 began = mono_ms();

    (void)arg;
    expect_ok(transact(c, counter_insert, &(struct counter){ { 1 }, 1 }));
    proxy_set(proxy, PROXY_SILENT);
    expect_eq(q_counter_get(c, (id){ 1 }, &k), ERR_UNAVAILABLE);
    store_on_events(c->world->store, (struct store_ear){ .doubt = count_doubts, .arg = &doubts });
    expect_eq(transact(c, insert_and_tell, &(struct counter){ { 2 }, 1 }), ERR_UNAVAILABLE);
    expect_eq(doubts, 1);
    store_on_events(c->world->store, (struct store_ear){0});
    expect(mono_ms() - began < 15000);
    proxy_set(proxy, PROXY_PASS);
    expect_ok(q_counter_get(c, (id){ 1 }, &k));
    expect_ok(transact(c, counter_insert, &(struct counter){ { 3 }, 1 }));
    return OK;
}

TEST(a_silent_server_hangs_nobody)
{
    const char *url = memory_copy(str_of(getenv("KITH_TEST_STORE"))).p;
    struct test_world *w = world_behind_proxy((const struct test_setting[]){ { "statement_timeout", "100ms" }, {0} });

    expect_ok(test_world_call(w, silence, NULL));
    close_behind_proxy(&w, url);
    memory_free((void *)url);
}

/* A server that ends the connection while it commits: the transaction is undone, and runs again. */

static err fall_once(tx *t, void *arg)
{
    (void)arg;
    return tx_script(t, S("CREATE SEQUENCE falls;"
                          "CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                          " IF nextval('falls') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); END IF;"
                          " RETURN NULL; END $$;"
                          "CREATE CONSTRAINT TRIGGER fall_once AFTER INSERT ON counter DEFERRABLE INITIALLY DEFERRED"
                          " FOR EACH ROW EXECUTE FUNCTION fall()"));
}

static err falls_at_commit(ctx *c, void *arg)
{
    struct counter k;

    (void)arg;
    expect_ok(transact(c, fall_once, NULL));
    expect_ok(transact(c, counter_insert, &(struct counter){ { 1 }, 1 }));
    expect_ok(q_counter_get(c, (id){ 1 }, &k));
    return OK;
}

TEST(a_connection_that_ends_in_the_commit_is_asked_about)
{
    struct test_world *w = test_world_open((struct test_world_options){ .migrations = contract_migrations });

    expect_ok(test_world_call(w, falls_at_commit, NULL));
    test_world_close(&w);
}
