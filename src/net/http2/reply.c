/*
 * Writing an answer to a stream. nghttp2 asks for octets when the windows have room;
 * they go straight from the handler's memory into the connection's output. Small
 * pieces are gathered; the writer of a large one waits until it is gone.
 */
#include <assert.h>
#include "base/arena.h"
#include "base/str.h"
#include "net/http2/http2.h"
#include "net/problem.h"
#include "net/wait.h"
#include "runtime/settings.h"

enum {
    NV_OURS = 4,                     /* status, date, type, length */
    STATUS_DIGITS = 3,
    FRAME_HEAD = 9
};

/* ---- the head ---- */

static nghttp2_nv pair(str name, str value)
{
    return (nghttp2_nv){ (u8 *)(uintptr_t)name.p, (u8 *)(uintptr_t)value.p, name.n, value.n, NGHTTP2_NV_FLAG_NONE };
}

static size_t lines(str text)
{
    size_t n = 0;

    for (ptrdiff_t at; (at = str_find_byte(text, '\n')) >= 0; n++)
        text = str_from(text, (size_t)at + 1);
    return n;
}

/* Fields that the surface has set, one "name: value" a line. */
static size_t extra_add(nghttp2_nv *to, str extra)
{
    size_t n = 0;
    str line, name;

    while (str_cut(&extra, '\n', &line)) {
        str_cut(&line, ':', &name);
        if (!name.n || str_eq_nocase(name, S("connection")))
            continue;
        to[n] = pair(name, str_trim(str_to(line, line.n - 1)));
        if (str_eq_nocase(name, S("set-cookie")))
            to[n].flags = NGHTTP2_NV_FLAG_NO_INDEX;      /* a secret stays out of the table of fields (RFC 7541 section 7.1.3) */
        n++;
    }
    return n;
}

/* Length -1: unknown, or none. A 204 has none; nor has a 304, since it would be the other answer's. */
void stream_head_submit(struct stream *s, str type, i64 length, bool body)
{
    struct exchange *e = &s->e;
    str extra = buf_str(&e->extra);
    nghttp2_nv *all = arena_alloc(&e->c->arena, (NV_OURS + lines(extra)) * sizeof *all, _Alignof(nghttp2_nv));
    nghttp2_data_provider source = stream_source(s);
    char status[STATUS_DIGITS] = { (char)('0' + e->status / 100), (char)('0' + e->status / 10 % 10), (char)('0' + e->status % 10) };
    char digits[U64_DIGITS];
    size_t n = 0;

    all[n++] = pair(S(":status"), (str){ status, sizeof status });
    all[n++] = pair(S("date"), loop_http_date(s->lane->loop));
    if (type.n)
        all[n++] = pair(S("content-type"), type);
    if (length >= 0 && e->status != 204 && e->status != 304)
        all[n++] = pair(S("content-length"), (str){ digits, str_print_u64((u64)length, digits) });
    n += extra_add(all + n, extra);
    if (nghttp2_submit_response(s->h->session, s->id, all, n, body ? &source : NULL) != 0)
        stream_reset(s, NGHTTP2_INTERNAL_ERROR);
    conn_soon(s->h->conn);
}

/* ---- nghttp2's side ---- */

ssize_t stream_data(struct stream *s, size_t most, u32 *flags)
{
    size_t n = stream_pending(s);

    s->deferred = !n && !s->out_ended;
    if (s->deferred)
        return NGHTTP2_ERR_DEFERRED;
    *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if (n > most)
        return (ssize_t)most;
    if (s->out_ended)
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    return (ssize_t)n;
}

/*
 * A client that takes a little now and then is as slow as one that takes nothing. Streams share a connection: each is
 * judged by the pace of all.
 */
