/* A socket's life: what comes in, what is due by time, and how it ends. */
#include "net/websocket.h"
#include <assert.h>
#include "base/arena.h"
#include "base/memory.h"
#include "base/str.h"
#include "base/utf8_stream.h"
#include "net/ws/own.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

/* ---- the end ---- */

static void forget_message(struct ws *w)
{
    buf_close(&w->message);
    w->message = (struct buf){0};
    w->gathered = 0;
    w->whole = false;
}

/* Nothing more is heard or said; the tunnel ends once all is written. */
static void ws_finish(struct ws *w)
{
    w->finished = true;
    timer_stop(w->loop, &w->timer);
    timer_stop(w->loop, &w->slow);
    forget_message(w);
    tunnel_finish(w->tunnel);
}

void ws_fail(struct ws *w, enum ws_close code, str reason)
{
    if (!w->closing) {
        ws_put_close(w, code, reason);
        w->code = code;
    }
    ws_finish(w);
}

static void ended(struct ws *w)
{
    if (w->kind->rules->close)
        w->kind->rules->close(w, w->code);
    memory_free(w);
}

static void gone(struct tunnel *t)
{
    struct ws *w = t->arg;

    w->tunnel = NULL;
    w->finished = true;
    timer_stop(w->loop, &w->timer);
    timer_stop(w->loop, &w->slow);
    turn_hook_cancel(&w->next_turn);
    forget_message(w);
    if (w->job)
        ctx_cancel(w->job);
    else
        ended(w);
}

/* ---- messages ---- */

static bool takes(const struct ws *w)
{
    return !w->finished && !w->behind && !w->whole && !w->rests;
}

static void go_on(struct ws *w)
{
    if (!w->paused || !takes(w))
        return;
    w->paused = false;
    tunnel_resume(w->tunnel);
}

static void rested(struct turn_hook *h)
{
    struct ws *w = CONTAINER(h, struct ws, next_turn);

    w->rests = false;
    go_on(w);
}

/* A client that sends much in few octets, or many small messages at once, must not keep the loop from others. */
static void spend(struct ws *w, size_t unpacked)
{
    w->spent += WS_MESSAGE_COST + (u32)(unpacked < WS_A_TURN ? unpacked : WS_A_TURN);
    if (w->spent < WS_A_TURN || !w->tunnel)
        return;
    w->spent = 0;
    w->rests = true;
    loop_at_turn_end(w->loop, &w->next_turn);
}

static bool unpack(struct ws *w, struct ws_lane *l, str *payload)
{
    l->unpacked.n = 0;
    switch (ws_decompress(ws_lane_deflate(l), *payload, w->kind->message_most, &l->unpacked)) {
    case WS_INFLATE_BAD:
        ws_fail(w, WS_BAD_TEXT, S("a message does not inflate"));
        return false;
    case WS_INFLATE_TOO_BIG:
        ws_fail(w, WS_TOO_BIG, S("the message is too big"));
        return false;
    case WS_INFLATED:
        *payload = buf_str(&l->unpacked);
        return true;
    }
    return false;
}

static void deliver(struct ws *w, enum ws_opcode opcode, bool packed, str payload)
{
    struct ws_lane *l = ws_lane(w->kind, w->loop);

    if (packed && !unpack(w, l, &payload))
        return;
    spend(w, packed ? payload.n : 0);
    if (packed && opcode == WS_TEXT && utf8_stream(0, payload) != 0)
        ws_fail(w, WS_BAD_TEXT, S("a text message is not UTF-8"));
    else
        w->kind->rules->message(w, opcode, payload);
    if (packed)
        ws_scratch_trim(&l->unpacked);
}

static void deliver_gathered(struct ws *w)
{
    struct buf message = w->message;

    w->message = (struct buf){0};
    w->gathered = 0;
    w->whole = false;
    deliver(w, w->opcode, w->packed, buf_str(&message));
    ws_message_give(w, &message);
}

/* A message that came whole in one packet is never copied. The reader's limit may be a little above the kind's. */
static void data_take(struct ws *w, const struct ws_event *e)
{
    if (w->closing)
        return;
    if (!e->compressed && w->reader.size > w->kind->message_most) {
        ws_fail(w, WS_TOO_BIG, S("the message is too big"));
        return;
    }
    if (e->first && e->last && !w->job) {
        deliver(w, e->opcode, e->compressed, e->payload);
        return;
    }
    ws_gather(w, e);
    if (!e->last)
        return;
    w->whole = true;
    w->opcode = e->opcode;
    w->packed = e->compressed;
    if (!w->job)
        deliver_gathered(w);
}

