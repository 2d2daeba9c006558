/*
 * The cache: bounded, sharded, with times to live, a second chance for used entries, and a
 * budget in bytes. Everything works without it: a failed read is a miss. Values are copied
 * into the caller's arena. Shaped for an adapter on Redis, so every call may park.
 */
#pragma once
#include <stdatomic.h>
#include "runtime/ctx.h"

struct cache;

struct cache_adapter {
    const char *name;
    err (*get)(struct cache *, ctx *, str key, str *out);
    err (*put)(struct cache *, ctx *, str key, str value, i64 ttl_ms);
    u64 (*ticket)(struct cache *, str key);
    err (*fill)(struct cache *, ctx *, str key, str value, i64 ttl_ms, u64 ticket);
    void (*forget)(struct cache *, str key);
    void (*close)(struct cache *);
};

/* The versions of the shapes of packed structs, computed at their first use; further ones are computed each time. */
enum { CACHE_SHAPES = 16 };
struct cache_version { const struct shape *_Atomic shape; _Atomic u64 version; };

struct stamps;                       /* ports/stamps.h: what kept answers were made of; of this process, whatever the adapter */
struct cache { const struct cache_adapter *adapter; struct stamps *stamps; struct cache_version versions[CACHE_SHAPES]; };

bool cache_get(ctx *, str key, str *out);                    /* false: a miss */
void cache_put(ctx *, str key, str value, i64 ttl_ms);

/*
 * For what is read from the store on a miss: the ticket is taken before the read, and a value is refused if its key was
 * dropped since, so that a slow reader never puts back an outdated value.
 */
u64 cache_ticket(ctx *, str key);
void cache_fill(ctx *, str key, str value, i64 ttl_ms, u64 ticket);

/*
 * The same for a struct, packed by its shape (base/shape_pack.h): an entry of an older or
 * newer program, or a damaged one, is a miss.
 */
struct shape;
bool cache_get_shaped(ctx *, str key, const struct shape *, void *out);
void cache_fill_shaped(ctx *, str key, const struct shape *, const void *value, i64 ttl_ms, u64 ticket);

str cache_key(struct arena *, str head, id);                 /* of what is kept by an id: "post 45" */
void cache_forget(struct cache *, str key);                  /* for listeners too: on any thread, never parks */

struct cache *cache_open(struct world *);
void cache_close(struct cache **);
