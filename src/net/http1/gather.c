/*
 * Bodies that come while no handler runs, and so hold no fiber: one that is gathered for a
 * handler that goes on once it is whole, and one that an answered request left unread, which
 * is skipped so that the next request can be found.
 */
#include "base/memory.h"
#include "base/str.h"
#include "net/guests.h"
#include "net/http1/http1.h"
#include "runtime/settings.h"

enum { LEFTOVER_MS = 5000 };         /* how long an unread body may take to end */

static i64 now_ms(const struct conn *c) { return loop_mono_ms(c->lane->loop); }

/* ---- a body that is gathered ---- */

bool request_body_here(struct exchange *e)
{
    struct request *r = request_of(e);

    return r->body == BODY_WHOLE || r->body == BODY_BROKEN || r->framing.total > e->body_most || framing_here(&r->framing, r->conn->in.n);
}

void gather_begin(struct request *r)
{
    const struct settings *s = r->conn->lane->settings;

    r->gathering = true;
    r->body = BODY_READING;
    request_say_continue(r);
    pace_begin(&r->pace, s->body_timeout, r->e.body_streams ? 0 : s->body_deadline);
    conn_expect(r->conn, pace_wait(&r->pace, now_ms(r->conn)));
    r->gather_since_ms = now_ms(r->conn);
}

static void go_on(ctx *x, void *arg)
{
    struct request *r = arg;
    http_handler *next = r->e.next;

    r->e.next = NULL;
    next(&r->e, r->e.next_arg);
    request_leave(x, r);
}

/* Whole, or never to be: the handler goes on. The time that the client took does not count as the request's. */
static void gather_end(struct request *r)
{
    struct conn *c = r->conn;
    ctx *x = r->e.c;

    r->gathering = false;
    timer_stop(c->lane->loop, &c->in_timer);
    if (r->body == BODY_WHOLE)
        r->e.gathered = buf_str(&r->whole);
    if (x->deadline_ms)
        x->deadline_ms += now_ms(c) - r->gather_since_ms;
    conn_hold(c);
    seat_take(c->lane, &r->seat, r->guest, &r->e, go_on, r);
}

static void gather_broken(struct request *r, err why, const char *detail)
{
    request_broken(r, why, detail);
    gather_end(r);
}

static bool gather_add(struct request *r, str piece)
{
    struct guests *all = r->conn->lane->guests;

    if (!body_memory_guest(all, r->guest, (i64)piece.n))
        return false;
    if (!body_memory_take(all, piece.n)) {
        (void)body_memory_guest(all, r->guest, -(i64)piece.n);
        return false;
    }
    buf_add(&r->whole, piece);
    return true;
}

void gather_free(struct request *r)
{
    struct guests *all = r->conn->lane->guests;

    if (r->whole.n) {
        body_memory_give(all, r->whole.n);
        (void)body_memory_guest(all, r->guest, -(i64)r->whole.n);
    }
    buf_close(&r->whole);
}

/* Takes what has come. True: more is needed; false: all is there, or it is known why not. */
static bool gather_take(struct request *r)
{
    struct conn *c = r->conn;
    struct refusal why;

    for (;;) {
        str in = c->in, piece = S("");
        enum framed now = framing_take(&r->framing, &in, &piece, &why);
        conn_take(c, c->in.n - in.n);
        pace_moved(&r->pace, piece.n, c->lane->settings->body_rate, c->lane->settings->body_timeout);
        if (r->framing.total > r->e.body_most)
            return false;            /* the handler learns of it when it asks */
        if (now == FRAMED_MORE)
            return true;
        if (now != FRAMED_PIECE)
            return request_framed(r, now, &why);
        if (!gather_add(r, piece)) {
            request_broken(r, ERR_CROWDED, "Too many bodies are on their way; try again shortly.");
            return false;
        }
    }
}

bool gather_input(struct conn *c, struct request *r)
{
    pace_waited(&r->pace, now_ms(c));
    bool more = gather_take(r);
    i64 left_ms = pace_wait(&r->pace, now_ms(c));

    if (more && left_ms && !c->ended) {
        conn_expect(c, left_ms);
        return true;
    }
    if (!more)
        gather_end(r);
    else if (c->ended)
        gather_broken(r, ERR_MALFORMED, "The body ends before its end.");
    else
        gather_late(r);
    return false;
}

void gather_late(struct request *r)
{
    gather_broken(r, ERR_SLOW, "The body took too long to arrive.");
}

void gather_lost(struct request *r)
{
    gather_broken(r, ERR_CANCELLED, "The client has gone.");
}

/* ---- what an answered request left unread ---- */

struct leftover { struct framing framing; struct head_scan trailers; bool in_trailers; i64 passed; };

void leftover_begin(struct request *r)
{
    struct http1 *h = r->conn->above;

    h->leftover = memory_new(struct leftover);
    *h->leftover = (struct leftover){ .framing = r->framing, .trailers = r->trailer_scan, .in_trailers = r->trailer_scan.in_fields };
    h->leftover->trailers.in_fields = true;
    conn_expect(r->conn, LEFTOVER_MS);
}

void leftover_drop(struct http1 *h)
{
    memory_free(h->leftover);
    h->leftover = NULL;
}

static enum scan trailers_pass(struct conn *c, struct leftover *o)
{
    struct refusal why;
    enum scan now = c->in.n ? head_scan(&o->trailers, c->in, &trailer_limits, &why) : SCAN_MORE;

    if (now == SCAN_DONE)
        conn_take(c, o->trailers.at);
    return now;
}

/* By what is in the input: more is needed, it has ended, or there is no point in going on. */
static enum scan leftover_take(struct conn *c, struct leftover *o)
{
    struct refusal why;

    while (!o->in_trailers) {
        str in = c->in, piece = S("");
        enum framed now = framing_take(&o->framing, &in, &piece, &why);
        conn_take(c, c->in.n - in.n);
        o->passed += (i64)piece.n;
        if (now == FRAMED_BAD || o->passed > UNREAD_MOST)
            return SCAN_BAD;
        if (now == FRAMED_MORE)
            return SCAN_MORE;
        if (now == FRAMED_END)
            return SCAN_DONE;
        o->in_trailers = now == FRAMED_TRAILERS;
    }
    return trailers_pass(c, o);
}

bool leftover_input(struct conn *c, struct http1 *h)
{
    enum scan now = leftover_take(c, h->leftover);

    if (now == SCAN_MORE && !c->ended)
        return true;
    leftover_drop(h);
    if (now != SCAN_DONE)
        conn_finish(c);
    return false;
}
