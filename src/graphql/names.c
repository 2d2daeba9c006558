#include "graphql/names.h"
#include "base/hash.h"
#include "base/str.h"

enum { SLOTS_LEAST = 64 };

void gql_names_init(struct gql_names *names, struct arena *arena, u64 seed)
{
    *names = (struct gql_names){ .arena = arena, .size = SLOTS_LEAST, .seed = seed };
    names->slots = arena_array(arena, struct gql_name *, SLOTS_LEAST);
}

static void names_widen(struct gql_names *names)
{
    size_t size = names->size * 2;
    struct gql_name **slots = arena_array(names->arena, struct gql_name *, size);

    for (size_t i = 0; i < names->size; i++)
        for (struct gql_name *name = names->slots[i], *next; name; name = next) {
            next = name->chain;
            name->chain = slots[name->hash & (size - 1)];
            slots[name->hash & (size - 1)] = name;
        }
    names->slots = slots;
    names->size = size;
}

static struct gql_name *slot_find(const struct gql_names *names, str text, u64 hash)
{
    struct gql_name *name = names->slots[hash & (names->size - 1)];

    while (name && !(name->hash == hash && str_eq(name->text, text)))
        name = name->chain;
    return name;
}

struct gql_name *gql_name_find(const struct gql_names *names, str text)
{
    return slot_find(names, text, hash_seeded(names->seed, text));
}

struct gql_name *gql_name_of(struct gql_names *names, str text)
{
    u64 hash = hash_seeded(names->seed, text);
    struct gql_name *name = slot_find(names, text, hash);

    if (name)
        return name;
    if (names->n == names->size)
        names_widen(names);
    name = arena_new(names->arena, struct gql_name);
    name->text = text;
    name->hash = hash;
    name->chain = names->slots[hash & (names->size - 1)];
    names->slots[hash & (names->size - 1)] = name;
    name->index = (u32)names->n++;
    return name;
}
