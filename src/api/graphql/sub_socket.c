/*
 * A socket for operations: graphql-transport-ws. A message is served whole before the next one is looked at, so queries and
 * mutations are answered in order; subscriptions go on meanwhile.
 */
#include "api/graphql/sub.h"
#include "api/front/trace.h"
#include "base/json.h"
#include "base/str.h"
#include "crypto/problems.h"
#include "ports/rate.h"
#include "runtime/settings.h"

enum {
    CLOSE_BAD = 4400, CLOSE_EARLY = 4401, CLOSE_REFUSED = 4403, CLOSE_PROTOCOL = 4406, CLOSE_LATE = 4408, CLOSE_TAKEN = 4409,
    CLOSE_AGAIN = 4429
};
enum { INIT_MS = 10 * 1000, COST_OF_A_REQUEST = 100, KEY_SHOWN = 64 };

static const char PROTOCOL[] = "graphql-transport-ws";

struct sub_socket {
    struct sub_line line;
    struct caller who;               /* as the request for the socket says; nobody: 0 */
    when ends;
    struct address client;
    struct timer init;               /* it has to come by then */
    bool begun, acknowledged;        /* the first message came; and was good */
};

static struct sub_socket *socket_of(struct sub_line *l) { return CONTAINER(l, struct sub_socket, line); }

/* ---- out ---- */

static bool send(struct sub_line *l, str text)
{
    bool sent = ws_send(l->n.ws, WS_TEXT, text);

    weigh_soon(&l->n);
    return sent;
}

/* {"id": ..., "type": ..., "payload": ...}; p NULL: it has none */
static bool send_of(struct sub_line *l, str key, const char *type, str payload)
{
    struct buf b = { 0 };

    buf_lit(&b, "{\"id\":");
    json_text(&b, key);
    buf_format(&b, ",\"type\":\"%s\"", type);
    if (payload.p) {
        buf_lit(&b, ",\"payload\":");
        buf_add(&b, payload);
    }
    buf_byte(&b, '}');
    bool sent = send(l, buf_str(&b));
    buf_close(&b);
    return sent;
}

static bool next(struct sub_line *l, const struct sub *s, str result)
{
    return send_of(l, s->key, "next", result);
}

static void complete(struct sub_line *l, const struct sub *s)
{
    (void)send_of(l, s->key, "complete", (str){ 0 });
}

static const struct sub_voice voice = { next, complete };

/* ---- as a connection ---- */

static bool say(struct connection *n, str cursor, str json) { (void)n, (void)cursor, (void)json; return true; }

static void end(struct connection *n, u16 code, const char *reason)
{
    ws_close(n->ws, code, str_of(reason));
}

static void slow(struct ear *e)
{
    struct connection *n = connection_of(e);

    if (n->ended)
        return;
    connection_dropped(n, DROP_slow);
    ws_drop(n->ws, WS_TRY_LATER, S("slow_reader"));
    weigh_dying(n);
}

static size_t pending(const struct connection *n) { return ws_pending(n->ws); }

static const struct voice socket = {
    .mouth = { 2, sub_line_hears, sub_line_quiet, sub_line_resync, sub_line_quiet, fate_doubt, slow, connection_lost },
    .kind = CROWD_SOCKETS, .say = say, .end = end, .pending = pending,
};

static void refuse(struct sub_line *l, u16 code, const char *reason)
{
    connection_end(&l->n, DROP_protocol, code, reason);
}

/* ---- one message ---- */

struct asked { ctx *c; struct sub_line *l; const struct sub_message *m; };

/* ---- who it is ---- */

/* Guessing is bounded as it is in a request's header. */
static err token_check(struct asked *a, str token, struct sub_socket *s)
{
    struct world *w = a->c->world;
    u64 from = rate_of_address(w, &s->client);
    i64 now_s = ctx_now(a->c).ms / 1000;
    struct rate guesses = rate_peek(w, &bad_tokens_per_address, from, now_s);

    TRY(rate_refuse(a->c, &guesses, "invalid tokens"));
    err e = session_check_until(a->c, token, &s->who, &s->ends);
    if (e == ERR_SIGN_IN)
        (void)rate_count(w, &bad_tokens_per_address, from, now_s);
    return e;
}

static err enter(struct asked *a, struct sub_socket *s)
{
    str token;

    TRY(sub_token_read(&a->c->arena, a->m, &token));
    if (token.p)
        TRY(token_check(a, token, s));
    if (a->l->n.ended)
        return ERR_CANCELLED;
    if (s->who.account.v)
        TRY(connection_take(a->c, &a->l->n, &s->who, s->ends));
    return sub_line_open(a->c, a->l);
}

