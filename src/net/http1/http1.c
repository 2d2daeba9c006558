#include "net/http1/http1.h"
#include <assert.h>
#include "base/arena.h"
#include "base/memory.h"
#include "base/str.h"
#include "net/door.h"
#include "net/problem.h"
#include "net/wait.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"

static const struct exchange_ops http1_ops = {
    request_body_read, request_body_here, request_trailers, request_reply, request_begin, request_write,
    request_takes_files, request_file, request_end, request_tunnel,
    request_is_crowded, request_charge,
};

/* A refused head is not a request, but its first word still says whether the client expects a body (RFC 9110 section 9.3.2). */
static bool asks_for_no_body(str head)
{
    return str_starts(str_starts(head, S("\r\n")) ? str_from(head, 2) : head, S("HEAD "));
}

static void http1_refuse(struct conn *c, const struct refusal *why)
{
    metric_add(c->lane->world->metrics, M_HTTP_REFUSED, 0, 1);
    problem_add(conn_out(c), c->lane, why, asks_for_no_body(c->in));
    conn_finish(c);
}

/* ---- serving ---- */

/* What the handler left of the body is skipped, so that the next request can be found; the answer is on its way meanwhile. */
static void conclude(struct request *r)
{
    struct conn *c = r->conn;

    assert(r->e.status || c->gone || r->e.c->cancelled);
    if (!r->ended)
        conn_abort(c);
    if (r->last && r->body == BODY_WHOLE)
        conn_finish_both(c);
    else if (!r->keep_alive || c->gone || c->lane->draining)
        conn_finish(c);
    else if (r->body != BODY_WHOLE)
        leftover_begin(r);
}

void request_drop(struct request *r)
{
    ctx *x = r->e.c;

    if (UNLIKELY(r->whole.p))
        gather_free(r);
    guest_release(r->conn->lane->guests, &r->guest);
    ctx_end(x);
}

void request_leave(ctx *x, struct request *r)
{
    struct conn *c = r->conn;
    struct http1 *h = c->above;

    seat_leave(c->lane, &r->seat);
    assert(x == r->e.c);
    if (r->e.next) {
        gather_begin(r);
    } else if (r->tunnel) {
        struct tunnel *t = r->tunnel;
        tunnel_begin(c, t);
        request_drop(r);
    } else {
        conclude(r);
        h->now = NULL;
        request_drop(r);
    }
    conn_release(c);
}

static void request_run(ctx *x, void *arg)
{
    struct request *r = arg;

    r->conn->lane->handler(&r->e, r->conn->lane->arg);
    request_leave(x, r);
}

err request_wait(struct request *r, ctx **who)
{
    return client_wait(r->e.c, who);
}

/* ---- a request's beginning ---- */

static void body_expect(struct request *r, const struct head *head)
{
    struct exchange *e = &r->e;

    e->has_body = head->chunked || head->content_length > 0;
    e->content_length = head->content_length;
    e->body_most = r->conn->lane->settings->max_body;
    r->body = e->has_body ? BODY_UNREAD : BODY_WHOLE;
    r->wants_continue = e->has_body && head->expects_continue;
    if (head->chunked)
        framing_chunked(&r->framing);
    else if (e->has_body)
        framing_length(&r->framing, head->content_length);
}

static void exchange_fill(struct exchange *e, const struct head *head, struct conn *c)
{
    e->method = head->method;
    e->method_text = head->method_text;
    e->target = head->target;
    e->path = head->path;
    e->query = head->query;
    e->scheme = head->scheme.n ? head->scheme : S("http");
    e->authority = head->authority;
    e->headers = head->headers;
    e->header_count = head->header_count;
    e->version = head->version;
    e->peer = c->peer;
    e->secure = c->transport->secure;
    e->ops = &http1_ops;
}

static struct request *request_new(struct conn *c, ctx *x, const struct head *head)
{
    struct request *r = arena_new(&x->arena, struct request);

    r->conn = c;
    r->keep_alive = head->keep_alive;
    r->last = !head->keep_alive;
    r->e.c = x;
    r->e.received_us = c->read_us;
    exchange_fill(&r->e, head, c);
    body_expect(r, head);
    r->guest = door_guest(c, &r->e);
    x->deadline_ms = loop_mono_ms(x->loop) + c->lane->settings->request_timeout;
    x->deserted = c->half_closed;
    return r;
}

