#include "work/jobs.h"
#include <stdatomic.h>
#include <sys/resource.h>
#include <unistd.h>
#include "base/faults.h"
#include "base/str.h"
#include "ports/bus.h"
#include "work/sweep.h"
#include "work/testbed.h"
#include "work/work.sql.h"

enum { MINUTE_US = 60 * 1000000, NOTICE_US = 1500 * 1000 };

static _Atomic int ran, refusals, shortages, at_once, most_at_once, ticks;
static _Atomic bool holds;

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

static err note_run(ctx *c, str payload)
{
    if (str_eq(payload, S("lack")) && atomic_load(&shortages) > 0) {
        files_end(atomic_fetch_sub(&shortages, 1) > 1);
        return atomic_load(&shortages) ? fail_with(c, ERR_UNAVAILABLE, "cannot connect.") : OK;
    }
    if (str_eq(payload, S("refuse")) && atomic_load(&refusals) > 0) {
        atomic_fetch_sub(&refusals, 1);
        return fail_with(c, ERR_INTERNAL, "not now.");
    }
    atomic_fetch_add(&ran, 1);
    return OK;
}

/* Runs until it is released, or its time is over. */
static err hold(ctx *c, str payload)
{
    int now = atomic_fetch_add(&at_once, 1) + 1, most = atomic_load(&most_at_once);
    err e = OK;

    (void)payload;
    while (now > most && !atomic_compare_exchange_weak(&most_at_once, &most, now))
        ;
    while (e == OK && atomic_load(&holds))
        e = ctx_sleep(c, 2);
    atomic_fetch_sub(&at_once, 1);
    if (e == OK)
        atomic_fetch_add(&ran, 1);
    return e;
}

static err tick(ctx *c)
{
    (void)c;
    atomic_fetch_add(&ticks, 1);
    return OK;
}

/* ---- a sweep whose batches are slow ---- */

enum { SLOW_BATCHES = 25, SLOW_BATCH_US = 150 * 1000 };

static _Atomic int batches;

static err slow_batch(tx *t, struct sweep_place *s)
{
    (void)t;
    usleep(SLOW_BATCH_US);
    s->after++;
    s->done = s->after == SLOW_BATCHES;
    if (s->done)
        atomic_store(&batches, SLOW_BATCHES);
    return OK;
}

static err slow_run(ctx *c, str payload) { return sweep_run(c, "slow", payload, slow_batch); }

static const struct job_kind kinds[] = { { "note", note_run, 3, 0 }, { "hold", hold, 3, 60000 }, { "hasty", hold, 2, 50 },
                                         { "slow", slow_run, 1, 2000 }, {0} };
static const struct capability working = { .name = "jobs", .jobs = kinds };
static const struct schedule schedules[] = { { "tick", 60000, tick }, {0} };
static const struct capability scheduled = { .name = "jobs", .schedules = schedules };

struct draft { const char *kind; str payload; i64 in_ms; };

static err add(tx *t, void *arg)
{
    const struct draft *d = arg;

    return job_add(t, d->kind, d->payload, (when){ tx_now(t).ms + d->in_ms });
}

static err add_one(ctx *c, void *arg)
{
    return transact(c, add, arg);
}

static void job_put(struct probe *p, const char *kind, str payload, i64 in_ms)
{
    probe_call(p, add_one, &(struct draft){ kind, payload, in_ms });
}

struct wanted { _Atomic int *what; int n; };

static err is_reached(ctx *c, bool *so, void *arg)
{
    const struct wanted *w = arg;

    (void)c;
    *so = atomic_load(w->what) == w->n;
    return OK;
}

static void expect_reached(struct probe *p, _Atomic int *what, int n, const char *words)
{
    probe_expect(p, is_reached, &(struct wanted){ what, n }, words);
}

static void counts_reset(void)
{
    ran = refusals = shortages = at_once = most_at_once = ticks = 0;
    holds = false;
}

static void bench_open(struct probe *p, const struct capability *part)
{
    counts_reset();
    probe_open(p, (struct probe_options){0}, part);
}

TEST(a_job_runs_once_and_is_gone)
{
    struct probe p;

    bench_open(&p, &working);
    job_put(&p, "note", S("x"), 0);
    expect_reached(&p, &ran, 1, "the job has run");
    probe_expect_no_job(&p);
    expect_eq(ran, 1);
    probe_close(&p);
}

