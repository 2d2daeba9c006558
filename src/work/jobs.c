/*
 * The queue of jobs: a fiber finds due jobs, claims them by lease in one
 * transaction, and starts them (job_run.c). A claim counts as a try, so that a job
 * that kills its process is given up in the end, too.
 */
#include <string.h>
#include "base/buf.h"
#include "base/memory.h"
#include "base/str.h"
#include "ports/bus.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "work/dead.h"
#include "work/jobs_own.h"
#include "work/work.sql.h"

enum {
    LEASE_MS = 60 * 1000,            /* a job's, unless its kind says otherwise */
    HOLD_MS = 10 * 1000, HOLD_EVERY_MS = 3000,
    SCHEDULE_LEASE_LEAST_MS = 10 * 1000, SCHEDULE_LEASE_MOST_MS = 600 * 1000,
    WAIT_MS = 1000,                  /* another process may have added one */
    GATHER_MS = 10,                  /* between looks, however often it is woken */
    UNKNOWN_MS = 60 * 1000,          /* for an unknown kind: a newer program may know it */
    TRIM_EVERY_MS = 600 * 1000,
    RECALL_EVERY_MS = 300 * 1000, LONGEST_MS = 2 * 3600 * 1000      /* of a lease, or a wait for another try */
};

typedef PAGE(job) job_page;
SHAPE(job, FIELD(job, id), FIELD(job, kind), FIELD(job, payload), FIELD(job, run_at), FIELD(job, tries), FIELD(job, claim));

struct job_time { when run_at; };
typedef PAGE(job_time) job_time_page;
SHAPE(job_time, FIELD(job_time, run_at));

err job_add(tx *t, const char *kind, str payload, when run_at)
{
    TRY(q_job_insert(t, tx_new_id(t), str_of(kind), payload, run_at, tx_now(t)));
    tx_has_events(t);
    return OK;
}

err job_set(tx *t, id about, const char *kind, str payload, when run_at)
{
    TRY(q_job_put(t, about, str_of(kind), payload, run_at, tx_now(t)));
    tx_has_events(t);
    return OK;
}

err job_unset(tx *t, id about)
{
    return q_job_remove(t, about);
}

static struct errand *errand_find(struct jobs *j, str kind)
{
    for (size_t i = 0; i < j->count; i++)
        if (str_eq(j->errands[i].kind, kind))
            return &j->errands[i];
    return NULL;
}

/* ---- long jobs ---- */

/*
 * Where several processes share the store, a claim lasts for a short time and is renewed while its job runs, so that
 * what a killed process leaves is soon another's. The lease is the longest that a job may take.
 */
static i64 claim_ms(const struct jobs *j, const struct errand *e)
{
    return works_alone(j->work->world) || e->lease_ms < HOLD_MS ? e->lease_ms : HOLD_MS;
}

void job_hold(struct jobs *j, const struct errand *e, const struct job *job, i64 now_ms)
{
    struct held *free = NULL;

    if (claim_ms(j, e) == e->lease_ms)
        return;
    for (size_t i = 0; i < JOBS_AT_ONCE && !free; i++)
        free = j->held[i].claim ? NULL : &j->held[i];
    if (free)
        *free = (struct held){ job->id, job->claim, now_ms + e->lease_ms };
}

void job_release(struct jobs *j, const struct job *job)
{
    for (size_t i = 0; i < JOBS_AT_ONCE; i++)
        if (j->held[i].claim == job->claim)
            j->held[i].claim = 0;
}

struct holding_on { struct held at[JOBS_AT_ONCE]; };

static err prolong(tx *t, void *arg)
{
    const struct holding_on *on = arg;
    i64 until = tx_now(t).ms + HOLD_MS;

    for (const struct held *h = on->at; h < on->at + JOBS_AT_ONCE; h++)
        if (h->claim)
            TRY(q_job_prolong(t, h->id, h->claim, (when){ until < h->until_ms ? until : h->until_ms }));
    return OK;
}

static err jobs_prolong(struct jobs *j, ctx *c, i64 *wait_ms)
{
    struct holding_on on;
    bool any = false;

    memcpy(on.at, j->held, sizeof on.at);
    for (size_t i = 0; i < JOBS_AT_ONCE; i++)
        any |= on.at[i].claim != 0;
    if (!any)
        return OK;
    i64 now = ctx_now(c).ms, since = now - j->held_ms;
    if (since < 0 || since >= HOLD_EVERY_MS) {
        TRY(transact(c, prolong, &on));
        j->held_ms = now;
        since = 0;
    }
    if (HOLD_EVERY_MS - since < *wait_ms)
        *wait_ms = HOLD_EVERY_MS - since;
    return OK;
}

/* Due jobs, claimed by lease in one transaction. */
struct claim { struct jobs *jobs; i64 room; job_page due; size_t n; };

static err lost_for_good(tx *t, const struct errand *e, const struct job *job)
{
    i64 gone;

    TRY(q_job_done(t, job->id, job->claim, &gone));
    return gone == 1 && !e->fleeting ? dead_add_job(t, job->kind, job->payload, job->tries,
                                                    S("its process ended before it did, each time")) : OK;
}

static err claim_one(tx *t, struct claim *in, struct job *job)
{
    struct errand *e = errand_find(in->jobs, job->kind);
    i64 now = tx_now(t).ms, claim = tx_new_id(t).v, claimed;

    if (!e)
        return q_job_postpone(t, job->id, job->run_at, (when){ now + UNKNOWN_MS }, &claimed);
    if (job->tries >= e->tries)
        return lost_for_good(t, e, job);
    TRY(q_job_claim(t, job->id, job->run_at, job->claim, (when){ now + claim_ms(in->jobs, e) }, claim, &claimed));
    if (claimed != 1)
        return OK;
    in->due.at[in->n] = *job;
    in->due.at[in->n].claim = claim;
    in->due.at[in->n].tries++;
    in->n++;
    return OK;
}

