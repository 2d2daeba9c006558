/* How the counts are kept; private to metrics.c, which counts, and metrics_print.c, which prints. */
#pragma once
#include <pthread.h>
#include "runtime/metrics.h"

/* The upper bounds of a histogram's buckets, in us; one more takes the rest. */
enum { TIME_BUCKETS = 16 };
extern const i64 time_bounds[TIME_BUCKETS];

/* A label's cells: one of a counter or gauge; of a histogram its buckets and the sum of its times. */
enum { TIME_SUM = TIME_BUCKETS + 1, TIME_CELLS };

struct metric_facts { enum metric_kind kind; const char *name, *label, *help; };
extern const struct metric_facts metric_facts[METRIC_COUNT];

static inline size_t metric_width(enum metric which)
{
    return metric_facts[which].kind == HISTOGRAM ? TIME_CELLS : 1;
}

struct labels { str *at; int n; };   /* from 1 on, as they are printed: `method="GET",status="2xx"`; 0 is "other" */

/*
 * One thread's counts. Only that thread adds, so an addition needs no locked instruction; it grows
 * rows under the lock, and a reader that sums holds the lock, so a row is never freed under a
 * reader. A slab outlives its thread, and serves the next one that gets the same thread-local
 * memory.
 */
struct slab {
    struct slab *next;
    const void *thread;
    _Atomic i64 *rows[METRIC_COUNT];
    int labels[METRIC_COUNT];        /* that the row has cells for */
};

struct metrics {
    u64 serial;                      /* tells this from an earlier one at the same address */
    pthread_mutex_t lock;
    struct slab *slabs;
    struct slab set;                 /* what metric_set says, under the lock */
    struct labels labels[METRIC_COUNT];
};

/* Under the lock: the sum over threads of one cell. */
i64 metric_sum(struct metrics *, enum metric, int label, size_t cell);

void labels_write(struct buf *, enum metric, const str *values);
void process_print(struct buf *);    /* process_* of this process */
