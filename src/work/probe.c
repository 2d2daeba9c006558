#include "work/testbed.h"
#include <unistd.h>
#include "base/str.h"
#include "base/time.h"
#include "ports/bus.h"
#include "work/probe.sql.h"

extern const struct migration probe_migrations[];

enum { PATIENCE_MS = 30000, STEP_US = 5000, TABLES_MOST = 16 };

extern const struct shape probe_told_shape;
SHAPE(probe_told, FIELD(probe_told, n));
EVENT_KIND(probe_counted, "probe.counted", probe_told);
EVENT_KIND(probe_ignored, "probe.ignored", nothing_told);

struct probe_number { i64 n; };
SHAPE(probe_number, FIELD(probe_number, n));

static void migrations_join(struct migration *out, const struct migration *a, const struct migration *b)
{
    while (a->set)
        *out++ = *a++;
    while (b->set)
        *out++ = *b++;
    *out = (struct migration){0};
}

void probe_open(struct probe *p, struct probe_options o, const struct capability *part)
{
    const struct capability *capabilities[] = { &work_capability, part, NULL };
    struct migration all[TABLES_MOST];

    migrations_join(all, kith_migrations, probe_migrations);
    o.world.migrations = all;
    p->w = test_world_open(o.world);
    p->w->world.bus = bus_open(&p->w->world);
    bus_declare(p->w->world.bus, KINDS(&probe_counted, &probe_ignored));
    p->work = work_open(&p->w->world, capabilities);
    bus_start(p->w->world.bus);
    if (!o.idle)
        work_start(p->work);
}

static void open_beside(struct probe *p, struct probe *first, const struct capability *part, bool real_clock)
{
    const char *url = arena_cstr(&first->w->arena, first->w->settings.store);
    const struct test_setting settings[] = { { "store", url }, {0} };
    struct probe_options o = { .world = { .real_clock = real_clock, .data = first->w->folder, .settings = settings }, .idle = !real_clock };

    probe_open(p, o, part);
}

void probe_open_beside(struct probe *p, struct probe *first, const struct capability *part)
{
    open_beside(p, first, part, true);
}

void probe_open_beside_idle(struct probe *p, struct probe *first, const struct capability *part)
{
    open_beside(p, first, part, false);
}

void probe_close(struct probe *p)
{
    runtime_stop(p->w->world.runtime);
    work_close(&p->work);
    bus_close(&p->w->world.bus);
    test_world_close(&p->w);
}

void probe_call(struct probe *p, err (*run)(ctx *, void *arg), void *arg)
{
    expect_ok(test_world_call(p->w, run, arg));
}

static err probe_count_in(tx *t, void *arg)
{
    const struct probe_count *in = arg;
    struct probe_number number;

    TRY(q_probe_up(t, in->key, &number));
    TRY(event_tell(t, probe_counted, in->key, &(struct probe_told){ number.n }));
    return in->linger_ms ? q_probe_linger(t, in->linger_ms, &number) : OK;
}

/* Many count one key: on PostgreSQL some conflict in each round. */
err probe_count(ctx *c, const struct probe_count *in)
{
    err e;

    do
        e = transact(c, probe_count_in, (void *)in);
    while (e == ERR_CONTENTION);
    return e;
}

struct some { struct probe_count what; int n; };

static err count_some(ctx *c, void *arg)
{
    struct some *in = arg;

    for (int i = 0; i < in->n; i++)
        TRY(probe_count(c, &in->what));
    return OK;
}

void probe_count_some(struct probe *p, str key, int n)
{
    probe_call(p, count_some, &(struct some){ { key, 0 }, n });
}

i64 probe_n(tx *t, const struct event *e)
{
    struct probe_told told;

    expect_ok(event_read(tx_arena(t), e, probe_counted, &told));
    return told.n;
}

static err count_together(tx *t, void *arg)
{
    struct some *in = arg;

    for (int i = 0; i < in->n; i++)
        TRY(probe_count_in(t, &in->what));
    return OK;
}

static err together(ctx *c, void *arg)
{
    return transact(c, count_together, arg);
}

void probe_count_together(struct probe *p, str key, int n)
{
    probe_call(p, together, &(struct some){ { key, 0 }, n });
}

err probe_see(tx *t, const struct event *e, const char *consumer)
{
    struct probe_told told;

    TRY(event_read(tx_arena(t), e, probe_counted, &told));
    return q_probe_see(t, str_of(consumer), e->key, told.n);
}

struct question { err (*is)(ctx *, bool *so, void *arg); void *arg; bool so; };

static err probe_ask(ctx *c, void *arg)
{
    struct question *q = arg;

    return q->is(c, &q->so, q->arg);
}

void probe_expect(struct probe *p, err (*is)(ctx *, bool *so, void *arg), void *arg, const char *what)
{
    struct question q = { is, arg, false };
    i64 until = mono_ms() + PATIENCE_MS;

    while (probe_call(p, probe_ask, &q), !q.so) {
        if (mono_ms() > until)
            test_fail(__FILE__, __LINE__, "it does not happen: %s", what);
        usleep(STEP_US);
    }
}

struct seen { const char *consumer, *key; i64 n, want; };

static err seen_read(ctx *c, void *arg)
{
    struct seen *s = arg;
    struct probe_number number = {0};
    err e = q_probe_of(c, str_of(s->consumer), str_of(s->key), &number);

    s->n = number.n;
    return e == ERR_NOT_FOUND ? OK : e;
}

i64 probe_seen(struct probe *p, const char *consumer, const char *key)
{
    struct seen s = { consumer, key, 0, 0 };

    probe_call(p, seen_read, &s);
    return s.n;
}

static err is_seen(ctx *c, bool *so, void *arg)
{
    struct seen *s = arg;

    TRY(seen_read(c, s));
    *so = s->n == s->want;
    return OK;
}

void probe_expect_seen(struct probe *p, const char *consumer, const char *key, i64 n)
{
    probe_expect(p, is_seen, &(struct seen){ consumer, key, 0, n }, key);
}

static err is_all_right(ctx *c, bool *so, void *arg)
{
    struct probe_number wrong;

    TRY(q_probe_wrong(c, str_of(arg), &wrong));
    *so = wrong.n == 0;
    return OK;
}

void probe_expect_all_right(struct probe *p, const char *consumer)
{
    probe_expect(p, is_all_right, (void *)consumer, consumer);
}

static err no_job_is_left(ctx *c, bool *so, void *arg)
{
    struct probe_number jobs;

    (void)arg;
    TRY(q_probe_jobs(c, &jobs));
    *so = jobs.n == 0;
    return OK;
}

void probe_expect_no_job(struct probe *p)
{
    probe_expect(p, no_job_is_left, NULL, "no job is left");
}
