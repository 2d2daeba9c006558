/*
 * The consumers of one process. Each has a few fibers on one loop. One of them watches the tail; it takes a partition
 * that has events and passes the watch on, so that others are woken only if there is work for them. A partition is one
 * fiber's at a time, so that its events stay in order. Shares decide which partitions are this process's (shares.c),
 * and the effects commit with the position (batch.c).
 */
#pragma once
#include "base/random.h"
#include "ports/bell.h"
#include "work/work_own.h"

enum {
    CONSUMER_FIBERS = 4, SHARES = 8,
    REST_MS = 100                    /* the times at which partitions that have just been worked on are due again: all together */
};

struct consumer_mark { i64 partition, position, tries; when retry_at; };
typedef PAGE(consumer_mark) consumer_mark_page;

/* One partition: its position in the store, and how far it was read. */
struct partition_state {
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
    struct bus_reader reader;        /* what the tail reports */
    u64 busy;                        /* partitions that a fiber works on, */
    u64 behind;                      /* and those that are read from the store, up to the point where memory begins */
    bool watched;                    /* one fiber waits for news */
    u64 seen;                        /* of the reader's bell */
    struct rng rng;
    int working, limit, calm;        /* fibers that work, that may work at once; successes since that changed */
    _Atomic u64 settled[BUS_PARTITIONS], settled_all;        /* await.c: of the events that the tail reported, the number done with */
    _Atomic int waiting;             /* readers that wait for it */
    _Atomic i64 asked_ms;            /* when a reader last asked, by the loops' clock */
    struct bell settling;            /* rings as partitions settle */
    bool started;
    struct partition_state parts[BUS_PARTITIONS];
    struct consumer_fiber { struct consumer_run *run; ctx *resting; } fibers[CONSUMER_FIBERS];
};

static inline u32 share_of(int partition) { return (u32)1 << partition % SHARES; }
static inline u64 partition_bit(int p) { return (u64)1 << p; }

/* Another process has, or had, this share: its positions are read again before more is done. */
static inline void share_doubt(struct consumer_run *r, int p) { r->loaded &= ~share_of(p); }

static inline i64 consumer_tries(const struct consumer *k) { return k->tries ? k->tries : TRIES; }

struct consumer_run *consumer_open(struct work *, const struct consumer *, int loop);
void consumer_start(struct consumer_run *);
err consumer_marks_read(ctx *, str consumer, consumer_mark_page *out);

void consumer_close(struct consumer_run **);

/* partition.c: handles the events of some partitions, in one transaction if nothing fails. */
enum { BATCH_MOST = 100,                         /* events of a partition in one transaction */
       BATCHES_MOST = 100, BATCHES_MANY = 400 }; /* events after which no further partition is taken along; of handle_many */
err partitions_take(struct consumer_run *, ctx *, int first, u64 partitions);

/* await.c: waiting for a consumer. A partition settles the events that were reported before its work ran out. */
void await_open(struct consumer_run *);
void await_close(struct consumer_run *);
void await_settle(struct consumer_run *, int partition, u64 told);

/* The fiber that keeps this process's shares of all consumers. */
void shares_start(struct work *);