TEST(a_job_waits_for_its_time)
{
    struct probe p;

    bench_open(&p, &working);
    job_put(&p, "note", S("x"), 60000);
    usleep(NOTICE_US / 3);
    expect_eq(ran, 0);
    fake_clock_move(&p.w->clock, MINUTE_US);
    expect_reached(&p, &ran, 1, "the job has run");
    probe_close(&p);
}

static err add_and_refuse(tx *t, void *arg)
{
    TRY(add(t, arg));
    return tx_fail_with(t, ERR_CONFLICT, "rolled back.");
}

static err add_in_vain(ctx *c, void *arg)
{
    return transact(c, add_and_refuse, arg);
}

TEST(a_job_of_a_transaction_that_did_not_commit_never_runs)
{
    struct probe p;

    bench_open(&p, &working);
    expect_eq(test_world_call(p.w, add_in_vain, &(struct draft){ "note", S("x"), 0 }), ERR_CONFLICT);
    job_put(&p, "note", S("y"), 0);
    expect_reached(&p, &ran, 1, "the other has run");
    probe_expect_no_job(&p);
    expect_eq(ran, 1);
    probe_close(&p);
}

/* Moves the clock on until it is so: each wait between tries is longer than the one before. */
static void pass_time_until(struct probe *p, _Atomic int *what, int n)
{
    for (int i = 0; i < 200 && atomic_load(what) != n; i++) {
        fake_clock_move(&p->w->clock, MINUTE_US);
        usleep(100 * 1000);
    }
    expect_eq(atomic_load(what), n);
}

TEST(a_job_that_failed_is_run_again_later)
{
    struct probe p;

    bench_open(&p, &working);
    atomic_store(&refusals, 2);
    job_put(&p, "note", S("refuse"), 0);
    expect_reached(&p, &refusals, 1, "it has failed once");
    expect_eq(ran, 0);
    pass_time_until(&p, &ran, 1);
    probe_expect_no_job(&p);
    probe_close(&p);
}

static err nothing_dead(ctx *c, bool *so, void *arg)
{
    dead_page page;

    (void)arg;
    TRY(dead_list(c, (id){0}, 10, &page));
    *so = page.n == 0;
    return OK;
}

/* More often than it has tries; the last time there are some again. */
TEST(a_job_that_failed_without_files_keeps_its_tries)
{
    struct probe p;

    bench_open(&p, &working);
    atomic_store(&shortages, 6);
    job_put(&p, "note", S("lack"), 0);
    pass_time_until(&p, &shortages, 0);
    probe_expect_no_job(&p);
    probe_expect(&p, nothing_dead, NULL, "no dead job");
    probe_close(&p);
}

static err dead_job(ctx *c, bool *so, void *arg)
{
    dead_page page;

    (void)arg;
    TRY(dead_list(c, (id){0}, 10, &page));
    *so = page.n == 1;
    if (page.n)
        expect(str_eq(page.at[0].kind, S("job")) && str_eq(page.at[0].name, S("note")) && page.at[0].tries == 3
               && str_find(page.at[0].problem, S("not now")) >= 0);
    return OK;
}

static err replay(ctx *c, void *arg)
{
    return dead_replay(c, (id){0}, arg);
}

TEST(a_job_that_failed_for_the_last_time_is_kept_as_dead_and_can_be_replayed)
{
    struct probe p;
    i64 replayed;

    bench_open(&p, &working);
    atomic_store(&refusals, 3);
    job_put(&p, "note", S("refuse"), 0);
    pass_time_until(&p, &refusals, 0);
    probe_expect(&p, dead_job, NULL, "a dead job");
    expect_eq(ran, 0);
    probe_call(&p, replay, &replayed);
    expect_eq(replayed, 1);
    expect_reached(&p, &ran, 1, "it has run");
    probe_expect_no_job(&p);
    probe_close(&p);
}

