/*
 * What the mouth itself tells: hello, answers, errors, the last word. Few have many members, so they are put together by hand;
 * each is one JSON object with its type first.
 */
#include "api/front/call.h"
#include "api/realtime/own.h"
#include "base/json.h"
#include "base/str.h"
#include "runtime/settings.h"

/* ---- pieces ---- */

static void number_add(struct buf *b, const char *name, i64 n)
{
    answer_name(b, name);
    buf_i64(b, n);
}

static void id_add(struct buf *b, const char *name, id which)
{
    answer_name(b, name);
    json_id(b, which);
}

/* ---- one of them ---- */

bool say_cursor(struct connection *n, const char *type, str cursor, str json)
{
    struct metrics *m = n->home->world->metrics;

    if (n->ended || !n->voice->say(n, cursor, json))
        return false;
    metric_add(m, M_SOCKET_EVENTS, metric_label(m, M_SOCKET_EVENTS, str_of(type)), 1);
    return true;
}

bool say_json(struct connection *n, const char *type, str json)
{
    return say_cursor(n, type, S(""), json);
}

/* A greeting has members alone. */
bool say_greeting(ctx *c, struct connection *n, const char *type, str members)
{
    struct buf b = answer_begin(&c->arena, type);

    buf_byte(&b, ',');
    buf_add(&b, str_from(members, 1));
    return say_json(n, type, buf_str(&b));
}

bool say_end(struct connection *n, const char *type, struct buf *b)
{
    buf_byte(b, '}');
    return say_json(n, type, buf_str(b));
}

bool say_hello(ctx *c, struct connection *n, str cursor, bool resumed)
{
    const struct settings *s = n->home->world->settings;
    struct buf b = answer_begin(&c->arena, "hello");

    id_add(&b, "sessionId", n->caller.session);
    id_add(&b, "userId", n->caller.account);
    answer_text(&b, "cursor", cursor);
    number_add(&b, "heartbeatMs", n->voice->kind == CROWD_SOCKETS ? s->ws_ping : s->sse_heartbeat);
    answer_text(&b, "node", n->home->node);
    answer_name(&b, "resumed");
    buf_add(&b, resumed ? S("true}") : S("false}"));
    return say_cursor(n, "hello", cursor, buf_str(&b));
}

/* ---- errors: those of REST ---- */

bool say_error(ctx *c, struct connection *n, err e, const struct about *of, i64 wait_ms)
{
    const struct failure *f = &c->failure;

    if (error_facts[e].level >= LOG_ERROR)
        ctx_log(c, LOG_ERROR, error_facts[e].title, KV_STR("detail", f->detail), KV_STR("cause", f->cause));
    return say_json(n, "error", message_error(&c->arena, f, e, of, wait_ms));
}

bool say_refused(ctx *c, struct connection *n, const struct topic_refused *t)
{
    failure_begin(&c->failure, &c->arena);
    err e = t->problem ? fail(c, t->problem) : t->what;
    return say_error(c, n, e, &(struct about){ .topic = t->topic }, 0);
}

/* ---- without a ctx: what the hub reports ---- */

/* Cursors and topics are short. */
enum { SHORT = 1024 };
struct short_text { struct arena arena; _Alignas(16) char room[SHORT]; };

static struct buf short_begin(struct short_text *s, const char *type)
{
    arena_init(&s->arena, s->room, sizeof s->room);
    return answer_begin(&s->arena, type);
}

static bool short_end(struct connection *n, struct short_text *s, const char *type, struct buf *b)
{
    bool said = say_end(n, type, b);

    arena_close(&s->arena);
    return said;
}

void say_resync(struct ear *e, enum resync why, str cursor)
{
    struct short_text s;
    struct buf b = short_begin(&s, "resync");

    answer_text(&b, "reason", str_of(resync_words[why]));
    answer_text(&b, "cursor", cursor);
    buf_byte(&b, '}');
    (void)say_cursor(connection_of(e), "resync", cursor, buf_str(&b));
    arena_close(&s.arena);
}

void say_live(struct ear *e, str cursor)
{
    struct short_text s;
    struct buf b = short_begin(&s, "live");

    answer_text(&b, "cursor", cursor);
    buf_byte(&b, '}');
    (void)say_cursor(connection_of(e), "live", cursor, buf_str(&b));
    arena_close(&s.arena);
}

void say_gone(struct ear *e, str topic)
{
    struct short_text s;
    struct buf b = short_begin(&s, "unsubscribed");

    answer_text(&b, "topic", topic);
    answer_text(&b, "reason", S("gone"));
    (void)short_end(connection_of(e), &s, "unsubscribed", &b);
}

bool say_expiring(struct connection *n)
{
    struct short_text s;
    struct buf b = short_begin(&s, "auth_expiring");

    answer_name(&b, "expiresAt");
    json_when(&b, (when){ n->ends_ms });
    return short_end(n, &s, "auth_expiring", &b);
}

/* ---- the last word ---- */

void connection_dropped(struct connection *n, enum dropped why)
{
    const struct realtime *home = n->home;

    n->ended = true;
    ear_close(&n->ear);
    if (why)
        metric_add(home->world->metrics, M_SOCKETS_DROPPED, home->drops[why], 1);
}

void connection_lost(struct ear *e)
{
    connection_end(connection_of(e), DROP_NONE, WS_INTERNAL, "internal");
}

void connection_end(struct connection *n, enum dropped why, u16 code, const char *reason)
{
    if (n->ended)
        return;
    connection_dropped(n, why);
    n->voice->end(n, code, reason);
}
