/* The tail: what listeners and readers get, in which order, and what happens when memory does not reach back. */
#include <sched.h>
#include <sqlite3.h>
#include <string.h>
#include "base/buf.h"
#include "base/faults.h"
#include "base/str.h"
#include "base/time.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/bus/news.h"
#include "ports/bus/own.h"
#include "ports/store/adapter.h"
#include "runtime/metrics.h"

struct count_told { i64 n; str filling; };
EVENT(count_rose, count_told);
EVENT(count_fell, nothing_told);
static SHAPE(count_told, FIELD(count_told, n), FIELD(count_told, filling));
EVENT_KIND(count_rose, "count.rose", count_told);
EVENT_KIND(count_fell, "count.fell", nothing_told);

enum { HEARD_MOST = 2000, PATIENCE_MS = 30000 };

/* What one listener has heard, on all threads. */
struct ear { pthread_mutex_t lock; i64 positions[HEARD_MOST], ids[HEARD_MOST]; int n, without_position; bool disorder, twice; };

static struct ear at_once, in_order;

static void ear_put(struct ear *ear, const struct event *e)
{
    pthread_mutex_lock(&ear->lock);
    for (int i = 0; i < ear->n; i++)
        ear->twice |= ear->ids[i] == e->id.v;
    ear->disorder |= ear->n && ear->positions[ear->n - 1] >= e->position;
    ear->without_position += !e->position;
    if (ear->n < HEARD_MOST) {
        ear->positions[ear->n] = e->position;
        ear->ids[ear->n++] = e->id.v;
    }
    pthread_mutex_unlock(&ear->lock);
}

static int ear_count(struct ear *ear)
{
    pthread_mutex_lock(&ear->lock);
    int n = ear->n;
    pthread_mutex_unlock(&ear->lock);
    return n;
}

static void ear_open(struct ear *ear)
{
    *ear = (struct ear){ .n = 0 };
    pthread_mutex_init(&ear->lock, NULL);
}

static void hear(void *arg, const struct event *e) { ear_put(arg, e); }

static err begin(ctx *c, void *arg)
{
    (void)arg;
    return bus_listen_begin(c);
}

static void bench_listen(struct test_world *w, struct ear *soon, struct ear *ordered)
{
    ear_open(soon);
    ear_open(ordered);
    w->world.bus = bus_open(&w->world);
    bus_declare(w->world.bus, KINDS(&count_rose, &count_fell));
    bus_listen(w->world.bus, &(struct listens){ KINDS(&count_rose), hear, false }, soon);
    bus_listen(w->world.bus, &(struct listens){ KINDS(&count_rose), hear, true }, ordered);
    expect_ok(test_world_call(w, begin, NULL));
}

static struct test_world *bench_open(void)
{
    struct test_world *w = test_world_open((struct test_world_options){ .migrations = kith_migrations, .real_clock = true });

    bench_listen(w, &at_once, &in_order);
    return w;
}

static void bench_close(struct test_world **w)
{
    runtime_stop((*w)->world.runtime);
    bus_close(&(*w)->world.bus);
    test_world_close(w);
}

static err rise(tx *t, void *arg)
{
    return event_tell(t, count_rose, S("ann"), &(struct count_told){ 1, *(str *)arg });
}

static err fall(tx *t, void *arg)
{
    (void)arg;
    return event_tell(t, count_fell, S("ann"), NOTHING_TOLD);
}

static err rises(ctx *c, int n, str filling)
{
    for (int i = 0; i < n; i++)
        TRY(transact(c, rise, &filling));
    return OK;
}

/* As another process writes: on SQLite past this one's writer, on PostgreSQL under another node's number. */
static err rise_elsewhere(ctx *c, struct test_world *w, id which)
{
    str path = arena_format(&c->arena, "%s/kith.db", w->folder);
    str sql = arena_format(&c->arena, "INSERT INTO events (id, partition, subject, key, payload, created_at) "
                           "VALUES (%lld, %d, 'count.rose', 'ann', '{\"n\":1,\"filling\":\"\"}', 1)", (long long)which.v,
                           bus_partition(S("ann")));
    i64 mine = atomic_load(&c->world->ids.node);
    sqlite3 *db;

    if (store_dialect(c->world->store) == ON_SQLITE) {
        expect_eq(sqlite3_open(path.p, &db), SQLITE_OK);
        sqlite3_busy_timeout(db, PATIENCE_MS);
        expect_eq(sqlite3_exec(db, sql.p, NULL, NULL, NULL), SQLITE_OK);
        expect_eq(sqlite3_close(db), SQLITE_OK);
        return OK;
    }
    atomic_store(&c->world->ids.node, mine + 1);
    err e = transact(c, rise, &S(""));
    atomic_store(&c->world->ids.node, mine);
    return e;
}

