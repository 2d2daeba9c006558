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
enum { INIT_MS = 10 * 1000, COST_OF_A_REQUEST = 100, KEY_MOST = 1000, KEY_SHOWN = 64 };

static const char PROTOCOL[] = "graphql-transport-ws";

struct sub_socket {
    struct sub_line line;
    struct caller who;               /* as the request for the socket says; nobody: 0 */
    when ends;
    struct address client;
    struct rate_client from;
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
    .mouth = { 2, sub_line_hears, sub_line_quiet, sub_line_resync, sub_line_quiet, fate_doubt, slow },
    .kind = CROWD_SOCKETS, .say = say, .end = end, .pending = pending,
};

static void refuse(struct sub_line *l, u16 code, const char *reason)
{
    connection_end(&l->n, DROP_protocol, code, reason);
}

/* ---- one message ---- */

struct incoming { maybe_str type, id; raw_json payload; };
static SHAPE(incoming, FIELD(incoming, type, .max = KEY_MOST), FIELD(incoming, id, .max = KEY_MOST),
             FIELD(incoming, payload, .optional = true));

struct asked { ctx *c; struct sub_line *l; str key; raw_json payload; };

static bool is_object(raw_json j) { return j.json.n && j.json.p[0] == '{'; }
static bool is_absent(raw_json j) { return !j.json.n || str_eq(j.json, S("null")); }

/* ---- who it is ---- */

/* Names of a flat object's members in lower case: clients write Authorization as they like. */
static str names_lower(struct arena *a, str json)
{
    struct buf b = BUF_ON(a);
    size_t began = 0;
    bool inside = false;

    for (size_t i = 0; i < json.n; i++) {
        char ch = json.p[i];
        buf_byte(&b, ch);
        if (inside && ch == '\\' && i + 1 < json.n) {
            buf_byte(&b, json.p[++i]);
        } else if (ch == '"') {
            inside = !inside;
            began = inside ? b.n : began;
        } else if (ch == ':' && !inside) {
            for (size_t k = began; k < b.n; k++)
                b.p[k] = (char)(b.p[k] >= 'A' && b.p[k] <= 'Z' ? b.p[k] + ('a' - 'A') : b.p[k]);
        }
    }
    return buf_str(&b);
}

struct credentials { maybe_str authorization, token; };
static SHAPE(credentials, FIELD(credentials, authorization, .max = 1 << 20), FIELD(credentials, token, .max = 1 << 20));

/* p NULL: it brings none. */
static err token_given(struct asked *a, str *token)
{
    static const str scheme = S("Bearer ");
    struct credentials in = { 0 };

    *token = (str){ 0 };
    if (is_absent(a->payload))
        return OK;
    TRY(json_read(&a->c->arena, &a->c->failure, names_lower(&a->c->arena, a->payload.json), &credentials_shape, &in));
    str given = in.authorization.is == GIVEN ? in.authorization.v : in.token.is == GIVEN ? in.token.v : (str){ 0 };
    *token = str_eq_nocase(str_to(given, scheme.n), scheme) ? str_trim(str_from(given, scheme.n)) : given;
    return OK;
}

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

    TRY(token_given(a, &token));
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

struct operation_in { str query; maybe_str operation_name; raw_json variables, extensions; };
static SHAPE(operation_in,
    FIELD(operation_in, query, .max = 1 << 30), FIELD_AS(operation_in, operation_name, "operationName", .max = 1 << 30),
    FIELD(operation_in, variables, .optional = true), FIELD(operation_in, extensions, .optional = true));

static err operation_read(struct asked *a, struct sub_question *out)
{
    struct operation_in in = { 0 };

    TRY(json_read(&a->c->arena, &a->c->failure, a->payload.json, &operation_in_shape, &in));
    if (!(is_absent(in.variables) || is_object(in.variables)) || !(is_absent(in.extensions) || is_object(in.extensions)))
        return ERR_INVALID;
    *out = (struct sub_question){ in.query, in.operation_name.is == GIVEN ? in.operation_name.v : S(""),
                                  is_absent(in.variables) ? S("") : in.variables.json };
    return OK;
}

/* As many requests as one over HTTP counts for. */
static err cost_take(struct asked *a, const struct sub_asked *asked)
{
    enum rate_class class = gql_operation_is(asked->operation) == GQL_MUTATION ? RATE_WRITES : RATE_READS;
    i64 requests = 1 + (gql_request_cost(asked->request) - 1) / COST_OF_A_REQUEST;
    struct rate r = limits_take(a->c->world, class, a->c->caller.account, &socket_of(a->l)->from, requests, ctx_now(a->c).ms / 1000);

    return r.limit ? rate_refuse(a->c, &r, "requests") : OK;
}

