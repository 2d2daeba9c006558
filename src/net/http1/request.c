/* Reading a request's body: from the connection's input, through its framing, to a handler that waits. */
#include "base/arena.h"
#include "base/str.h"
#include "net/http1/http1.h"
#include "runtime/settings.h"

enum {
    READS_BEFORE_OTHERS = 16         /* from a fast sender, before others have their turn */
};

const struct head_limits trailer_limits = { HEAD_LINE_MOST, 8192, HEAD_FIELDS_MOST };

void request_broken(struct request *r, err e, const char *detail)
{
    r->body = BODY_BROKEN;
    r->broken = e;
    r->detail = detail;
    r->keep_alive = false;
}

static err broken(struct request *r, err e, const char *detail)
{
    request_broken(r, e, detail);
    return fail_with(r->e.c, e, "%s", detail);
}

/* A client that asked for 100 Continue gets it now, unless it did not wait. */
void request_say_continue(struct request *r)
{
    if (r->wants_continue && !r->conn->in.n && !r->e.status)
        buf_lit(conn_out(r->conn), "HTTP/1.1 100 Continue\r\n\r\n");
    r->wants_continue = false;
}

/* Only the time spent waiting for the client counts as the client's. */
static err client_wait_paced(struct request *r)
{
    struct loop *l = r->conn->lane->loop;

    conn_expect(r->conn, pace_wait(&r->pace, loop_mono_ms(l)));
    err e = request_wait(r, &r->reader);
    r->slow |= pace_waited(&r->pace, loop_mono_ms(l));
    return e;
}

/* Returns with more input, or with the reason why there will be none. */
static err more(struct request *r)
{
    struct conn *c = r->conn;

    if (++r->reads % READS_BEFORE_OTHERS == 0)
        TRY(ctx_yield(r->e.c));
    while (!conn_fill(c) && !c->ended) {
        if (c->gone)
            return broken(r, ERR_CANCELLED, "The client has gone.");
        if (r->slow)
            return broken(r, ERR_SLOW, "The body took too long to arrive.");
        TRY(client_wait_paced(r));
    }
    return c->ended ? broken(r, ERR_MALFORMED, "The body ends before its end.") : OK;
}

/* The section after the last chunk, as `in` has it. Whole: true. */
static err trailers_take(struct request *r, bool *whole)
{
    struct arena *a = &r->e.c->arena;
    struct conn *c = r->conn;
    struct refusal why;
    enum scan now = SCAN_MORE;

    if (c->in.n)
        now = head_scan(&r->trailer_scan, c->in, &trailer_limits, &why);
    *whole = now == SCAN_DONE;
    if (now == SCAN_MORE)
        return OK;
    if (now == SCAN_BAD)
        return broken(r, why.what, why.detail);
    char *bytes = (char *)arena_copy(a, str_to(c->in, r->trailer_scan.at)).p;
    conn_take(c, r->trailer_scan.at);
    if (!trailers_parse(a, &r->trailer_scan, bytes, &r->trailers, &r->trailer_count, &why))
        return broken(r, why.what, why.detail);
    r->body = BODY_WHOLE;
    return OK;
}

static err trailers_read(struct request *r)
{
    bool whole = false;

    r->trailer_scan.in_fields = true;
    for (;;) {
        TRY(trailers_take(r, &whole));
        if (whole)
            return OK;
        TRY(more(r));
    }
}

bool request_framed(struct request *r, enum framed now, const struct refusal *why)
{
    bool whole = true;

    r->trailer_scan.in_fields |= now == FRAMED_TRAILERS;
    if (now == FRAMED_BAD)
        request_broken(r, why->what, why->detail);
    else if (now == FRAMED_END)
        r->body = BODY_WHOLE;
    else if (trailers_take(r, &whole) != OK)
        return false;
    return !whole;
}

static err size_check(struct request *r, i64 most)
{
    if (r->framing.total <= most)
        return OK;
    return fail_with(r->e.c, ERR_TOO_LARGE, "The body is larger than the %lld octets accepted here.", (long long)most);
}

/* What the framing found, if not that more is needed. */
static err framed(struct request *r, enum framed now, const struct refusal *why)
{
    if (now == FRAMED_BAD)
        return broken(r, why->what, why->detail);
    if (now == FRAMED_TRAILERS)
        return trailers_read(r);
    if (now == FRAMED_END)
        r->body = BODY_WHOLE;
    return OK;
}

/* A piece, or nothing at the end. */
static err piece_take(struct request *r, str *piece, i64 most)
{
    struct conn *c = r->conn;
    struct refusal why;

    *piece = S("");
    for (;;) {
        str in = c->in;
        enum framed now = framing_take(&r->framing, &in, piece, &why);
        conn_take(c, c->in.n - in.n);
        pace_moved(&r->pace, piece->n, c->lane->settings->body_rate, c->lane->settings->body_timeout);
        TRY(size_check(r, most));
        if (now != FRAMED_MORE)
            return framed(r, now, &why);
        TRY(more(r));
    }
}

static err body_take(struct request *r, str *piece, i64 most)
{
    *piece = S("");
    if (r->body == BODY_WHOLE)
        return OK;
    if (r->body == BODY_BROKEN)
        return fail_with(r->e.c, r->broken, "%s", r->detail);
    TRY(size_check(r, most));
    if (r->body == BODY_UNREAD) {
        const struct settings *s = r->conn->lane->settings;
        conn_keep(r->conn);
        pace_begin(&r->pace, s->body_timeout, r->e.body_streams ? 0 : s->body_deadline);
        request_say_continue(r);
        r->body = BODY_READING;
    }
    return piece_take(r, piece, most);
}

err request_body_read(struct exchange *e, str *piece)
{
    ctx_chaos(e->c);
    return body_take(request_of(e), piece, e->body_most);
}

size_t request_trailers(struct exchange *e, struct header **out)
{
    struct request *r = request_of(e);

    *out = r->trailers;
    return r->body == BODY_WHOLE ? r->trailer_count : 0;
}
