/* Writing an answer: its head from prepared pieces, its body as it is, in chunks, or until the connection closes. */
#include <assert.h>
#include "base/str.h"
#include "net/http1/http1.h"
#include "runtime/settings.h"

enum {
    HEAD_LEAST = 256,                /* room for all of a head but its type and the surface's fields */
    COPIED = 16 * 1024               /* octets of a body that are copied in any case */
};

/* May another request follow? Not if finding it would cost more than a new connection. */
static bool stays(const struct request *r)
{
    bool unread = r->body == BODY_UNREAD && r->wants_continue;
    bool long_rest = r->body != BODY_WHOLE && r->framing.left > UNREAD_MOST;
    bool draining = r->conn->lane->draining || atomic_load_explicit(&r->conn->lane->world->draining, memory_order_relaxed);

    return r->keep_alive && !unread && !long_rest && !draining;
}

static char *status_put(char *to, int status)
{
    str line = status_line(status);

    if (line.n)
        return put_str(to, line);
    to = put_u64(put_lit(to, "HTTP/1.1 "), (u64)status);
    return put_lit(to, " \r\n");
}

static char *connection_put(char *to, const struct request *r)
{
    if (!r->keep_alive)
        return put_lit(to, "Connection: close\r\n");
    return r->e.version == 10 ? put_lit(to, "Connection: keep-alive\r\n") : to;
}

/* Length -1: chunked, or until close. A 204 has neither; nor has a 304, since it would be the other answer's. */
static char *framing_put(char *to, struct request *r, i64 length)
{
    if (r->e.status == 204 || r->e.status == 304)
        return to;
    if (length >= 0) {
        to = put_u64(put_lit(to, "Content-Length: "), (u64)length);
        return put_lit(to, "\r\n");
    }
    r->chunked = r->e.version >= 11;
    r->keep_alive &= r->chunked;
    return r->chunked ? put_lit(to, "Transfer-Encoding: chunked\r\n") : to;
}

static char *type_put(char *to, str type)
{
    if (!type.n)
        return to;
    to = put_str(put_lit(to, "Content-Type: "), type);
    return put_lit(to, "\r\n");
}

static void head_add(struct buf *b, struct request *r, str type, i64 length)
{
    struct exchange *e = &r->e;

    r->keep_alive = stays(r);
    r->silent = e->method == METHOD_HEAD || e->status == 204 || e->status == 304;
    char *to = buf_reserve(b, HEAD_LEAST + type.n + e->extra.n);
    to = put_lit(status_put(to, e->status), "Date: ");
    to = put_lit(put_str(to, loop_http_date(e->c->loop)), "\r\n");
    to = framing_put(type_put(to, type), r, length);
    to = put_str(connection_put(to, r), buf_str(&e->extra));
    buf_until(b, put_lit(to, "\r\n"));
}

/* ---- the body ---- */

/* A short one is copied: it costs less than a write of its own. */
static bool short_enough(struct request *r, size_t n)
{
    size_t all = conn_pending(r->conn) + n;

    return n <= COPIED || (all <= OUT_HIGH && !backlog_full(r->conn->lane->world));
}

/* Until all that was lent has gone, or never will. A client as fast as we are still lets others have their turn. */
static err lent_wait(struct request *r)
{
    struct conn *c = r->conn;
    i64 cost = r->charged ? 0 : WAITER_COST + (i64)r->e.c->arena.used;
    err e = OK;

    if (!conn_lends(c))
        return c->gone ? ERR_CANCELLED : ctx_yield(r->e.c);
    backlog_add(c->lane, cost);
    while (e == OK && conn_lends(c) && !c->gone)
        e = request_wait(r, &r->writer);
    backlog_add(c->lane, -cost);
    return e;
}

/* It is sent from where it is, and its handler, which owns the memory, waits until all of it has gone. */
static err lend(struct request *r, str body)
{
    conn_lend(r->conn, body);
    err e = lent_wait(r);
    bool left = conn_lent_take(r->conn).n;

    return e != OK ? e : left ? ERR_CANCELLED : OK;
}

/* From its beginning on, and not only while its client is slow: many that begin together would all be held then. */
void request_charge(struct exchange *e, int change)
{
    struct request *r = request_of(e);

    if (change > 0)
        r->charged = WAITER_COST + (i64)e->c->arena.used;
    backlog_add(r->conn->lane, change * r->charged);
    guest_answers(r->guest, change);
    if (change < 0)
        r->charged = 0;
}

bool request_is_crowded(const struct exchange *e)
{
    const struct request *r = CONTAINER(e, const struct request, e);

    return guest_is_crowded(r->conn->lane, r->guest);
}

/* A body that breaks off leaves the answer without its end. */
void request_reply(struct exchange *e, int status, str type, str body, bool lasting)
{
    struct request *r = request_of(e);

    e->status = status;
    r->ended = true;
    if (r->conn->gone)
        return;
    struct buf *b = conn_out(r->conn);
    head_add(b, r, type, (i64)body.n);
    if (r->silent)
        return;
    e->sent = (i64)body.n;
    if (LIKELY(body.n <= COPIED || (!lasting && short_enough(r, body.n))))
        buf_add(b, body);
    else if (lasting)
        conn_lend(r->conn, body);
    else
        r->ended = lend(r, body) == OK;
}

err request_begin(struct exchange *e, int status, str type, i64 length)
{
    struct request *r = request_of(e);

    e->status = status;
    r->answer_left = length;
    if (r->conn->gone)
        return ERR_CANCELLED;
    head_add(conn_out(r->conn), r, type, length);
    return OK;
}

err request_write(struct exchange *e, str piece)
{
    struct request *r = request_of(e);
    struct conn *c = r->conn;
    err sent = OK;

    ctx_chaos(e->c);
    assert(!r->ended && (r->answer_left < 0 || (i64)piece.n <= r->answer_left));
    if (r->answer_left >= 0)
        r->answer_left -= (i64)piece.n;
    if (c->gone)
        return ERR_CANCELLED;
    if (r->silent)
        return OK;
    e->sent += (i64)piece.n;
    if (r->chunked)
        buf_format(conn_out(c), "%zx\r\n", piece.n);
    if (conn_pending(c) + piece.n <= OUT_HIGH)
        buf_add(conn_out(c), piece);
    else
        sent = lend(r, piece);
    if (r->chunked && sent == OK)
        buf_lit(conn_out(c), "\r\n");
    return sent;
}

bool request_takes_files(const struct exchange *e)
{
    const struct request *r = CONTAINER(e, const struct request, e);

    return r->conn->transport->send_file && !r->chunked;
}

err request_file(struct exchange *e, int fd, i64 from, i64 length)
{
    struct request *r = request_of(e);
    struct conn *c = r->conn;

    ctx_chaos(e->c);
    assert(!r->ended && length <= r->answer_left);
    r->answer_left -= length;
    if (c->gone)
        return ERR_CANCELLED;
    if (r->silent)
        return OK;
    e->sent += length;
    conn_lend_file(c, (struct stretch){ fd, from, length });
    err waited = lent_wait(r);
    bool left = conn_file_take(c);
    return waited != OK ? waited : left ? ERR_CANCELLED : OK;
}

/* An answer shorter than announced ends as such: the client sees the connection break, not a body that looks whole. */
err request_end(struct exchange *e)
{
    struct request *r = request_of(e);

    if (r->conn->gone)
        return ERR_CANCELLED;
    if (r->answer_left > 0 && !r->silent)
        return ERR_INTERNAL;
    if (r->chunked && !r->silent)
        buf_lit(conn_out(r->conn), "0\r\n\r\n");
    r->ended = true;
    return OK;
}
