/*
 * Files of the blob store that a capability keeps, for checks beside a running server: all
 * whose key begins with a prefix are one capability's, and its rows say which of them
 * there are to be. Both directions are compared, and what differs is looked at again,
 * since rows and files change meanwhile.
 */
#pragma once
#include "base/shape.h"
#include "runtime/ctx.h"
#include "work/capability.h"

struct holding {
    const char *prefix;              /* "exports/" */
    /* Sets `claimed[i]` if something uses that key, is about to, or will remove its file. */
    err (*claim)(ctx *, strs keys, bool *claimed);
    /* Some keys whose files must be there; `*next` is where the next call goes on: {NULL, 0} at first, and at the end. */
    err (*need)(ctx *, str from, strs *keys, str *next);
};

enum { HOLDINGS_SHOWN = 100 };
struct holdings_found {
    i64 files, bytes, needed;
    i64 strays, missing;             /* files that nothing claims; needed files that are not there */
    strs stray_keys, missing_keys;   /* of these, the first */
};

/* Of one capability; adds to `out`, whose keys live in `keep`. storage_unavailable. */
err holdings_check(ctx *, const struct capability *, struct arena *keep, struct holdings_found *out);
