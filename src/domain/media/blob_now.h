/* Until ports/blob.h has them. */
#pragma once
#include "ports/blob.h"
struct blob_entry { str key; i64 size; when changed_at; };
typedef PAGE(blob_entry) blob_entry_page;
#define blob_drop(c, b, key) blob_drop((c), (key))
static inline err blob_list(ctx *c, struct blob *b, str prefix, str after, i64 most, blob_entry_page *out)
{
    (void)c, (void)b, (void)prefix, (void)after, (void)most;
    *out = (blob_entry_page){ 0 };
    return OK;
}
static inline err blob_put(ctx *c, struct blob *b, str key, int fd, i64 size)
{
    (void)b, (void)key, (void)fd, (void)size;
    return fail_with(c, ERR_NOT_BUILT, "not yet.");
}
static inline err blob_file(ctx *c, struct blob *b, str key, int *fd, struct blob_facts *out)
{
    (void)b, (void)key;
    *fd = -1;
    *out = (struct blob_facts){ 0 };
    return fail_with(c, ERR_NOT_BUILT, "not yet.");
}
