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
static u32 *slot_find(const struct key_set *s, str key)
{
    size_t mask = s->slots - 1, at = hash_seeded(*s->seed, key) & mask;

    while (s->index[at] && !str_eq(s->keys[s->index[at] - 1], key))
        at = (at + 1) & mask;
    return &s->index[at];
}

static void index_build(struct key_set *s)
{
    while (!*s->seed)
        random_bytes(s->seed, sizeof *s->seed);
    s->slots = s->size * 2;
    s->index = arena_array(s->scratch, u32, s->slots);
    for (size_t i = 0; i < s->n; i++)
        *slot_find(s, s->keys[i]) = (u32)i + 1;
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

static bool holds(const struct key_set *s, str key)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->keys[i], key))
            return true;
    return false;
}

bool key_set_add(struct key_set *s, str key)
{
    if (s->n == s->size)
        grow(s);
    u32 *slot = s->index ? slot_find(s, key) : NULL;
    if (slot ? *slot != 0 : holds(s, key))
        return false;
    s->keys[s->n++] = key;
    if (slot)
        *slot = (u32)s->n;
    return true;
}
