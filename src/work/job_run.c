/* A job under way: it runs on a fiber of its own, and its result is written under the claim by which it was taken. */
#include "base/backoff.h"
#include "base/faults.h"
#include "base/str.h"
#include "ports/bus.h"
#include "runtime/metrics.h"
#include "work/dead.h"
#include "work/jobs_own.h"
#include "work/want.h"
#include "work/work.sql.h"

enum {
    RETRY_MS = 1000,                 /* the first wait of a failed job */
    FAREWELL_MS = 1000               /* for the writes at a stop */
};

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

    tx_has_events(t);                /* the dispatcher looks at the time of the next job again */
    return q_job_again(t, r->job.id, r->job.claim, r->again, r->tries, &changed);
}

static err settle_dead(tx *t, void *arg)
{
    struct run *r = arg;
    i64 gone;

    TRY(q_job_done(t, r->job.id, r->job.claim, &gone));
    return gone == 1 && !r->errand->fleeting ? dead_add_job(t, r->job.kind, r->job.payload, r->job.tries, r->problem) : OK;
}

/* It failed, or may have failed, for lack of descriptors: that does not count as a try. */
static err job_put_off(struct run *r, ctx *c)
{
    r->tries = r->job.tries - 1;
    r->again = (when){ ctx_now(c).ms + backoff_ms(&r->jobs->rng, WANT_MS, 1) };
    ctx_log(c, LOG_WARN, "a job is put off: there are no more files to open", KV_STR("job", r->job.kind));
    return transact(c, settle_again, r);
}

static err job_failed(struct run *r, ctx *c, err why)
{
    struct errand *e = r->errand;

    if (files_lacking())
        return job_put_off(r, c);
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
        return fail_with(c, ERR_INTERNAL, "the fault job.run.");
    return e->own ? e->own(r->jobs->work, c) : e->scheduled ? e->scheduled(c) : e->run(c, r->job.payload);
}

/* A stop cancels the job, but its result may still be written. */
static err job_settle(struct run *r, ctx *c, err e)
{
    bool stopped = c->cancelled;

    c->deadline_ms = stopped ? loop_mono_ms(c->loop) + FAREWELL_MS : 0;
    c->cancelled = false;
    if (e == OK)
        return transact(c, settle_done, r);
    r->again = ctx_now(c);
    r->tries = r->job.tries - 1;     /* being stopped is not a failure */
    return stopped ? transact(c, settle_again, r) : job_failed(r, c, e);
}

static void job_run(ctx *c, void *arg)
{
    struct run *r = arg;
    struct jobs *j = r->jobs;

    c->deadline_ms = loop_mono_ms(c->loop) + r->errand->lease_ms;
    err e = job_call(r, c);
    metric_add(c->world->metrics, M_JOBS, r->errand->jobs_label, 1);
    job_release(j, &r->job);
    e = job_settle(r, c, e);
    if (e != OK)
        ctx_log(c, LOG_WARN, "a job could not be marked: it runs again when its lease is over", KV_STR("job", r->job.kind));
    if (j->running-- == JOBS_AT_ONCE)
        bus_stir(c->world->bus);     /* there is room again */
    ctx_end(c);
}

void job_start(struct jobs *j, struct loop *l, struct errand *e, const struct job *job)
{
    ctx *c = ctx_new(l);
    struct run *r = arena_new(&c->arena, struct run);

    *r = (struct run){ .jobs = j, .errand = e, .job = *job };
    r->job.kind = e->kind;
    r->job.payload = arena_copy(&c->arena, job->payload);
    j->running++;
    job_hold(j, e, &r->job, ctx_now(c).ms);
    ctx_start_own(c, job_run, r);
}
