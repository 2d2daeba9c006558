/* A connection as a stream of events: the same JSON one way. Its end is its last event; one that does not read just ends. */
#include "api/realtime/own.h"
#include "api/rest/route.h"
#include "base/arena.h"
#include "base/memory.h"
#include "base/str.h"
#include "runtime/settings.h"

enum { SLOT_STREAMS = 1, RETRY_MS = 3000 };

struct told { struct shared *text; struct metrics *metrics; i64 times; int label; };

static void told_drop(void *frame)
{
    struct told *t = frame;

    metric_add(t->metrics, M_SOCKET_EVENTS, t->label, t->times);
    sse_shared_drop(&t->text);
    memory_free(t);
}

static str event_text(struct buf *b, str cursor, str json)
{
    sse_format(b, cursor, S(""), json);
    return buf_str(b);
}

static struct told *told_of(const struct connection *n, struct heard *h)
{
    struct told *t = h->frames[SLOT_STREAMS].frame;

    if (t)
        return t;
    t = memory_new(struct told);
    t->text = sse_shared(h->cursor, S(""), h->json);
    t->metrics = n->home->world->metrics;
    t->times = 0;
    t->label = metric_label(t->metrics, M_SOCKET_EVENTS, str_of(h->type));
    h->frames[SLOT_STREAMS].frame = t;
    h->frames[SLOT_STREAMS].drop = told_drop;
    return t;
}

/* False: it has been dropped, since too much waits for it. */
static bool said(struct connection *n, bool sent)
{
    if (!sent && !n->ended)
        connection_dropped(n, DROP_slow);
    weigh_soon(n);
    return sent;
}

static bool deliver(struct ear *e, struct heard *h)
{
    struct connection *n = connection_of(e);

    if (n->ended || (!h->cursor.n && sse_is_behind(n->sse)))
        return !sse_is_behind(n->sse);
    struct told *t = told_of(n, h);
    weigh_told(n, h);
    t->times += said(n, sse_send_shared(n->sse, t->text));
    return !sse_is_behind(n->sse);
}

static bool stream_say(struct connection *n, str cursor, str json)
{
    struct buf b = { 0 };
    bool sent = said(n, sse_send_text(n->sse, event_text(&b, cursor, json)));

    buf_close(&b);
    return sent;
}

static void stream_end(struct connection *n, u16 code, const char *reason)
{
    struct buf json = { 0 }, b = { 0 };

    buf_format(&json, "{\"type\":\"close\",\"code\":%d,\"reason\":\"%s\"}", code, reason);
    (void)sse_send_text(n->sse, event_text(&b, S(""), buf_str(&json)));
    sse_end(n->sse);
    n->code = code;
    buf_close(&json);
    buf_close(&b);
}

static void slow(struct ear *e)
{
    struct connection *n = connection_of(e);

    if (n->ended)
        return;
    connection_dropped(n, DROP_slow);
    sse_drop(n->sse);
}

static size_t stream_pending(const struct connection *n)
{
    return sse_pending(n->sse);
}

const struct voice stream_voice = {
    .mouth = { SLOT_STREAMS, deliver, say_live, say_resync, say_gone, fate_doubt, slow, connection_lost },
    .kind = CROWD_STREAMS, .say = stream_say, .end = stream_end, .pending = stream_pending,
};

/* ---- its life ---- */

static void room(void *arg)
{
    struct connection *n = arg;

    weigh_soon(n);
    if (ear_is_open(&n->ear))
        ear_room(&n->ear);
}

static void drain(void *arg)
{
    connection_end(arg, DROP_drain, WS_GOING_AWAY, "going_away");
}

/* Its first fiber: made with the request, while there is still somebody to refuse. */
struct opening { ctx *c; struct connection *of; struct open_query query; str cursor; };

/* It may never have begun: a HEAD, a server that stops. What it is still at work on ends first. */
static void gone(void *arg)
{
    struct connection *n = arg;
    bool begun = n->sse;

    n->ended = true;
    n->sse = NULL;
    if (n->opening && begun) {
        ctx_cancel(n->opening->c);
        return;
    }
    if (n->opening)
        ctx_end(n->opening->c);
    connection_free(n, n->code ? n->code : WS_ABNORMAL);
}

static void run(ctx *c, void *arg)
{
    struct opening *o = arg;
    struct connection *n = o->of;

    if (!n->ended)
        sse_retry(n->sse, RETRY_MS);
    open_run(c, n, &o->query, o->cursor);
    ctx_end(c);
    n->opening = NULL;
    if (!n->sse)
        connection_free(n, n->code ? n->code : WS_ABNORMAL);
}

static void begin(struct sse *s, void *arg)
{
    struct connection *n = arg;

    n->sse = s;
    ctx_start(n->opening->c, run, n->opening);
}

err events_open(ctx *c, struct realtime *home, const struct open_query *in, struct event_stream *out)
{
    str last = request_last_event_id(c);
    struct connection *n;

    TRY(open_admit(c, home, &stream_voice, in, &n));
    ctx *first = ctx_new(c->loop);
    n->opening = arena_new(&first->arena, struct opening);
    *n->opening = (struct opening){ .c = first, .of = n, .cursor = arena_copy(&first->arena, last.n ? last : in->cursor) };
    open_copy(&first->arena, in, &n->opening->query);
    first->deadline_ms = loop_mono_ms(c->loop) + home->world->settings->request_timeout;
    *out = (struct event_stream){ begin, { .room = room, .drain = drain, .gone = gone }, n };
    return OK;
}
