#include "graphql/table.h"
#include "base/hash.h"
#include "base/str.h"

void gql_table_init(struct gql_table *t, struct arena *a, size_t n, u64 seed)
{
    *t = (struct gql_table){ .size = 4, .seed = seed };
    while (t->size < 2 * n)
        t->size *= 2;
    t->slots = arena_array(a, struct gql_slot, t->size);
}

static struct gql_slot *slot_find(const struct gql_table *t, str key, u64 hash)
{
    size_t mask = t->size - 1, at = hash & mask;

    while (t->slots[at].value && !(t->slots[at].hash == hash && str_eq(t->slots[at].key, key)))
        at = (at + 1) & mask;
    return &t->slots[at];
}

bool gql_table_add(struct gql_table *t, str key, void *value)
{
    u64 hash = hash_seeded(t->seed, key);
    struct gql_slot *slot = slot_find(t, key, hash);

    if (slot->value)
        return false;
    *slot = (struct gql_slot){ hash, key, value };
    return true;
}

void *gql_table_at(const struct gql_table *t, str key, u64 hash)
{
    return t->size ? slot_find(t, key, hash)->value : NULL;
}

void *gql_table_find(const struct gql_table *t, str key)
{
    return t->size ? slot_find(t, key, hash_seeded(t->seed, key))->value : NULL;
}
