/* Structs in the cache. */
#include "base/shape_pack.h"
#include "ports/cache.h"

/* Looked for in the order in which they came; whoever finds a place taken meanwhile goes on to the next. */
static u64 version_of(struct cache *cache, const struct shape *s)
{
    for (struct cache_version *v = cache->versions; v < cache->versions + CACHE_SHAPES; v++) {
        const struct shape *is = atomic_load_explicit(&v->shape, memory_order_relaxed);
        if (!is && atomic_compare_exchange_strong(&v->shape, &is, s))
            is = s;
        if (is != s)
            continue;
        u64 version = atomic_load_explicit(&v->version, memory_order_relaxed);
        if (!version)
            atomic_store(&v->version, version = shape_version(s));
        return version;
    }
    return shape_version(s);
}

bool cache_get_shaped(ctx *c, str key, const struct shape *s, void *out)
{
    str octets;

    return cache_get(c, key, &octets) && shape_unpack(&c->arena, s, version_of(c->world->cache, s), octets, out);
}

void cache_fill_shaped(ctx *c, str key, const struct shape *s, const void *value, i64 ttl_ms, u64 ticket)
{
    struct buf b = BUF_ON(&c->arena);

    shape_pack(&b, s, version_of(c->world->cache, s), value);
    cache_fill(c, key, buf_str(&b), ttl_ms, ticket);
}