TEST(only_so_many_jobs_run_at_once)
{
    struct probe p;

    bench_open(&p, &working);
    atomic_store(&holds, true);
    for (int i = 0; i < 40; i++)
        job_put(&p, "hold", S(""), 0);
    expect_reached(&p, &at_once, 16, "as many as may");
    usleep(NOTICE_US / 10);
    expect_eq(at_once, 16);
    atomic_store(&holds, false);
    expect_reached(&p, &ran, 40, "all have run");
    expect_eq(most_at_once, 16);
    probe_expect_no_job(&p);
    probe_close(&p);
}

TEST(a_job_that_takes_longer_than_its_lease_is_stopped_and_tried_again)
{
    struct probe p;

    bench_open(&p, &working);
    atomic_store(&holds, true);
    job_put(&p, "hasty", S(""), 0);
    expect_reached(&p, &most_at_once, 1, "it runs");
    expect_reached(&p, &at_once, 0, "it was stopped");
    atomic_store(&holds, false);
    pass_time_until(&p, &ran, 1);
    probe_expect_no_job(&p);
    probe_close(&p);
}

static err claim_all(tx *t, void *arg)
{
    const struct draft *d = arg;
    i64 claimed;
    id mine = tx_new_id(t);

    TRY(q_job_insert(t, mine, str_of(d->kind), d->payload, tx_now(t), tx_now(t)));
    return q_job_claim(t, mine, tx_now(t), 0, (when){ tx_now(t).ms + 30000 }, 77, &claimed);
}

static err claim_as_another(ctx *c, void *arg)
{
    return transact(c, claim_all, arg);
}

TEST(a_job_of_a_process_that_was_killed_runs_again_when_its_lease_is_over)
{
    struct probe p;

    counts_reset();
    probe_open(&p, (struct probe_options){0}, &working);
    job_put(&p, "note", S("first"), 0);
    expect_reached(&p, &ran, 1, "the dispatcher is awake");
    probe_call(&p, claim_as_another, &(struct draft){ "note", S("x"), 0 });
    usleep(NOTICE_US / 3);
    expect_eq(ran, 1);
    fake_clock_move(&p.w->clock, MINUTE_US);
    expect_reached(&p, &ran, 2, "it was taken over");
    probe_expect_no_job(&p);
    probe_close(&p);
}

/* Where others share the store, its claim is short: without being renewed it would be taken again. */
TEST(a_long_job_is_held_while_it_runs)
{
    struct probe p;

    bench_open(&p, &working);
    atomic_store(&holds, true);
    job_put(&p, "hold", S(""), 0);
    expect_reached(&p, &at_once, 1, "it runs");
    for (int i = 0; i < 4; i++) {
        fake_clock_move(&p.w->clock, 4 * 1000 * 1000);
        usleep(1200 * 1000);
    }
    expect_eq(most_at_once, 1);
    atomic_store(&holds, false);
    expect_reached(&p, &ran, 1, "it has run");
    probe_expect_no_job(&p);
    probe_close(&p);
}

TEST(jobs_that_run_at_a_stop_are_given_back)
{
    struct probe p, again;

    bench_open(&p, &working);
    atomic_store(&holds, true);
    job_put(&p, "hold", S(""), 0);
    expect_reached(&p, &at_once, 1, "it runs");
    runtime_stop(p.w->world.runtime);
    work_close(&p.work);
    bus_close(&p.w->world.bus);
    store_close(&p.w->world.store);
    atomic_store(&holds, false);
    expect_eq(ran, 0);
    probe_open_beside(&again, &p, &working);
    expect_reached(&again, &ran, 1, "it runs again");
    probe_expect_no_job(&again);
    probe_close(&again);
    test_world_close(&p.w);
}

TEST(an_injected_failure_of_a_job_is_tried_again)
{
    struct probe p;

    bench_open(&p, &working);
    expect(fault_set(S("job.run=1")));
    job_put(&p, "note", S("x"), 0);
    pass_time_until(&p, &ran, 1);
    expect(fault_set(S("")));
    probe_close(&p);
}

TEST(a_schedule_runs_once_in_a_period)
{
    struct probe p;

    bench_open(&p, &scheduled);
    expect_reached(&p, &ticks, 1, "the first");
    usleep(NOTICE_US / 3);
    expect_eq(ticks, 1);
    for (int i = 2; i <= 4; i++) {
        fake_clock_move(&p.w->clock, MINUTE_US);
        expect_reached(&p, &ticks, i, "one more");
    }
    probe_expect_no_job(&p);
    expect_eq(ticks, 4);
    probe_close(&p);
}

