/* The life of a stream: from its first header block, through its handler, to the end that nghttp2 and the handler agree on. */
#include <assert.h>
#include "base/arena.h"
#include "base/memory.h"
#include "base/str.h"
#include "net/http2/http2.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"

/* What a stream takes at least while its request is under way, here and in nghttp2. A tunnel takes little until something waits in it. */
enum { STREAM_COST = 12 * 1024 };

static void cost_set(struct stream *s, u32 cost)
{
    backlog_add(s->lane, (i64)cost - s->cost);
    s->cost = cost;
}

static const struct exchange_ops http2_ops = {
    stream_body_read, stream_body_here, stream_trailers, stream_reply, stream_begin, stream_write, NULL, NULL, stream_end,
    stream_tunnel, stream_is_crowded, stream_charge,
};

struct stream *stream_open(struct http2 *h, i32 number)
{
    struct stream *s = memory_new(struct stream);
    struct conn *c = h->conn;

    s->h = h;
    s->lane = c->lane;
    s->id = number;
    s->opened = true;
    s->in_timer.fire = stream_late;
    s->out_timer.fire = stream_unread;
    s->e = (struct exchange){
        .c = ctx_new(c->lane->loop), .version = 20, .secure = c->transport->secure, .peer = c->peer, .received_us = c->read_us,
        .content_length = -1, .body_most = c->lane->settings->max_body, .ops = &http2_ops,
    };
    list_add_last(&h->streams, &s->link);
    list_init(&s->todo);
    s->turned_away = s->out_ended = session_heads_full(h);
    h->open++;
    cost_set(s, STREAM_COST);
    return s;
}

static void stream_free(struct stream *s)
{
    list_remove(&s->todo);
    list_remove(&s->link);
    timer_stop(s->lane->loop, &s->in_timer);
    timer_stop(s->lane->loop, &s->out_timer);
    stream_body_drop(s);
    guest_release(s->lane->guests, &s->guest);
    buf_close(&s->out);
    pieces_close(&s->shared);
    stream_held(s, 0, 0);
    cost_set(s, 0);
    if (s->e.c)
        ctx_end(s->e.c);
    memory_free(s);
}

void stream_taken(struct stream *s, size_t n)
{
    if (!s->h || !n)
        return;
    if (s->opened)
        nghttp2_session_consume(s->h->session, s->id, n);
    else
        nghttp2_session_consume_connection(s->h->session, n);
    conn_soon(s->h->conn);
}

void stream_reset(struct stream *s, u32 code)
{
    if (!s->opened || !s->h)
        return;
    nghttp2_submit_rst_stream(s->h->session, NGHTTP2_FLAG_NONE, s->id, code);
    conn_soon(s->h->conn);
}

/* ---- its end ---- */

/* Its request has gone: a session of many tunnels may go on to open others. */
static void request_forget(struct stream *s)
{
    cost_set(s, 0);
    s->h->heads -= s->head_kept;
    s->head_kept = 0;
}

static void ended_note(struct http2 *h, const struct stream *s)
{
    h->heads -= s->head_kept;
    h->ended[h->ended_count++ % ENDED_KNOWN] = (u32)s->id * 2 + (s->in_ended || s->cut);
    if (h->ended_count == 2 * ENDED_KNOWN)
        h->ended_count = ENDED_KNOWN;
    if (--h->open == 0 && !h->draining)
        conn_expect(h->conn, h->conn->lane->settings->idle_timeout);
}

static void working_less(struct stream *s)
{
    if (!s->h)
        return;
    s->h->working--;
    session_eased(s->h);
}

/* The handler has returned: if it left the answer unfinished, the stream is reset, so that the client notices. */
static void conclude(struct stream *s)
{
    ctx *x = s->e.c;

    assert(s->e.status || !s->opened || x->cancelled);
    s->running = false;
    working_less(s);
    s->reader = s->writer = NULL;
    if (!s->out_ended && !s->tunnelled)
        stream_reset(s, NGHTTP2_INTERNAL_ERROR);
    s->e.c = NULL;
    ctx_end(x);
    if (!s->lingers)
        timer_stop(s->lane->loop, &s->in_timer);
    if (s->tunnelled && s->opened) {
        request_forget(s);
        stream_tunnel_begin(s);
    } else {
        stream_body_drop(s);
    }
}

static void stream_leave(struct stream *s)
{
    if (s->seat.e)
        seat_leave(s->lane, &s->seat);
    if (s->e.next && s->opened) {
        s->running = false;
        working_less(s);
        stream_gather(s);
        return;
    }
    conclude(s);
    if (s->opened)
        return;
    if (s->tunnelled)
        stream_tunnel_gone(s);
    stream_free(s);
}

static void go_on(ctx *x, void *arg)
{
    struct stream *s = arg;
    http_handler *next = s->e.next;

    (void)x;
    s->e.next = NULL;
    next(&s->e, s->e.next_arg);
    stream_leave(s);
}

/* The body is there, or never will be. The time that the client took does not count as the request's. */
static void gather_end(struct stream *s)
{
    ctx *x = s->e.c;

    s->gathering = false;
    s->running = true;
    if (s->h)
        s->h->working++;
    timer_stop(s->lane->loop, &s->in_timer);
    if (s->in_ended && !s->starved && (i64)s->in.n <= s->e.body_most) {
        buf_close(&s->given);
        s->given = s->in;
        s->in = (struct buf){0};
        s->e.gathered = buf_str(&s->given);
    }
    if (x->deadline_ms)
        x->deadline_ms += loop_mono_ms(s->lane->loop) - s->gather_since_ms;
    seat_take(s->lane, &s->seat, s->guest, &s->e, go_on, s);
}

void stream_closed(struct stream *s, bool orderly)
{
    s->opened = false;
    if (s->h)
        ended_note(s->h, s);
    timer_stop(s->lane->loop, &s->out_timer);
    if (s->running && (!orderly || s->reader || s->writer))
        ctx_cancel(s->e.c);
    if (s->running)
        return;
    if (s->gathering && !s->e.c->cancelled) {        /* its handler learns of it; at the end of everything nobody does */
        if (s->h)
            session_todo(s);
        else
            gather_end(s);
        return;
    }
    stream_body_drop(s);
    if (s->tunnelled)
        stream_tunnel_gone(s);
    stream_free(s);
}

static void stream_run(ctx *x, void *arg)
{
    struct stream *s = arg;

    (void)x;
    s->lane->handler(&s->e, s->lane->arg);
    stream_leave(s);
}

/* ---- its beginning ---- */

static void stream_turn_away(struct stream *s)
{
    metric_add(s->lane->world->metrics, M_HTTP_REFUSED, 0, 1);
    stream_problem(s);
    stream_leave(s);
}

void stream_attend(struct stream *s)
{
    if (s->gathering && stream_gathered(s)) {
        gather_end(s);
        return;
    }
    if (!s->begun) {
        stream_tunnel_attend(s);
        return;
    }
    s->begun = false;
    if (s->h->over)
        return;
    s->running = true;
    s->h->conn->newcomer = false;
    s->h->working++;
    if (!stream_head(s)) {
        stream_turn_away(s);
        return;
    }
    s->e.c->deadline_ms = loop_mono_ms(s->lane->loop) + s->lane->settings->request_timeout;
    seat_take(s->lane, &s->seat, s->guest, &s->e, stream_run, s);
}