static err heard_by(ctx *c, struct ear *ear, int n)
{
    for (i64 until = loop_mono_ms(c->loop) + PATIENCE_MS; ear_count(ear) < n && loop_mono_ms(c->loop) < until;)
        TRY(ctx_sleep(c, 2));
    expect_eq(ear_count(ear), n);
    expect(!ear->twice);
    return OK;
}

/* ---- listeners ---- */

enum { WRITERS = 16, EACH = 20 };

static err write_some(ctx *c, int which, void *arg)
{
    (void)which;
    (void)arg;
    return rises(c, EACH, S(""));
}

static err all_in_order(ctx *c, void *arg)
{
    (void)arg;
    expect_eq(ear_count(&at_once), WRITERS * EACH);
    TRY(heard_by(c, &in_order, WRITERS * EACH));
    expect(!in_order.disorder && !in_order.without_position);
    expect_eq(at_once.without_position, store_dialect(c->world->store) == ON_SQLITE ? 0 : WRITERS * EACH);
    return OK;
}

TEST(a_listener_in_order_hears_each_event_once_by_its_position)
{
    struct test_world *w = bench_open();

    bus_start(w->world.bus);
    expect_ok(test_world_crowd(w, WRITERS, write_some, NULL));
    expect_ok(test_world_call(w, all_in_order, NULL));
    bench_close(&w);
}

/* On SQLite, in one turn of its loop, before and after the other loop has heard of it. On PostgreSQL it has its position later. */
static err reads_what_was_heard(ctx *c, int which, void *arg)
{
    int p = bus_partition(S("ann"));
    i64 before, after;

    if (loop_index(c->loop) == 0)                /* the tail's */
        return OK;
    (void)which;
    TRY(bus_backlog(c, p, 0, HEARD_MOST, &before));
    TRY(rise_elsewhere(c, arg, (id){ 1 }));
    bool in_turn = store_dialect(c->world->store) == ON_SQLITE;
    for (i64 until = mono_ms() + PATIENCE_MS; in_turn && !ear_count(&at_once) && mono_ms() < until;)
        (void)sched_yield();
    TRY(in_turn ? OK : heard_by(c, &in_order, 1));
    TRY(bus_backlog(c, p, 0, HEARD_MOST, &after));
    expect_eq(after, before + 1);
    return OK;
}

TEST(what_another_process_wrote_is_read_as_soon_as_it_is_heard)
{
    struct test_world *w = bench_open();

    bus_start(w->world.bus);
    expect_ok(test_world_crowd(w, 2, reads_what_was_heard, w));
    bench_close(&w);
}

static err others_too(ctx *c, void *arg)
{
    TRY(rises(c, 2, S("")));
    TRY(rise_elsewhere(c, arg, (id){ 1 }));
    TRY(rises(c, 2, S("")));
    TRY(heard_by(c, &in_order, 5));
    TRY(rise_elsewhere(c, arg, (id){ 2 }));      /* nothing is written here any more, but it is found */
    TRY(heard_by(c, &in_order, 6));
    expect(!in_order.disorder && !in_order.without_position);
    TRY(rises(c, 1, S("")));
    return heard_by(c, &in_order, 7);
}

TEST(what_another_process_wrote_is_heard_in_its_place)
{
    struct test_world *w = bench_open();

    bus_start(w->world.bus);
    expect_ok(test_world_call(w, others_too, w));
    bench_close(&w);
}

/* The answer to a commit was lost: this process does not know whether an event of that id is in the log. */
static void doubt(ctx *c, id which)
{
    const struct store_ear *ear = &c->world->store->ear;

    ear->doubt(ear->arg, &(struct event){ .id = which, .subject = S("count.rose"), .key = S("ann"), .kind = &count_rose });
}

static err told_at_once(ctx *c, int n)
{
    for (i64 until = loop_mono_ms(c->loop) + PATIENCE_MS; ear_count(&at_once) < n && loop_mono_ms(c->loop) < until;)
        TRY(ctx_sleep(c, 2));
    expect_eq(ear_count(&at_once), n);
    return OK;
}