static err claim_due(tx *t, void *arg)
{
    struct claim *in = arg;

    in->n = 0;
    TRY(q_job_due(t, tx_now(t), in->room, &in->due));
    for (size_t i = 0; i < in->due.n; i++)
        TRY(claim_one(t, in, &in->due.at[i]));
    return OK;
}

static err due_start(struct jobs *j, ctx *c)
{
    struct claim in = { .jobs = j, .room = JOBS_AT_ONCE - (i64)j->running };

    TRY(transact(c, claim_due, &in));
    for (size_t i = 0; i < in.n; i++)
        job_start(j, c->loop, errand_find(j, in.due.at[i].kind), &in.due.at[i]);
    return OK;
}

/* A killed process's jobs are free at once if no other process can have them. */
static err claims_free(tx *t, void *arg)
{
    i64 freed;

    (void)arg;
    return q_job_free(t, &freed);
}

static err recall(tx *t, void *arg)
{
    i64 now = tx_now(t).ms;

    return q_job_recall(t, (when){ now }, (when){ now + CLOCKS_APART_MS }, (when){ now + LONGEST_MS }, arg);
}

/* At the start, and now and then: a clock may go back while this runs. */
static err jobs_recall(struct jobs *j, ctx *c)
{
    i64 recalled;

    if (j->recalled_ms && loop_mono_ms(c->loop) - j->recalled_ms < RECALL_EVERY_MS)
        return OK;
    TRY(transact(c, recall, &recalled));
    j->recalled_ms = loop_mono_ms(c->loop);
    if (recalled)
        ctx_log(c, LOG_WARN, "jobs were put off by a clock that was ahead; they are due now", KV_I64("jobs", recalled));
    return OK;
}

static err jobs_turn(void *arg, ctx *c)
{
    struct jobs *j = arg;
    i64 wait_ms = WAIT_MS;
    job_time_page next;

    if (!j->freed && works_alone(c->world))
        TRY(transact(c, claims_free, NULL));
    j->freed = true;
    TRY(jobs_recall(j, c));
    TRY(jobs_prolong(j, c, &wait_ms));
    TRY(schedules_tick(j, c, &wait_ms));
    TRY(q_job_next(c, 1, &next));
    if (next.n && next.at[0].run_at.ms <= ctx_now(c).ms && j->running < JOBS_AT_ONCE)
        return due_start(j, c);
    i64 due = next.n ? next.at[0].run_at.ms - ctx_now(c).ms : WAIT_MS;
    if (due > 0 && due < wait_ms)
        wait_ms = due;
    TRY(ctx_sleep(c, GATHER_MS));
    return bus_wait_commit(c, &j->seen, wait_ms > 0 ? wait_ms : 1);
}

static void dispatch(ctx *c, void *arg)
{
    turns_run(c, jobs_turn, arg);
}

static void errand_put(struct jobs *j, struct errand e)
{
    struct metrics *m = j->work->world->metrics;

    e.jobs_label = metric_label(m, M_JOBS, e.kind);
    e.dead_label = metric_label(m, M_DEAD, e.kind);
    if (!e.tries)
        e.tries = TRIES;
    if (!e.lease_ms)
        e.lease_ms = LEASE_MS;
    j->errands = memory_resize(j->errands, (j->count + 1) * sizeof *j->errands);
    j->errands[j->count++] = e;
}

static struct errand errand_scheduled(const char *name, i64 every_ms)
{
    struct buf kind = {0};
    i64 lease_ms = every_ms > SCHEDULE_LEASE_MOST_MS ? SCHEDULE_LEASE_MOST_MS : every_ms;

    buf_format(&kind, "schedule:%s", name);
    return (struct errand){ .kind = buf_str(&kind), .every_ms = every_ms,
                            .lease_ms = lease_ms < SCHEDULE_LEASE_LEAST_MS ? SCHEDULE_LEASE_LEAST_MS : lease_ms };
}

struct jobs *jobs_open(struct work *w, const struct capability *const *capabilities)
{
    struct jobs *j = memory_new(struct jobs);
    struct errand trim = errand_scheduled("events.trim", TRIM_EVERY_MS);

    j->work = w;
    rng_seed(&j->rng, 0);
    trim.own = events_trim;
    errand_put(j, trim);
    for (; *capabilities; capabilities++) {
        for (const struct job_kind *k = (*capabilities)->jobs; k && k->name; k++)
            errand_put(j, (struct errand){ .kind = memory_copy(str_of(k->name)), .run = k->run, .tries = k->tries, .lease_ms = k->lease_ms,
                                             .fleeting = k->fleeting });
        for (const struct schedule *s = (*capabilities)->schedules; s && s->name; s++) {
            struct errand e = errand_scheduled(s->name, s->every_ms);
            e.scheduled = s->run;
            errand_put(j, e);
        }
    }
    return j;
}

void jobs_start(struct jobs *j)
{
    runtime_spawn(j->work->world->runtime, 0, "jobs", dispatch, j);
}

void jobs_close(struct jobs **jobs)
{
    struct jobs *j = *jobs;

    if (!j)
        return;
    for (size_t i = 0; i < j->count; i++)
        memory_free((void *)j->errands[i].kind.p);
    memory_free(j->errands);
    memory_free(j);
    *jobs = NULL;
}
