/*
 * Named failures that tests switch on. A point costs one load when none is on.
 * KITH_FAULTS="store.commit=2,cache.get" makes the second commit and every read of
 * the cache fail. Process-wide, because it stands for the outside world.
 */
#pragma once
#include <stdatomic.h>
#include "base/types.h"

#define FAULTS(X)                                                          \
    X(FAULT_STORE_BEGIN,   "store.begin",   "a transaction cannot begin")  \
    X(FAULT_STORE_RUN,     "store.run",     "a statement fails")           \
    X(FAULT_STORE_COMMIT,  "store.commit",  "a commit fails")              \
    X(FAULT_CACHE_GET,     "cache.get",     "a cache read fails")          \
    X(FAULT_BUS_DELIVER,   "bus.deliver",   "an event is not delivered")   \
    X(FAULT_BUS_HEAR,      "bus.hear",      "events of other processes are not received") \
    X(FAULT_CONSUMER_RUN,  "consumer.run",  "a consumer's handler fails")  \
    X(FAULT_JOB_RUN,       "job.run",       "a job fails")

enum fault_point {
#define X(name, word, doc) name,
    FAULTS(X)
#undef X
    FAULT_COUNT
};

bool fault_set(str spec);            /* false: a name is unknown. "" switches all off */
bool fault_slow(enum fault_point);
extern _Atomic bool faults_on;

static inline bool fault(enum fault_point p)
{
    return UNLIKELY(atomic_load_explicit(&faults_on, memory_order_relaxed)) && fault_slow(p);
}