/* One by its own transaction, which is heard at its commit too. */
static err doubtful_rises_on_postgres(ctx *c)
{
    TRY(rises(c, 1, S("")));
    TRY(heard_by(c, &in_order, 1));
    expect_eq(ear_count(&at_once), 1);           /* the tail takes it for heard */
    doubt(c, ctx_new_id(c));
    TRY(told_at_once(c, 2));
    doubt(c, (id){ INT64_MAX });
    TRY(told_at_once(c, 3));
    TRY(rises(c, 1, S("")));
    return told_at_once(c, 5);
}

static err doubtful_rises(ctx *c, void *arg)
{
    id which = ctx_new_id(c);

    if (store_dialect(c->world->store) == ON_POSTGRES)
        return doubtful_rises_on_postgres(c);
    TRY(rise_elsewhere(c, arg, ctx_new_id(c)));
    TRY(heard_by(c, &in_order, 1));
    expect_eq(ear_count(&at_once), 0);           /* the tail takes it for heard */
    doubt(c, which);
    expect_eq(ear_count(&at_once), 1);
    TRY(rise_elsewhere(c, arg, which));
    TRY(heard_by(c, &in_order, 2));
    return told_at_once(c, 2);
}

TEST(an_event_whose_commit_was_in_doubt_is_heard_at_once_and_when_it_turns_up)
{
    struct test_world *w = bench_open();

    bus_start(w->world.bus);
    expect_ok(test_world_call(w, doubtful_rises, w));
    bench_close(&w);
}

static err what_is_lost(ctx *c, void *arg)
{
    (void)arg;
    expect(fault_set(S("bus.deliver,bus.hear")));
    TRY(rises(c, 3, S("")));
    TRY(ctx_sleep(c, 300));
    expect(fault_set(S("")));
    return heard_by(c, &in_order, 3);
}

TEST(news_that_were_lost_are_found_by_looking)
{
    struct test_world *w = bench_open();

    bus_start(w->world.bus);
    expect_ok(test_world_call(w, what_is_lost, NULL));
    bench_close(&w);
}

/* ---- two processes on PostgreSQL ---- */

static struct ear at_once_there, in_order_there;

static struct test_world *bench_open_beside(struct test_world *first)
{
    const char *url = arena_cstr(&first->arena, first->settings.store);
    const struct test_setting settings[] = { { "store", url }, {0} };
    struct test_world *w = test_world_open((struct test_world_options){ .data = first->folder, .settings = settings, .real_clock = true });

    atomic_store(&w->world.ids.node, 7);
    bench_listen(w, &at_once_there, &in_order_there);
    return w;
}

static err flow_await(ctx *c, void *arg)
{
    const struct bus *b = c->world->bus;
    i64 until = loop_mono_ms(c->loop) + PATIENCE_MS;

    (void)arg;
    while ((!b->news || !news_flow(b->news, loop_mono_ms(c->loop))) && loop_mono_ms(c->loop) < until)
        TRY(ctx_sleep(c, 5));
    expect(news_flow(b->news, loop_mono_ms(c->loop)));
    return OK;
}

static err ears_cut(tx *t, void *arg)
{
    (void)arg;
    return tx_script(t, S("DO $$ BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity"
                          " WHERE datname = current_database() AND query LIKE 'LISTEN%'; END $$"));
}

static err notices_lost(ctx *c, void *arg)
{
    (void)arg;
    return transact(c, ears_cut, NULL);
}

static err rise_five(ctx *c, void *arg)
{
    (void)arg;
    return rises(c, 5, S(""));
}

static err here_heard(ctx *c, void *arg) { TRY(heard_by(c, &at_once, *(int *)arg)); return heard_by(c, &in_order, *(int *)arg); }
static err there_heard(ctx *c, void *arg)
{
    TRY(heard_by(c, &at_once_there, *(int *)arg));
    return heard_by(c, &in_order_there, *(int *)arg);
}

static void both_write(struct test_world *here, struct test_world *there, int n)
{
    expect_ok(test_world_call(here, rise_five, NULL));
    expect_ok(test_world_call(there, rise_five, NULL));
    expect_ok(test_world_call(here, here_heard, &n));
    expect_ok(test_world_call(there, there_heard, &n));
}

/* While notices arrive, a quiet process hardly asks; while they do not, it looks by itself. */
static err quiet_costs(ctx *c, void *arg)
{
    i64 before = metric_value(c->world->metrics, M_STORE_READS, 0), began = loop_mono_ms(c->loop);

    (void)arg;
    TRY(ctx_sleep(c, 2000));
    i64 reads = metric_value(c->world->metrics, M_STORE_READS, 0) - before, quarters = 1 + (loop_mono_ms(c->loop) - began) / 250;
    expect(reads <= 2 * quarters);
    return OK;
}

