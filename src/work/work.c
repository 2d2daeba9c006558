#include "work/work.h"
#include "base/backoff.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/str.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"
#include "work/consumer.h"
#include "work/dead.h"
#include "work/jobs.h"
#include "work/problems.h"
#include "work/work.sql.h"

PROBLEMS_DEFINE(work_problems, WORK_PROBLEMS)

enum { PAUSE_MS = 200, PAUSE_DOUBLINGS = 4 };

const struct capability work_capability = { .name = "work", .problems = work_problems, .migrations = kith_migrations,
    .statements = work_statements };

void turns_run(ctx *c, err (*turn)(void *arg, ctx *), void *arg)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct rng rng;
    i64 failed = 0;
    err e = OK;

    rng_seed(&rng, 0);
    while (e != ERR_CANCELLED) {
        e = turn(arg, c);
        failed = e == OK ? 0 : failed + 1;
        arena_rewind(&c->arena, mark);
        failure_begin(&c->failure, &c->arena);
        if (e == OK)
            e = ctx_yield(c);
        else if (e != ERR_CANCELLED)
            e = ctx_sleep(c, backoff_ms(&rng, PAUSE_MS, failed < PAUSE_DOUBLINGS ? failed : PAUSE_DOUBLINGS));
    }
}

bool works_alone(const struct world *w)
{
    return store_dialect(w->store) == ON_SQLITE;     /* its data folder is one process's */
}

bool is_outage(err e)
{
    return e == ERR_UNAVAILABLE || e == ERR_IO || e == ERR_FULL || e == ERR_BUSY || e == ERR_CONTENTION || e == ERR_CANCELLED;
}

str problem_text(ctx *c, err e)
{
    const struct failure *s = &c->failure;
    str detail = s->what == e && s->detail.n ? s->detail : str_of(error_facts[e].title);

    if (!s->cause.n)
        return arena_format(&c->arena, "%s: " STR_FMT, error_facts[e].code, STR_ARG(detail));
    return arena_format(&c->arena, "%s: " STR_FMT " (" STR_FMT ")", error_facts[e].code, STR_ARG(detail), STR_ARG(s->cause));
}

static void capability_open(struct world *w, size_t i)
{
    const struct capability *part = w->program->capabilities[i];

    if (!part->memory)
        return;
    w->memories[i] = memory_zero(part->memory);
    part->memory_open(w->memories[i]);
}

void work_declare(struct world *w)
{
    size_t n = 0;

    for (const struct capability *const *p = w->program->capabilities; *p; p++, n++)
        bus_declare(w->bus, (*p)->events);
    w->memories = memory_zero((n + 1) * sizeof *w->memories);
    for (size_t i = 0; i < n; i++)
        capability_open(w, i);
}

void work_undeclare(struct world *w)
{
    for (size_t i = 0; w->memories && w->program->capabilities[i]; i++)
        if (w->memories[i]) {
            w->program->capabilities[i]->memory_close(w->memories[i]);
            memory_free(w->memories[i]);
        }
    memory_free(w->memories);
    w->memories = NULL;
}

void *capability_memory(const struct world *w, const struct capability *part)
{
    for (size_t i = 0; w->memories && w->program->capabilities[i]; i++)
        if (w->program->capabilities[i] == part)
            return w->memories[i];
    return NULL;
}

void work_listen(struct world *w)
{
    for (const struct capability *const *p = w->program->capabilities; *p; p++)
        for (const struct listens *l = (*p)->listeners; l && l->hear; l++)
            bus_listen(w->bus, l, w);
    for (const struct capability *const *p = w->program->capabilities; *p; p++)
        for (const struct hears_whispers *h = (*p)->whispers; h && h->hear; h++)
            bus_hear_whispers(w->bus, h->kind, h->hear, w);
}

void work_begin(struct world *w)
{
    for (const struct capability *const *p = w->program->capabilities; *p; p++)
        if ((*p)->begins)
            (*p)->begins(w);
}

static size_t consumers_count(const struct capability *const *capabilities)
{
    size_t n = 0;

    for (; *capabilities; capabilities++)
        for (const struct consumer *k = (*capabilities)->consumers; k && k->name; k++)
            n++;
    return n;
}

struct work *work_open(struct world *world, const struct capability *const *capabilities)
{
    struct work *w = memory_new(struct work);
    int loops = runtime_loops(world->runtime);

    w->world = world;
    world->work = w;
    random_bytes(&w->self, sizeof w->self);
    w->self = (w->self & INT64_MAX) | 1;             /* 0 is nobody */
    w->consumers = memory_zero(consumers_count(capabilities) * sizeof *w->consumers + 1);
    for (const struct capability *const *p = capabilities; *p; p++)
        for (const struct consumer *k = (*p)->consumers; k && k->name; k++, w->consumer_count++)
            w->consumers[w->consumer_count] = consumer_open(w, k, (int)(w->consumer_count % (size_t)loops));
    w->jobs = jobs_open(w, capabilities);
    return w;
}

void work_start(struct work *w)
{
    if (!role_taken(w->world->settings, S("worker")))
        return;
    shares_start(w);
    for (size_t i = 0; i < w->consumer_count; i++)
        consumer_start(w->consumers[i]);
    jobs_start(w->jobs);
    replays_start(w);
}

void work_close(struct work **work)
{
    struct work *w = *work;

    if (!w)
        return;
    for (size_t i = 0; i < w->consumer_count; i++)
        consumer_close(&w->consumers[i]);
    memory_free(w->consumers);
    w->world->work = NULL;
    jobs_close(&w->jobs);
    memory_free(w);
    *work = NULL;
}
