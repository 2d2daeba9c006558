/*
 * Octets that many connections of one loop send. Most clients take them at once; what waits for those that do not is kept once
 * for all of them, as pieces that each connection has in a row. For that loop's thread.
 */
#pragma once
#include "base/buf.h"

struct shared { u32 holders; u32 n; struct shared *chunk; char p[]; };

struct shared *shared_new(size_t n);             /* held once; its octets are to be filled in */
struct shared *shared_of(str);
void shared_drop(struct shared **);              /* may be NULL */
/* The same as a chunk of HTTP/1.1, made for the first that asks; it lasts as long as this, and is empty if this is. */
struct shared *shared_chunk(struct shared *);
static inline str shared_str(const struct shared *s) { return (str){ s->p, s->n }; }

struct pieces {
    struct shared **at;                          /* the first is at `first`; n of them */
    u32 first, n, room;
    u32 moved;                                   /* of the first piece */
    size_t octets;
};

void pieces_add(struct pieces *, struct shared *);           /* holds it */
str pieces_at(const struct pieces *, u32 i);     /* what is left of it */
void pieces_skip(struct pieces *, size_t octets);
void pieces_clear(struct pieces *);              /* its room stays, if that is little */
void pieces_close(struct pieces *);

/* The first pieces of a row, one after the other: copied once for all connections in succession whose rows begin with the same ones. */
struct together { struct pieces of; struct buf octets; };

/*
 * As many as fit into `most`, the last one cut off if need be; the first, where it is, if it is longer or alone. More, never less, for a
 * row to which something was added. It lasts until the next call.
 */
str together_of(struct together *, const struct pieces *, size_t most);
void together_close(struct together *);
