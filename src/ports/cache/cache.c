#include <string.h>
#include "ports/cache.h"
#include "base/faults.h"
#include "ports/cache/local.h"
#include "ports/stamps.h"
#include "runtime/metrics.h"

static err adapter_get(ctx *c, str key, str *out)
{
    struct cache *cache = c->world->cache;

    return fault(FAULT_CACHE_GET) ? ERR_UNAVAILABLE : cache->adapter->get(cache, c, key, out);
}

bool cache_get(ctx *c, str key, str *out)
{
    ctx_chaos(c);
    bool hit = adapter_get(c, key, out) == OK;
    metric_add(c->world->metrics, hit ? M_CACHE_HITS : M_CACHE_MISSES, 0, 1);
    return hit;
}

/* A cache that cannot be reached has nothing to keep up to date: its entries have expired by the time it is back. */
void cache_put(ctx *c, str key, str value, i64 ttl_ms)
{
    struct cache *cache = c->world->cache;

    ctx_chaos(c);
    if (cache->adapter->put(cache, c, key, value, ttl_ms) != OK)
        ctx_log(c, LOG_DEBUG, "the cache did not take a value", KV_STR("key", key));
}

u64 cache_ticket(ctx *c, str key)
{
    struct cache *cache = c->world->cache;

    return cache->adapter->ticket(cache, key);
}

void cache_fill(ctx *c, str key, str value, i64 ttl_ms, u64 ticket)
{
    struct cache *cache = c->world->cache;

    ctx_chaos(c);
    if (cache->adapter->fill(cache, c, key, value, ttl_ms, ticket) != OK)
        ctx_log(c, LOG_DEBUG, "the cache did not take a value", KV_STR("key", key));
}

str cache_key(struct arena *a, str head, id which)
{
    char *key = arena_alloc(a, head.n + ID_DIGITS, 1);

    memcpy(key, head.p, head.n);
    return (str){ key, head.n + id_print(which, key + head.n) };
}

void cache_forget(struct cache *cache, str key)
{
    cache->adapter->forget(cache, key);
}

struct cache *cache_open(struct world *w)
{
    struct cache *cache = cache_local_open(w);

    cache->stamps = stamps_open();
    return cache;
}

void cache_close(struct cache **cache)
{
    if (*cache) {
        stamps_close(&(*cache)->stamps);
        (*cache)->adapter->close(*cache);
    }
    *cache = NULL;
}
