#include "ports/cache/shard.h"
#include <assert.h>
#include "base/arena.h"
#include "base/memory.h"
#include "base/str.h"

enum {
    BUCKETS_LEAST = 16, HEAP_OVERHEAD = 16,
    SECOND_CHANCES = 8               /* while one entry is evicted: bounds the time under the lock */
};

struct cache_entry {
    struct link use;
    struct cache_entry *next;        /* of the same bucket */
    u64 hash;
    i64 dies_ms;
    size_t key_size, value_size;
    bool used;                       /* since it got its place in the list */
    char text[];                     /* the key, then the value */
};

static str entry_key(const struct cache_entry *e) { return (str){ e->text, e->key_size }; }
static str entry_value(const struct cache_entry *e) { return (str){ e->text + e->key_size, e->value_size }; }

static size_t entry_bytes(const struct cache_entry *e)
{
    return sizeof *e + e->key_size + e->value_size + HEAP_OVERHEAD;
}

static struct cache_entry *entry_of(struct link *l) { return CONTAINER(l, struct cache_entry, use); }

static struct cache_entry *entry_make(u64 hash, str key, str value, i64 dies_ms)
{
    struct cache_entry *e = memory_alloc(sizeof *e + key.n + value.n);

    *e = (struct cache_entry){ .hash = hash, .dies_ms = dies_ms, .key_size = key.n, .value_size = value.n };
    list_init(&e->use);
    if (key.n)
        memcpy(e->text, key.p, key.n);
    if (value.n)
        memcpy(e->text + key.n, value.p, value.n);
    return e;
}

void cache_shard_init(struct cache_shard *s, size_t budget)
{
    *s = (struct cache_shard){ .budget = budget };
    pthread_mutex_init(&s->lock, NULL);
    list_init(&s->by_use);
}

/* The pointer to the entry, or the place for a new one of this bucket. */
static struct cache_entry **entry_place(struct cache_shard *s, u64 hash, str key)
{
    struct cache_entry **at = &s->buckets[hash & (s->bucket_count - 1)];

    while (*at && !((*at)->hash == hash && str_eq(entry_key(*at), key)))
        at = &(*at)->next;
    return at;
}

static struct cache_entry *entry_find(struct cache_shard *s, u64 hash, str key)
{
    return s->bucket_count ? *entry_place(s, hash, key) : NULL;
}

/* Off the table and the list; freed by the caller, once the lock is given back. */
static void entry_unlink(struct cache_shard *s, struct cache_entry *e)
{
    struct cache_entry **at = entry_place(s, e->hash, entry_key(e));

    assert(*at == e);
    *at = e->next;
    list_remove(&e->use);
    s->entries--;
    s->bytes -= entry_bytes(e);
}

static void buckets_grow(struct cache_shard *s)
{
    size_t count = s->bucket_count ? s->bucket_count * 2 : BUCKETS_LEAST;
    struct cache_entry **buckets = memory_zero(count * sizeof *buckets);

    LIST_EACH(l, &s->by_use) {
        struct cache_entry *e = entry_of(l), **head = &buckets[e->hash & (count - 1)];
        e->next = *head;
        *head = e;
    }
    s->bytes += (count - s->bucket_count) * sizeof *buckets;
    memory_free(s->buckets);
    s->buckets = buckets;
    s->bucket_count = count;
}

static void entry_link(struct cache_shard *s, struct cache_entry *e)
{
    if (s->entries * 2 >= s->bucket_count)         /* sparse: an entry that shares a bucket means touching memory for nothing */
        buckets_grow(s);
    struct cache_entry **head = &s->buckets[e->hash & (s->bucket_count - 1)];
    e->next = *head;
    *head = e;
    list_add_last(&s->by_use, &e->use);
    s->entries++;
    s->bytes += entry_bytes(e);
}

static void entries_free(struct link *gone)
{
    for (struct link *l; (l = list_pop(gone));)
        memory_free(entry_of(l));
}

