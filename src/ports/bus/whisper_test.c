/* Whispers: what is made of them in memory, and that processes on one PostgreSQL hear each other's. */
#include "ports/bus/whisper.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/buf.h"
#include "base/str.h"
#include "kit/proxy.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/bus/news.h"
#include "ports/bus/own.h"

enum { PATIENCE_MS = 30000 };

/* What one process has heard of one kind; on its first loop. */
struct hearing { struct buf text; _Atomic int n; i64 from; };

static void hear(void *arg, i64 from, str text)
{
    struct hearing *h = arg;

    buf_add(&h->text, text);
    buf_byte(&h->text, ';');
    h->from = from;
    atomic_fetch_add(&h->n, 1);
}

/* ---- in memory ---- */

/* A bus whose whispers nobody sends: tests gather them. */
static struct world alone;
static struct bus quiet;
static struct arena arena;

static void quiet_open(void)
{
    alone = (struct world){ .bus = &quiet };
    quiet = (struct bus){ .world = &alone };
    arena_init(&arena, NULL, 0);
    whispers_open(&quiet.whispers);
    atomic_store(&quiet.whispers.company, true);
}

static void quiet_close(void)
{
    whispers_close(&quiet.whispers);
    arena_close(&arena);
}

TEST(whispers_that_fit_go_in_one_notice_in_their_order)
{
    struct hearing birds = {0}, trees = {0};

    quiet_open();
    bus_hear_whispers(&quiet, "birds", hear, &birds);
    bus_hear_whispers(&quiet, "trees", hear, &trees);
    expect(bus_whisper(&alone, "birds", S("tit 3")));
    expect(bus_whisper(&alone, "trees", S("")));
    expect(bus_whisper(&alone, "stones", S("granite")));
    expect(bus_whisper(&alone, "birds", S("\"gr\u00fcn\"")));
    whispers_hear(&quiet.whispers, 7, whispers_gather(&quiet.whispers, &arena));
    expect_str(buf_str(&birds.text), S("tit 3;\"gr\u00fcn\";"));
    expect_str(buf_str(&trees.text), S(";"));
    expect_eq(birds.from, 7);
    expect_eq(whispers_gather(&quiet.whispers, &arena).n, 0);
    buf_close(&birds.text);
    buf_close(&trees.text);
    quiet_close();
}

TEST(what_cannot_be_said_is_refused)
{
    char *text = memset(malloc(WHISPER_NOTICE_MOST), 'x', WHISPER_NOTICE_MOST);

    quiet_open();
    expect(bus_whisper(&alone, "k", (str){ text, 7800 }));
    expect(whispers_gather(&quiet.whispers, &arena).n <= WHISPER_NOTICE_MOST);
    expect(!bus_whisper(&alone, "k", (str){ text, WHISPER_NOTICE_MOST }));
    expect(!bus_whisper(&alone, "k", ((str){ "a\0b", 3 })));
    expect(!bus_whisper(&alone, "k", S("\xff")));
    atomic_store(&quiet.whispers.company, false);
    expect(!bus_whisper(&alone, "k", S("nobody is there")));
    expect_eq(whispers_gather(&quiet.whispers, &arena).n, 0);
    quiet_close();
    free(text);
}

TEST(of_too_many_the_newest_go_first_and_the_oldest_are_dropped)
{
    enum { MANY = 5000 };
    struct hearing h = {0};
    char text[100];
    int heard = 0;

    quiet_open();
    bus_hear_whispers(&quiet, "k", hear, &h);
    for (int i = 0; i < MANY; i++) {
        int n = snprintf(text, sizeof text, "%04d %089d", i, 0);
        expect(bus_whisper(&alone, "k", (str){ text, (size_t)n }));
        expect(quiet.whispers.octets <= WHISPER_WAITING_MOST);
    }
    for (str pieces; (pieces = whispers_gather(&quiet.whispers, &arena)).n; heard = atomic_load(&h.n)) {
        expect(pieces.n <= WHISPER_NOTICE_MOST);
        h.text.n = 0;
        whispers_hear(&quiet.whispers, 7, pieces);
        int first = atoi(h.text.p), n = atomic_load(&h.n) - heard;
        expect_eq(first, MANY - heard - n);      /* each notice has the newest of those left, in their order */
    }
    expect(heard > 600 && heard < 700);
    buf_close(&h.text);
    quiet_close();
}

TEST(a_malformed_notice_is_heard_as_far_as_it_is_well)
{
    static const char *const rows[] = { "k 2 ab", "k 2 abk", "k 2 abk 9 abc", "k 2 abk -1 ", "k 2 abk 1", "k 2 abk x y", "k 2 ab k 1 c" };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hearing h = {0};
        quiet_open();
        bus_hear_whispers(&quiet, "k", hear, &h);
        whispers_hear(&quiet.whispers, 7, str_of(rows[i]));
        expect_str(buf_str(&h.text), S("ab;"));
        buf_close(&h.text);
        quiet_close();
    }
}

/* ---- processes ---- */

static struct hearing here_hears, there_hears;
static struct proxy *proxy;

static void bus_begin(struct test_world *w, struct hearing *h)
{
    *h = (struct hearing){ .n = 0 };
    w->world.bus = bus_open(&w->world);
    bus_hear_whispers(w->world.bus, "k", hear, h);
    bus_start(w->world.bus);
}

static struct test_world *here_open(void)
{
    struct test_world *w = test_world_open((struct test_world_options){ .migrations = kith_migrations, .real_clock = true });

