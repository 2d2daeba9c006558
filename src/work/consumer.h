/*
 * The consumers of one process. Each has a few fibers on one loop, which take the
 * partitions that have something new in turn; a partition is one fiber's at a time,
 * so that its events stay in order. Which partitions are this process's is decided
 * by shares (shares.c), and what is handled commits with the position (batch.c).
 */
#pragma once
#include "base/random.h"
#include "work/work_own.h"

enum { CONSUMER_FIBERS = 4, SHARES = 8 };

struct consumer_mark { i64 partition, position, tries; when retry_at; };
typedef PAGE(consumer_mark) consumer_mark_page;

/* One partition: where the store has it, and how far it was read over events that nobody wants. */
struct part_state {
    i64 position, at, tries;
    when retry_at;
    i64 rest_until_ms;
};

struct consumer_run {
    struct work *work;
    const struct consumer *consumer;
    str name;
    int loop, consumed_label, lag_label, dead_label;
    _Atomic u32 held;                /* shares of this process, by bit; the keeper sets it */
    u32 loaded;                      /* shares whose positions have been read since */
    bool in_upkeep;
    i64 told_ms;
    when flushed_at;
    u64 busy;                        /* partitions that a fiber is at */
    struct rng rng;
    int limit, calm;                 /* fibers that may work at once; what went well since that changed */
    i64 tips[BUS_PARTITIONS];
    struct part_state parts[BUS_PARTITIONS];
    struct consumer_fiber {
        struct consumer_run *run;
        int index;
        u64 seen;
    } fibers[CONSUMER_FIBERS];
};

static inline u32 share_of(int partition) { return (u32)1 << partition % SHARES; }
static inline i64 consumer_tries(const struct consumer *k) { return k->tries ? k->tries : TRIES; }

struct consumer_run *consumer_open(struct work *, const struct consumer *, int loop);
void consumer_start(struct consumer_run *);
err consumer_marks_read(ctx *, str consumer, consumer_mark_page *out);

/* The fiber that keeps this process's shares of all consumers. */
void shares_start(struct work *);
