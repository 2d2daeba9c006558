/*
 * A blob as an answer: read piece by piece, as fast as its client takes it, so that a file
 * of any size costs the memory of one piece. Once its head is out, what goes wrong can
 * only be told by breaking off.
 */
#include "api/rest/call.h"
#include "base/str.h"
#include "ports/blob.h"

enum { PIECE = 64 << 10 };

/* Both forms of RFC 6266: the plain one for those who know no other. */
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

static err copy(struct call *k, str key, i64 left)
{
    struct arena *memory = &k->c->arena;
    str piece;

    for (i64 at = 0; left > 0; at += (i64)piece.n, left -= (i64)piece.n) {
        struct arena_mark mark = arena_mark(memory);
        TRY(blob_read(k->c, key, at, left < PIECE ? left : PIECE, &piece));
        if (!piece.n)
            return fail(k->c, ERR_IO, NULL, "The file became shorter");
        TRY(reply_write(k->x, piece));
        arena_rewind(memory, mark);
    }
    return OK;
}

err download_find(struct call *k, struct answer *a)
{
    struct blob_facts facts;

    TRY(blob_facts(k->c, a->blob, &facts));
    a->size = facts.size;
    return OK;
}

err download_send(struct call *k, const struct answer *a)
{
    name_line(k, a->file_name);
    head_line(k, S("X-Content-Type-Options: "), S("nosniff"));
    k->c->deadline_ms = 0;           /* it may take long; a client that does not read is cut by the wire */
    TRY(reply_begin(k->x, a->status, a->type, a->size));
    if (k->x->method != METHOD_HEAD)
        TRY(copy(k, a->blob, a->size));
    return reply_end(k->x);
}
