/* A blob as an answer. */
#include "api/rest/rest_own.h"
#include "base/hash.h"
#include "base/str.h"
#include "ports/blob.h"

static err piece_read(ctx *c, const struct content *content, i64 at, size_t most, i64 left, str *piece)
{
    return blob_read(c, (struct blob_reader *)(uintptr_t)content->from, at, (i64)most, left, piece);
}

/* A blob is written once, so its name and the time say which it is. */
static str tag_of(struct call *k, str key, const struct blob_facts *facts)
{
    u64 hash = hash_seeded((u64)facts->changed_at.ms, key);

    return arena_format(&k->c->arena, "\"%016llx\"", (unsigned long long)hash);
}

err download_find(struct call *k, const struct answer *a, struct download *out)
{
    struct blob_reader *held;
    struct blob_facts facts;

    struct blob_stretch first = header_count(k->x, S("range")) || k->x->method == METHOD_HEAD ? (struct blob_stretch){ 0, 0 } : BLOB_START;
    TRY(blob_hold(k->c, k->c->world->blob, a->blob, first, &held, &facts));
    out->file = blob_reader_fd(held);
    out->content = (struct content){ a->type, facts.size, { tag_of(k, a->blob, &facts), facts.changed_at }, piece_read, held,
                                     out->file >= 0 ? &out->file : NULL };
    return content_plan(k->x, &out->content, &out->plan);
}

err download_send(struct call *k, const struct answer *a, const struct download *d)
{
    if (a->file_name.n)
        content_named(k->x, true, a->file_name);
    content_lines(k->x, &d->content);
    return content_send(k->x, &d->content, &d->plan);
}
