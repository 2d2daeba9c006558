#include "runtime/metrics_own.h"
#include <assert.h>
#include <stdatomic.h>
#include <string.h>
#include "base/memory.h"
#include "base/str.h"

const struct metric_facts metric_facts[METRIC_COUNT] = {
#define X(name, kind, word, label, help) [name] = { kind, word, label, help },
    METRICS(X)
#undef X
};

const i64 time_bounds[TIME_BUCKETS] = {
    100,    250,    500,    1000,    2500,    5000,    10000,   25000,
    50000,  100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000,
};

static _Thread_local struct { u64 serial; struct slab *slab; } mine;

struct metrics *metrics_open(void)
{
    static _Atomic u64 serials;
    struct metrics *m = memory_new(struct metrics);

    m->serial = atomic_fetch_add(&serials, 1) + 1;
    pthread_mutex_init(&m->lock, NULL);
    return m;
}

static void rows_close(struct slab *s)
{
    for (int i = 0; i < METRIC_COUNT; i++)
        memory_free(s->rows[i]);
}

void metrics_close(struct metrics **metrics)
{
    struct metrics *m = *metrics;

    for (struct slab *s = m->slabs, *next; s; s = next) {
        next = s->next;
        rows_close(s);
        memory_free(s);
    }
    rows_close(&m->set);
    for (int i = 0; i < METRIC_COUNT; i++) {
        for (int n = 0; n < m->labels[i].n; n++)
            memory_free((void *)m->labels[i].at[n].p);
        memory_free(m->labels[i].at);
    }
    pthread_mutex_destroy(&m->lock);
    memory_free(m);
    *metrics = NULL;
}

static int label_find(const struct labels *l, str text)
{
    for (int i = 0; i < l->n; i++)
        if (str_eq(l->at[i], text))
            return i + 1;
    return 0;
}

static int label_add(struct labels *l, str text)
{
    if (l->n == METRIC_LABELS - 1)
        return 0;
    l->at = memory_resize(l->at, (size_t)(l->n + 1) * sizeof *l->at);
    l->at[l->n++] = memory_copy(text);
    return l->n;
}

int metric_labels(struct metrics *m, enum metric which, const str *values)
{
    struct buf text = {0};
    int number;

    if (!m)
        return 0;
    assert(metric_facts[which].label && metric_facts[which].kind != TALLY);
    labels_write(&text, which, values);
    pthread_mutex_lock(&m->lock);
    number = label_find(&m->labels[which], buf_str(&text));
    if (!number)
        number = label_add(&m->labels[which], buf_str(&text));
    pthread_mutex_unlock(&m->lock);
    buf_close(&text);
    return number;
}

int metric_label(struct metrics *m, enum metric which, str value)
{
    assert(!strchr(metric_facts[which].label, ','));
    return metric_labels(m, which, &value);
}

/* Under the lock. A label's first use on a thread makes room for all that are known by then. */
static void row_grow(struct metrics *m, struct slab *s, enum metric which, int label)
{
    size_t width = metric_width(which), had = (size_t)s->labels[which] * width;
    int want = m->labels[which].n + 1;

    if (want <= label)
        want = label + 1;
    _Atomic i64 *row = memory_zero((size_t)want * width * sizeof *row);
    for (size_t i = 0; i < had; i++)
        atomic_init(&row[i], atomic_load_explicit(&s->rows[which][i], memory_order_relaxed));
    memory_free(s->rows[which]);
    s->rows[which] = row;
    s->labels[which] = want;
}

/* Under the lock. */
static struct slab *slab_find(struct metrics *m, const void *thread)
{
    struct slab *s = m->slabs;

    while (s && s->thread != thread)
        s = s->next;
    if (!s) {
        s = memory_new(struct slab);
        s->thread = thread;
        s->next = m->slabs;
        m->slabs = s;
    }
    return s;
}

static struct slab *slab_slow(struct metrics *m, enum metric which, int label, size_t width)
{
    assert(label >= 0 && label < METRIC_LABELS && width == metric_width(which));
    pthread_mutex_lock(&m->lock);
    struct slab *s = slab_find(m, &mine);
    if (label >= s->labels[which])
        row_grow(m, s, which, label);
    pthread_mutex_unlock(&m->lock);
    mine.serial = m->serial;
    mine.slab = s;
    return s;
}

static inline _Atomic i64 *cells(struct metrics *m, enum metric which, int label, size_t width)
{
    struct slab *s = mine.slab;

    if (UNLIKELY(mine.serial != m->serial || label >= s->labels[which]))
        s = slab_slow(m, which, label, width);
    return s->rows[which] + (size_t)label * width;
}

static inline void cell_add(_Atomic i64 *cell, i64 n)
{
    atomic_store_explicit(cell, atomic_load_explicit(cell, memory_order_relaxed) + n, memory_order_relaxed);
}

void metric_add(struct metrics *m, enum metric which, int label, i64 n)
{
    if (m)
        cell_add(cells(m, which, label, 1), n);
}

void metric_set(struct metrics *m, enum metric which, int label, i64 value)
{
    if (!m)
        return;
    pthread_mutex_lock(&m->lock);
    if (label >= m->set.labels[which])
        row_grow(m, &m->set, which, label);
    atomic_store_explicit(&m->set.rows[which][label], value, memory_order_relaxed);
    pthread_mutex_unlock(&m->lock);
}

void metric_time(struct metrics *m, enum metric which, int label, i64 us)
{
    if (!m)
        return;
    _Atomic i64 *c = cells(m, which, label, TIME_CELLS);
    int bucket = 0;
    while (bucket < TIME_BUCKETS && us > time_bounds[bucket])
        bucket++;
    cell_add(&c[bucket], 1);
    cell_add(&c[TIME_SUM], us);
}

static i64 slab_cell(const struct slab *s, enum metric which, int label, size_t cell)
{
    if (label >= s->labels[which])
        return 0;
    return atomic_load_explicit(&s->rows[which][(size_t)label * metric_width(which) + cell], memory_order_relaxed);
}

i64 metric_sum(struct metrics *m, enum metric which, int label, size_t cell)
{
    i64 sum = slab_cell(&m->set, which, label, cell);

    for (struct slab *s = m->slabs; s; s = s->next)
        sum += slab_cell(s, which, label, cell);
    return sum;
}

i64 metric_value(struct metrics *m, enum metric which, int label)
{
    if (!m)
        return 0;
    pthread_mutex_lock(&m->lock);
    i64 sum = metric_sum(m, which, label, 0);
    pthread_mutex_unlock(&m->lock);
    return sum;
}
