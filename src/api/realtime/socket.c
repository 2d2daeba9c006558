/* A connection as a WebSocket: frames out, and messages in. An event for many is made a frame once on each loop. */
#include "api/realtime/own.h"
#include "base/memory.h"
#include "base/str.h"

enum { SLOT_SOCKETS = 0 };

/* ---- what the hub says ---- */

/* Those who got it are counted at its end, once. */
struct told { struct ws_frame *frame; struct metrics *metrics; i64 times; int label; };

static void told_drop(void *frame)
{
    struct told *t = frame;

    metric_add(t->metrics, M_SOCKET_EVENTS, t->label, t->times);
    ws_frame_close(&t->frame);
    memory_free(t);
}

static struct told *told_of(const struct connection *n, struct heard *h)
{
    struct told *t = h->frames[SLOT_SOCKETS].frame;

    if (t)
        return t;
    t = memory_new(struct told);
    t->frame = ws_frame_new(WS_TEXT, h->json);
    t->metrics = n->home->world->metrics;
    t->label = metric_label(t->metrics, M_SOCKET_EVENTS, str_of(h->type));
    h->frames[SLOT_SOCKETS].frame = t;
    h->frames[SLOT_SOCKETS].drop = told_drop;
    return t;
}

/* What has no cursor is left out for a client that is behind: nobody misses it. */
static bool deliver(struct ear *e, struct heard *h)
{
    struct connection *n = connection_of(e);

    if (n->ended || (!h->cursor.n && ws_is_behind(n->ws)))
        return !ws_is_behind(n->ws);
    struct told *t = told_of(n, h);
    weigh_told(n, h);
    t->times += ws_send_shared(n->ws, t->frame);
    weigh_soon(n);
    return !ws_is_behind(n->ws);
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

static bool socket_say(struct connection *n, str cursor, str json)
{
    (void)cursor;
    bool said = ws_send(n->ws, WS_TEXT, json);
    weigh_soon(n);
    return said;
}

static void socket_end(struct connection *n, u16 code, const char *reason)
{
    ws_close(n->ws, code, str_of(reason));
}

static size_t socket_pending(const struct connection *n)
{
    return ws_pending(n->ws);
}

const struct voice socket_voice = {
    .mouth = { SLOT_SOCKETS, deliver, say_live, say_resync, say_gone, fate_doubt, slow, connection_lost },
    .kind = CROWD_SOCKETS, .say = socket_say, .end = socket_end, .pending = socket_pending,
};

/* ---- what the client sends ---- */

static void message(struct ws *w, enum ws_opcode opcode, str text)
{
    struct connection *n = ws_arg(w);

    if (opcode == WS_TEXT)
        ws_serve(w, command_serve, opcode, text);
    else
        connection_end(n, DROP_protocol, WS_UNACCEPTABLE, "text_only");
}

static void room(struct ws *w)
{
    struct connection *n = ws_arg(w);

    weigh_soon(n);
    if (ear_is_open(&n->ear))
        ear_room(&n->ear);
}

/* What the library below has ended by itself. */
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
    struct connection *n = ws_arg(w);

    if (ws_ended_here(w) && !n->ended)
        connection_dropped(n, dropped_by(code));
    connection_free(n, code);
}

const struct ws_rules socket_rules = { .message = message, .close = closed, .room = room,
                                       .protocols = (const char *const[]){ "kith", NULL } };

/* ---- its beginning ---- */

/* What its client sends meanwhile waits. */
static void begin(ctx *c, struct ws *w, enum ws_opcode opcode, str query)
{
    struct open_query q;

    (void)opcode;
    if (open_read(c, query, &q) == OK)
        open_run(c, ws_arg(w), &q, q.cursor);
}

err socket_open(struct exchange *x, struct realtime *home, const struct open_query *in)
{
    struct connection *n;

    if (!ws_wanted(x)) {
        (void)ws_upgrade(x, home->sockets, NULL);            /* it says what is wrong */
        return OK;
    }
    TRY(open_admit(x->c, home, &socket_voice, in, &n));
    n->from = rate_client_text(home->world, ctx_request(x->c)->address);
    n->ws = ws_upgrade(x, home->sockets, n);
    if (n->ws)
        ws_serve(n->ws, begin, WS_TEXT, x->query);
    else
        connection_free(n, WS_ABNORMAL);
    return OK;
}
