/* A subscription as a stream of events: graphql-sse, distinct connections. Its end is `complete`; one that is cut off just ends. */
#include "api/graphql/sub.h"
#include "api/rest/answer.h"
#include "base/str.h"
#include "net/sse.h"

/* False: it has been dropped, since too much waits for it. */
static bool send(struct sub_line *l, str event, str data)
{
    bool sent = sse_send(l->n.sse, S(""), event, data);

    if (!sent && !l->n.ended)
        connection_dropped(&l->n, DROP_slow);
    weigh_soon(&l->n);
    return sent;
}

static bool next(struct sub_line *l, const struct sub *s, str result)
{
    (void)s;
    return send(l, S("next"), result);
}

static void complete(struct sub_line *l, const struct sub *s)
{
    (void)s;
    (void)send(l, S("complete"), S(""));
    l->n.code = WS_NORMAL;
    sse_end(l->n.sse);
}

static const struct sub_voice voice = { next, complete };

/* ---- as a connection ---- */

static bool say(struct connection *n, str cursor, str json) { (void)n, (void)cursor, (void)json; return true; }

static void end(struct connection *n, u16 code, const char *reason)
{
    (void)reason;
    n->code = code;
    sse_end(n->sse);
}

static void slow(struct ear *e)
{
    struct connection *n = connection_of(e);

    if (n->ended)
        return;
    connection_dropped(n, DROP_slow);
    sse_drop(n->sse);
}

static size_t pending(const struct connection *n) { return sse_pending(n->sse); }

static const struct voice stream = {
    .mouth = { 2, sub_line_hears, sub_line_quiet, sub_line_resync, sub_line_quiet, fate_doubt, slow, connection_lost },
    .kind = CROWD_STREAMS, .say = say, .end = end, .pending = pending,
};

/* ---- its life ---- */

static void room(void *arg)
{
    weigh_soon(&((struct sub_line *)arg)->n);
}

static void drain(void *arg)
{
    connection_end(&((struct sub_line *)arg)->n, DROP_drain, WS_GOING_AWAY, "going_away");
}

static void gone(void *arg)
{
    struct sub_line *l = arg;

    sub_line_close(l, l->n.code ? l->n.code : WS_ABNORMAL);
}

static const struct sse_rules rules = { .room = room, .drain = drain, .gone = gone };

static err token_end(ctx *c, when *out)
{
    struct caller who;
    str token;

    *out = (when){ 0 };
    return request_bearer(c, &token) ? session_check_until(c, token, &who, out) : OK;
}

/* All that can be refused is, before the answer begins. */
static err line_begin(struct inquiry *q, struct sub_line *l)
{
    const struct sub_question asks = { q->text, q->in.operation_name.is == GIVEN ? q->in.operation_name.v : S(""), q->in.variables.json };
    struct sub_asked asked = { .operation = q->operation, .request = q->request };
    ctx *c = q->k->c;
    when ends;

    TRY(token_end(c, &ends));
    if (c->caller.account.v)
        TRY(connection_take(c, &l->n, &c->caller, ends));
    TRY(sub_begin(c, l, &asked, &asks, S("")));
    TRY(sub_line_open(c, l));
    reply_header(q->k->x, S("Vary"), S("Accept"));
    return sse_begin(q->k->x, rules, l, &l->n.sse);
}

err sub_stream_open(struct inquiry *q)
{
    struct graphql *g = q->graphql;
    ctx *c = q->k->c;

    if (!g->realtime)
        return fail_with(c, ERR_UNAVAILABLE, "Nothing is listened to here.");
    struct sub_line *l = CONTAINER(connection_new(c, g->realtime, &stream, sizeof *l), struct sub_line, n);
    sub_line_init(l, g, &voice, limits_client(&q->k->loop->clients, g->world, &q->k->client));
    err e = line_begin(q, l);
    q->streams = e == OK;
    if (e != OK)
        sub_line_close(l, WS_ABNORMAL);
    return e;
}