    bus_begin(w, &here_hears);
    return w;
}

/* Another process on the same database; `port`, if any, is a proxy's before it. */
static struct test_world *there_open(struct test_world *here, int port)
{
    str url = here->settings.store, before = str_to(url, (size_t)str_find(url, S("127.0.0.1:")) + 10);
    str database = str_from(url, before.n + (size_t)str_find_byte(str_from(url, before.n), '/'));
    str proxied = port ? arena_format(&here->arena, STR_FMT "%d" STR_FMT, STR_ARG(before), port, STR_ARG(database)) : url;
    const struct test_setting settings[] = { { "store", arena_cstr(&here->arena, proxied) }, {0} };
    struct test_world *w = test_world_open((struct test_world_options){ .data = here->folder, .settings = settings, .real_clock = true });

    atomic_store(&w->world.ids.node, 7);
    bus_begin(w, &there_hears);
    return w;
}

static void process_close(struct test_world **w, struct hearing *h)
{
    runtime_stop((*w)->world.runtime);
    bus_close(&(*w)->world.bus);
    test_world_close(w);
    buf_close(&h->text);
}

/* Whispers again and again, until `h` has heard one more. */
static err says_until_heard(ctx *c, void *arg)
{
    struct hearing *h = arg;
    int before = atomic_load(&h->n);

    for (i64 until = loop_mono_ms(c->loop) + PATIENCE_MS; atomic_load(&h->n) == before && loop_mono_ms(c->loop) < until;) {
        (void)bus_whisper(c->world, "k", S("hello"));
        TRY(ctx_sleep(c, 20));
    }
    expect(atomic_load(&h->n) > before);
    return OK;
}

static void both_hear(struct test_world *here, struct test_world *there)
{
    expect_ok(test_world_call(here, says_until_heard, &there_hears));
    expect_ok(test_world_call(there, says_until_heard, &here_hears));
    expect(here_hears.from && here_hears.from != there_hears.from);
}

static err ears_cut(tx *t, void *arg)
{
    (void)arg;
    return tx_script(t, S("DO $$ BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity"
                          " WHERE datname = current_database() AND query LIKE 'LISTEN%'; END $$"));
}

static err connections_lost(ctx *c, void *arg)
{
    (void)arg;
    return transact(c, ears_cut, NULL);
}

static bool on_postgres(const struct test_world *w) { return store_dialect(w->world.store) == ON_POSTGRES; }

TEST(processes_hear_each_other_and_not_themselves_also_after_a_lost_connection)
{
    struct test_world *here = here_open(), *there;

    if (on_postgres(here)) {
        there = there_open(here, 0);
        both_hear(here, there);
        expect_ok(test_world_call(here, connections_lost, NULL));
        both_hear(here, there);
        process_close(&there, &there_hears);
    }
    process_close(&here, &here_hears);
}

static err says_alone(ctx *c, void *arg)
{
    (void)arg;
    TRY(ctx_sleep(c, 50));
    expect(!bus_has_company(c->world));
    expect(!bus_whisper(c->world, "k", S("hello")));
    return OK;
}

TEST(on_sqlite_nothing_is_whispered)
{
    struct test_world *here = here_open();

    if (!on_postgres(here))
        expect_ok(test_world_call(here, says_alone, NULL));
    process_close(&here, &here_hears);
}

/* At most one notice in 50 ms, however much is said: the sender's statements are counted. */
static err floods(ctx *c, void *arg)
{
    i64 began = loop_mono_ms(c->loop);
    char text[200] = { 0 };

    TRY(says_until_heard(c, arg));
    int before = atomic_load(&there_hears.n);
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 200; i++) {
            int n = snprintf(text, sizeof text, "%d %0150d", round * 200 + i, 0);
            (void)bus_whisper(c->world, "k", (str){ text, (size_t)n });
        }
        TRY(ctx_sleep(c, 10));
    }
    TRY(ctx_sleep(c, 300));
    i64 notices = 1 + (loop_mono_ms(c->loop) - began) / WHISPER_PAUSE_MS, most = notices * (WHISPER_NOTICE_MOST / 150);
    int heard = atomic_load(&there_hears.n) - before;
    expect(heard > 0 && heard <= most);
    return OK;
}

TEST(a_flood_of_whispers_is_said_at_a_bounded_rate)
{
    struct test_world *here = here_open(), *there;

    if (on_postgres(here)) {
        there = there_open(here, 0);
        expect_ok(test_world_call(here, floods, &there_hears));
        process_close(&there, &there_hears);
    }
    process_close(&here, &here_hears);
}

/* Behind a proxy that shares connections a process hears nothing, and is heard all the same. */
TEST(a_process_that_hears_no_notices_is_heard_by_others)
{
    struct test_world *here = here_open(), *there;

    if (on_postgres(here)) {
        str url = here->settings.store, port = str_from(url, (size_t)str_find(url, S("127.0.0.1:")) + 10);
        proxy = proxy_open(atoi(arena_cstr(&here->arena, port)));
        proxy_set(proxy, PROXY_DEAF);
        there = there_open(here, proxy_port(proxy));
        expect_ok(test_world_call(there, says_until_heard, &here_hears));
        expect_eq(atomic_load(&there_hears.n), 0);
        process_close(&there, &there_hears);
        proxy_close(&proxy);
    }
    process_close(&here, &here_hears);
}