TEST(processes_hear_each_other_by_notices_and_without_them)
{
    struct test_world *here = bench_open(), *there;

    bus_start(here->world.bus);
    if (store_dialect(here->world.store) == ON_POSTGRES) {
        there = bench_open_beside(here);
        bus_start(there->world.bus);
        expect_ok(test_world_call(here, flow_await, NULL));
        expect_ok(test_world_call(there, flow_await, NULL));
        both_write(here, there, 10);
        expect_ok(test_world_call(there, quiet_costs, NULL));
        expect_ok(test_world_call(here, notices_lost, NULL));
        both_write(here, there, 20);
        expect_ok(test_world_call(here, flow_await, NULL));
        expect_ok(test_world_call(there, flow_await, NULL));
        both_write(here, there, 30);
        expect(!in_order.disorder && !in_order_there.disorder && !at_once.twice && !at_once_there.twice);
        runtime_stop(here->world.runtime);       /* the other one goes on leading */
        expect_ok(test_world_call(there, rise_five, NULL));
        expect_ok(test_world_call(there, there_heard, &(int){ 35 }));
        bench_close(&there);
    }
    bench_close(&here);
}

/* ---- readers ---- */

static struct bus_reader of_rises, of_falls;

static err pending(ctx *c, struct bus_reader *r, u64 n)
{
    for (i64 until = loop_mono_ms(c->loop) + PATIENCE_MS; atomic_load(&r->told_all) < n && loop_mono_ms(c->loop) < until;)
        TRY(ctx_sleep(c, 2));
    expect_eq(atomic_load(&r->told_all), n);
    return OK;
}

static err reader_takes(ctx *c, void *arg)
{
    struct bus *b = c->world->bus;
    struct bus_taken taken;
    struct bus_quiet quiet;
    int p = bus_partition(S("ann"));

    (void)arg;
    TRY(rises(c, 3, S("")));
    TRY(transact(c, fall, NULL));
    TRY(pending(c, &of_rises, 3));
    TRY(pending(c, &of_falls, 1));
    expect_eq(atomic_load(&of_rises.pending), (i64)((u64)1 << p));
    expect_eq(atomic_load(&of_falls.news.rings), 1);
    expect(bus_take(b, &of_rises, &c->arena, p, 0, 2, &taken));
    expect_eq(taken.events.n, 2);
    expect_eq(taken.through, taken.events.at[1].position);
    expect(taken.events.at[0].kind == &count_rose);
    expect_str(taken.events.at[0].key, S("ann"));
    bus_done(b, &of_rises, p, taken.through);
    expect(!bus_quiet(b, &of_rises, p, &quiet));
    expect(bus_take(b, &of_rises, &c->arena, p, taken.through, 2, &taken));
    expect_eq(taken.events.n, 1);
    expect(taken.through > taken.events.at[0].position);         /* it does not want the fall, which has been skipped */
    bus_done(b, &of_rises, p, taken.through);
    expect(bus_quiet(b, &of_rises, p, &quiet) && quiet.tip == taken.through && quiet.told == 3);
    expect(!bus_quiet(b, &of_falls, p, &quiet));
    return OK;
}

static void with_readers(err (*run)(ctx *, void *))
{
    struct test_world *w = bench_open();

    bus_reader_open(w->world.bus, &of_rises, KINDS(&count_rose));
    bus_reader_open(w->world.bus, &of_falls, KINDS(&count_fell));
    bus_start(w->world.bus);
    err e = test_world_call(w, run, w);
    bench_close(&w);
    bus_reader_close(&of_rises);
    bus_reader_close(&of_falls);
    expect_ok(e);
}

TEST(a_reader_is_told_of_its_kinds_alone_and_takes_them_from_memory) { with_readers(reader_takes); }

/* As a newer program has written it, past this one's verbs. */
static err unheard(tx *t, void *arg)
{
    const char *sql = "INSERT INTO events (id, partition, subject, key, payload, created_at) "
                      "VALUES (5, %d, 'count.unheard', 'ann', '?', 1)";

    (void)arg;
    tx_has_events(t);
    return tx_script(t, arena_format(tx_arena(t), sql, bus_partition(S("ann"))));
}

