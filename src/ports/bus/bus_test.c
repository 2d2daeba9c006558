#include "ports/bus.h"
#include "base/str.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/bus/bus.sql.h"
#include "ports/bus/bus_sequencer.sql.h"
#include "ports/bus/own.h"

struct bench_told { i64 n; maybe_str word; };
struct bench_named { id bench_id; };
struct bench_order { ids users; when at; bool last; };
EVENT(bench_noted, bench_told);
EVENT(bench_heard, bench_told);
EVENT(bench_other, nothing_told);
EVENT(bench_ordered, bench_order);
EVENT(bench_unknown, bench_told);
EVENT(bench_moved, bench_told);
EVENT(bench_part, bench_named);

static SHAPE(bench_told, FIELD(bench_told, n), FIELD(bench_told, word));
static SHAPE(bench_named, FIELD_AS(bench_named, bench_id, "benchId"));
static SHAPE(bench_order, FIELD(bench_order, users), FIELD(bench_order, at), FIELD(bench_order, last));
EVENT_KIND(bench_noted, "bench.noted", bench_told);
EVENT_KIND(bench_heard, "bench.heard", bench_told);
EVENT_KIND(bench_other, "bench.other", nothing_told);
EVENT_KIND(bench_ordered, "bench.ordered", bench_order);
EVENT_KIND(bench_unknown, "bench.unknown", bench_told);
EVENT_KIND(bench_moved, "bench.*.moved", bench_told);
EVENT_KIND(bench_part, "bench.*.part.*", bench_named);

static void bench_bus(struct test_world *w)
{
    w->world.bus = bus_open(&w->world);
    bus_declare(w->world.bus, KINDS(&bench_noted, &bench_heard, &bench_other, &bench_ordered, &bench_moved, &bench_part));
}

static struct test_world *bench_make(void)
{
    struct test_world *w = test_world_open((struct test_world_options){ .migrations = kith_migrations, .real_clock = true });

    bench_bus(w);
    return w;
}

static struct test_world *bench_open(void)
{
    struct test_world *w = bench_make();

    bus_start(w->world.bus);
    return w;
}

static void bench_close(struct test_world **w)
{
    runtime_stop((*w)->world.runtime);
    bus_close(&(*w)->world.bus);
    test_world_close(w);
}

static err check_all(ctx *c, void *arg)
{
    size_t n = 0, m = 0;

    (void)arg;
    while (bus_statements[n])
        n++;
    while (bus_sequencer_statements[m])
        m++;
    TRY(store_check(c, bus_statements, n));
    return store_check(c, bus_sequencer_statements, m);
}

TEST(every_statement_of_the_bus_is_right_on_this_store)
{
    struct test_world *w = bench_open();

    expect_ok(test_world_call(w, check_all, NULL));
    bench_close(&w);
}

TEST(a_key_has_the_same_partition_in_every_process)
{
    expect_eq(bus_partition(S("7")), bus_partition(S("7")));
    expect_eq(bus_partition(S("note 1")), (i64)(str_hash(S("note 1")) % BUS_PARTITIONS));
}

struct addition { const struct event_kind *kind; str key, payload; };

static err add(tx *t, void *arg)
{
    const struct addition *in = arg;

    return event_add(t, in->kind, in->key, in->payload);
}

static err add_and_refuse(tx *t, void *arg)
{
    TRY(add(t, arg));
    return tx_fail_with(t, ERR_CONFLICT, "rolled back.");
}

/* Waits until a partition holds an event after `after`, and returns the last position. */
static err tip_await(ctx *c, int p, i64 after, i64 *tip)
{
    event_page page = {0};

    while (!page.n) {
        TRY(bus_fetch(c, p, after, 1000, &page));
        TRY(page.n ? OK : ctx_sleep(c, 2));
    }
    *tip = page.at[page.n - 1].position;
    return OK;
}