static void init_refuse(struct asked *a, err e)
{
    if (e == ERR_CANCELLED)
        return;
    if (e == ERR_TOO_MANY)
        connection_end(&a->l->n, DROP_protocol, WS_TRY_LATER, problem_told(&a->c->failure, e)->code);
    else if (error_facts[e].status >= 500)
        connection_end(&a->l->n, DROP_NONE, WS_INTERNAL, "internal");
    else
        refuse(a->l, CLOSE_REFUSED, "Forbidden");
}

static void init(struct asked *a)
{
    struct sub_socket *s = socket_of(a->l);

    if (s->begun) {
        refuse(a->l, CLOSE_AGAIN, "Too many initialisation requests");
        return;
    }
    s->begun = true;
    timer_stop(a->l->n.loop, &s->init);
    err e = enter(a, s);
    if (e != OK) {
        init_refuse(a, e);
        return;
    }
    s->acknowledged = true;
    (void)send(a->l, S("{\"type\":\"connection_ack\"}"));
}

/* ---- operations ---- */

/* As many requests as one over HTTP counts for: one before it is looked at, whatever it is, and the others once it is known. */
static err requests_take(struct asked *a, i64 requests)
{
    struct rate r = limits_take(a->c->world, RATE_READS, a->c->caller.account, &a->l->from, requests, ctx_now(a->c).ms / 1000);

    return r.limit ? rate_refuse(a->c, &r, "requests") : OK;
}

static err cost_take(struct asked *a, const struct sub_asked *asked)
{
    i64 further = (gql_request_cost(asked->request) - 1) / COST_OF_A_REQUEST;

    return further > 0 ? requests_take(a, further) : OK;
}

/* Its document may be one that a hash names, over HTTP too. */
static err operation_make(struct asked *a, struct sub_question *q, raw_json extensions, struct sub_asked *asked)
{
    struct graphql *g = a->l->home;
    struct persisted persisted;

    TRY(persisted_find(&a->c->arena, &a->c->failure, extensions, &persisted));
    if (!q->text.n && persisted.asked)
        q->text = (str){ 0 };
    TRY(persisted_read(a->c, g, &persisted, &asked->errors, &q->text));
    err e = sub_ask(a->c, g, q, asked);
    if (asked->document)
        persisted_keep(a->c, &persisted, q->text);
    return e;
}

static err operation_run(struct asked *a, struct sub_question *q, raw_json extensions, struct sub_asked *asked)
{
    struct graphql *g = a->l->home;
    struct buf out = BUF_ON(&a->c->arena);

    TRY(requests_take(a, 1));
    TRY(operation_make(a, q, extensions, asked));
    TRY(cost_take(a, asked));
    if (a->l->count >= g->settings->graphql_max_subscriptions)
        return fail(a->c, &too_many_subscriptions);
    if (gql_operation_is(asked->operation) == GQL_SUBSCRIPTION)
        return sub_begin(a->c, a->l, asked, q, a->m->id);
    TRY(sub_execute(a->c, g, asked, NULL, &out));
    if (a->l->n.ended)
        return ERR_CANCELLED;
    (void)send_of(a->l, a->m->id, "next", buf_str(&out));
    (void)send_of(a->l, a->m->id, "complete", (str){ 0 });
    return OK;
}

static const char *taken_reason(struct asked *a)
{
    str shown = a->m->id.n <= KEY_SHOWN ? a->m->id : S("that id");

    return arena_cstr(&a->c->arena, arena_format(&a->c->arena, "Subscriber for " STR_FMT " already exists", STR_ARG(shown)));
}

static void subscribe(struct asked *a)
{
    struct sub_question q;
    struct sub_asked asked = { 0 };
    raw_json extensions;

    if (!socket_of(a->l)->acknowledged) {
        refuse(a->l, CLOSE_EARLY, "Unauthorized");
        return;
    }
    if (sub_question_read(&a->c->arena, a->m, &q, &extensions) != OK) {
        refuse(a->l, CLOSE_BAD, a->m->wrong);
        return;
    }
    if (sub_find(a->l, a->m->id)) {
        refuse(a->l, CLOSE_TAKEN, taken_reason(a));
        return;
    }
    gql_errors_init(&asked.errors, &a->c->arena);
    err e = operation_run(a, &q, extensions, &asked);
    sub_leave(a->l->home, &asked);
    if (e == OK || e == ERR_CANCELLED || a->l->n.ended)
        return;
    if (!asked.errors.n)
        sub_fault(a->c, &asked.errors, e);
    (void)send_of(a->l, a->m->id, "error", sub_faults(a->c, q.text, &asked.errors));
}

