/*
 * A hash map from text to a pointer, on the heap, and one from an address to a
 * pointer. Open addressing; keys of the text map are the caller's memory and live
 * as long as their entry. Not for keys that strangers choose in bulk, unless
 * seeded: `map_init` draws a seed.
 */
#pragma once
#include "base/types.h"

struct map_slot { str key; void *value; u64 hash; };
struct map { struct map_slot *slots; size_t n, size; u64 seed; };

void map_init(struct map *);
void map_close(struct map *);
void *map_get(const struct map *, str key);                  /* NULL: not there */
void map_put(struct map *, str key, void *value);            /* replaces; value is not NULL */
void *map_take(struct map *, str key);                       /* removes and returns, or NULL */

/* Walks: start with 0, ends with false. No put or take meanwhile. */
bool map_next(const struct map *, size_t *at, str *key, void **value);

struct ptr_map { struct ptr_slot { const void *key; void *value; } *slots; size_t n, size; };

void *ptr_map_get(const struct ptr_map *, const void *key);
void ptr_map_put(struct ptr_map *, const void *key, void *value);
void ptr_map_close(struct ptr_map *);
