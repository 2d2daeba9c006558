#include "work/jobs.h"
#include <string.h>
#include "base/buf.h"
#include "base/faults.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/str.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "work/backoff.h"
#include "work/dead.h"
#include "work/work.sql.h"

enum {
    AT_ONCE = 16,                    /* jobs of one process */
    LEASE_MS = 60 * 1000,            /* a job's, unless its kind says otherwise */
    SCHEDULE_LEASE_LEAST_MS = 10 * 1000, SCHEDULE_LEASE_MOST_MS = 600 * 1000,
    WAIT_MS = 1000,                  /* another process may have added one */
    GATHER_MS = 10,                  /* between looks, however often it is woken */
    FAREWELL_MS = 1000,              /* for what is written down at a stop */
    RETRY_MS = 1000,                 /* the first wait of a failed job */
    UNKNOWN_MS = 60 * 1000,          /* for a kind that this program does not know: a newer one may */
    TRIM_EVERY_MS = 600 * 1000
};

struct job { id id; str kind, payload; when run_at; i64 tries, claim; };
typedef PAGE(job) job_page;
SHAPE(job, FIELD(job, id), FIELD(job, kind), FIELD(job, payload), FIELD(job, run_at), FIELD(job, tries), FIELD(job, claim));

struct job_time { when run_at; };
typedef PAGE(job_time) job_time_page;
SHAPE(job_time, FIELD(job_time, run_at));

struct schedule_row { str name; when next_at; };
SHAPE(schedule_row, FIELD(schedule_row, name), FIELD(schedule_row, next_at));

/* What a job's kind says to do: a kind of a capability, a schedule of one, or work's own. */
struct errand {
    str kind;
    err (*run)(ctx *, str payload);
    err (*scheduled)(ctx *);
    err (*own)(struct work *, ctx *);
    i64 tries, lease_ms;
    i64 every_ms;                    /* of a schedule, else 0 */
    when next_at;
    int jobs_label, dead_label;
};

struct jobs {
    struct work *work;
    struct errand *errands;
    size_t count, running;
    bool freed;
    u64 seen;
    struct rng rng;
};

err job_add(tx *t, const char *kind, str payload, when run_at)
{
    TRY(q_job_insert(t, tx_new_id(t), str_of(kind), payload, run_at, tx_now(t)));
    tx_has_events(t);
    return OK;
}

static struct errand *errand_find(struct jobs *j, str kind)
{
    for (size_t i = 0; i < j->count; i++)
        if (str_eq(j->errands[i].kind, kind))
            return &j->errands[i];
    return NULL;
}

/* A job that has been claimed, in the arena of the ctx that runs it. */
struct run { struct jobs *jobs; struct errand *errand; struct job job; str problem; when again; i64 tries; };

static err settle_done(tx *t, void *arg)
{
    struct run *r = arg;
    i64 done;

    return q_job_done(t, r->job.id, r->job.claim, &done);
}

static err settle_again(tx *t, void *arg)
{
    struct run *r = arg;
    i64 changed;

    tx_has_events(t);                /* whoever waits for the next job looks at the time again */
    return q_job_again(t, r->job.id, r->job.claim, r->again, r->tries, &changed);
}

static err settle_dead(tx *t, void *arg)
{
    struct run *r = arg;
    i64 gone;

    TRY(q_job_done(t, r->job.id, r->job.claim, &gone));
    return gone == 1 ? dead_add_job(t, r->job.kind, r->job.payload, r->job.tries, r->problem) : OK;
}

static err job_failed(struct run *r, ctx *c, err why)
{
    struct errand *e = r->errand;
    bool last = r->job.tries >= e->tries;

    r->problem = problem_text(c, why);
    r->tries = r->job.tries;
    r->again = (when){ ctx_now(c).ms + backoff_ms(&r->jobs->rng, RETRY_MS, r->job.tries) };
    ctx_log(c, last ? LOG_ERROR : LOG_WARN, "a job failed", KV_STR("job", r->job.kind), KV_I64("tries", r->job.tries),
            KV_STR("problem", r->problem));
    if (e->every_ms)
        return transact(c, settle_done, r);          /* the next period is its next try */
    if (!last)
        return transact(c, settle_again, r);
    metric_add(c->world->metrics, M_DEAD, e->dead_label, 1);
    return transact(c, settle_dead, r);
}

static err job_call(const struct run *r, ctx *c)
{
    const struct errand *e = r->errand;

    if (fault(FAULT_JOB_RUN))
        return fail(c, ERR_INTERNAL, NULL, "the fault job.run");
    return e->own ? e->own(r->jobs->work, c) : e->scheduled ? e->scheduled(c) : e->run(c, r->job.payload);
}

/* A stop cancels what runs, but says nothing against writing down how far it came. */
static err job_settle(struct run *r, ctx *c, err e)
{
    bool stopped = c->cancelled;

    c->deadline_ms = stopped ? loop_mono_ms(c->loop) + FAREWELL_MS : 0;
    c->cancelled = false;
    if (e == OK)
        return transact(c, settle_done, r);
    r->again = ctx_now(c);
    r->tries = r->job.tries - 1;     /* being stopped is no failure */
    return stopped ? transact(c, settle_again, r) : job_failed(r, c, e);
}

