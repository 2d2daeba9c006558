/*
 * The trace and the id of a request. A caller's W3C trace context is continued: the same
 * trace, its span as our parent, a new span of our own; a malformed one is ignored
 * (https://www.w3.org/TR/trace-context/). Its X-Request-Id is returned; without one our
 * span's id is the request's.
 */
#include "api/front/trace.h"
#include "api/front/call.h"
#include "base/str.h"

enum { TRACEPARENT = 55, TRACESTATE_MOST = 512, REQUEST_ID_MOST = 128 };

/* The standard requires lower case. */
static int lower_hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Also false if all of it is zero. */
static bool hex_read(const char *text, u8 *out, size_t n)
{
    u8 any = 0;

    for (size_t i = 0; i < n; i++) {
        int high = lower_hex(text[2 * i]), low = lower_hex(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (u8)(high << 4 | low);
        any |= out[i];
    }
    return any != 0;
}

bool traceparent_read(str text, struct trace *out)
{
    u8 version, flags;

    if (text.n < TRACEPARENT || text.p[2] != '-' || text.p[35] != '-' || text.p[52] != '-')
        return false;
    (void)hex_read(text.p, &version, 1);
    if (lower_hex(text.p[0]) < 0 || lower_hex(text.p[1]) < 0 || version == 0xff)
        return false;
    if (text.n > TRACEPARENT && (version == 0 || text.p[TRACEPARENT] != '-'))
        return false;
    if (lower_hex(text.p[53]) < 0 || lower_hex(text.p[54]) < 0)
        return false;
    (void)hex_read(text.p + 53, &flags, 1);
    out->sampled = flags & 1;
    return hex_read(text.p + 3, out->trace_id, 16) && hex_read(text.p + 36, out->parent_id, 8);
}

bool request_id_valid(str text)
{
    if (text.n < 1 || text.n > REQUEST_ID_MOST)
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] <= ' ' || text.p[i] > '~')
            return false;
    return true;
}

static void trace_new(struct trace *t, struct rng *rng)
{
    u64 made[2] = { rng_next(rng) | 1, rng_next(rng) };

    memcpy(t->trace_id, made, sizeof made);
    memset(t->parent_id, 0, sizeof t->parent_id);
    t->sampled = true;
}

/* "traceparent: 00-<trace>-<span>-01", and where the span's digits are in it. */
static str traceparent_line(struct buf *head, const struct trace *t)
{
    buf_lit(head, "traceparent: 00-");
    buf_hex(head, t->trace_id, sizeof t->trace_id);
    buf_byte(head, '-');
    buf_hex(head, t->span_id, sizeof t->span_id);
    buf_add(head, t->sampled ? S("-01\r\n") : S("-00\r\n"));
    return (str){ head->p + head->n - 21, 16 };
}

void trace_begin(struct call *k)
{
    struct trace *t = &k->c->trace;
    struct buf *head = &k->x->extra;
    struct rng *rng = &k->loop->rng;
    u64 span = rng_next(rng) | 1;
    str asked = k->wanted[H_REQUEST_ID];
    bool goes_on = k->wanted[H_TRACEPARENT].p && !(k->repeated >> H_TRACEPARENT & 1) &&
                   traceparent_read(k->wanted[H_TRACEPARENT], t);

    if (!goes_on)
        trace_new(t, rng);
    memcpy(t->span_id, &span, sizeof span);
    str span_text = traceparent_line(head, t);
    bool known = asked.p && request_id_valid(asked);
    k->request_id = known ? asked : arena_copy(&k->c->arena, span_text);
    head_line(k, S("X-Request-Id: "), k->request_id);
    if (goes_on && k->wanted[H_TRACESTATE].n && k->wanted[H_TRACESTATE].n <= TRACESTATE_MOST)
        head_line(k, S("tracestate: "), k->wanted[H_TRACESTATE]);
}
