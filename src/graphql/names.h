/*
 * Names, interned: each name of a document or a schema is one object, so that a document's names are compared by address
 * and what is found by name is found once. They come from strangers, so their hash has a secret seed: the schema's, by
 * which its own names are looked up too. The notes that validation leaves on a document's names (which fragment, which
 * variable, seen before in this list) spare it every further search.
 */
#pragma once
#include "base/arena.h"

struct gql_name {
    str text;
    u64 hash;
    u32 index;                       /* in the order they came, from 0: of the table's n */
    struct gql_name *chain;          /* the next one in its slot */
    u32 seen;                        /* the last scope that had it; see gql_scope */
    u32 number;                      /* of a variable's name, from 1: where a request has its value, less 1 */
    struct gql_definition *fragment, *operation;
    struct gql_variable *variable;   /* of the operation that is looked at */
    void *at;                        /* what the scope in `seen` keeps of it */
};

struct gql_names {
    struct arena *arena;
    struct gql_name **slots;
    size_t n, size;                  /* a power of two of slots */
    u64 seed;
    u32 scope;
};

void gql_names_init(struct gql_names *, struct arena *, u64 seed);
struct gql_name *gql_name_of(struct gql_names *, str);
struct gql_name *gql_name_find(const struct gql_names *, str);       /* or NULL */

/* A new scope in which no name was seen; then whether this one was, which it now is. */
static inline u32 gql_scope(struct gql_names *names) { return ++names->scope; }

static inline bool gql_seen(struct gql_name *name, u32 scope)
{
    bool seen = name->seen == scope;

    name->seen = scope;
    return seen;
}