static void watch_progress(struct stream *s, size_t n)
{
    const struct settings *all = s->lane->settings;
    i64 now = loop_mono_ms(s->lane->loop);

    if (!stream_pending(s)) {
        timer_stop(s->lane->loop, &s->out_timer);
        return;
    }
    if (s->out_timer.place)
        pace_waited(&s->out_pace, now);
    else
        pace_begin(&s->out_pace, all->write_timeout, 0);
    pace_moved(&s->out_pace, n * (size_t)(s->h && s->h->open > 1 ? s->h->open : 1), all->write_rate, all->write_timeout);
    timer_start(s->lane->loop, &s->out_timer, pace_wait(&s->out_pace, now));
}

void stream_held(struct stream *s, size_t waiter, size_t cost)
{
    size_t own = s->out.size + s->shared.octets;
    u32 counted = (u32)(own + waiter), charged = (u32)(own + cost);

    if (LIKELY(counted == s->counted && charged == s->charged))
        return;
    backlog_add(s->lane, (i64)charged - (i64)s->charged);
    if (s->h) {
        s->h->held += (size_t)counted - s->counted;
        session_eased(s->h);
    }
    s->counted = counted;
    s->charged = charged;
}

static void gathered_move(struct stream *s, struct buf *to, size_t n)
{
    buf_add(to, (str){ s->out.p + s->sent, n });
    s->sent += n;
    if (s->sent == s->out.n) {
        buf_close(&s->out);
        s->sent = 0;
        stream_held(s, 0, 0);
    } else if (s->sent >= OUT_LOW && s->sent >= s->out.n - s->sent) {
        memmove(s->out.p, s->out.p + s->sent, s->out.n - s->sent);
        s->out.n -= s->sent;
        s->sent = 0;
    }
}

static void lent_move(struct stream *s, struct buf *to, size_t n)
{
    buf_add(to, str_to(s->lent, n));
    s->lent = str_from(s->lent, n);
}

static void shared_move(struct stream *s, struct buf *to, size_t n)
{
    while (n) {
        str first = pieces_at(&s->shared, 0), some = str_to(first, n < first.n ? n : first.n);
        buf_add(to, some);
        pieces_skip(&s->shared, some.n);
        n -= some.n;
    }
    if (!s->shared.n)
        pieces_close(&s->shared);
}

static size_t at_most(size_t n, size_t most) { return n < most ? n : most; }

void stream_send(struct stream *s, const u8 head[9], size_t n)
{
    struct buf *to = conn_out(s->h->conn);
    size_t gathered = at_most(s->out.n - s->sent, n), lent = at_most(s->lent.n, n - gathered);

    buf_reserve(to, FRAME_HEAD + n);
    buf_add(to, (str){ (const char *)head, FRAME_HEAD });
    if (gathered)
        gathered_move(s, to, gathered);
    lent_move(s, to, lent);
    shared_move(s, to, n - gathered - lent);
    watch_progress(s, n);
    if (s->writer && !s->lent.n)
        ctx_wake(s->writer);
    if (s->behind && stream_pending(s) < OUT_LOW)
        session_todo(s);
}

void stream_unread(struct timer *t)
{
    stream_reset(CONTAINER(t, struct stream, out_timer), NGHTTP2_CANCEL);
}

static void resume(struct stream *s)
{
    if (s->deferred)
        nghttp2_session_resume_data(s->h->session, s->id);
    s->deferred = false;
    watch_progress(s, 0);
}

void stream_stir(struct stream *s)
{
    resume(s);
    conn_soon(s->h->conn);
}

void stream_stir_last(struct stream *s)
{
    resume(s);
    conn_soon_last(s->h->conn);
}

/* ---- the handler's side ---- */

static bool has_no_body(const struct exchange *e)
{
    return e->method == METHOD_HEAD || e->status == 204 || e->status == 304;
}

/* A handler that waits does not count as working: what it holds is known. */
static err client_take(struct stream *s)
{
    err e = OK;

    s->h->working--;
    while (e == OK && s->lent.n && s->opened)
        e = client_wait(s->e.c, &s->writer);
    if (s->h)
        s->h->working++;
    return e;
}

