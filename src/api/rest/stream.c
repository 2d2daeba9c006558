/* A stream of events as an answer. */
#include "api/rest/rest_own.h"
#include "net/sse.h"

str request_last_event_id(ctx *c)
{
    return sse_last_id(call_of(c)->x);
}

static err stream_open(struct exchange *x, const struct event_stream *s)
{
    struct sse *sse;

    if (x->method == METHOD_HEAD) {
        TRY(reply_begin(x, 200, S("text/event-stream"), -1));
        return reply_end(x);
    }
    TRY(sse_begin(x, s->rules, s->arg, &sse));
    if (s->begin)
        s->begin(sse, s->arg);
    return OK;
}

err event_stream_send(struct call *k, const struct event_stream *s)
{
    err e = stream_open(k->x, s);

    if ((e != OK || k->x->method == METHOD_HEAD) && s->rules.gone)
        s->rules.gone(s->arg);
    return e;
}
