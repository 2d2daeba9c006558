/*
 * One shard of the cache in the process: a hash table and a list in the order of
 * eviction, under a lock that is held for finding and copying only. It counts what an
 * entry really costs (key, value, overhead) and evicts those that were not used lately
 * to stay within its budget. Memory is allocated as entries come. Times are the
 * caller's.
 */
#pragma once
#include <pthread.h>
#include "base/list.h"

struct arena;
struct cache_entry;

struct cache_shard {
    pthread_mutex_t lock;
    struct cache_entry **buckets;
    size_t bucket_count, entries;
    size_t bytes, budget;            /* bytes: of entries and buckets */
    u64 drops;                       /* counted whether or not the key was there */
    struct link by_use;              /* the next to go first */
};

void cache_shard_init(struct cache_shard *, size_t budget);
void cache_shard_close(struct cache_shard *);

/* Each is safe from any thread. `hash` is the key's, the same each time. They return by how much `bytes` has changed. */
i64 cache_shard_put(struct cache_shard *, u64 hash, str key, str value, i64 now_ms, i64 ttl_ms);
/* Refused if something was dropped since the ticket. */
i64 cache_shard_fill(struct cache_shard *, u64 hash, str key, str value, i64 now_ms, i64 ttl_ms, u64 ticket);
u64 cache_shard_ticket(struct cache_shard *);
i64 cache_shard_drop(struct cache_shard *, u64 hash, str key);
bool cache_shard_get(struct cache_shard *, u64 hash, str key, i64 now_ms, struct arena *, str *out);