/* The clocks of both stand still at the same time. */
TEST(a_schedule_runs_once_in_a_period_over_all_processes)
{
    struct probe one, other;

    bench_open(&one, &scheduled);
    if (store_dialect(one.w->world.store) == ON_POSTGRES) {
        probe_open_beside_idle(&other, &one, &scheduled);
        work_start(other.work);
        expect_reached(&one, &ticks, 1, "the first");
        for (int i = 2; i <= 4; i++) {
            fake_clock_move(&one.w->clock, MINUTE_US);
            fake_clock_move(&other.w->clock, MINUTE_US);
            expect_reached(&one, &ticks, i, "one more");
        }
        usleep(NOTICE_US);
        probe_expect_no_job(&one);
        expect_eq(ticks, 4);
        probe_close(&other);
    }
    probe_close(&one);
}

/* ---- a clock that was ahead ---- */

enum { AHEAD_HOURS = 3 };

static void hours_pass(struct probe *p, i64 hours)
{
    fake_clock_move(&p->w->clock, hours * 60 * MINUTE_US);
}

/* Done while the clock is ahead; it is right again when the work begins. */
static void bench_open_ahead(struct probe *p, const struct capability *part, void (*meanwhile)(struct probe *))
{
    counts_reset();
    probe_open(p, (struct probe_options){ .idle = true }, part);
    hours_pass(p, AHEAD_HOURS);
    meanwhile(p);
    hours_pass(p, -AHEAD_HOURS);
    work_start(p->work);
}

static void put_two(struct probe *p)
{
    job_put(p, "note", S("x"), 0);
    job_put(p, "note", S("y"), 0);
}

TEST(a_job_that_was_made_while_the_clock_was_ahead_is_due_at_once)
{
    struct probe p;

    bench_open_ahead(&p, &working, put_two);
    expect_reached(&p, &ran, 2, "both have run");
    probe_expect_no_job(&p);
    probe_close(&p);
}

static void claim_and_die(struct probe *p)
{
    probe_call(p, claim_as_another, &(struct draft){ "note", S("x"), 0 });
}

TEST(a_job_that_was_put_off_while_the_clock_was_ahead_is_tried_at_once)
{
    struct probe p;

    bench_open_ahead(&p, &working, claim_and_die);
    expect_reached(&p, &ran, 1, "it was taken over");
    probe_expect_no_job(&p);
    probe_close(&p);
}

static void put_for_later(struct probe *p)
{
    hours_pass(p, -AHEAD_HOURS);
    job_put(p, "note", S("x"), 2 * AHEAD_HOURS * 3600 * 1000);
    hours_pass(p, AHEAD_HOURS);
}

TEST(a_job_that_is_meant_for_later_is_not_recalled)
{
    struct probe p;

    bench_open_ahead(&p, &working, put_for_later);
    job_put(&p, "note", S("y"), 0);
    expect_reached(&p, &ran, 1, "the other has run");
    usleep(NOTICE_US / 3);
    expect_eq(ran, 1);
    probe_close(&p);
}

TEST(a_schedule_goes_on_at_once_after_a_clock_that_was_ahead)
{
    struct probe p;

    bench_open(&p, &scheduled);
    expect_reached(&p, &ticks, 1, "the first");
    hours_pass(&p, AHEAD_HOURS);
    expect_reached(&p, &ticks, 2, "one that comes too early");
    hours_pass(&p, -AHEAD_HOURS);
    expect_reached(&p, &ticks, 3, "one of now");
    probe_expect_no_job(&p);
    probe_close(&p);
}

static err slow_begin(tx *t, void *arg)
{
    (void)arg;
    return sweep_add(t, "slow", (id){ 1 });
}

static err slow_add(ctx *c, void *arg)
{
    return transact(c, slow_begin, arg);
}

TEST(a_sweep_that_takes_longer_than_its_lease_is_handed_on_in_time)
{
    struct probe p;

    batches = 0;
    probe_open(&p, (struct probe_options){ .world = { .real_clock = true } }, &working);
    probe_call(&p, slow_add, NULL);
    expect_reached(&p, &batches, SLOW_BATCHES, "that the sweep ends, at its only try");
    probe_close(&p);
}
