/* A connection that no longer speaks HTTP/1.1: bytes both ways after a 101, or an answer without an end. */
#include "base/memory.h"
#include "base/str.h"
#include "net/http1/http1.h"
#include "net/shared.h"

enum { DIRECT_LEAST = 64 * 1024 };

struct http1_tunnel {
    struct tunnel t;
    struct conn *conn;
    bool paused;                     /* the user has not taken all; the connection is held, so that nothing is read */
    bool behind;                     /* the user waits for room */
    bool told;                       /* that the client has ended */
    bool chunked;                    /* an answer, to a client of HTTP/1.1 */
};

static struct http1_tunnel *own_of(const struct tunnel *t)
{
    return CONTAINER((struct tunnel *)(uintptr_t)t, struct http1_tunnel, t);
}

/* ---- for the user ---- */

/* Nothing for an empty piece: an empty chunk would be the last. */
static void chunk_add(const struct http1_tunnel *own, struct buf *out, str s)
{
    if (own->chunked)
        buf_format(out, "%zx\r\n", s.n);
    buf_add(out, s);
    if (own->chunked)
        buf_lit(out, "\r\n");
}

static void piece_share(struct http1_tunnel *own, struct shared *s)
{
    conn_share(own->conn, own->chunked ? shared_chunk(s) : s);
}

/* After pieces there is no more to append to. */
static void piece_add(struct http1_tunnel *own, str s)
{
    struct shared *piece = shared_of(s);

    piece_share(own, piece);
    shared_drop(&piece);
}

static bool roomy(struct http1_tunnel *own)
{
    own->behind = conn_pending(own->conn) >= own->t.high;
    return !own->behind;
}

static bool write_bytes(struct tunnel *t, str s)
{
    struct http1_tunnel *own = own_of(t);
    struct conn *c = own->conn;

    if (c->gone || c->finishing)
        return true;
    if (s.n >= DIRECT_LEAST && !own->chunked && !conn_shares(c))
        s = conn_write(c, s);        /* only what the socket does not take is copied */
    if (s.n && conn_shares(c))
        piece_add(own, s);
    else if (s.n)
        chunk_add(own, conn_out(c), s);
    return roomy(own);
}

static bool share_bytes(struct tunnel *t, struct shared *s)
{
    struct http1_tunnel *own = own_of(t);

    if (own->conn->gone || own->conn->finishing)
        return true;
    piece_share(own, s);
    return roomy(own);
}

static size_t pending(const struct tunnel *t)
{
    return conn_pending(own_of(t)->conn);
}

static void resume(struct tunnel *t)
{
    struct http1_tunnel *own = own_of(t);

    if (!own->paused)
        return;
    own->paused = false;
    conn_release(own->conn);
    loop_at_turn_end(t->loop, &own->conn->turn_end);         /* from within `room` too, where conn_release would not */
}

static void last_chunk_add(struct conn *c)
{
    struct shared *last;

    if (!conn_shares(c)) {
        buf_lit(conn_out(c), "0\r\n\r\n");
        return;
    }
    last = shared_of(S("0\r\n\r\n"));
    conn_share(c, last);
    shared_drop(&last);
}

static void http1_tunnel_finish(struct tunnel *t)
{
    struct http1_tunnel *own = own_of(t);

    resume(t);
    if (own->chunked && !own->conn->finishing)
        last_chunk_add(own->conn);
    conn_finish(own->conn);
}

static void cut(struct tunnel *t)
{
    resume(t);
    conn_abort(own_of(t)->conn);
}

static const struct tunnel_ops http1_tunnel_ops = { write_bytes, pending, resume, http1_tunnel_finish, cut, share_bytes };

/* ---- as a protocol of the connection ---- */

static bool tunnel_input(struct conn *c)
{
    struct http1_tunnel *own = c->above;
    size_t n = c->in.n;

    if (!n && (own->told || !c->ended))
        return true;
    own->told |= !n;
    size_t taken = own->t.user->input(&own->t, (char *)(uintptr_t)c->in.p, n);
    conn_take(c, taken);
    if (taken < n && !c->finishing) {
        own->paused = true;
        conn_hold(c);
    }
    return taken == n;
}

static bool tunnel_room(struct conn *c)
{
    struct http1_tunnel *own = c->above;

    if (own->behind && conn_pending(c) < own->t.high / 3) {
        own->behind = false;
        own->t.user->room(&own->t);
    }
    return own->behind;
}

static str tunnel_into(struct conn *c)
{
    struct http1_tunnel *own = c->above;

    return own->t.user->into ? own->t.user->into(&own->t) : S("");
}

static void tunnel_ready(struct conn *c)
{
    (void)c;
}

static void tunnel_gone(struct conn *c)
{
    resume(&((struct http1_tunnel *)c->above)->t);
}

static void tunnel_drain(struct conn *c)
{
    struct http1_tunnel *own = c->above;

    own->t.user->drain(&own->t);
}

static void tunnel_close(struct conn *c)
{
    struct http1_tunnel *own = c->above;

    own->t.user->gone(&own->t);
    memory_free(own);
}

static const struct protocol tunnel_protocol = {
    .input = tunnel_input, .ready = tunnel_ready, .gone = tunnel_gone, .close = tunnel_close,
    .room = tunnel_room, .into = tunnel_into, .drain = tunnel_drain,
};

/* ---- from an exchange ---- */

/* After an answer without an end the connection is of no further use. */
static void head_add(struct buf *b, struct exchange *e, const struct http1_tunnel *own)
{
    buf_add(b, status_line(e->status));
    buf_lit(b, "Date: ");
    buf_add(b, loop_http_date(e->c->loop));
    if (own->t.answer) {
        buf_lit(b, "\r\nConnection: close\r\n");
    } else {
        buf_lit(b, "\r\nUpgrade: ");
        buf_add(b, exchange_upgrade(e));
        buf_lit(b, "\r\nConnection: Upgrade\r\n");
    }
    if (own->chunked)
        buf_lit(b, "Transfer-Encoding: chunked\r\n");
    buf_add(b, buf_str(&e->extra));
    buf_lit(b, "\r\n");
}

err request_tunnel(struct exchange *e, const struct tunnel *as, struct tunnel **out)
{
    struct request *r = request_of(e);
    struct conn *c = r->conn;

    if (c->gone)
        return ERR_CANCELLED;
    if (c->lane->draining)
        return fail_with(e->c, ERR_UNAVAILABLE, "The server is stopping.");
    struct http1_tunnel *own = memory_new(struct http1_tunnel);
    own->t = *as;
    own->t.ops = &http1_tunnel_ops;
    own->conn = c;
    own->chunked = as->answer && e->version == 11;
    e->status = as->answer ? 200 : 101;
    head_add(conn_out(c), e, own);
    *out = r->tunnel = &own->t;
    return OK;
}

void tunnel_begin(struct conn *c, struct tunnel *t)
{
    c->protocol->close(c);
    c->protocol = &tunnel_protocol;
    c->above = own_of(t);
    timer_stop(c->lane->loop, &c->in_timer);
    conn_waits_here(c);
    if (c->lane->draining)
        tunnel_drain(c);
}
