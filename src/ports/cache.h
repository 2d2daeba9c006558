/*
 * The cache: bounded, sharded, time to live and least recently used, counted in
 * bytes. Everything works with it gone: a failed read is a miss. Values are copied
 * into the caller's arena. Shaped for an adapter on Redis, so every call may park.
 */
#pragma once
#include "runtime/ctx.h"

struct cache;

struct cache_adapter {
    const char *name;
    err (*get)(struct cache *, ctx *, str key, str *out);
    err (*put)(struct cache *, ctx *, str key, str value, i64 ttl_ms);
    err (*drop)(struct cache *, ctx *, str key);
    void (*close)(struct cache *);
};

struct cache { const struct cache_adapter *adapter; };

bool cache_get(ctx *, str key, str *out);                    /* false: not there */
void cache_put(ctx *, str key, str value, i64 ttl_ms);
void cache_drop(ctx *, str key);

struct cache *cache_open(struct world *);
void cache_close(struct cache **);