static err add_then_fetch(ctx *c, void *arg)
{
    struct addition ann = { &bench_noted, S("ann"), S("{\"n\":1}") }, gone = { &bench_other, S("ann"), S("{}") };
    int p = bus_partition(S("ann"));
    event_page page;
    i64 tip, rest;

    (void)arg;
    expect_ok(transact(c, add, &ann));
    expect_eq(transact(c, add_and_refuse, &gone), ERR_CONFLICT);
    expect_ok(tip_await(c, p, 0, &tip));
    expect_ok(transact(c, add, &ann));
    expect_ok(tip_await(c, p, tip, &tip));
    expect_ok(bus_fetch(c, p, 0, 10, &page));
    expect_eq(page.n, 2);
    expect_eq(page.at[1].position, tip);
    expect(page.at[0].position < page.at[1].position);
    expect_str(page.at[0].subject, S("bench.noted"));
    expect(page.at[0].kind == &bench_noted);
    expect_str(page.at[0].key, S("ann"));
    expect_str(page.at[0].payload, S("{\"n\":1}"));
    expect_eq(page.at[0].partition, p);
    expect(page.at[0].id.v > 0 && page.at[0].created_at.ms > 0);
    expect_ok(bus_backlog(c, p, 0, 10, &rest));
    expect_eq(rest, 2);
    expect_ok(bus_fetch(c, p, page.at[0].position, 1, &page));
    expect_eq(page.n, 1);
    expect_ok(bus_fetch(c, p, tip, 10, &page));
    expect_eq(page.n, 0);
    expect_ok(bus_fetch(c, (p + 1) % BUS_PARTITIONS, 0, 10, &page));
    expect_eq(page.n, 0);
    return OK;
}

TEST(what_commits_is_in_the_log_and_what_rolls_back_is_not)
{
    struct test_world *w = bench_open();

    expect_ok(test_world_call(w, add_then_fetch, NULL));
    bench_close(&w);
}

enum { WRITERS = 32, EACH = 25 };

/* Reads on from its last position, never back: an event that appears later before that is missed. */
static err read_on(ctx *c)
{
    i64 at[BUS_PARTITIONS] = {0};
    int read = 0;

    while (read < WRITERS * EACH) {
        struct arena_mark mark = arena_mark(&c->arena);
        event_page page = {0};
        for (int p = 0; p < BUS_PARTITIONS; p++) {
            TRY(bus_fetch(c, p, at[p], 1000, &page));
            read += (int)page.n;
            at[p] = page.n ? page.at[page.n - 1].position : at[p];
        }
        arena_rewind(&c->arena, mark);
        TRY(ctx_sleep(c, 5));
    }
    return read == WRITERS * EACH ? OK : ERR_INTERNAL;
}

static err write_or_read(ctx *c, int which, void *arg)
{
    (void)arg;
    if (which >= WRITERS)
        return read_on(c);
    for (int i = 0; i < EACH; i++) {
        struct addition d = { &bench_noted, arena_format(&c->arena, "%d %d", which, i), S("{}") };
        TRY(transact(c, add, &d));
    }
    return OK;
}

TEST(a_reader_that_only_goes_forward_misses_nothing_while_many_write)
{
    struct test_world *w = bench_open();

    expect_ok(test_world_crowd(w, WRITERS + 3, write_or_read, NULL));
    bench_close(&w);
}

static err trim_some(ctx *c, void *arg)
{
    struct addition ann = { &bench_noted, S("ann"), S("{}") };
    int p = bus_partition(S("ann"));
    i64 tip = 0, gone, floor;
    event_page page;

    (void)arg;
    for (int i = 0; i < 10; i++)
        TRY(transact(c, add, &ann));
    do {
        TRY(tip_await(c, p, tip, &tip));
        TRY(bus_fetch(c, p, 0, 100, &page));
    } while (page.n < 10);
    when later = { page.at[9].created_at.ms + 1 };
    expect_ok(bus_trim(c, p, page.at[5].position, (when){ 1000 }, 100, &gone));
    expect_eq(gone, 0);
    expect_ok(bus_floor(c, &floor));
    expect_eq(floor, 0);
    expect_ok(bus_trim(c, p, page.at[5].position, later, 4, &gone));
    expect_eq(gone, 4);
    expect_ok(bus_floor(c, &floor));
    expect_eq(floor, page.at[3].position);
    expect_ok(bus_newest(c, &floor));
    expect_eq(floor, page.at[9].position);
    expect_ok(bus_trim(c, p, page.at[5].position, later, 100, &gone));
    expect_eq(gone, 2);
    expect_ok(bus_fetch(c, p, 0, 100, &page));
    expect_eq(page.n, 4);
    expect_ok(bus_trim(c, p, tip, later, 100, &gone));
    expect_eq(gone, 4);
    expect_ok(transact(c, add, &ann));
    expect_ok(tip_await(c, p, tip, &gone));
    return OK;
}

TEST(old_events_are_trimmed_and_their_positions_not_given_again)
{
    struct test_world *w = bench_open();

    expect_ok(test_world_call(w, trim_some, NULL));
    bench_close(&w);
}

