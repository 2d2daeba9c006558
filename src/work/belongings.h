/*
 * A person's data, capability by capability: each names the files that its part of an
 * export consists of, and gives their rows, oldest first or in any order, in
 * short pages. Secrets and hashes are never exported.
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
    const char *what;                /* in a few words, for the archive's list */
    err (*tell)(ctx *, id account, struct rows *);
};
