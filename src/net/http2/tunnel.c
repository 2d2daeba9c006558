/*
 * A stream that has become a tunnel (RFC 8441). What comes waits in the stream until
 * nghttp2 has returned: the user's calls never run inside it.
 */
#include <string.h>
#include "base/str.h"
#include "net/http2/http2.h"

static struct stream *own_of(const struct tunnel *t)
{
    return CONTAINER((struct tunnel *)(uintptr_t)t, struct stream, tunnel);
}

/* ---- for the user ---- */

static bool takes(const struct stream *own) { return own->opened && !own->out_ended; }

static bool roomy(struct stream *own)
{
    stream_held(own, 0, 0);
    own->behind = stream_pending(own) >= own->tunnel.high;
    return !own->behind;
}

/* After pieces there is no more to append to. */
static void piece_add(struct stream *own, str s)
{
    struct shared *piece = shared_of(s);

    pieces_add(&own->shared, piece);
    shared_drop(&piece);
}

static bool write_bytes(struct tunnel *t, str s)
{
    struct stream *own = own_of(t);

    if (!s.n || !takes(own))
        return true;
    if (own->shared.n)
        piece_add(own, s);
    else
        buf_add(&own->out, s);
    stream_stir(own);
    return roomy(own);
}

static bool share_bytes(struct tunnel *t, struct shared *s)
{
    struct stream *own = own_of(t);

    if (!s->n || !takes(own))
        return true;
    pieces_add(&own->shared, s);
    stream_stir_last(own);
    return roomy(own);
}

static size_t pending(const struct tunnel *t)
{
    return stream_pending(own_of(t));
}

static void resume(struct tunnel *t)
{
    struct stream *own = own_of(t);

    own->paused = false;
    if (own->opened)
        session_todo(own);
}

static void http2_tunnel_finish(struct tunnel *t)
{
    struct stream *own = own_of(t);

    if (own->out_ended)
        return;
    own->out_ended = true;
    if (own->opened)
        stream_stir(own);
}

static void cut(struct tunnel *t)
{
    own_of(t)->out_ended = true;
    stream_reset(own_of(t), NGHTTP2_CANCEL);
}

static const struct tunnel_ops http2_tunnel_ops = { write_bytes, pending, resume, http2_tunnel_finish, cut, share_bytes };

/* ---- from the stream ---- */

err stream_tunnel(struct exchange *e, const struct tunnel *as, struct tunnel **out)
{
    struct stream *s = stream_of(e);

    if (!s->opened)
        return ERR_CANCELLED;
    if (s->h->draining)
        return fail_with(e->c, ERR_UNAVAILABLE, "The server is stopping.");
    s->tunnel = *as;
    s->tunnel.ops = &http2_tunnel_ops;
    s->tunnelled = true;
    e->status = 200;
    stream_head_submit(s, S(""), -1, true);
    *out = &s->tunnel;
    return OK;
}

void stream_tunnel_begin(struct stream *s)
{
    session_todo(s);
    if (s->h->draining)
        s->tunnel.user->drain(&s->tunnel);
}

void stream_tunnel_input(struct stream *s, str piece)
{
    if (s->out_ended) {
        stream_taken(s, piece.n);
        return;
    }
    buf_add(&s->in, piece);
    session_todo(s);
}

static void give(struct stream *s)
{
    size_t n = s->in.n, taken = s->out_ended ? n : s->tunnel.user->input(&s->tunnel, s->in.p, n);

    stream_taken(s, taken);
    memmove(s->in.p, s->in.p + taken, n - taken);
    s->in.n -= taken;
    s->paused = taken < n;
    if (!s->in.n)
        buf_close(&s->in);
}

void stream_tunnel_attend(struct stream *s)
{
    if (!s->tunnelled || s->running)
        return;
    if (s->behind && stream_pending(s) < s->tunnel.high / 3) {
        s->behind = false;
        s->tunnel.user->room(&s->tunnel);
    }
    if (s->in.n && !s->paused)
        give(s);
    if ((s->in_ended || s->cut) && !s->in.n && !s->told && !s->out_ended) {
        s->told = true;
        s->tunnel.user->input(&s->tunnel, NULL, 0);
    }
}

void stream_tunnel_gone(struct stream *s)
{
    s->tunnel.user->gone(&s->tunnel);
}