/* ---- a job ---- */

struct served { struct ws *ws; ws_job *run; enum ws_opcode opcode; str message; };

static void serve(ctx *c, void *arg)
{
    struct served s = *(struct served *)arg;
    struct ws *w = s.ws;

    s.run(c, w, s.opcode, s.message);
    ctx_end(c);
    w->job = NULL;
    if (!w->tunnel) {
        ended(w);
        return;
    }
    if (w->whole)
        deliver_gathered(w);
    go_on(w);
}

void ws_serve(struct ws *w, ws_job *run, enum ws_opcode opcode, str message)
{
    ctx *c = ctx_new(w->loop);
    struct served *s = arena_new(&c->arena, struct served);

    assert(!w->job);
    *s = (struct served){ w, run, opcode, arena_copy(&c->arena, message) };
    c->deadline_ms = loop_mono_ms(w->loop) + w->kind->world->settings->request_timeout;
    w->job = c;
    ctx_start(c, serve, s);
}

/* ---- control frames ---- */

/* The client's close frame: the answer to ours, or it is answered with the same code. */
static void close_take(struct ws *w, str payload)
{
    u16 code;
    str reason;
    bool good = ws_close_read(payload, &code, &reason);

    if (!w->closing)
        ws_put_close(w, code, good ? S("") : S("a malformed close frame"));
    w->code = code;
    ws_finish(w);
}

static void control_answer(struct ws *w, enum ws_opcode opcode, str payload)
{
    if (opcode == WS_CLOSE)
        close_take(w, payload);
    else if (opcode == WS_PING && !w->closing)
        ws_put(w, WS_PONG, false, payload);
}

/* It may come in pieces, and between the fragments of a message: it is put together after them. */
static void control_take(struct ws *w, const struct ws_event *e)
{
    str payload = e->payload;

    if (!e->first || !e->last) {
        buf_add(&w->message, payload);
        if (!e->last)
            return;
        payload = str_from(buf_str(&w->message), w->gathered);
    }
    control_answer(w, e->opcode, payload);
    w->message.n = w->gathered;
    if (!w->gathered)
        forget_message(w);
}

/* ---- as the tunnel's user ---- */

static void event_take(struct ws *w, const struct ws_event *e)
{
    if (e->kind == WS_BROKEN)
        ws_fail(w, e->code, str_of(e->reason));
    else if (e->kind == WS_PIECE && e->opcode >= WS_CLOSE)
        control_take(w, e);
    else if (e->kind == WS_PIECE)
        data_take(w, e);
    if (e->kind == WS_PIECE && e->last && (e->opcode < WS_CLOSE || !w->reader.message))
        w->paced = false;            /* what follows has its own time */
}

/* What has begun must keep the pace of a body, and its deadline. While we do not read from the client, the delay is not its fault. */
static void pace_watch(struct ws *w, size_t n)
{
    const struct settings *s = w->kind->world->settings;
    i64 now = loop_mono_ms(w->loop);

    timer_stop(w->loop, &w->slow);
    if (w->finished || !(w->reader.message || w->reader.have)) {
        w->paced = false;
        return;
    }
    if (!w->paced)
        pace_begin(&w->pace, s->body_timeout, s->body_deadline);
    else if (w->waited_for)
        pace_waited(&w->pace, now);
    w->paced = true;
    pace_moved(&w->pace, n, s->body_rate, s->body_timeout);
    w->waited_for = takes(w);
    if (w->waited_for)
        timer_start(w->loop, &w->slow, pace_wait(&w->pace, now));
}

static size_t input(struct tunnel *t, char *bytes, size_t n)
{
    struct ws *w = t->arg;
    size_t at = 0;

    if (!n && !w->finished)
        ws_finish(w);
    w->heard = true;
    while (at < n && takes(w)) {
        struct ws_event e;
        at += ws_read(&w->reader, &w->kind->limits[w->deflate], bytes + at, n - at, &e);
        event_take(w, &e);
    }
    w->paused = at < n && !w->finished;
    pace_watch(w, at);
    return w->finished ? n : at;
}

