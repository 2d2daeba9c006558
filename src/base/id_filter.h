/*
 * A set of ids as a filter: two bits for each, in sixteen times as many. It says yes too often, of about one in sixty
 * that are not in it, and never no of one that is. Ids are the server's own, so nobody chooses them to collide.
 */
#pragma once
#include "base/shape.h"

struct arena;

enum { ID_FILTER_MOST = 32 * 1024 };             /* octets; of more ids than have room it says yes more often */

struct id_filter { char *bits; size_t n; };
struct id_filter id_filter_new(struct arena *, size_t ids);
void id_filter_add(struct id_filter *, id);
static inline str id_filter_str(const struct id_filter *f) { return (str){ f->bits, f->n }; }
bool id_filter_has(str filter, id);              /* an empty one has none */
