/*
 * Events of one partition handled in one transaction, together with the move of the
 * consumer's position. The move succeeds only from the position that was read: a stale
 * owner, which was overtaken, changes nothing, so each event has its effect once.
 */
#pragma once
#include "work/work_own.h"

struct batch {
    const struct consumer *consumer;
    str name;                        /* the consumer's */
    i64 partition, from;             /* the position that the store has */
    const struct event *events;
    size_t n;
    bool overtaken;                  /* out: another process has moved the position */
    size_t handled;                  /* out: the number of wanted ones */
    ptrdiff_t failed;                /* out: the event whose handler failed, or -1: not known */
};

err batch_commit(ctx *, struct batch *);

/* Several of a consumer in one transaction: all or none. A failure does not say whose. */
err batches_commit(ctx *, struct batch *, size_t n);

/* Keeps the only event of the batch as dead and moves on, or notes that it failed. */
err batch_bury(ctx *, struct batch *, i64 tries, str problem);
err batch_delay(ctx *, struct batch *, i64 tries, when retry_at);

/* Moves positions over events that nobody wanted, all in one transaction. */
struct skip { i64 partition, from, to; bool overtaken; };
err skips_commit(ctx *, str consumer, struct skip *, size_t n);

bool event_wanted(const struct consumer *, const struct event *);
err event_handle(tx *, const struct consumer *, const struct event *);