/* The head is whole: its bytes move to where the request lives, and are split there. */
static void request_start(struct conn *c, struct http1 *h)
{
    ctx *x = ctx_new(c->lane->loop);
    char *bytes = (char *)arena_copy(&x->arena, str_to(c->in, h->scan.at)).p;
    struct refusal why;
    struct head head;

    if (!head_parse(&x->arena, &h->scan, bytes, &head, &why)) {
        ctx_end(x);
        http1_refuse(c, &why);
        return;
    }
    conn_take(c, h->scan.at);
    h->scan = (struct head_scan){0};
    h->head_begun = false;
    h->now = request_new(c, x, &head);
    h->used = true;
    conn_hold(c);
    seat_take(c->lane, &h->now->seat, h->now->guest, &h->now->e, request_run, h->now);
}

/* ---- the protocol ---- */

/* Nothing of a request is there yet, or only its beginning. */
static bool input_more(struct conn *c, struct http1 *h)
{
    const struct settings *s = c->lane->settings;

    if (c->ended && c->in.n)
        http1_refuse(c, &(struct refusal){ ERR_MALFORMED, "The request ends within its head." });
    else if (c->ended)
        conn_finish(c);
    else if (!c->in.n && h->used)
        conn_expect(c, s->idle_timeout);
    else if (!h->head_begun && h->used)
        conn_expect(c, s->header_timeout);
    h->head_begun = c->in.n > 0;
    return !c->ended;
}

static bool http1_input(struct conn *c)
{
    struct http1 *h = c->above;
    struct head_limits most = { HEAD_LINE_MOST, (size_t)c->lane->settings->max_headers, HEAD_FIELDS_MOST };
    struct refusal why;

    if (UNLIKELY(h->now))
        return gather_input(c, h->now);
    if (UNLIKELY(h->leftover))
        return leftover_input(c, h);
    if (!c->in.n)
        return input_more(c, h);
    switch (head_scan(&h->scan, c->in, &most, &why)) {
    case SCAN_MORE:
        return input_more(c, h);
    case SCAN_BAD:
        http1_refuse(c, &why);
        return false;
    case SCAN_DONE:
        request_start(c, h);
        return false;
    }
    return false;
}

static void http1_ready(struct conn *c)
{
    struct request *r = ((struct http1 *)c->above)->now;

    if (c->half_closed && !r->e.c->deserted)
        ctx_desert(r->e.c);
    if (r->reader && (c->readable || c->ended))
        ctx_wake(r->reader);
    if (r->writer && !conn_lends(c))
        ctx_wake(r->writer);
}

static void http1_late(struct conn *c)
{
    struct http1 *h = c->above;

    if (h->now && h->now->gathering) {
        gather_late(h->now);
    } else if (h->now) {
        if (!h->now->reader)
            return;
        h->now->slow = true;
        ctx_wake(h->now->reader);
    } else if (h->leftover) {
        conn_finish(c);
    } else if (h->head_begun) {
        http1_refuse(c, &(struct refusal){ ERR_SLOW, "The request's head took too long to arrive." });
    } else if (conn_pending(c)) {
        conn_expect(c, c->lane->settings->idle_timeout);
    } else {
        conn_finish(c);
    }
}

static void http1_gone(struct conn *c)
{
    struct http1 *h = c->above;

    if (h->now)
        ctx_cancel(h->now->e.c);
}

/* A handler that waits for its body is told why it will not come. */
static bool http1_lost(struct conn *c)
{
    struct http1 *h = c->above;

    if (!h->now)
        return false;
    gather_lost(h->now);
    return true;
}

/* A request whose body is on its way is under way. */
static void http1_drain(struct conn *c)
{
    struct http1 *h = c->above;

    if (!c->held && !c->in.n && !h->now)
        conn_expect(c, CONN_GRACE_MS);
}

static void http1_open(struct conn *c)
{
    c->above = memory_new(struct http1);
}

static void http1_close(struct conn *c)
{
    struct http1 *h = c->above;

    if (h->now && h->now->gathering)
        request_drop(h->now);
    leftover_drop(h);
    memory_free(h);
}

const struct protocol http1_protocol = {
    .open = http1_open, .input = http1_input, .ready = http1_ready, .late = http1_late, .gone = http1_gone, .close = http1_close,
    .lost = http1_lost, .drain = http1_drain,
};
