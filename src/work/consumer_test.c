#include "work/consumer.h"
#include <stdatomic.h>
#include <sys/resource.h>
#include "base/faults.h"
#include "base/str.h"
#include "ports/bus.h"
#include "runtime/metrics.h"
#include "work/testbed.h"

static err see(tx *t, const struct event *e) { return probe_see(t, e, "checker"); }
static const struct consumer checkers[] = { { "checker", KINDS(&probe_counted), see, 0 }, {0} };
static const struct capability checking = { .name = "probe", .consumers = checkers };

TEST(a_consumer_sees_what_was_there_before_it_and_what_comes)
{
    struct probe p;

    probe_open(&p, (struct probe_options){ .idle = true }, &checking);
    probe_count_some(&p, S("ann"), 3);
    work_start(p.work);
    probe_expect_seen(&p, "checker", "ann", 3);
    probe_count_some(&p, S("ann"), 2);
    probe_expect_seen(&p, "checker", "ann", 5);
    probe_expect_all_right(&p, "checker");
    probe_close(&p);
}

enum { WRITERS = 64, WRITES = 40, KEYS = 23 };

static err write_some(ctx *c, int which, void *arg)
{
    const bool *lingers = arg;

    for (int i = 0; i < WRITES; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        int key = (which * 7 + i) % KEYS;
        i64 linger = *lingers && (which + i) % 9 == 0 ? 1 + (which * 5 + i) % 20 : 0;
        TRY(probe_count(c, &(struct probe_count){ arena_format(&c->arena, "key %d", key), linger }));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

TEST(every_event_has_its_effect_once_and_in_order_while_many_write)
{
    struct probe p;
    bool lingers = true;

    probe_open(&p, (struct probe_options){ .world = { .real_clock = true } }, &checking);
    expect_ok(test_world_crowd(p.w, WRITERS, write_some, &lingers));
    probe_expect_all_right(&p, "checker");
    probe_close(&p);
}

static err trim_all(ctx *c, void *arg)
{
    return events_trim(arg, c);
}

static err events_left(ctx *c, void *arg)
{
    i64 *left = arg, n;

    for (int p = *left = 0; p < BUS_PARTITIONS; p++) {
        TRY(bus_backlog(c, p, 0, 1000, &n));
        *left += n;
    }
    return OK;
}

TEST(old_events_are_forgotten_once_every_consumer_has_had_them)
{
    struct probe p;
    i64 left;

    probe_open(&p, (struct probe_options){ .idle = true }, &checking);
    probe_count_some(&p, S("ann"), 20);
    fake_clock_move(&p.w->clock, (i64)8 * 24 * 3600 * 1000000);
    probe_call(&p, trim_all, p.work);
    work_start(p.work);
    probe_expect_seen(&p, "checker", "ann", 20);
    probe_expect_all_right(&p, "checker");
    probe_call(&p, trim_all, p.work);
    probe_call(&p, events_left, &left);
    expect_eq(left, 0);
    probe_count_some(&p, S("ann"), 5);
    probe_expect_seen(&p, "checker", "ann", 25);
    probe_call(&p, trim_all, p.work);
    probe_call(&p, events_left, &left);
    expect_eq(left, 5);
    probe_close(&p);
}

TEST(of_too_many_events_the_newest_are_kept)
{
    struct probe p;
    i64 left;

    probe_open(&p, (struct probe_options){0}, &checking);
    p.w->settings.event_max_rows = 7;
    probe_count_some(&p, S("ann"), 20);
    probe_expect_seen(&p, "checker", "ann", 20);
    probe_call(&p, trim_all, p.work);
    probe_call(&p, events_left, &left);
    expect_eq(left, 7);
    probe_close(&p);
}

static err see_notes(tx *t, const struct event *e) { return probe_see(t, e, "choosy"); }
static const struct consumer choosy[] = { { "choosy", KINDS(&probe_ignored), see_notes, 0 }, {0} };
static const struct capability choosing = { .name = "probe", .consumers = choosy };

static err all_are_forgotten(ctx *c, bool *so, void *arg)
{
    struct probe *p = arg;
    i64 left;

    fake_clock_move(&p->w->clock, 60 * 1000000);
    TRY(events_trim(p->work, c));
    TRY(events_left(c, &left));
    *so = left == 0;
    return OK;
}

TEST(events_that_nobody_wants_are_passed_over_and_forgotten_in_time)
{
    struct probe p;

    probe_open(&p, (struct probe_options){0}, &choosing);
    probe_count_some(&p, S("ann"), 250);
    fake_clock_move(&p.w->clock, (i64)8 * 24 * 3600 * 1000000);
    probe_expect(&p, all_are_forgotten, &p, "the position is past them");
    expect_eq(probe_seen(&p, "choosy", "ann"), 0);
    probe_close(&p);
}

static _Atomic int failures_left;

/* Fails at the count 3 of "ann", this many times. */
static err stumble(tx *t, const struct event *e)
{
    if (str_eq(e->key, S("ann")) && probe_n(t, e) == 3 && atomic_load(&failures_left) > 0) {
        atomic_fetch_sub(&failures_left, 1);
        TRY(probe_see(t, e, "stumbler"));
        return tx_fail_with(t, ERR_INTERNAL, "it stumbled.");
    }
    return probe_see(t, e, "stumbler");
}
static const struct consumer stumblers[] = { { "stumbler", KINDS(&probe_counted), stumble, 0 }, {0} };
static const struct capability stumbling = { .name = "probe", .consumers = stumblers };

TEST(an_event_that_failed_is_tried_again_and_nothing_of_its_key_passes_it)
{
    struct probe p;

    atomic_store(&failures_left, 4);
    probe_open(&p, (struct probe_options){ .idle = true, .world = { .real_clock = true } }, &stumbling);
    probe_count_some(&p, S("ann"), 6);
    probe_count_some(&p, S("bob"), 4);
    work_start(p.work);
    probe_expect_seen(&p, "stumbler", "bob", 4);
    probe_expect_seen(&p, "stumbler", "ann", 6);
    probe_expect_all_right(&p, "stumbler");
    expect_eq(atomic_load(&failures_left), 0);
    probe_close(&p);
}

static _Atomic int many_most;

/* Fails for a batch with the count 7 and others, and twice for that count alone. */
static err see_many(tx *t, const struct event *const *events, size_t n)
{
    if ((int)n > atomic_load(&many_most))
        atomic_store(&many_most, (int)n);
    for (size_t i = 0; i < n; i++) {
        if (probe_n(t, events[i]) == 7 && (n > 1 || atomic_fetch_sub(&failures_left, 1) > 0))
            return tx_fail_with(t, ERR_INTERNAL, "seven.");
        TRY(probe_see(t, events[i], "summer"));
    }
    return OK;
}
static const struct consumer summers[] = { { .name = "summer", .hears = KINDS(&probe_counted), .handle_many = see_many }, {0} };
static const struct capability summing = { .name = "probe", .consumers = summers };

TEST(events_handled_many_at_once_are_tried_one_by_one_when_some_fail)
{
    struct probe p;

    atomic_store(&failures_left, 2);
    atomic_store(&many_most, 0);
    probe_open(&p, (struct probe_options){ .idle = true, .world = { .real_clock = true } }, &summing);
    probe_count_some(&p, S("ann"), 20);
    work_start(p.work);
    probe_expect_seen(&p, "summer", "ann", 20);
    probe_expect_all_right(&p, "summer");
    expect(atomic_load(&many_most) > 10);
    probe_close(&p);
}

static _Atomic bool refuses;

static err refuse(tx *t, const struct event *e)
{
    if (atomic_load(&refuses) && probe_n(t, e) == 2)
        return tx_fail_with(t, ERR_INTERNAL, "not this one.");
    return probe_see(t, e, "refuser");
}
static const struct consumer refusers[] = { { "refuser", KINDS(&probe_counted), refuse, 2 }, {0} };
static const struct capability refusing = { .name = "probe", .consumers = refusers };

static err one_is_dead(ctx *c, bool *so, void *arg)
{
    struct dead_letter *out = arg;
    dead_page page;

    TRY(dead_list(c, (id){0}, 10, &page));
    *so = page.n == 1;
    if (page.n)
        *out = (struct dead_letter){ .id = page.at[0].id, .tries = page.at[0].tries };
    if (page.n)
        expect(str_eq(page.at[0].kind, S("event")) && str_eq(page.at[0].name, S("refuser")) && str_eq(page.at[0].key, S("ann"))
               && str_eq(page.at[0].payload, S("{\"n\":2}")) && str_find(page.at[0].problem, S("not this one")) >= 0);
    return OK;
}

static err none_is_dead(ctx *c, bool *so, void *arg)
{
    dead_page page;

    (void)arg;
    TRY(dead_list(c, (id){0}, 10, &page));
    *so = page.n == 0;
    return OK;
}

static err replay_all(ctx *c, void *arg)
{
    return dead_replay(c, (id){0}, arg);
}

static err replay_one(ctx *c, void *arg)
{
    i64 replayed;

    return dead_replay(c, *(id *)arg, &replayed);
}

static err tries_are_three(ctx *c, bool *so, void *arg)
{
    struct dead_letter letter;

    (void)arg;
    TRY(one_is_dead(c, so, &letter));
    *so = *so && letter.tries == 3;
    return OK;
}

TEST(an_event_that_always_fails_is_kept_as_dead_and_can_be_replayed)
{
    struct probe p;
    struct dead_letter letter;
    i64 replayed;

    atomic_store(&refuses, true);
    probe_open(&p, (struct probe_options){ .world = { .real_clock = true } }, &refusing);
    probe_count_some(&p, S("ann"), 5);
    probe_expect_seen(&p, "refuser", "ann", 4);
    probe_expect(&p, one_is_dead, &letter, "a dead letter");
    expect_eq(letter.tries, 2);
    probe_call(&p, replay_one, &letter.id);
    probe_expect(&p, tries_are_three, NULL, "dead again");
    expect_eq(probe_seen(&p, "refuser", "ann"), 4);
    atomic_store(&refuses, false);
    probe_call(&p, replay_all, &replayed);
    expect_eq(replayed, 1);
    probe_expect_seen(&p, "refuser", "ann", 5);
    probe_expect(&p, none_is_dead, NULL, "no dead letter");
    expect_eq(test_world_call(p.w, replay_one, &letter.id), ERR_NOT_FOUND);
    probe_close(&p);
}

static _Atomic bool stalls;

static err stall(tx *t, const struct event *e)
{
    return atomic_load(&stalls) ? tx_fail_with(t, ERR_UNAVAILABLE, "Not now.") : probe_see(t, e, "stalled");
}
static const struct consumer stallers[] = { { "stalled", KINDS(&probe_counted), stall, 0 }, {0} };
static const struct capability stalling = { .name = "probe", .consumers = stallers };

enum { MORE_THAN_MEMORY = 5000 };

TEST(a_consumer_that_falls_out_of_memory_reads_on_from_the_store)
{
    struct probe p;

    atomic_store(&stalls, false);
    probe_open(&p, (struct probe_options){ .world = { .real_clock = true } }, &stalling);
    probe_count_some(&p, S("ann"), 1);
    probe_expect_seen(&p, "stalled", "ann", 1);
    atomic_store(&stalls, true);
    probe_count_some(&p, S("ann"), 1);
    probe_count_together(&p, S("ann"), MORE_THAN_MEMORY);
    probe_count_some(&p, S("bob"), 1);
    atomic_store(&stalls, false);
    probe_expect_seen(&p, "stalled", "bob", 1);
    probe_expect_seen(&p, "stalled", "ann", 2 + MORE_THAN_MEMORY);
    probe_count_some(&p, S("ann"), 3);
    probe_expect_seen(&p, "stalled", "ann", 5 + MORE_THAN_MEMORY);
    probe_expect_all_right(&p, "stalled");
    probe_close(&p);
}

static _Atomic int shortages, shortages_met;

/* As if connections had taken all descriptors; open ones stay open. */
static void files_end(bool end)
{
    static rlim_t usual;
    struct rlimit files;

    expect(getrlimit(RLIMIT_NOFILE, &files) == 0);
    usual = files.rlim_cur ? files.rlim_cur : usual;
    files.rlim_cur = end ? 0 : usual;
    expect(setrlimit(RLIMIT_NOFILE, &files) == 0);
}

/* Fails for lack of descriptors; the last time there are some again. */
static err lack(tx *t, const struct event *e)
{
    if (atomic_load(&shortages) > 0) {
        atomic_fetch_add(&shortages_met, 1);
        files_end(atomic_fetch_sub(&shortages, 1) > 1);
        if (atomic_load(&shortages))
            return tx_fail_with(t, ERR_INTERNAL, "cannot open it.");
    }
    return probe_see(t, e, "lacking");
}
static const struct consumer lackings[] = { { "lacking", KINDS(&probe_counted), lack, 1 }, {0} };
static const struct capability lacking = { .name = "probe", .consumers = lackings };

/* It has one try. */
TEST(an_event_that_failed_without_files_keeps_its_tries)
{
    struct probe p;

    atomic_store(&shortages, 2);
    atomic_store(&shortages_met, 0);
    probe_open(&p, (struct probe_options){ .world = { .real_clock = true } }, &lacking);
    probe_count_some(&p, S("ann"), 1);
    probe_expect_seen(&p, "lacking", "ann", 1);
    expect_eq(atomic_load(&shortages_met), 2);
    probe_expect(&p, none_is_dead, NULL, "no dead letter");
    probe_close(&p);
}

TEST(an_injected_failure_of_a_handler_changes_nothing_in_the_end)
{
    struct probe p;

    probe_open(&p, (struct probe_options){ .idle = true, .world = { .real_clock = true } }, &checking);
    probe_count_some(&p, S("ann"), 5);
    expect(fault_set(S("consumer.run=2,bus.deliver")));
    work_start(p.work);
    probe_count_some(&p, S("ann"), 5);
    probe_expect_seen(&p, "checker", "ann", 10);
    expect(fault_set(S("")));
    probe_expect_all_right(&p, "checker");
    probe_close(&p);
}

/* A restart: the same data, another process. On PostgreSQL the first one's shares run out on their own. */
TEST(a_consumer_goes_on_where_it_was_when_its_process_ended)
{
    struct probe p, again;

    probe_open(&p, (struct probe_options){ .world = { .real_clock = true } }, &checking);
    probe_count_some(&p, S("ann"), 5);
    probe_expect_seen(&p, "checker", "ann", 5);
    runtime_stop(p.w->world.runtime);
    work_close(&p.work);
    bus_close(&p.w->world.bus);
    store_close(&p.w->world.store);
    probe_open_beside(&again, &p, &checking);
    probe_count_some(&again, S("ann"), 5);
    probe_expect_seen(&again, "checker", "ann", 10);
    probe_expect_all_right(&again, "checker");
    probe_close(&again);
    test_world_close(&p.w);
}

static err worker_of_the_future(tx *t, void *arg)
{
    (void)arg;
    TRY(tx_script(t, S("INSERT INTO worker (id, alive_until) VALUES (77, 9000000000000);")));
    for (int i = 0; i < SHARES; i++)
        TRY(tx_script(t, arena_format(tx_arena(t), "INSERT INTO consumer_share (consumer, share, holder) VALUES ('checker', %d, 77);", i)));
    return OK;
}

static err worker_was_ahead(ctx *c, void *arg)
{
    return transact(c, worker_of_the_future, arg);
}

TEST(a_worker_whose_clock_was_ahead_when_it_died_keeps_nothing)
{
    struct probe p;

    probe_open(&p, (struct probe_options){ .idle = true, .world = { .real_clock = true } }, &checking);
    probe_call(&p, worker_was_ahead, NULL);
    probe_count_some(&p, S("ann"), 20);
    work_start(p.work);
    probe_expect_seen(&p, "checker", "ann", 20);
    probe_close(&p);
}

TEST(two_processes_share_a_consumer_and_handle_nothing_twice)
{
    struct probe one, other;
    bool lingers = false;

    probe_open(&one, (struct probe_options){ .world = { .real_clock = true } }, &checking);
    if (store_dialect(one.w->world.store) == ON_POSTGRES) {
        probe_open_beside(&other, &one, &checking);
        expect_ok(test_world_crowd(one.w, WRITERS / 2, write_some, &lingers));
        expect_ok(test_world_crowd(other.w, WRITERS / 2, write_some, &lingers));
        probe_expect_all_right(&one, "checker");
        expect(metric_value(one.w->world.metrics, M_CONSUMED, metric_label(one.w->world.metrics, M_CONSUMED, S("checker"))) > 0);
        expect(metric_value(other.w->world.metrics, M_CONSUMED, metric_label(other.w->world.metrics, M_CONSUMED, S("checker"))) > 0);
        runtime_stop(other.w->world.runtime);
        probe_count_some(&one, S("after"), 20);
        probe_expect_seen(&one, "checker", "after", 20);
        probe_close(&other);
    }
    probe_close(&one);
}