static err add_ten(ctx *c, void *arg)
{
    struct addition ann = { &bench_noted, S("ann"), arg ? S("new") : S("old") };

    for (int i = 0; i < 10; i++)
        TRY(transact(c, add, &ann));
    return OK;
}

/* As if another server had counted its transactions up to here; the last row had no position yet. */
static err age(tx *t, void *arg)
{
    (void)arg;
    return tx_script(t, S("UPDATE events SET xid = xid + 1000000000000;"
                          "INSERT INTO event_position SELECT row_number() OVER (ORDER BY xid, id), partition, xid, id FROM events;"
                          "DELETE FROM event_position WHERE position = 10;"
                          "UPDATE event_sequencer SET horizon = 1000000000005, last = 9"));
}

static err age_all(ctx *c, void *arg)
{
    return transact(c, age, arg);
}

static err old_before_new(ctx *c, void *arg)
{
    int p = bus_partition(S("ann"));
    event_page page;
    i64 tip = 0;

    (void)arg;
    do {
        TRY(tip_await(c, p, tip, &tip));
        TRY(bus_fetch(c, p, 0, 100, &page));
    } while (page.n < 20);
    for (size_t i = 0; i < page.n; i++) {
        expect_eq(page.at[i].position, i + 1);
        expect_str(page.at[i].payload, i < 10 ? S("old") : S("new"));
    }
    return OK;
}

TEST(the_log_of_a_database_that_came_from_another_server_goes_on_in_order)
{
    struct test_world *w = bench_make();

    if (store_dialect(w->world.store) == ON_POSTGRES) {
        expect_ok(test_world_call(w, add_ten, NULL));
        expect_ok(test_world_call(w, age_all, NULL));
        bus_start(w->world.bus);
        expect_ok(test_world_call(w, add_ten, w));
        expect_ok(test_world_call(w, old_before_new, NULL));
    }
    bench_close(&w);
}

/* ---- the contents of events ---- */

static err tell_order(tx *t, void *arg)
{
    struct bench_order told = { { (id[]){ { 7 }, { 8 } }, 2 }, { 1700000000000 }, true };

    (void)arg;
    TRY(event_tell(t, bench_noted, S("ann"), &(struct bench_told){ 5, { GIVEN, S("a \"word\"") } }));
    TRY(event_tell(t, bench_other, S("ann"), NOTHING_TOLD));
    TRY(event_tell(t, bench_ordered, S("ann"), &told));
    TRY(event_tell(t, bench_other, ((id){ 7 }), NOTHING_TOLD));
    return event_add(t, &bench_noted, S("ann"), S("{\"n\":6,\"later\":[1]}"));
}

static err told_and_read(ctx *c, void *arg)
{
    struct bench_told told;
    struct bench_order order;
    event_page page;
    i64 tip = 0;

    (void)arg;
    TRY(transact(c, tell_order, NULL));
    do {
        TRY(tip_await(c, bus_partition(S("ann")), tip, &tip));
        TRY(bus_fetch(c, bus_partition(S("ann")), 0, 10, &page));
    } while (page.n < 4);
    expect_str(page.at[0].payload, S("{\"n\":5,\"word\":\"a \\\"word\\\"\"}"));
    expect_str(page.at[1].payload, S("{}"));
    expect_str(page.at[2].payload, S("{\"users\":[\"7\",\"8\"],\"at\":\"2023-11-14T22:13:20.000Z\",\"last\":true}"));
    expect_ok(event_read(&c->arena, &page.at[0], bench_noted, &told));
    expect(told.n == 5 && told.word.is == GIVEN);
    expect_str(told.word.v, S("a \"word\""));
    expect_ok(event_read(&c->arena, &page.at[2], bench_ordered, &order));
    expect(order.users.n == 2 && order.users.at[1].v == 8 && order.at.ms == 1700000000000 && order.last);
    expect_ok(event_read(&c->arena, &page.at[3], bench_noted, &told));
    expect(told.n == 6 && told.word.is == ABSENT);
    page.at[3].payload = S("{\"n\":\"six\"}");
    expect_eq(event_read(&c->arena, &page.at[3], bench_noted, &told), ERR_INVALID);
    page.at[3].payload = S("six");
    expect_eq(event_read(&c->arena, &page.at[3], bench_noted, &told), ERR_JSON);
    return OK;
}

TEST(what_an_event_says_is_the_json_of_its_shape_and_is_read_back)
{
    struct test_world *w = bench_open();

    expect_ok(test_world_call(w, told_and_read, NULL));
    bench_close(&w);
}

/* ---- listeners ---- */