/* Until all that was lent has gone; then, or if it never will, it is the handler's again. */
static err lent_wait(struct stream *s, bool streams)
{
    size_t cost = WAITER_COST + s->e.c->arena.used;
    err e = OK;

    if (s->lent.n && s->opened) {
        stream_held(s, streams ? STREAMING : cost, cost);
        e = client_take(s);
    }
    bool left = s->lent.n;
    s->lent = S("");
    stream_held(s, 0, 0);
    return e != OK ? e : left ? ERR_CANCELLED : OK;
}

/* A short rest is kept, and so is a longer one while little is held: then the handler's memory can go. */
static bool lent_keep(struct stream *s)
{
    if (s->lent.n > STREAM_GATHER && (s->h->held + s->lent.n > SESSION_KEPT || backlog_full(s->lane->world)))
        return false;
    buf_reserve(&s->out, s->lent.n);
    buf_add(&s->out, s->lent);
    s->lent = S("");
    stream_held(s, 0, 0);
    return true;
}

/* What it holds is counted by stream_held. */
void stream_charge(struct exchange *e, int change)
{
    guest_answers(stream_of(e)->guest, change);
}

bool stream_is_crowded(const struct exchange *e)
{
    const struct stream *s = CONTAINER(e, const struct stream, e);

    return guest_is_crowded(s->lane, s->guest);
}

/* A body that breaks off leaves the answer without its end. */
void stream_reply(struct exchange *e, int status, str type, str body, bool lasting)
{
    struct stream *s = stream_of(e);

    e->status = status;
    s->out_ended = true;
    s->silent = has_no_body(e);
    if (!s->opened)
        return;
    stream_head_submit(s, type, (i64)body.n, !s->silent && body.n);
    if (!s->silent && body.n) {
        s->lent = body;
        e->sent = (i64)body.n;
    }
    session_write(s->h);
    if (!s->lent.n || !s->opened)
        return;
    watch_progress(s, 0);
    if (!lasting && !lent_keep(s))
        s->out_ended = lent_wait(s, false) == OK;
}

err stream_begin(struct exchange *e, int status, str type, i64 length)
{
    struct stream *s = stream_of(e);

    e->status = status;
    s->answer_left = length;
    s->silent = has_no_body(e);
    if (!s->opened)
        return ERR_CANCELLED;
    stream_head_submit(s, type, length, !s->silent && length);
    return OK;
}

static err lend(struct stream *s, str piece)
{
    s->lent = piece;
    stream_stir(s);
    session_write(s->h);
    return lent_wait(s, true);
}

err stream_write(struct exchange *e, str piece)
{
    struct stream *s = stream_of(e);

    ctx_chaos(e->c);
    assert(!s->out_ended && (s->answer_left < 0 || (i64)piece.n <= s->answer_left));
    if (s->answer_left >= 0)
        s->answer_left -= (i64)piece.n;
    if (s->silent)
        return OK;
    if (!s->opened)
        return ERR_CANCELLED;
    e->sent += (i64)piece.n;
    if (stream_pending(s) + piece.n > STREAM_GATHER)
        return lend(s, piece);
    buf_add(&s->out, piece);
    stream_held(s, 0, 0);
    if (s->deferred || !s->out_timer.place)      /* else it goes with what waits already */
        stream_stir(s);
    return OK;
}

/* An answer shorter than announced ends as such: the client sees the stream break, not a body that looks whole. */
err stream_end(struct exchange *e)
{
    struct stream *s = stream_of(e);

    if (s->answer_left > 0 && !s->silent)
        return ERR_INTERNAL;
    if (!s->opened && !s->silent && stream_pending(s))
        return ERR_CANCELLED;
    s->out_ended = true;
    if (s->opened)
        stream_stir(s);
    return OK;
}

void stream_problem(struct stream *s)
{
    struct buf document = BUF_ON(&s->e.c->arena);

    problem_document(&document, s->lane, &s->refused);
    stream_reply(&s->e, error_facts[s->refused.what].status, S("application/problem+json"), buf_str(&document), false);
}
