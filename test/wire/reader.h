/*
 * Reads a connection's bytes as the server does, but without one: heads, bodies,
 * trailers, in pieces of any size. What it says of them (statuses in order, and
 * whether it waits for more) is what tests and fuzzers compare.
 */
#pragma once
#include <string.h>
#include "base/arena.h"
#include "base/buf.h"
#include "net/http1/body.h"

struct reader {
    struct arena *arena;
    struct buf kept, verdict;        /* bytes not taken yet; "200 400 closed" */
    struct head_scan scan;
    struct framing framing;
    enum { READ_HEAD, READ_BODY, READ_TRAILERS, READ_CLOSED } state;
    bool keep_alive;
    u64 body_hash;
    size_t requests;
};

static const struct head_limits reader_limits = { HEAD_LINE_MOST, 32 * 1024, HEAD_FIELDS_MOST };

static inline void reader_init(struct reader *r, struct arena *a)
{
    *r = (struct reader){ .arena = a, .kept = BUF_ON(a), .verdict = BUF_ON(a) };
}

static inline void reader_says(struct reader *r, int status, bool close)
{
    buf_format(&r->verdict, "%s%d", r->verdict.n ? " " : "", status);
    if (close)
        buf_lit(&r->verdict, " closed");
    r->state = close ? READ_CLOSED : READ_HEAD;
    r->scan = (struct head_scan){0};
    r->requests++;
}

static inline void reader_take(struct reader *r, size_t n)
{
    memmove(r->kept.p, r->kept.p + n, r->kept.n - n);
    r->kept.n -= n;
}

static inline bool reader_head(struct reader *r, struct refusal *why)
{
    struct head head;
    enum scan now = head_scan(&r->scan, buf_str(&r->kept), &reader_limits, why);

    if (now == SCAN_MORE)
        return false;
    if (now == SCAN_BAD || !head_parse(r->arena, &r->scan, r->kept.p, &head, why)) {
        reader_says(r, error_facts[why->what].status, true);
        return false;
    }
    r->keep_alive = head.keep_alive;
    reader_take(r, r->scan.at);
    if (head.chunked)
        framing_chunked(&r->framing);
    else
        framing_length(&r->framing, head.content_length > 0 ? head.content_length : 0);
    r->state = READ_BODY;
    return true;
}

static inline bool reader_body(struct reader *r, struct refusal *why)
{
    str in = buf_str(&r->kept), piece;
    enum framed now = framing_take(&r->framing, &in, &piece, why);

    if (now == FRAMED_PIECE)
        for (size_t i = 0; i < piece.n; i++)
            r->body_hash = (r->body_hash ^ (u8)piece.p[i]) * 0x100000001b3u;
    reader_take(r, r->kept.n - in.n);
    if (now == FRAMED_BAD)
        reader_says(r, 400, true);
    else if (now == FRAMED_END)
        reader_says(r, 200, !r->keep_alive);
    if (now == FRAMED_TRAILERS) {
        r->scan = (struct head_scan){ .in_fields = true };
        r->state = READ_TRAILERS;
    }
    return now != FRAMED_MORE;
}

static inline bool reader_trailers(struct reader *r, struct refusal *why)
{
    struct header *fields;
    size_t n;
    enum scan now = head_scan(&r->scan, buf_str(&r->kept), &reader_limits, why);

    if (now == SCAN_MORE)
        return false;
    if (now == SCAN_BAD || !trailers_parse(r->arena, &r->scan, r->kept.p, &fields, &n, why)) {
        reader_says(r, error_facts[why->what].status, true);
        return false;
    }
    reader_take(r, r->scan.at);
    reader_says(r, 200, !r->keep_alive);
    return true;
}

static inline bool reader_step(struct reader *r)
{
    struct refusal why;

    switch (r->state) {
    case READ_HEAD:
        return r->kept.n && reader_head(r, &why);
    case READ_BODY:
        return reader_body(r, &why);
    case READ_TRAILERS:
        return reader_trailers(r, &why);
    case READ_CLOSED:
        break;
    }
    return false;
}

static inline void reader_feed(struct reader *r, str bytes)
{
    buf_add(&r->kept, bytes);
    while (reader_step(r))
        ;
}

/* The verdict, with "waits" behind it when something was begun and is not whole. */
static inline str reader_end(struct reader *r)
{
    if (r->state != READ_CLOSED && (r->kept.n || r->state != READ_HEAD))
        buf_format(&r->verdict, "%swaits", r->verdict.n ? " " : "");
    return buf_str(&r->verdict);
}