static void entry_retire(struct cache_shard *s, struct cache_entry *e, struct link *gone)
{
    entry_unlink(s, e);
    list_add_last(gone, &e->use);
}

/*
 * A used entry goes to the end instead, once. So reading an entry touches no other: moving it at once would touch
 * its neighbours' memory, which is the main cost of a read among many entries.
 */
static struct cache_entry *entry_to_go(struct cache_shard *s)
{
    for (int chances = SECOND_CHANCES;; chances--) {
        struct cache_entry *e = entry_of(s->by_use.next);
        if (!e->used || !chances)
            return e;
        e->used = false;
        list_remove(&e->use);
        list_add_last(&s->by_use, &e->use);
    }
}

/* One large value must not push out everything else. */
static bool entry_fits(const struct cache_shard *s, const struct cache_entry *e)
{
    return entry_bytes(e) <= s->budget / 4;
}

static i64 put(struct cache_shard *s, struct cache_entry *e, bool wanted, const u64 *ticket)
{
    struct cache_entry *old;
    struct link gone;

    list_init(&gone);
    pthread_mutex_lock(&s->lock);
    size_t before = s->bytes;
    wanted = wanted && (!ticket || *ticket == s->drops);
    if ((old = entry_find(s, e->hash, entry_key(e))))
        entry_retire(s, old, &gone);
    if (wanted && entry_fits(s, e))
        entry_link(s, e);
    else
        list_add_last(&gone, &e->use);
    while (s->bytes > s->budget && !list_empty(&s->by_use))
        entry_retire(s, entry_to_go(s), &gone);
    i64 change = (i64)(s->bytes - before);
    pthread_mutex_unlock(&s->lock);
    entries_free(&gone);
    return change;
}

i64 cache_shard_put(struct cache_shard *s, u64 hash, str key, str value, i64 now_ms, i64 ttl_ms)
{
    return put(s, entry_make(hash, key, value, now_ms + ttl_ms), ttl_ms > 0, NULL);
}

i64 cache_shard_fill(struct cache_shard *s, u64 hash, str key, str value, i64 now_ms, i64 ttl_ms, u64 ticket)
{
    return put(s, entry_make(hash, key, value, now_ms + ttl_ms), ttl_ms > 0, &ticket);
}

u64 cache_shard_ticket(struct cache_shard *s)
{
    pthread_mutex_lock(&s->lock);
    u64 drops = s->drops;
    pthread_mutex_unlock(&s->lock);
    return drops;
}

i64 cache_shard_drop(struct cache_shard *s, u64 hash, str key)
{
    struct link gone;

    list_init(&gone);
    pthread_mutex_lock(&s->lock);
    size_t before = s->bytes;
    struct cache_entry *e = entry_find(s, hash, key);
    s->drops++;
    if (e)
        entry_retire(s, e, &gone);
    i64 change = (i64)(s->bytes - before);
    pthread_mutex_unlock(&s->lock);
    entries_free(&gone);
    return change;
}

/* An expired entry stays, at the front: it is the next to go, unless it is replaced. */
bool cache_shard_get(struct cache_shard *s, u64 hash, str key, i64 now_ms, struct arena *a, str *out)
{
    pthread_mutex_lock(&s->lock);
    struct cache_entry *e = entry_find(s, hash, key);
    bool alive = e && now_ms < e->dies_ms;
    if (e)
        e->used = alive;
    if (alive) {
        *out = arena_copy(a, entry_value(e));
    } else if (e) {
        list_remove(&e->use);
        list_add_last(s->by_use.next, &e->use);
    }
    pthread_mutex_unlock(&s->lock);
    return alive;
}

void cache_shard_close(struct cache_shard *s)
{
    entries_free(&s->by_use);
    memory_free(s->buckets);
    pthread_mutex_destroy(&s->lock);
    *s = (struct cache_shard){0};
}