static str into(struct tunnel *t)
{
    struct ws *w = t->arg;

    return takes(w) && !w->closing ? ws_message_room(w) : S("");
}

static void room(struct tunnel *t)
{
    struct ws *w = t->arg;

    w->behind = false;
    go_on(w);
}

static void drain(struct tunnel *t)
{
    ws_close(t->arg, WS_GOING_AWAY, S("the server is stopping"));
}

const struct tunnel_user ws_tunnel_user = { input, room, drain, gone, into };

/* ---- what is due by time ---- */

/* A client that we do not read from, or that does not read, is not pinged: it has other time-outs. */
static void beat(struct ws *w, i64 period)
{
    bool listening = !w->paused && !w->behind;

    if (listening && !w->heard) {
        ws_fail(w, WS_POLICY, S("no answer to a ping"));
        return;
    }
    w->heard = !listening;
    if (listening)
        ws_put(w, WS_PING, false, S(""));
    if (!w->finished)
        timer_start(w->loop, &w->timer, period);
}

static void slow(struct timer *t)
{
    ws_fail(CONTAINER(t, struct ws, slow), WS_POLICY, S("the message took too long to arrive"));
}

static void due(struct timer *t)
{
    struct ws *w = CONTAINER(t, struct ws, timer);

    if (!w->closing)
        beat(w, w->kind->world->settings->ws_ping);
    else if (tunnel_pending(w->tunnel))
        tunnel_abort(w->tunnel);
    else
        ws_finish(w);
}

void ws_close(struct ws *w, enum ws_close code, str reason)
{
    if (w->finished || w->closing)
        return;
    ws_put_close(w, code, reason);
    w->code = code;
    if (w->whole)
        forget_message(w);
    timer_start(w->loop, &w->timer, WS_CLOSE_MS);
    go_on(w);
}

/* ---- the beginning ---- */

struct ws *ws_new(struct ws_kind *k, struct loop *l, int window, void *arg)
{
    struct ws *w = memory_new(struct ws);

    *w = (struct ws){ .kind = k, .loop = l, .arg = arg, .deflate = window, .window = (u8)window, .code = WS_ABNORMAL,
                      .heard = true, .timer.fire = due,
                      .slow.fire = slow, .next_turn.run = rested };
    return w;
}

void ws_begin(struct ws *w, struct tunnel *t)
{
    i64 period = w->kind->world->settings->ws_ping;

    w->tunnel = t;
    if (period)
        timer_start(w->loop, &w->timer, period);
}

void *ws_arg(const struct ws *w)
{
    return w->arg;
}

str ws_protocol(const struct ws *w)
{
    return str_of(w->protocol ? w->protocol : "");
}

/* ---- kinds ---- */

struct ws_deflate *ws_lane_deflate(struct ws_lane *l)
{
    if (!l->deflate)
        l->deflate = ws_deflate_open();
    return l->deflate;
}

void ws_scratch_trim(struct buf *b)
{
    if (b->size > WS_SCRATCH_KEPT) {
        buf_close(b);
        *b = (struct buf){0};
    }
}

struct ws_kind *ws_kind_open(struct world *world, const struct ws_rules *rules)
{
    struct ws_kind *k = memory_new(struct ws_kind);
    u64 most = (u64)(rules->message_most ? rules->message_most : world->settings->ws_message_max);
    int loops = runtime_loops(world->runtime);

    *k = (struct ws_kind){ .world = world, .rules = rules, .message_most = most, .lane_count = loops };
    k->limits[0] = (struct ws_limits){ .message = most, .fragments = WS_FRAGMENTS_MOST };
    k->limits[1] = (struct ws_limits){ .message = most + most / 64 + 1024, .fragments = WS_FRAGMENTS_MOST, .deflate = true };
    k->lanes = memory_zero((size_t)loops * sizeof *k->lanes);
    for (int i = 0; i < loops; i++)
        k->lanes[i].idle.fire = ws_spares_idle;
    return k;
}

void ws_kind_close(struct ws_kind **kind)
{
    struct ws_kind *k = *kind;

    if (!k)
        return;
    for (int i = 0; i < k->lane_count; i++) {
        ws_deflate_close(&k->lanes[i].deflate);
        buf_close(&k->lanes[i].unpacked);
        buf_close(&k->lanes[i].packed);
        ws_spares_drop(&k->lanes[i]);
    }
    memory_free(k->lanes);
    memory_free(k);
    *kind = NULL;
}
