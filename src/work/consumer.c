#include "work/consumer.h"
#include <assert.h>
#include "base/memory.h"
#include "base/str.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "work/batch.h"
#include "work/work.sql.h"

enum {
    WAIT_MS = 1000,                  /* without news */
    DELAY_MOST_MS = 2 * 3600 * 1000, /* more than any wait for another try */
    TELL_MS = 1000,                  /* between counts of what waits */
    HURRY_MS = 10,                   /* the pause while a reader waits for this consumer */
    FLUSH_MS = 30000,                /* between writes of positions past unwanted events */
    FLUSH_ASKED_MS = 1000,           /* the same if readers ask the store */
    BACKLOG_MOST = 1000              /* counted for one partition */
};

SHAPE(consumer_mark, FIELD(consumer_mark, partition), FIELD(consumer_mark, position), FIELD(consumer_mark, tries),
      FIELD(consumer_mark, retry_at));

static bool is_held(const struct consumer_run *r, int p) { return atomic_load(&r->held) & r->loaded & share_of(p); }

/* Partitions that may have work. */
static u64 partitions_open(const struct consumer_run *r) { return r->behind | atomic_load(&r->reader.pending); }

static err registration(tx *t, void *arg)
{
    const str *consumer = arg;

    for (int p = 0; p < BUS_PARTITIONS; p++)
        TRY(q_consumer_register(t, *consumer, p));
    return OK;
}

/* One row for each partition; a new consumer begins at the beginning of the log. */
err consumer_marks_read(ctx *c, str consumer, consumer_mark_page *out)
{
    TRY(q_consumer_marks(c, consumer, BUS_PARTITIONS, out));
    if (out->n == BUS_PARTITIONS)
        return OK;
    TRY(transact(c, registration, &consumer));
    return q_consumer_marks(c, consumer, BUS_PARTITIONS, out);
}

/* It is behind if the store had more when the tail began, or has more now. */
static void partition_load(struct consumer_run *r, const struct consumer_mark *m)
{
    int p = (int)m->partition;
    struct bus_quiet now;

    r->parts[p] = (struct partition_state){ m->position, m->position, m->tries, m->retry_at, 0 };
    bool quiet = bus_quiet(r->work->world->bus, &r->reader, p, &now);
    if (now.tip > m->position || !quiet)
        r->behind |= partition_bit(p);
    else
        await_settle(r, p, now.told);
}

static err shares_load(struct consumer_run *r, ctx *c, u32 shares)
{
    consumer_mark_page marks;

    TRY(bus_listen_begin(c));        /* from here on the tail reports what comes */
    TRY(consumer_marks_read(c, r->name, &marks));
    for (size_t i = 0; i < marks.n; i++) {
        const struct consumer_mark *m = &marks.at[i];
        int p = (int)m->partition;
        if ((shares & share_of(p)) && !(r->busy & partition_bit(p)))
            partition_load(r, m);
    }
    r->loaded |= shares;
    return OK;
}

/* What waits, for the metrics; counted only as far as it matters. */
static err lag_tell(struct consumer_run *r, ctx *c)
{
    i64 waiting = 0, n;

    for (u64 left = partitions_open(r); left; left &= left - 1) {
        int p = __builtin_ctzll(left);
        if (!is_held(r, p))
            continue;
        n = (i64)(atomic_load(&r->reader.told[p]) - atomic_load(&r->settled[p]));
        if (r->behind & partition_bit(p) || r->parts[p].tries)
            TRY(bus_backlog(c, p, r->parts[p].at, BACKLOG_MOST, &n));
        waiting += n;
    }
    metric_set(r->work->world->metrics, M_CONSUMER_LAG, r->lag_label, waiting);
    return OK;
}

/* If nothing waits, every event up to the newest is done with: nobody wanted them. */
static size_t skips_find(struct consumer_run *r, struct skip *out)
{
    struct bus_quiet now;
    size_t n = 0;

    for (u64 left = ~(r->busy | partitions_open(r)); left; left &= left - 1) {
        int p = __builtin_ctzll(left);
        struct partition_state *part = &r->parts[p];
        if (!is_held(r, p) || part->tries || !bus_quiet(r->work->world->bus, &r->reader, p, &now))
            continue;
        part->at = now.tip > part->at ? now.tip : part->at;
        if (part->at == part->position)
            continue;
        out[n++] = (struct skip){ p, part->position, part->at, false };
        r->busy |= partition_bit(p);
    }
    return n;
}

/* Positions past unwanted events are written now and then, not for each event. */
static err skips_flush(struct consumer_run *r, ctx *c)
{
    struct skip *skips = arena_array(&c->arena, struct skip, BUS_PARTITIONS);
    size_t n = skips_find(r, skips);
    err e = skips_commit(c, r->name, skips, n);

    for (size_t i = 0; i < n; i++) {
        const struct skip *s = &skips[i];
        r->busy &= ~partition_bit((int)s->partition);
        if (e == OK && s->overtaken)
            share_doubt(r, (int)s->partition);
        else if (e == OK)
            r->parts[s->partition].position = s->to;
    }
    return e;
}

static i64 flush_ms(const struct consumer_run *r, i64 now)
{
    bool asked = atomic_load(&r->asked_ms) + FLUSH_MS > now;

    return asked && !works_alone(r->work->world) ? FLUSH_ASKED_MS : FLUSH_MS;
}

