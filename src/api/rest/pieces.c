#include <assert.h>
#include "api/rest/rest_own.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/str.h"

enum { PIECES_FIRST = 64 };

void pieces_part(ctx *c, struct pieces *p, str piece)
{
    if (p->n == p->room) {
        size_t room = p->room ? 2 * p->room : PIECES_FIRST;
        str *at = arena_array(&c->arena, str, room);
        if (p->n)
            memcpy(at, p->at, p->n * sizeof *at);
        p->at = at;
        p->room = room;
    }
    p->at[p->n++] = piece;
    p->length += piece.n;
}

void pieces_begin(ctx *c, struct pieces *p)
{
    pieces_part(c, p, p->n ? S(",") : S(""));    /* the first place is for the list's bracket */
}

void pieces_item(ctx *c, struct pieces *p, str shared, str own)
{
    assert(str_starts(shared, S("{")) && str_ends(shared, S("}")) && (!own.n || (str_starts(own, S("{")) && str_ends(own, S("}")))));
    pieces_begin(c, p);
    if (own.n <= 2) {
        pieces_part(c, p, shared);
    } else if (shared.n <= 2) {
        pieces_part(c, p, own);
    } else {
        pieces_part(c, p, str_to(shared, shared.n - 1));
        pieces_part(c, p, S(","));
        pieces_part(c, p, str_from(own, 1));
    }
}

str pieces_json(ctx *c, const struct shape *s, const void *value)
{
    struct buf b = BUF_ON(&c->arena);

    json_write(&b, s, value);
    return buf_str(&b);
}

void pieces_list(ctx *c, struct pieces *p)
{
    if (p->finished)
        return;
    p->finished = true;
    if (!p->n)
        pieces_part(c, p, S(""));
    p->at[0] = S("[");
    p->length++;
    pieces_part(c, p, S("]"));
}

str pieces_join(ctx *c, const struct pieces *p)
{
    struct buf b = BUF_ON(&c->arena);

    buf_reserve(&b, p->length);
    for (size_t i = 0; i < p->n; i++)
        buf_add(&b, p->at[i]);
    return buf_str(&b);
}

u64 pieces_hash(ctx *c, const struct pieces *p)
{
    return p->etag ? p->etag : hash_pieces((u64)c->caller.account.v, p->at, p->n);
}

void pieces_give(ctx *c, struct pieces *p, str text, u64 etag)
{
    *p = (struct pieces){ .next = p->next, .prev = p->prev, .finished = true, .etag = etag };
    pieces_part(c, p, text);
}

void pieces_finish(ctx *c, struct pieces *p, str *text, u64 *etag)
{
    pieces_list(c, p);
    *text = pieces_join(c, p);
    *etag = pieces_hash(c, p);
    pieces_give(c, p, *text, *etag);
}
