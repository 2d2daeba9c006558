/* The inside of jobs: the rules of a kind, and a running job. Private to job*.c and schedule.c. */
#pragma once
#include "base/random.h"
#include "work/jobs.h"

struct job { id id; str kind, payload; when run_at; i64 tries, claim; };

/* The rules of a job's kind: a capability's kind, its schedule, or work's own. */
struct errand {
    str kind;
    err (*run)(ctx *, str payload);
    err (*scheduled)(ctx *);
    err (*own)(struct work *, ctx *);
    i64 tries, lease_ms;
    bool fleeting;
    i64 every_ms;                    /* of a schedule, otherwise 0 */
    when next_at;
    int jobs_label, dead_label;
};

enum { JOBS_AT_ONCE = 16 };          /* of one process */

struct held { id id; i64 claim, until_ms; };     /* a job under way whose claim is renewed; a claim of 0: none */

struct jobs {
    struct work *work;
    struct errand *errands;
    size_t count, running;
    bool freed;
    i64 recalled_ms;                 /* the last search for jobs of the future */
    struct held held[JOBS_AT_ONCE];
    i64 held_ms;                     /* when they were last renewed */
    u64 seen;
    struct rng rng;
};

/* Starts a claimed job on a fiber of its own, with a copy of its contents. */
void job_start(struct jobs *, struct loop *, struct errand *, const struct job *);

/* A claim of a job that may take long is renewed until that is over. */
void job_hold(struct jobs *, const struct errand *, const struct job *, i64 now_ms);
void job_release(struct jobs *, const struct job *);

/* Makes the jobs of due schedules; lowers `wait_ms` to the time until the next is due. */
err schedules_tick(struct jobs *, ctx *, i64 *wait_ms);
