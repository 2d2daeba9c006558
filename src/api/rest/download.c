/* A blob as an answer. */
#include "api/rest/rest_own.h"
#include "base/hash.h"
#include "base/str.h"
#include "ports/blob.h"

/* Both forms of RFC 6266: the plain one for old clients. */
static void name_line(struct call *k, str name)
{
    struct buf *head = &k->x->extra;

    if (!name.n)
        return;
    buf_lit(head, "Content-Disposition: attachment; filename=\"");
    for (size_t i = 0; i < name.n; i++) {
        bool plain = name.p[i] >= ' ' && name.p[i] <= '~' && str_find_byte(S("\"\\/%"), name.p[i]) < 0;
        buf_byte(head, plain ? name.p[i] : '_');
    }
    buf_lit(head, "\"; filename*=UTF-8''");
    url_encode(head, name);
    buf_lit(head, "\r\n");
}

static err piece_read(ctx *c, const struct content *content, i64 at, size_t most, str *piece)
{
    return blob_read(c, (struct blob_reader *)(uintptr_t)content->from, at, (i64)most, piece);
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

    TRY(blob_hold(k->c, k->c->world->blob, a->blob, &held, &facts));
    out->content = (struct content){ a->type, facts.size, { tag_of(k, a->blob, &facts), facts.changed_at }, piece_read, held };
    return content_plan(k->x, &out->content, &out->plan);
}

err download_send(struct call *k, const struct answer *a, const struct download *d)
{
    name_line(k, a->file_name);
    content_lines(k->x, &d->content);
    return content_send(k->x, &d->content, &d->plan);
}
