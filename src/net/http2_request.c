/* Reading a request's body from a stream: what has come waits for the handler, within the windows. */
#include "base/str.h"
#include "net/http2.h"
#include "net/wait.h"
#include "runtime/settings.h"

enum {
    BODY_PROGRESS = 1024,            /* less than that within body_timeout is a body that stands still */
    LINGER_MS = 1000,                /* that what is left of an unwanted body may take to end by itself */
    LINGER_MOST = 256 * 1024         /* and its octets */
};

static void wake(ctx *x)
{
    if (x)
        ctx_wake(x);
}

/*
 * The answer is out, and nobody wants the rest of the body: RFC 9113 section 8.1 lets the stream be reset then, without
 * an error. But there are clients (curl 7.88 among them) that forget the answer over it, so what is on its
 * way gets a moment: a small body ends, and the client of a large one has read the answer by then. A tunnel has said
 * its own goodbye.
 */
void stream_linger(struct stream *s)
{
    if (s->tunnelled) {
        stream_reset(s, NGHTTP2_NO_ERROR);
        return;
    }
    s->lingers = true;
    timer_start(s->lane->loop, &s->in_timer, LINGER_MS);
}

static void linger_over(struct stream *s)
{
    s->lingers = false;
    timer_stop(s->lane->loop, &s->in_timer);
    stream_reset(s, NGHTTP2_NO_ERROR);
}

void stream_input(struct stream *s, str piece)
{
    if (s->tunnelled && !s->running) {
        stream_tunnel_input(s, piece);
    } else if (s->out_ended || !s->e.c) {
        stream_taken(s, piece.n);
        s->lingered += piece.n;
        if (s->lingers && s->lingered > LINGER_MOST)
            linger_over(s);
    } else {
        buf_add(&s->in, piece);
        wake(s->reader);
    }
}

/* The client has said all, or will not say it. */
void stream_input_ended(struct stream *s)
{
    s->cut = !s->in_ended;
    wake(s->reader);
    if (s->tunnelled && !s->running)
        session_todo(s);
}

void stream_late(struct timer *t)
{
    struct stream *s = CONTAINER(t, struct stream, in_timer);

    if (s->lingers) {
        linger_over(s);
        return;
    }
    s->timed = false;
    if (!s->reader)
        return;
    s->slow = true;
    ctx_wake(s->reader);
}

/* A client that sends an octet now and then is as slow as one that sends none. */
static void watch_progress(struct stream *s)
{
    if (s->timed && s->progress < BODY_PROGRESS)
        return;
    s->timed = true;
    s->progress = 0;
    timer_start(s->lane->loop, &s->in_timer, s->lane->settings->body_timeout);
}

static void say_continue(struct stream *s)
{
    nghttp2_nv status = { (u8 *)(uintptr_t)":status", (u8 *)(uintptr_t)"100", 7, 3, NGHTTP2_NV_FLAG_NONE };

    if (s->wants_continue && !s->in.n && !s->e.status && s->opened) {
        nghttp2_submit_headers(s->h->session, NGHTTP2_FLAG_NONE, s->id, NULL, &status, 1, NULL);
        conn_soon(s->h->conn);
    }
    s->wants_continue = false;
}

static err size_check(struct stream *s)
{
    i64 most = s->e.body_most;

    if (s->received <= most && s->e.content_length <= most)
        return OK;
    return fail(s->e.c, ERR_TOO_LARGE, NULL, "The body is larger than the %lld octets taken here", (long long)most);
}

/* Until there is more, or will be no more. */
static err more(struct stream *s)
{
    ctx *x = s->e.c;

    while (!s->in.n && !s->in_ended) {
        buf_close(&s->given);
        buf_close(&s->in);
        if (s->cut || !s->opened)
            return s->opened ? fail(x, ERR_MALFORMED, NULL, "The body ends before its end") : fail(x, ERR_CANCELLED, NULL, "The client has gone");
        if (s->slow)
            return fail(x, ERR_SLOW, NULL, "The body took too long to arrive");
        watch_progress(s);
        TRY(client_wait(x, &s->reader));
    }
    return OK;
}

err stream_body_read(struct exchange *e, str *piece)
{
    struct stream *s = stream_of(e);

    *piece = S("");
    ctx_chaos(e->c);
    if (!e->has_body)
        return OK;
    TRY(size_check(s));
    say_continue(s);
    TRY(more(s));
    struct buf given = s->given;
    s->given = s->in;
    given.n = 0;
    s->in = given;
    *piece = buf_str(&s->given);
    s->received += (i64)piece->n;
    s->progress += piece->n;
    stream_taken(s, piece->n);
    return size_check(s);
}

size_t stream_trailers(struct exchange *e, struct header **out)
{
    struct stream *s = stream_of(e);

    *out = s->trailers;
    return s->in_ended && !s->in.n ? s->trailer_count : 0;
}
