#include "api/realtime/crowd.h"
#include <assert.h>
#include <pthread.h>
#include "base/map.h"
#include "base/memory.h"
#include "base/str.h"

#define GOLDEN 0x9e3779b97f4a7c15u

enum { SHARDS = 16 };

struct member { id account; struct crowd_count count; };
struct shard { pthread_mutex_t lock; struct map map; };
struct crowd { i64 most; struct shard shards[SHARDS]; };

static str key_of(const id *account)
{
    return (str){ (const char *)account, sizeof *account };
}

static struct shard *shard_lock(struct crowd *c, id account)
{
    struct shard *s = &c->shards[(u64)account.v * GOLDEN >> 32 & (SHARDS - 1)];

    pthread_mutex_lock(&s->lock);
    return s;
}

struct crowd *crowd_open(i64 most)
{
    struct crowd *c = memory_new(struct crowd);

    c->most = most;
    for (int i = 0; i < SHARDS; i++) {
        pthread_mutex_init(&c->shards[i].lock, NULL);
        map_init(&c->shards[i].map);
    }
    return c;
}

void crowd_close(struct crowd **crowd)
{
    struct crowd *c = *crowd;

    if (!c)
        return;
    for (int i = 0; i < SHARDS; i++) {
        assert(c->shards[i].map.n == 0);
        map_close(&c->shards[i].map);
        pthread_mutex_destroy(&c->shards[i].lock);
    }
    memory_free(c);
    *crowd = NULL;
}

static struct member *member_of(struct map *m, id account)
{
    struct member *one = map_get(m, key_of(&account));

    if (one)
        return one;
    one = memory_new(struct member);
    one->account = account;
    map_put(m, key_of(&one->account), one);
    return one;
}

static i64 all_of(const struct crowd_count *c)
{
    return c->of[CROWD_SOCKETS] + c->of[CROWD_STREAMS];
}

bool crowd_enter(struct crowd *c, id account, enum crowd_kind kind)
{
    struct shard *s = shard_lock(c, account);
    struct member *one = member_of(&s->map, account);
    bool granted = !c->most || all_of(&one->count) < c->most;

    one->count.of[kind] += granted;
    pthread_mutex_unlock(&s->lock);
    return granted;
}

void crowd_leave(struct crowd *c, id account, enum crowd_kind kind)
{
    struct shard *s = shard_lock(c, account);
    struct member *one = map_get(&s->map, key_of(&account));

    assert(one && one->count.of[kind] > 0);
    one->count.of[kind]--;
    if (!all_of(&one->count))
        memory_free(map_take(&s->map, key_of(&account)));
    pthread_mutex_unlock(&s->lock);
}

struct crowd_count crowd_of(struct crowd *c, id account)
{
    struct shard *s = shard_lock(c, account);
    const struct member *one = map_get(&s->map, key_of(&account));
    struct crowd_count count = one ? one->count : (struct crowd_count){ 0 };

    pthread_mutex_unlock(&s->lock);
    return count;
}
