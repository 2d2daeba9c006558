/* What is found by its name: a fixed table, filled once. Names are looked up by the hash that they were interned with. */
#pragma once
#include "graphql/names.h"

struct gql_slot { u64 hash; str key; void *value; };
struct gql_table { struct gql_slot *slots; size_t size; u64 seed; };     /* size: a power of two */

void gql_table_init(struct gql_table *, struct arena *, size_t n, u64 seed);         /* for at most n */
bool gql_table_add(struct gql_table *, str key, void *value);                        /* false: it is there already */
void *gql_table_at(const struct gql_table *, str key, u64 hash);                     /* or NULL */
void *gql_table_find(const struct gql_table *, str key);
static inline void *gql_table_get(const struct gql_table *t, const struct gql_name *name) { return gql_table_at(t, name->text,
    name->hash); }
