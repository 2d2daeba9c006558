/* Reading a request's body from a stream: what has come waits for the handler, within the windows. */
#include "base/str.h"
#include "net/http2/http2.h"
#include "net/wait.h"
#include "runtime/settings.h"

enum {
    LINGER_MS = 1000,                /* how long the rest of an unwanted body may take to end by itself */
    LINGER_MOST = 256 * 1024         /* and how many octets it may have */
};

static void wake(ctx *x)
{
    if (x)
        ctx_wake(x);
}

/*
 * The answer is out, and nobody wants the rest of the body: RFC 9113 section 8.1 lets the stream be reset then, without
 * an error. But some clients (curl 7.88 among them) drop the answer then, so what is on its way gets a moment: a small
 * body ends, and the client of a large one has read the answer by then. A tunnel has said its own goodbye.
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

/* ---- the pace: streams share a connection, so each is judged by the pace of all ---- */

static i64 now_ms(const struct stream *s) { return loop_mono_ms(s->lane->loop); }

static void pace_start(struct stream *s)
{
    const struct settings *all = s->lane->settings;

    if (!s->paced)
        pace_begin(&s->pace, all->body_timeout, s->e.body_streams ? 0 : all->body_deadline);
    s->paced = true;
}

static void pace_earn(struct stream *s, size_t n)
{
    const struct settings *all = s->lane->settings;

    pace_moved(&s->pace, n * (size_t)(s->h->open > 1 ? s->h->open : 1), all->body_rate, all->body_timeout);
    if (!s->gathering)
        return;
    pace_waited(&s->pace, now_ms(s));
    timer_start(s->lane->loop, &s->in_timer, pace_wait(&s->pace, now_ms(s)));
}

/* ---- memory: what has come counts for its guest and for the process, whether or not somebody reads it yet ---- */

static void charge_give(struct stream *s, size_t n)
{
    n = n < s->body_charged ? n : s->body_charged;
    s->body_charged -= n;
    if (!n)
        return;
    body_memory_give(s->lane->guests, n);
    (void)body_memory_guest(s->lane->guests, s->guest, -(i64)n);
}

static bool charge_take(struct stream *s, size_t n)
{
    struct guests *all = s->lane->guests;

    if (!body_memory_guest(all, s->guest, (i64)n))
        return false;
    if (!body_memory_take(all, n)) {
        (void)body_memory_guest(all, s->guest, -(i64)n);
        return false;
    }
    s->body_charged += n;
    return true;
}

static void body_add(struct stream *s, str piece)
{
    s->starved = s->starved || !charge_take(s, piece.n);
    pace_earn(s, piece.n);
    if (s->starved) {
        stream_taken(s, piece.n);
        return;
    }
    buf_add(&s->in, piece);
    if (s->gathering)
        stream_taken(s, piece.n);
    else
        s->untaken += piece.n;
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
        body_add(s, piece);
        wake(s->reader);
        if (s->gathering && stream_gathered(s))
            session_todo(s);
    }
}

/* The client has sent everything, or never will. */
void stream_input_ended(struct stream *s)
{
    s->cut = !s->in_ended;
    wake(s->reader);
    if ((s->tunnelled && !s->running) || s->gathering)
        session_todo(s);
}

void stream_late(struct timer *t)
{
    struct stream *s = CONTAINER(t, struct stream, in_timer);

    if (s->lingers) {
        linger_over(s);
        return;
    }
    if (!s->reader && !s->gathering)
        return;
    s->slow = true;
    if (s->gathering)
        session_todo(s);
    wake(s->reader);
}

/* Only the time spent waiting for the client counts as the client's. */
static err client_wait_paced(struct stream *s)
{
    pace_start(s);
    timer_start(s->lane->loop, &s->in_timer, pace_wait(&s->pace, now_ms(s)));
    err e = client_wait(s->e.c, &s->reader);
    s->slow |= pace_waited(&s->pace, now_ms(s));
    return e;
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
    return fail_with(s->e.c, ERR_TOO_LARGE, "The body is larger than the %lld octets accepted here.", (long long)most);
}

/* Until there is more, or never will be. */
static err more(struct stream *s)
{
    ctx *x = s->e.c;

    while (!s->in.n && (s->starved || !s->in_ended)) {
        charge_give(s, s->given.n);
        buf_close(&s->given);
        buf_close(&s->in);
        if (s->starved)
            return fail_with(x, ERR_CROWDED, "Too many bodies are on their way; try again shortly.");
        if (s->cut || !s->opened)
            return s->opened ? fail_with(x, ERR_MALFORMED, "The body ends before its end.")
                : fail_with(x, ERR_CANCELLED, "The client has gone.");
        if (s->slow)
            return fail_with(x, ERR_SLOW, "The body took too long to arrive.");
        TRY(client_wait_paced(s));
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
    charge_give(s, s->given.n);
    struct buf given = s->given;
    s->given = s->in;
    given.n = 0;
    s->in = given;
    *piece = buf_str(&s->given);
    s->received += (i64)piece->n;
    stream_taken(s, s->untaken);
    s->untaken = 0;
    return size_check(s);
}

/* ---- without a handler ---- */

bool stream_body_here(struct exchange *e)
{
    struct stream *s = stream_of(e);

    return !e->has_body || s->in_ended || s->cut || s->starved || !s->opened || e->content_length > e->body_most
        || (i64)s->in.n > e->body_most;
}

/* All that has come is taken: nothing else would let the client send the rest. */
void stream_gather(struct stream *s)
{
    s->gathering = true;
    s->gather_since_ms = now_ms(s);
    say_continue(s);
    pace_start(s);
    timer_start(s->lane->loop, &s->in_timer, pace_wait(&s->pace, now_ms(s)));
    stream_taken(s, s->untaken);
    s->untaken = 0;
    if (stream_gathered(s))
        session_todo(s);
}

bool stream_gathered(struct stream *s)
{
    return stream_body_here(&s->e) || s->slow;
}

void stream_body_drop(struct stream *s)
{
    stream_taken(s, s->untaken);
    s->untaken = 0;
    charge_give(s, s->body_charged);
    s->in.n = 0;
    buf_close(&s->in);
    buf_close(&s->given);
}

size_t stream_trailers(struct exchange *e, struct header **out)
{
    struct stream *s = stream_of(e);

    *out = s->trailers;
    return s->in_ended && !s->in.n ? s->trailer_count : 0;
}
