#include "base/key_set.h"
#include "base/hash.h"
#include "base/random.h"
#include "base/str.h"

enum { COMPARED_MOST = 16 };

void key_set_begin(struct key_set *s, struct arena *scratch, u64 *seed)
{
    *s = (struct key_set){ .scratch = scratch, .mark = arena_mark(scratch), .seed = seed };
}

void key_set_end(struct key_set *s)
{
    arena_rewind(s->scratch, s->mark);
}

/* The slot that holds the key, or the free one where it would go. */
static struct key_slot *slot_find(const struct key_set *s, str key, u32 hash)
{
    size_t mask = s->slots - 1, at = hash & mask;

    while (s->index[at].number && !(s->index[at].hash == hash && str_eq(s->keys[s->index[at].number - 1], key)))
        at = (at + 1) & mask;
    return &s->index[at];
}

static u32 key_hash(const struct key_set *s, str key)
{
    return (u32)hash_seeded(*s->seed, key);
}

static void slot_fill(struct key_set *s, struct key_slot slot)
{
    size_t mask = s->slots - 1, at = slot.hash & mask;

    while (s->index[at].number)
        at = (at + 1) & mask;
    s->index[at] = slot;
}

/* The first index is made of the keys, each later one of the one before. */
static void index_build(struct key_set *s)
{
    struct key_slot *old = s->index;
    size_t slots = s->slots;

    while (!*s->seed)
        random_bytes(s->seed, sizeof *s->seed);
    s->slots = s->size * 2;
    s->index = arena_array(s->scratch, struct key_slot, s->slots);
    for (size_t i = 0; i < slots; i++)
        if (old[i].number)
            slot_fill(s, old[i]);
    for (size_t i = 0; !old && i < s->n; i++)
        slot_fill(s, (struct key_slot){ key_hash(s, s->keys[i]), (u32)i + 1 });
}

static void grow(struct key_set *s)
{
    str *old = s->keys;

    s->size = s->size ? s->size * 2 : 8;
    s->keys = arena_alloc(s->scratch, s->size * sizeof(str), _Alignof(str));
    if (s->n)
        memcpy(s->keys, old, s->n * sizeof(str));
    if (s->size > COMPARED_MOST)
        index_build(s);
}

static bool compared(const struct key_set *s, str key)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->keys[i], key))
            return true;
    return false;
}

static bool indexed(struct key_set *s, str key)
{
    u32 hash = key_hash(s, key);
    struct key_slot *slot = slot_find(s, key, hash);

    if (slot->number)
        return true;
    *slot = (struct key_slot){ hash, (u32)s->n + 1 };
    return false;
}

bool key_set_add(struct key_set *s, str key)
{
    if (s->n == s->size)
        grow(s);
    if (s->index ? indexed(s, key) : compared(s, key))
        return false;
    s->keys[s->n++] = key;
    return true;
}
