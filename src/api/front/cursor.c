/*
 * Cursors: where a list continues, as text that only this server can make, and read: the place may be that of something its reader
 * does not see, where a page has passed over much. Two numbers, covered by a mask, and the beginning of their MAC, from which the mask
 * is made (a synthetic IV, as in RFC 5297): the same place has the same cursor. Both are bound to the route: a cursor of one list is
 * invalid in others.
 */
#include "api/front/call.h"
#include "api/front/problems.h"
#include "base/base64.h"
#include "base/str.h"
#include "ports/secrets.h"

enum { MAC_KEPT = 8, CURSOR_BYTES = sizeof(struct cursor) + MAC_KEPT };

static str list_of(ctx *c)
{
    struct call *k = call_of(c);

    return k && k->endpoint ? k->endpoint->name : S("");
}

static void cursor_mac(ctx *c, str list, struct cursor at, u8 out[32])
{
    struct buf text = BUF_ON(&c->arena);

    buf_add(&text, (str){ (const char *)&at, sizeof at });
    buf_add(&text, list);
    secrets_mac(c->world->secrets, S("cursor"), buf_str(&text), out);
}

/* Covers the place, or uncovers it. */
static void place_mask(ctx *c, str list, const u8 mac[MAC_KEPT], u8 place[sizeof(struct cursor)])
{
    struct buf text = BUF_ON(&c->arena);
    u8 mask[32];

    buf_add(&text, (str){ (const char *)mac, MAC_KEPT });
    buf_add(&text, list);
    secrets_mac(c->world->secrets, S("cursor mask"), buf_str(&text), mask);
    for (size_t i = 0; i < sizeof(struct cursor); i++)
        place[i] ^= mask[i];
}

str cursor_make_for(ctx *c, str list, struct cursor at)
{
    struct buf out = BUF_ON(&c->arena);
    u8 bytes[CURSOR_BYTES], mac[32];

    cursor_mac(c, list, at, mac);
    memcpy(bytes, &at, sizeof at);
    memcpy(bytes + sizeof at, mac, MAC_KEPT);
    place_mask(c, list, mac, bytes);
    base64url_add(&out, bytes, sizeof bytes);
    return buf_str(&out);
}

str cursor_make(ctx *c, struct cursor at)
{
    return cursor_make_for(c, list_of(c), at);
}

bool cursor_known(ctx *c, str list, str text, struct cursor *out)
{
    u8 bytes[CURSOR_BYTES], mac[32];

    if (!base64url_read(text, bytes, sizeof bytes))
        return false;
    place_mask(c, list, bytes + sizeof *out, bytes);
    memcpy(out, bytes, sizeof *out);
    cursor_mac(c, list, *out, mac);
    return str_eq_secret((str){ (const char *)mac, MAC_KEPT }, (str){ (const char *)bytes + sizeof *out, MAC_KEPT });
}

err cursor_read(ctx *c, str text, struct cursor *out)
{
    *out = (struct cursor){ 0 };
    return !text.n || cursor_known(c, list_of(c), text, out) ? OK : fail_field(c, S("cursor"), &invalid_cursor);
}

err mark_read(ctx *c, str name, str text, struct cursor *out)
{
    *out = (struct cursor){ 0 };
    return cursor_known(c, name, text, out) ? OK : fail_field(c, name, &invalid_cursor);
}

/* ---- lists by id ---- */

err list_from(ctx *c, str cursor, id *from)
{
    struct cursor at;
    err e = cursor_read(c, cursor, &at);

    from->v = at.a;
    return e;
}

str list_next(ctx *c, id from)
{
    return from.v ? cursor_make(c, (struct cursor){ .a = from.v }) : (str){ "", 0 };
}

err list_cut_at(ctx *c, i64 limit, struct page *p, size_t element, size_t id_at)
{
    id last;

    if (p->n <= (size_t)limit)
        return OK;
    p->n = (size_t)limit;
    memcpy(&last, (const char *)p->at + (p->n - 1) * element + id_at, sizeof last);
    p->next = list_next(c, last);
    return OK;
}
