/* Linear probing at most three quarters full; removing an entry moves those after it up, so there are no tombstones. */
#include "base/map.h"
#include <assert.h>
#include "base/hash.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/str.h"

enum { SLOTS_LEAST = 16 };

static bool crowded(size_t n, size_t size)
{
    return n + 1 > size / 4 * 3;
}

void map_init(struct map *m)
{
    *m = (struct map){0};
    random_bytes(&m->seed, sizeof m->seed);
}

void map_close(struct map *m)
{
    memory_free(m->slots);
    *m = (struct map){ .seed = m->seed };
}

/* The slot that holds the key, or the empty one where it would go. */
static struct map_slot *slot_find(const struct map *m, str key, u64 hash)
{
    size_t mask = m->size - 1, at = hash & mask;

    while (m->slots[at].value && !(m->slots[at].hash == hash && str_eq(m->slots[at].key, key)))
        at = (at + 1) & mask;
    return &m->slots[at];
}

static void map_resize(struct map *m, size_t size)
{
    struct map bigger = { memory_zero(size * sizeof *m->slots), m->n, size, m->seed };

    for (size_t i = 0; i < m->size; i++)
        if (m->slots[i].value)
            *slot_find(&bigger, m->slots[i].key, m->slots[i].hash) = m->slots[i];
    memory_free(m->slots);
    *m = bigger;
}

void *map_get(const struct map *m, str key)
{
    return m->n ? slot_find(m, key, hash_seeded(m->seed, key))->value : NULL;
}

void map_put(struct map *m, str key, void *value)
{
    u64 hash = hash_seeded(m->seed, key);

    assert(value);
    if (crowded(m->n, m->size))
        map_resize(m, m->size ? m->size * 2 : SLOTS_LEAST);
    struct map_slot *slot = slot_find(m, key, hash);
    m->n += !slot->value;
    *slot = (struct map_slot){ key, value, hash };
}

/* An entry after the hole moves into it, unless its home lies between the two, and leaves the next hole. */
static void hole_close(struct map *m, size_t hole)
{
    size_t mask = m->size - 1;

    for (size_t at = (hole + 1) & mask; m->slots[at].value; at = (at + 1) & mask) {
        size_t home = m->slots[at].hash & mask;
        if (((at - home) & mask) < ((at - hole) & mask))
            continue;
        m->slots[hole] = m->slots[at];
        hole = at;
    }
    m->slots[hole] = (struct map_slot){0};
}

void *map_take(struct map *m, str key)
{
    if (!m->n)
        return NULL;
    struct map_slot *slot = slot_find(m, key, hash_seeded(m->seed, key));
    void *value = slot->value;
    if (!value)
        return NULL;
    hole_close(m, (size_t)(slot - m->slots));
    m->n--;
    return value;
}

bool map_next(const struct map *m, size_t *at, str *key, void **value)
{
    while (*at < m->size) {
        const struct map_slot *slot = &m->slots[(*at)++];
        if (slot->value) {
            *key = slot->key;
            *value = slot->value;
            return true;
        }
    }
    return false;
}

/* Addresses share their low bits and most of their high ones: the product's middle is what differs. */
static struct ptr_slot *ptr_find(const struct ptr_map *m, const void *key)
{
    size_t mask = m->size - 1, at = ((uintptr_t)key * 0x9e3779b97f4a7c15u >> 32) & mask;

    while (m->slots[at].key && m->slots[at].key != key)
        at = (at + 1) & mask;
    return &m->slots[at];
}

void *ptr_map_get(const struct ptr_map *m, const void *key)
{
    return m->n ? ptr_find(m, key)->value : NULL;
}

static void ptr_map_resize(struct ptr_map *m, size_t size)
{
    struct ptr_map bigger = { memory_zero(size * sizeof *m->slots), m->n, size };

    for (size_t i = 0; i < m->size; i++)
        if (m->slots[i].key)
            *ptr_find(&bigger, m->slots[i].key) = m->slots[i];
    memory_free(m->slots);
    *m = bigger;
}

void ptr_map_put(struct ptr_map *m, const void *key, void *value)
{
    assert(key);
    if (crowded(m->n, m->size))
        ptr_map_resize(m, m->size ? m->size * 2 : SLOTS_LEAST);
    struct ptr_slot *slot = ptr_find(m, key);
    m->n += !slot->key;
    *slot = (struct ptr_slot){ key, value };
}

void ptr_map_close(struct ptr_map *m)
{
    memory_free(m->slots);
    *m = (struct ptr_map){0};
}
