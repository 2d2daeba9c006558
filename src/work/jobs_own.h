/* The inside of jobs: what a kind says to do, and a job that runs. Private to job*.c and schedule.c. */
#pragma once
#include "base/random.h"
#include "work/jobs.h"

struct job { id id; str kind, payload; when run_at; i64 tries, claim; };

/* What a job's kind says to do: a kind of a capability, a schedule of one, or work's own. */
struct errand {
    str kind;
    err (*run)(ctx *, str payload);
    err (*scheduled)(ctx *);
    err (*own)(struct work *, ctx *);
    i64 tries, lease_ms;
    bool fleeting;
    i64 every_ms;                    /* of a schedule, else 0 */
    when next_at;
    int jobs_label, dead_label;
};

enum { JOBS_AT_ONCE = 16 };          /* of one process */

struct jobs {
    struct work *work;
    struct errand *errands;
    size_t count, running;
    bool freed;
    i64 recalled_ms;                 /* when it was last looked for jobs of the future */
    u64 seen;
    struct rng rng;
};

/* Starts a claimed job on a fiber of its own. What it says is copied. */
void job_start(struct jobs *, struct loop *, struct errand *, const struct job *);

/* Makes the jobs of the schedules that have come due; `wait_ms` is lowered to when the next one does. */
err schedules_tick(struct jobs *, ctx *, i64 *wait_ms);
