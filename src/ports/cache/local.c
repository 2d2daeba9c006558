/*
 * The cache in the process: shards by hash of the key, so that threads seldom meet.
 * The hash is seeded, since strangers choose parts of keys.
 */
#include "ports/cache/local.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/random.h"
#include "ports/cache/shard.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"

enum { SHARDS = 16 };

struct local {
    struct cache cache;
    struct metrics *metrics;
    u64 seed;
    struct cache_shard shards[SHARDS];
};

static struct local *local_of(struct cache *cache) { return CONTAINER(cache, struct local, cache); }

/* The high bits choose the shard; the shard's buckets go by the low ones. */
static struct cache_shard *shard_of(struct local *l, u64 hash) { return &l->shards[hash >> 60]; }

static err local_get(struct cache *cache, ctx *c, str key, str *out)
{
    struct local *l = local_of(cache);
    u64 hash = hash_seeded(l->seed, key);

    return cache_shard_get(shard_of(l, hash), hash, key, loop_mono_ms(c->loop), &c->arena, out) ? OK : ERR_NOT_FOUND;
}

static err local_put(struct cache *cache, ctx *c, str key, str value, i64 ttl_ms)
{
    struct local *l = local_of(cache);
    u64 hash = hash_seeded(l->seed, key);

    metric_add(l->metrics, M_CACHE_BYTES, 0, cache_shard_put(shard_of(l, hash), hash, key, value, loop_mono_ms(c->loop), ttl_ms));
    return OK;
}

static void local_forget(struct cache *cache, str key)
{
    struct local *l = local_of(cache);
    u64 hash = hash_seeded(l->seed, key);

    metric_add(l->metrics, M_CACHE_BYTES, 0, cache_shard_drop(shard_of(l, hash), hash, key));
}

static u64 local_ticket(struct cache *cache, str key)
{
    struct local *l = local_of(cache);

    return cache_shard_ticket(shard_of(l, hash_seeded(l->seed, key)));
}

static err local_fill(struct cache *cache, ctx *c, str key, str value, i64 ttl_ms, u64 ticket)
{
    struct local *l = local_of(cache);
    u64 hash = hash_seeded(l->seed, key);

    metric_add(l->metrics, M_CACHE_BYTES, 0,
               cache_shard_fill(shard_of(l, hash), hash, key, value, loop_mono_ms(c->loop), ttl_ms, ticket));
    return OK;
}

static void local_close(struct cache *cache)
{
    struct local *l = local_of(cache);

    for (size_t i = 0; i < SHARDS; i++)
        cache_shard_close(&l->shards[i]);
    memory_free(l);
}

static const struct cache_adapter local_adapter = {
    .name = "local", .get = local_get, .put = local_put, .ticket = local_ticket, .fill = local_fill,
    .forget = local_forget, .close = local_close
};

struct cache *cache_local_open(struct world *w)
{
    struct local *l = memory_new(struct local);

    l->cache.adapter = &local_adapter;
    l->metrics = w->metrics;
    random_bytes(&l->seed, sizeof l->seed);
    for (size_t i = 0; i < SHARDS; i++)
        cache_shard_init(&l->shards[i], (size_t)w->settings->cache_size / SHARDS);
    return &l->cache;
}