static err upkeep_do(struct consumer_run *r, ctx *c)
{
    i64 now = loop_mono_ms(c->loop);
    u32 held = atomic_load(&r->held), fresh = held & ~r->loaded;

    r->loaded &= held;
    if (fresh)
        TRY(shares_load(r, c, fresh));
    if (now >= r->told_ms + TELL_MS) {
        r->told_ms = now;
        TRY(lag_tell(r, c));
    }
    if (ctx_now(c).ms >= r->flushed_at.ms + flush_ms(r, now)) {
        r->flushed_at = ctx_now(c);
        TRY(skips_flush(r, c));
    }
    return OK;
}

static err upkeep(struct consumer_run *r, ctx *c)
{
    if (r->in_upkeep)
        return OK;
    r->in_upkeep = true;
    err e = upkeep_do(r, c);
    r->in_upkeep = false;
    return e;
}

/* A partition to work on, or -1 and the time until one is known to come. */
static int partition_pick(struct consumer_run *r, ctx *c, i64 *wait_ms)
{
    i64 now = loop_mono_ms(c->loop), wall = ctx_now(c).ms, hurry = atomic_load(&r->waiting) ? REST_MS - HURRY_MS : 0;
    int best = -1;

    *wait_ms = WAIT_MS;
    for (u64 left = partitions_open(r) & ~r->busy; left; left &= left - 1) {
        int p = __builtin_ctzll(left);
        const struct partition_state *part = &r->parts[p];
        if (!is_held(r, p))
            continue;
        if (part->tries)             /* readers do not wait for what fails, nor for what comes after it */
            await_settle(r, p, atomic_load(&r->reader.told[p]));
        i64 rest = part->rest_until_ms - now - hurry, delay = part->tries ? part->retry_at.ms - wall : 0;
        delay = delay < DELAY_MOST_MS ? delay : 0;      /* longer than any: a clock was ahead */
        i64 due = rest > delay ? rest : delay;
        if (due <= 0 && (best < 0 || part->rest_until_ms < r->parts[best].rest_until_ms))
            best = p;
        if (due > 0 && due < *wait_ms)
            *wait_ms = due;
    }
    return best;
}

/* Whatever else is due already is taken along; but what fails stays alone. */
static u64 partitions_due(const struct consumer_run *r, ctx *c, int first)
{
    i64 hurry = atomic_load(&r->waiting) ? REST_MS - HURRY_MS : 0, now = loop_mono_ms(c->loop);
    u64 due = partition_bit(first);

    for (u64 left = r->parts[first].tries ? 0 : partitions_open(r) & ~r->busy; left; left &= left - 1) {
        int p = __builtin_ctzll(left);
        if (is_held(r, p) && !r->parts[p].tries && r->parts[p].rest_until_ms <= now + hurry)
            due |= partition_bit(p);
    }
    return due;
}

/* One idle fiber watches for news; the others sleep until it has found some and takes it. */
static err fiber_rest(struct consumer_fiber *f, ctx *c)
{
    f->resting = c;
    err e = ctx_park(c);
    f->resting = NULL;
    return e;
}

static void watch_pass(struct consumer_run *r)
{
    for (struct consumer_fiber *f = r->fibers; f < r->fibers + CONSUMER_FIBERS; f++) {
        if (!f->resting)
            continue;
        ctx_wake(f->resting);
        f->resting = NULL;
        return;
    }
}

static err news_watch(struct consumer_run *r, ctx *c, i64 wait_ms)
{
    r->watched = true;
    err e = bell_wait(&r->reader.news, c, &r->seen, wait_ms);
    r->watched = false;
    return e;
}

static err consumer_turn(void *arg, ctx *c)
{
    struct consumer_fiber *f = arg;
    struct consumer_run *r = f->run;
    i64 wait_ms;

    TRY(upkeep(r, c));
    int p = partition_pick(r, c, &wait_ms);
    if (p < 0 || r->working >= r->limit)
        return r->watched ? fiber_rest(f, c) : news_watch(r, c, wait_ms);
    watch_pass(r);
    return partitions_take(r, c, p, partitions_due(r, c, p));
}

static void consume(ctx *c, void *arg)
{
    turns_run(c, consumer_turn, arg);
}

struct consumer_run *consumer_open(struct work *w, const struct consumer *k, int loop)
{
    struct consumer_run *r = memory_new(struct consumer_run);
    struct metrics *m = w->world->metrics;

    *r = (struct consumer_run){ .work = w, .consumer = k, .name = str_of(k->name), .loop = loop, .limit = CONSUMER_FIBERS };
    r->consumed_label = metric_label(m, M_CONSUMED, r->name);
    r->lag_label = metric_label(m, M_CONSUMER_LAG, r->name);
    r->dead_label = metric_label(m, M_DEAD, r->name);
    rng_seed(&r->rng, 0);
    r->told_ms = -TELL_MS;
    r->asked_ms = -FLUSH_MS;
    r->flushed_at.ms = clock_ms(w->world->clock);
    if (works_alone(w->world))
        atomic_store(&r->held, ((u32)1 << SHARES) - 1);
    bus_reader_open(w->world->bus, &r->reader, k->hears);
    await_open(r);
    return r;
}

void consumer_close(struct consumer_run **r)
{
    await_close(*r);
    bus_reader_close(&(*r)->reader);
    memory_free(*r);
    *r = NULL;
}

void consumer_start(struct consumer_run *r)
{
    r->started = true;
    for (int i = 0; i < CONSUMER_FIBERS; i++)            /* all of them before the first runs, which looks at the others */
        r->fibers[i] = (struct consumer_fiber){ .run = r };
    for (int i = 0; i < CONSUMER_FIBERS; i++)
        runtime_spawn(r->work->world->runtime, r->loop, r->consumer->name, consume, &r->fibers[i]);
}
