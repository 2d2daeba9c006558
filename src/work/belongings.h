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

/* Where files go that are no rows: one after the other, each in pieces. Names are of ASCII, with folders. */
struct files { err (*begin)(ctx *, struct files *, str name); err (*add)(ctx *, struct files *, str piece); };
static inline err file_begin(ctx *c, struct files *to, str name) { return to->begin(c, to, name); }
static inline err file_add(ctx *c, struct files *to, str piece) { return to->add(c, to, piece); }

struct belongings {
    const char *file;                /* "following.json" */
    const char *what;                /* in a few words, for the archive's list */
    err (*tell)(ctx *, id account, struct rows *);
    err (*give)(ctx *, id account, struct files *);          /* files beside it; NULL: none */
};