struct ear { _Atomic int heard, others; };

static void listen(void *arg, const struct event *told)
{
    struct ear *ear = arg;

    expect_str(told->key, S("7"));
    atomic_fetch_add(told->kind == &bench_heard ? &ear->heard : &ear->others, 1);
}

static err at_once(ctx *c, void *arg)
{
    struct ear *ear = arg;

    TRY(transact(c, add, &(struct addition){ &bench_heard, S("7"), S("{}") }));
    expect_eq(atomic_load(&ear->heard), 1);
    expect_eq(transact(c, add_and_refuse, &(struct addition){ &bench_heard, S("7"), S("{}") }), ERR_CONFLICT);
    TRY(transact(c, add, &(struct addition){ &bench_other, S("7"), S("{}") }));
    TRY(ctx_sleep(c, 1500));
    expect_eq(atomic_load(&ear->heard), 1);
    expect_eq(atomic_load(&ear->others), 0);
    return OK;
}

static err begin_listening(ctx *c, void *arg)
{
    (void)arg;
    return bus_listen_begin(c);
}

TEST(a_listener_hears_its_own_process_at_once)
{
    struct test_world *w = bench_make();
    struct ear ear = { 0 };

    bus_listen(w->world.bus, &(struct listens){ KINDS(&bench_heard), listen, false }, &ear);
    expect_ok(test_world_call(w, begin_listening, NULL));
    bus_start(w->world.bus);
    expect_ok(test_world_call(w, at_once, &ear));
    bench_close(&w);
}

/* ---- subjects with places ---- */

TEST(a_pattern_meets_subjects_of_as_many_words)
{
    static const struct { const char *pattern, *subject; bool meet; } all[] = {
        { "a.b", "a.b", true }, { "a.b", "a.c", false }, { "a.*.c", "a.7.c", true }, { "a.*.c", "a.7.d", false },
        { "a.*.c", "a.c", false }, { "a.*.c", "a.7.c.d", false }, { "a.*.c.*", "a.7.c.8", true }, { "a.*", "a.", true },
        { "a.*.c.*", "a.*.*.d", true }, { "a.*.c", "*.b.d", false }, { "a", "", false }, { "*", "a", true },
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        expect_eq(subjects_meet(str_of(all[i].pattern), str_of(all[i].subject)), all[i].meet);
}

static err tell_in_places(tx *t, void *arg)
{
    (void)arg;
    TRY(event_tell(t, bench_moved, ((id){ 7 }), &(struct bench_told){ .n = 1 }));
    return event_tell_on(t, bench_part, ((id){ 7 }), S("arm"), &(struct bench_named){ { 8 } });
}

static struct bus_reader placed_reader;

static err places_are_filled(ctx *c, void *arg)
{
    struct test_world *w = arg;
    struct bus_taken taken;
    event_page page;
    i64 tip, p = bus_partition(S("7"));

    expect_ok(bus_listen_begin(c));
    expect_ok(transact(c, tell_in_places, NULL));
    expect_ok(tip_await(c, (int)p, 0, &tip));
    expect_ok(bus_fetch(c, p, 0, 10, &page));
    expect_eq(page.n, 2);
    expect_str(page.at[0].subject, S("bench.7.moved"));
    expect(page.at[0].kind == &bench_moved);
    expect_str(page.at[1].subject, S("bench.7.part.arm"));
    expect(page.at[1].kind == &bench_part);
    expect_str(page.at[1].key, S("7"));
    expect_str(page.at[1].payload, S("{\"benchId\":\"8\"}"));
    while (bus_tip(w->world.bus) < page.at[1].position)
        expect_ok(ctx_sleep(c, 2));
    expect(bus_take(w->world.bus, &placed_reader, &c->arena, p, 0, 10, &taken));
    expect_eq(taken.events.n, 1);
    expect_str(taken.events.at[0].subject, S("bench.7.part.arm"));
    expect_str(taken.events.at[0].key, S("7"));
    expect_str(taken.events.at[0].payload, page.at[1].payload);
    expect(taken.events.at[0].kind == &bench_part);
    return OK;
}

TEST(a_subject_with_places_is_kept_whole_and_its_kind_found_by_the_pattern)
{
    struct test_world *w = bench_make();

    bus_reader_open(w->world.bus, &placed_reader, KINDS(&bench_part));
    bus_start(w->world.bus);
    expect_ok(test_world_call(w, places_are_filled, w));
    runtime_stop(w->world.runtime);
    bus_reader_close(&placed_reader);
    bench_close(&w);
}
