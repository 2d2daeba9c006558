/*
 * Ties: the ids that somebody has to do with: accounts that they follow or are followed by, posts that they liked. Most of
 * what one looks at has no tie to oneself; then a filter in the cache says so, and the store is not asked.
 *
 * It is made of the store's rows once somebody asks a second time, and is right as long as nothing has raised the stamp of
 * its kind and owner (ports/stamps.h): listeners do, at each event that adds a tie. A change of another process is heard within
 * moments only, which will not do for a block: so there are filters only where one process has the store to itself.
 */
#pragma once
#include "ports/stamps.h"

/* `read` gives all ids of an owner, in no order, or the first `most` of them. */
struct ties { const char *name; enum stamp_facet facet; err (*read)(ctx *, id whose, i64 most, ids *out); };

/* False: there is surely none. */
err ties_may_have(ctx *, const struct ties *, id whose, id other, bool *out);