static err unknown_passes(ctx *c, void *arg)
{
    struct bus_taken taken;
    event_page page;
    int p = bus_partition(S("ann"));

    (void)arg;
    TRY(rises(c, 1, S("")));
    TRY(transact(c, unheard, NULL));
    TRY(rises(c, 1, S("")));
    TRY(pending(c, &of_rises, 2));
    expect_eq(ear_count(&in_order), 2);
    expect(bus_take(c->world->bus, &of_rises, &c->arena, p, 0, 10, &taken));
    expect_eq(taken.events.n, 2);
    TRY(bus_fetch(c, p, 0, 10, &page));
    expect(page.n == 3 && !page.at[1].kind && page.at[2].kind == &count_rose);
    return OK;
}

TEST(an_event_of_a_kind_that_is_not_known_is_passed_over) { with_readers(unknown_passes); }

enum { LARGE = 32768, LARGE_ONES = 200 };        /* more text than the ring holds */

static err falls_out(ctx *c, void *arg)
{
    char *text = memset(arena_alloc(&c->arena, LARGE, 1), 'x', LARGE);
    struct bus *b = c->world->bus;
    int p = bus_partition(S("ann"));
    struct bus_taken taken;
    event_page page;

    (void)arg;
    TRY(rises(c, LARGE_ONES, (str){ text, LARGE }));
    TRY(pending(c, &of_rises, LARGE_ONES));
    expect(!bus_take(b, &of_rises, &c->arena, p, 0, 10, &taken));
    TRY(bus_fetch(c, p, taken.through, LARGE_ONES, &page));
    expect_eq(page.n, LARGE_ONES);
    bus_done(b, &of_rises, p, page.at[LARGE_ONES - 2].position);
    expect(bus_take(b, &of_rises, &c->arena, p, page.at[LARGE_ONES - 2].position, 10, &taken));
    expect_eq(taken.events.n, 1);
    expect_eq(taken.events.at[0].payload.n, page.at[0].payload.n);
    return OK;
}

TEST(a_reader_that_falls_out_of_memory_finds_the_rest_in_the_store) { with_readers(falls_out); }

static err one_too_large(ctx *c, void *arg)
{
    enum { HUGE_ONE = 1200000 };
    char *text = memset(arena_alloc(&c->arena, HUGE_ONE, 1), 'x', HUGE_ONE);
    struct bus *b = c->world->bus;
    int p = bus_partition(S("ann"));
    struct bus_taken taken;

    (void)arg;
    TRY(rises(c, 1, S("")));
    TRY(rises(c, 1, (str){ text, HUGE_ONE }));
    TRY(rises(c, 1, S("")));
    TRY(pending(c, &of_rises, 3));
    expect(!bus_take(b, &of_rises, &c->arena, p, 0, 10, &taken));
    expect_eq(in_order.n, 3);
    return OK;
}

TEST(an_event_too_large_for_memory_is_left_to_the_store) { with_readers(one_too_large); }

/* ---- its cost ---- */

enum { MANY = 40, EVENTS_MANY = 200 };

static struct bus_reader many[MANY];

static err nobody_reads(ctx *c, void *arg)
{
    i64 before = metric_value(c->world->metrics, M_STORE_READS, 0), began = loop_mono_ms(c->loop);

    (void)arg;
    TRY(rises(c, EVENTS_MANY, S("")));
    TRY(heard_by(c, &in_order, EVENTS_MANY));
    i64 reads = metric_value(c->world->metrics, M_STORE_READS, 0) - before, seconds = 1 + (loop_mono_ms(c->loop) - began) / 1000;
    if (store_dialect(c->world->store) == ON_SQLITE)
        expect(reads <= 2 * seconds);            /* once a second the tail looks for other processes' events */
    else
        expect(reads <= 2 * EVENTS_MANY + 100 * seconds);        /* the sequencer's rounds and the tail's reads, none for each of forty */
    for (int i = 0; i < MANY; i++) {
        expect_eq(atomic_load(&many[i].news.rings), i % 2 ? 1 : 0);
        expect_eq(atomic_load(&many[i].told_all), i % 2 ? EVENTS_MANY : 0);
    }
    return OK;
}

TEST(forty_readers_cost_one)
{
    struct test_world *w = bench_open();

    for (int i = 0; i < MANY; i++)
        bus_reader_open(w->world.bus, &many[i], i % 2 ? KINDS(&count_rose) : KINDS(&count_fell));
    bus_start(w->world.bus);
    err e = test_world_call(w, nobody_reads, NULL);
    bench_close(&w);
    for (int i = 0; i < MANY; i++)
        bus_reader_close(&many[i]);
    expect_ok(e);
}