static err operation_run(struct asked *a, struct sub_asked *asked, const struct sub_question *q)
{
    struct graphql *g = a->l->home;
    struct buf out = BUF_ON(&a->c->arena);

    TRY(sub_ask(a->c, g, q, asked));
    TRY(cost_take(a, asked));
    if (a->l->count >= g->settings->graphql_max_subscriptions)
        return fail(a->c, &too_many_subscriptions);
    if (gql_operation_is(asked->operation) == GQL_SUBSCRIPTION)
        return sub_begin(a->c, a->l, asked, q, a->key);
    TRY(sub_execute(a->c, g, asked, NULL, &out));
    if (a->l->n.ended)
        return ERR_CANCELLED;
    (void)send_of(a->l, a->key, "next", buf_str(&out));
    (void)send_of(a->l, a->key, "complete", (str){ 0 });
    return OK;
}

static const char *taken_reason(struct asked *a)
{
    str shown = a->key.n <= KEY_SHOWN ? a->key : S("that id");

    return arena_cstr(&a->c->arena, arena_format(&a->c->arena, "Subscriber for " STR_FMT " already exists", STR_ARG(shown)));
}

static void subscribe(struct asked *a)
{
    struct sub_question q;
    struct sub_asked asked = { 0 };

    if (!socket_of(a->l)->acknowledged) {
        refuse(a->l, CLOSE_EARLY, "Unauthorized");
        return;
    }
    if (!a->key.n || !is_object(a->payload) || operation_read(a, &q) != OK) {
        refuse(a->l, CLOSE_BAD, "Invalid subscribe message");
        return;
    }
    if (sub_find(a->l, a->key)) {
        refuse(a->l, CLOSE_TAKEN, taken_reason(a));
        return;
    }
    gql_errors_init(&asked.errors, &a->c->arena);
    err e = operation_run(a, &asked, &q);
    sub_leave(a->l->home, &asked);
    if (e == OK || e == ERR_CANCELLED || a->l->n.ended)
        return;
    if (!asked.errors.n)
        sub_fault(a->c, &asked.errors, e);
    (void)send_of(a->l, a->key, "error", sub_faults(a->c, q.text, &asked.errors));
}

static void finish(struct asked *a)
{
    struct sub *s = sub_find(a->l, a->key);

    if (!a->key.n)
        refuse(a->l, CLOSE_BAD, "Invalid complete message");
    else if (s)
        sub_end(s);
}

static void ping(struct asked *a)
{
    if (is_absent(a->payload) || is_object(a->payload))
        (void)send(a->l, S("{\"type\":\"pong\"}"));
    else
        refuse(a->l, CLOSE_BAD, "Invalid ping message");
}

static void pong(struct asked *a)
{
    if (!is_absent(a->payload) && !is_object(a->payload))
        refuse(a->l, CLOSE_BAD, "Invalid pong message");
}

static void connection_init(struct asked *a)
{
    if (is_absent(a->payload) || is_object(a->payload))
        init(a);
    else
        refuse(a->l, CLOSE_BAD, "Invalid connection_init message");
}

static const struct { const char *type; void (*run)(struct asked *); } words[] = {
    { "connection_init", connection_init }, { "subscribe", subscribe }, { "complete", finish }, { "ping", ping }, { "pong", pong },
};

static void serve(ctx *c, struct ws *w, enum ws_opcode opcode, str text)
{
    struct sub_line *l = ws_arg(w);
    struct incoming in = { 0 };
    struct failure unheard;

    (void)opcode;
    failure_begin(&unheard, &c->arena);
    if (l->n.ended)
        return;
    c->caller = l->n.caller;
    err e = json_read(&c->arena, &unheard, text, &incoming_shape, &in);
    for (size_t i = 0; e == OK && i < COUNT(words); i++) {
        if (in.type.is == GIVEN && str_eq(in.type.v, str_of(words[i].type))) {
            words[i].run(&(struct asked){ c, l, in.id.is == GIVEN ? in.id.v : S(""), in.payload });
            return;
        }
    }
    refuse(l, CLOSE_BAD, "Invalid message");
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
    sub_line_init(&s->line, g, &voice);
    s->client = k->client;
    s->from = *limits_client(&k->loop->clients, g->world, &k->client);
    err e = request_end(k, s);
    n->ws = e == OK ? ws_upgrade(k->x, g->sockets, &s->line) : NULL;
    if (n->ws)
        begin(s, spoken);
    else
        connection_free(n, WS_ABNORMAL);
    return e;
}
