/*
 * What comes in: frames become messages for the socket's rules, and control frames are answered. Nothing is taken while
 * the client is behind, a message waits for the job's end, or the socket has had its turn; what has begun keeps a pace.
 */
#include "base/str.h"
#include "base/utf8_stream.h"
#include "net/websocket.h"
#include "net/ws/own.h"
#include "runtime/settings.h"

/* ---- messages ---- */

static bool takes(const struct ws *w)
{
    return !w->finished && !w->behind && !w->whole && !w->rests;
}

void ws_go_on(struct ws *w)
{
    if (!w->paused || !takes(w))
        return;
    w->paused = false;
    tunnel_resume(w->tunnel);
}

void ws_rested(struct turn_hook *h)
{
    struct ws *w = CONTAINER(h, struct ws, next_turn);

    w->rests = false;
    ws_go_on(w);
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
        ws_fail(w, WS_TOO_BIG, S("too_big"));
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

void ws_deliver(struct ws *w)
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
        ws_fail(w, WS_TOO_BIG, S("too_big"));
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
        ws_deliver(w);
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
    if (!w->ours)
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
        ws_message_forget(w);
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

size_t ws_input(struct tunnel *t, char *bytes, size_t n)
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

str ws_into(struct tunnel *t)
{
    struct ws *w = t->arg;

    return takes(w) && !w->closing ? ws_message_room(w) : S("");
}

void ws_has_room(struct tunnel *t)
{
    struct ws *w = t->arg;

    w->behind = false;
    if (w->kind->rules->room && !w->finished && !w->closing)
        w->kind->rules->room(w);
    ws_go_on(w);
}
