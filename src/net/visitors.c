#include "net/visitors.h"
#include <assert.h>
#include <pthread.h>
#include <string.h>
#include "base/map.h"
#include "base/memory.h"

enum { SHARDS = 16 };

struct visitor { u8 network[8]; i64 connections; };
struct shard { pthread_mutex_t lock; struct map map; };
struct visitors { i64 most; struct shard shards[SHARDS]; };

void address_network(const struct address *a, u8 out[8])
{
    struct address counted = address_counted(a);

    memset(out, 0, 8);
    if (counted.v6)
        memcpy(out, counted.bytes, 8);
    else
        memcpy(out + 4, counted.bytes, 4);
}

static str network_of(const struct address *a, u8 out[8])
{
    address_network(a, out);
    return (str){ (const char *)out, 8 };
}

static struct shard *shard_lock(struct visitors *v, str network)
{
    u8 mixed = 0;

    for (size_t i = 0; i < network.n; i++)
        mixed = (u8)(mixed * 31 + (u8)network.p[i]);
    struct shard *s = &v->shards[mixed % SHARDS];
    pthread_mutex_lock(&s->lock);
    return s;
}

struct visitors *visitors_open(i64 most)
{
    struct visitors *v = memory_new(struct visitors);

    v->most = most;
    for (int i = 0; i < SHARDS; i++) {
        pthread_mutex_init(&v->shards[i].lock, NULL);
        map_init(&v->shards[i].map);
    }
    return v;
}

void visitors_close(struct visitors **visitors)
{
    struct visitors *v = *visitors;

    for (int i = 0; i < SHARDS; i++) {
        assert(v->shards[i].map.n == 0);
        map_close(&v->shards[i].map);
        pthread_mutex_destroy(&v->shards[i].lock);
    }
    memory_free(v);
    *visitors = NULL;
}

static struct visitor *visitor_of(struct map *m, str network)
{
    struct visitor *one = map_get(m, network);

    if (one)
        return one;
    one = memory_new(struct visitor);
    memcpy(one->network, network.p, sizeof one->network);
    map_put(m, (str){ (const char *)one->network, sizeof one->network }, one);
    return one;
}

enum visit visitors_enter(struct visitors *v, const struct address *a)
{
    u8 bytes[8];
    str network = network_of(a, bytes);
    struct shard *s = shard_lock(v, network);
    struct visitor *one = visitor_of(&s->map, network);
    enum visit visit = one->connections < v->most ? VISIT_GRANTED
                       : one->connections < v->most + VISITORS_TOLD ? VISIT_REFUSED : VISIT_IGNORED;

    one->connections += visit != VISIT_IGNORED;
    pthread_mutex_unlock(&s->lock);
    return visit;
}

void visitors_leave(struct visitors *v, const struct address *a)
{
    u8 bytes[8];
    str network = network_of(a, bytes);
    struct shard *s = shard_lock(v, network);
    struct visitor *one = map_get(&s->map, network);

    assert(one && one->connections > 0);
    if (--one->connections == 0)
        memory_free(map_take(&s->map, network));
    pthread_mutex_unlock(&s->lock);
}