static void job_run(ctx *c, void *arg)
{
    struct run *r = arg;
    struct jobs *j = r->jobs;

    c->deadline_ms = loop_mono_ms(c->loop) + r->errand->lease_ms;
    err e = job_call(r, c);
    metric_add(c->world->metrics, M_JOBS, r->errand->jobs_label, 1);
    e = job_settle(r, c, e);
    if (e != OK)
        ctx_log(c, LOG_WARN, "a job could not be marked: it runs again when its lease is over", KV_STR("job", r->job.kind));
    if (j->running-- == AT_ONCE)
        bus_stir(c->world->bus);     /* there is room again */
    ctx_end(c);
}

static void job_start(struct jobs *j, struct loop *l, struct errand *e, const struct job *job)
{
    ctx *c = ctx_new(l);
    struct run *r = arena_new(&c->arena, struct run);

    *r = (struct run){ .jobs = j, .errand = e, .job = *job };
    r->job.kind = e->kind;
    r->job.payload = arena_copy(&c->arena, job->payload);
    j->running++;
    ctx_start(c, job_run, r);
}

/* What is due, taken by lease in one transaction. */
struct claim { struct jobs *jobs; i64 room; job_page due; size_t n; };

static err lost_for_good(tx *t, const struct job *job)
{
    i64 gone;

    TRY(q_job_done(t, job->id, job->claim, &gone));
    return gone == 1 ? dead_add_job(t, job->kind, job->payload, job->tries, S("its process ended before it did, each time")) : OK;
}

static err claim_one(tx *t, struct claim *in, struct job *job)
{
    struct errand *e = errand_find(in->jobs, job->kind);
    i64 now = tx_now(t).ms, claim = tx_new_id(t).v, claimed;

    if (!e)
        return q_job_postpone(t, job->id, job->run_at, (when){ now + UNKNOWN_MS }, &claimed);
    if (job->tries >= e->tries)
        return lost_for_good(t, job);
    TRY(q_job_claim(t, job->id, job->run_at, job->claim, (when){ now + e->lease_ms }, claim, &claimed));
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
    struct claim in = { .jobs = j, .room = AT_ONCE - (i64)j->running };

    TRY(transact(c, claim_due, &in));
    for (size_t i = 0; i < in.n; i++)
        job_start(j, c->loop, errand_find(j, in.due.at[i].kind), &in.due.at[i]);
    return OK;
}

static when period_next(when now, i64 every_ms)
{
    return (when){ (now.ms / every_ms + 1) * every_ms };
}

struct tick { struct errand *errand; when next_at; };

/* The row moves on by whoever comes first, who also makes the period's job. */
static err tick(tx *t, void *arg)
{
    struct tick *in = arg;
    str name = in->errand->kind;
    struct schedule_row row = {0};
    i64 moved;

    err e = q_schedule_next(t, name, &row);
    if (e == ERR_NOT_FOUND)
        e = q_schedule_register(t, name);
    TRY(e);
    in->next_at = row.next_at;
    if (row.next_at.ms > tx_now(t).ms)
        return OK;
    in->next_at = period_next(tx_now(t), in->errand->every_ms);
    TRY(q_schedule_move(t, name, row.next_at, in->next_at, &moved));
    return moved == 1 ? q_job_insert(t, tx_new_id(t), name, S(""), tx_now(t), tx_now(t)) : OK;
}

static err schedules_tick(struct jobs *j, ctx *c, i64 *wait_ms)
{
    for (size_t i = 0; i < j->count; i++) {
        struct errand *e = &j->errands[i];
        struct tick in = { .errand = e };
        if (!e->every_ms)
            continue;
        if (e->next_at.ms <= ctx_now(c).ms) {
            TRY(transact(c, tick, &in));
            e->next_at = in.next_at;
        }
        i64 wait = e->next_at.ms - ctx_now(c).ms;
        *wait_ms = wait < *wait_ms ? wait : *wait_ms;
    }
    return OK;
}

/* What a killed process was at is free again at once, where no other can be at it. */
static err claims_free(tx *t, void *arg)
{
    i64 freed;

    (void)arg;
    return q_job_free(t, &freed);
}

static err jobs_turn(void *arg, ctx *c)
{
    struct jobs *j = arg;
    i64 wait_ms = WAIT_MS;
    job_time_page next;

    if (!j->freed && works_alone(c->world))
        TRY(transact(c, claims_free, NULL));
    j->freed = true;
    TRY(schedules_tick(j, c, &wait_ms));
    TRY(q_job_next(c, 1, &next));
    if (next.n && next.at[0].run_at.ms <= ctx_now(c).ms && j->running < AT_ONCE)
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

struct jobs *jobs_open(struct work *w, const struct part *const *parts)
{
    struct jobs *j = memory_new(struct jobs);
    struct errand trim = errand_scheduled("events.trim", TRIM_EVERY_MS);

    j->work = w;
    rng_seed(&j->rng, 0);
    trim.own = events_trim;
    errand_put(j, trim);
    for (; *parts; parts++) {
        for (const struct job_kind *k = (*parts)->jobs; k && k->name; k++)
            errand_put(j, (struct errand){ .kind = memory_copy(str_of(k->name)), .run = k->run, .tries = k->tries, .lease_ms = k->lease_ms });
        for (const struct schedule *s = (*parts)->schedules; s && s->name; s++) {
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
