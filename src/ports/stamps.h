/*
 * Stamps: is something that was put together from many things, and kept, still right? Each thing that may change (a post, an
 * account) has a stamp, the number of its last change. Code that makes an answer notes the number at which it begins, before
 * it reads anything, and the stamps of all that it looks at: the answer is right as long as none of these is later. To ask
 * that costs as many loads of memory, and nothing of the store.
 *
 * The stamps are a table of fixed size, where a hash finds each thing's place. Two things that share a place only have an answer
 * made again without need.
 *
 * A listener raises the stamp of what an event changes, after it has dropped the thing from caches: an answer that is
 * begun later finds nothing old. So a kept answer is as right as these caches are: a change of this process ends it before its writer is
 * answered, one of another process within moments.
 */
#pragma once
#include "base/shape.h"
#include "runtime/ctx.h"

struct stamps;
struct stamps *stamps_open(void);
void stamps_close(struct stamps **);

/* Ids of posts and accounts differ, so the id says which thing it is. What changes apart from the rest of it has a facet of its own. */
enum stamp_facet { STAMP_ITSELF, STAMP_RELATIONS, STAMP_FEED, STAMP_COMMENTS, STAMP_PEOPLE, STAMP_REACTIONS };
void stamp_raise(struct world *, enum stamp_facet, id);      /* any thread; never parks */

/* What an answer is made of. `at`: places of stamps, at most MADE_OF_MOST; of more, `whole` is false: it is not to be kept. */
enum { MADE_OF_MOST = 256 };
struct made_of { i64 begun; bool whole; i64s at; };
void made_begin(ctx *, struct made_of *);
void made_note(ctx *, struct made_of *, enum stamp_facet, id);       /* NULL: nobody asks */
bool made_holds(const struct world *, const struct made_of *);
