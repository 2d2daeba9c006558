/*
 * The keys that one JSON object has had so far, to find one that occurs twice. A few
 * are compared one by one; many are indexed by a hash with a secret seed, so that no
 * choice of keys makes it slow. Its memory is scratch, freed last in first out with
 * the objects that are open. Private to json_*.c.
 */
#pragma once
#include "base/arena.h"

struct key_slot { u32 hash, number; };           /* number 0: free */

struct key_set {
    struct arena *scratch;
    struct arena_mark mark;
    str *keys;
    struct key_slot *index;          /* a power of two of slots */
    size_t n, size, slots;
    u64 *seed;                       /* the document's; drawn when first needed */
};

void key_set_begin(struct key_set *, struct arena *scratch, u64 *seed);
bool key_set_add(struct key_set *, str key);     /* false: it is in the set already */
void key_set_end(struct key_set *);
