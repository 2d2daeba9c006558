/*
 * Structs as octets, for caches: what a shape describes, member after member, with texts and lists. A version that is made of the
 * shape itself (names, kinds and order, of the shapes within it too) comes first, so that what an older or newer program has
 * packed is a miss and never misread. Octets of a cache are read with suspicion all the same.
 */
#pragma once
#include "base/buf.h"
#include "base/shape.h"

struct arena;

/* The same for equal shapes in every process; never 0. Looks at all of it: callers keep it. */
u64 shape_version(const struct shape *);

/* A secret among the members is a bug. */
void shape_pack(struct buf *, const struct shape *, u64 version, const void *value);

/* False: of another version, or damaged. Texts lie where the octets do; what else needs room is the arena's. */
bool shape_unpack(struct arena *, const struct shape *, u64 version, str octets, void *out);
