/*
 * What somebody owns, capability by capability: each names in its part the files that an
 * export of an account consists of, and tells their rows, oldest first or as they stand, in
 * short pages. Secrets and hashes are nobody's belongings.
 */
#pragma once
#include "base/shape.h"
#include "runtime/ctx.h"

/* Where the rows go. */
struct rows { err (*add)(ctx *, struct rows *, const struct shape *, const void *row); };

/* One row of the file; it may park. */
static inline err row_add(ctx *c, struct rows *to, const struct shape *s, const void *row) { return to->add(c, to, s, row); }

struct belongings {
    const char *file;                /* "following.json" */
    const char *what;                /* in a few words, for the list within */
    err (*tell)(ctx *, id account, struct rows *);
};
