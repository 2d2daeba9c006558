/* A socket's life: how it begins, its job, what is due by time, and how it ends. */
#include "net/websocket.h"
#include <assert.h>
#include "base/arena.h"
#include "base/memory.h"
#include "base/str.h"
#include "net/ws/own.h"
#include "runtime/settings.h"

/* ---- the end ---- */

void ws_message_forget(struct ws *w)
{
    buf_close(&w->message);
    w->message = (struct buf){0};
    w->gathered = 0;
    w->whole = false;
}

/* Nothing more is heard or said; the tunnel ends once all is written. */
void ws_finish(struct ws *w)
{
    w->finished = true;
    timer_stop(w->loop, &w->timer);
    timer_stop(w->loop, &w->slow);
    ws_message_forget(w);
    tunnel_finish(w->tunnel);
}

void ws_fail(struct ws *w, enum ws_close code, str reason)
{
    if (!w->closing) {
        ws_put_close(w, code, reason);
        w->code = code;
        w->ours = true;
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
    ws_message_forget(w);
    if (w->job)
        ctx_cancel(w->job);
    else
        ended(w);
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
        ws_deliver(w);
    ws_go_on(w);
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

    if (w->closing && w->dropped && tunnel_pending(w->tunnel))
        tunnel_abort(w->tunnel);
    else if (w->closing)
        ws_finish(w);                /* what waits is still written, at the pace that any client has to keep */
    else
        beat(w, w->kind->world->settings->ws_ping);
}

void ws_close(struct ws *w, u16 code, str reason)
{
    if (w->finished || w->closing)
        return;
    ws_put_close(w, code, reason);
    w->code = code;
    w->ours = true;
    if (w->whole)
        ws_message_forget(w);
    timer_start(w->loop, &w->timer, WS_CLOSE_MS);
    ws_go_on(w);
}

/* ---- the beginning ---- */

static void drain(struct tunnel *t)
{
    ws_close(t->arg, WS_GOING_AWAY, S("going_away"));
}

const struct tunnel_user ws_tunnel_user = { ws_input, ws_has_room, drain, gone, ws_into };

struct ws *ws_new(struct ws_kind *k, struct loop *l, int window, void *arg)
{
    struct ws *w = memory_new(struct ws);

    *w = (struct ws){ .kind = k, .loop = l, .arg = arg, .deflate = window, .window = (u8)window, .code = WS_ABNORMAL,
                      .heard = true, .timer.fire = due,
                      .slow.fire = slow, .next_turn.run = ws_rested };
    return w;
}

void ws_begin(struct ws *w, struct tunnel *t)
{
    i64 period = w->kind->world->settings->ws_ping;

    w->tunnel = t;
    if (period)
        timer_start(w->loop, &w->timer, period);
}

void ws_drop(struct ws *w, u16 code, str reason)
{
    w->dropped = true;
    ws_close(w, code, reason);
}

void ws_abort(struct ws *w)
{
    if (w->tunnel)
        tunnel_abort(w->tunnel);
}

size_t ws_pending(const struct ws *w)
{
    return w->tunnel ? tunnel_pending(w->tunnel) : 0;
}

bool ws_is_behind(const struct ws *w)
{
    return w->behind;
}

bool ws_ended_here(const struct ws *w)
{
    return w->ours;
}

void *ws_arg(const struct ws *w)
{
    return w->arg;
}
