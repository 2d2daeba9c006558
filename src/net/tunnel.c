#include "net/tunnel.h"
#include <assert.h>
#include "base/str.h"
#include "net/conn.h"
#include "net/shared.h"
#include "runtime/settings.h"

static bool names_upgrade(str connection)
{
    str piece;

    while (str_cut(&connection, ',', &piece))
        if (str_eq_nocase(str_trim(piece), S("upgrade")))
            return true;
    return false;
}

/* A client may offer several protocols, in one field or in more: the one that is spoken here, or the first. */
static str upgrade_offered(const struct exchange *e)
{
    str first = S(""), rest, piece;

    for (size_t i = 0; i < e->header_count; i++) {
        rest = e->headers[i].value;
        while (str_eq(e->headers[i].name, S("upgrade")) && str_cut(&rest, ',', &piece)) {
            piece = str_trim(piece);
            if (str_eq_nocase(piece, S("websocket")))
                return piece;
            first = first.n ? first : piece;
        }
    }
    return first;
}

/* RFC 9110 section 7.8: Upgrade counts only if Connection names it, and not on HTTP/1.0. */
static str upgrade_field(const struct exchange *e)
{
    for (size_t i = 0; i < e->header_count; i++)
        if (str_eq(e->headers[i].name, S("connection")) && names_upgrade(e->headers[i].value))
            return upgrade_offered(e);
    return S("");
}

str exchange_upgrade(const struct exchange *e)
{
    if (e->version >= 20)
        return e->protocol;
    return e->version == 11 ? upgrade_field(e) : S("");
}

/* Its user is told to wait well before it is a slow reader. */
static u32 high_of(const struct world *w)
{
    i64 half = w->settings->ws_buffer / 2;

    return half < OUT_HIGH ? (u32)half : OUT_HIGH;
}

err exchange_tunnel(struct exchange *e, const struct tunnel_user *user, void *arg, struct tunnel **out)
{
    struct tunnel t = { .user = user, .arg = arg, .high = high_of(e->c->world), .loop = e->c->loop };

    assert(!e->status);
    if (!exchange_upgrade(e).n || (e->version == 11 && e->has_body))
        return fail_with(e->c, ERR_MALFORMED, "The request does not ask for another protocol.");
    return e->ops->tunnel(e, &t, out);
}

err exchange_stream(struct exchange *e, str type, const struct tunnel_user *user, void *arg, struct tunnel **out)
{
    struct tunnel t = { .user = user, .arg = arg, .high = high_of(e->c->world), .loop = e->c->loop, .answer = true };

    assert(!e->status);
    reply_header(e, S("Content-Type"), type);
    return e->ops->tunnel(e, &t, out);
}

bool tunnel_write(struct tunnel *t, str s)
{
    return t->ops->write(t, s);
}

bool tunnel_share(struct tunnel *t, struct shared *s)
{
    return t->ops->share(t, s);
}

size_t tunnel_pending(const struct tunnel *t)
{
    return t->ops->pending(t);
}

void tunnel_resume(struct tunnel *t)
{
    t->ops->resume(t);
}

void tunnel_finish(struct tunnel *t)
{
    t->ops->finish(t);
}

void tunnel_abort(struct tunnel *t)
{
    t->ops->abort(t);
}