static void finish(struct asked *a)
{
    struct sub *s = sub_find(a->l, a->m->id);

    if (s)
        sub_end(s);
}

static void ping(struct asked *a)
{
    (void)send(a->l, S("{\"type\":\"pong\"}"));
}

static void pong(struct asked *a) { (void)a; }

static void (*const runs[])(struct asked *) = {
    [SUB_INIT] = init, [SUB_SUBSCRIBE] = subscribe, [SUB_COMPLETE] = finish, [SUB_PING] = ping, [SUB_PONG] = pong,
};

static void serve(ctx *c, struct ws *w, enum ws_opcode opcode, str text)
{
    struct sub_line *l = ws_arg(w);
    struct sub_message m;

    (void)opcode;
    if (l->n.ended)
        return;
    c->caller = l->n.caller;
    connection_seen(&l->n);
    if (sub_message_read(&c->arena, text, &m) == OK)
        runs[m.word](&(struct asked){ c, l, &m });
    else
        refuse(l, CLOSE_BAD, m.wrong);
}

static void message(struct ws *w, enum ws_opcode opcode, str text)
{
    struct sub_line *l = ws_arg(w);

    if (opcode == WS_TEXT)
        ws_serve(w, serve, opcode, text);
    else
        refuse(l, CLOSE_BAD, "Invalid message");
}

/* ---- its life ---- */

static void room(struct ws *w)
{
    weigh_soon(&((struct sub_line *)ws_arg(w))->n);
}

static enum dropped dropped_by(u16 code)
{
    switch (code) {
    case WS_TRY_LATER:  return DROP_slow;
    case WS_POLICY:     return DROP_silent;
    case WS_GOING_AWAY: return DROP_drain;
    default:            return DROP_protocol;
    }
}

static void closed(struct ws *w, u16 code)
{
    struct sub_line *l = ws_arg(w);

    timer_stop(l->n.loop, &socket_of(l)->init);
    if (ws_ended_here(w) && !l->n.ended)
        connection_dropped(&l->n, dropped_by(code));
    sub_line_close(l, code);
}

const struct ws_rules sub_socket_rules = { .message = message, .close = closed, .room = room,
                                           .protocols = (const char *const[]){ PROTOCOL, NULL } };

static void too_late(struct timer *t)
{
    refuse(&CONTAINER(t, struct sub_socket, init)->line, CLOSE_LATE, "Connection initialisation timeout");
}

static bool speaks(const struct exchange *x)
{
    for (size_t i = 0; i < x->header_count; i++) {
        str offers = x->headers[i].value, offer;
        while (str_eq(x->headers[i].name, S("sec-websocket-protocol")) && str_cut(&offers, ',', &offer))
            if (str_eq(str_trim(offer), str_of(PROTOCOL)))
                return true;
    }
    return false;
}

static err request_end(struct call *k, struct sub_socket *s)
{
    str token;

    s->who = k->c->caller;
    return request_bearer(k->c, &token) ? session_check_until(k->c, token, &s->who, &s->ends) : OK;
}

static void begin(struct sub_socket *s, bool spoken)
{
    struct connection *n = &s->line.n;

    s->init.fire = too_late;
    if (spoken)
        timer_start(n->loop, &s->init, INIT_MS);
    else
        refuse(&s->line, CLOSE_PROTOCOL, "Subprotocol not acceptable");
}

err sub_socket_take(struct call *k)
{
    struct graphql *g = k->endpoint->arg;
    bool spoken = speaks(k->x);

    if (!g->realtime)
        return fail_with(k->c, ERR_UNAVAILABLE, "Nothing is listened to here.");
    struct connection *n = connection_new(k->c, g->realtime, &socket, sizeof(struct sub_socket));
    struct sub_socket *s = socket_of(CONTAINER(n, struct sub_line, n));
    sub_line_init(&s->line, g, &voice, limits_client(&k->loop->clients, g->world, &k->client));
    s->client = k->client;
    err e = request_end(k, s);
    n->ws = e == OK ? ws_upgrade(k->x, g->sockets, &s->line) : NULL;
    if (n->ws)
        begin(s, spoken);
    else
        connection_free(n, WS_ABNORMAL);
    return e;
}
