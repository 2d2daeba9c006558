/*
 * When sessions were last seen. A request only queues its session; a fiber gathers
 * those of one second and writes them in one statement. Being seen extends a session's
 * life.
 */
#include "base/str.h"
#include "domain/session/session.sql.h"
#include "domain/session/session_own.h"
#include "runtime/chan.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

enum { LINE_MOST = 4096, AT_ONCE = 500, GATHER_MS = 1000, EVERY_MS = 60 * 1000 };

struct chan *seen_open(void)
{
    return chan_open(LINE_MOST);
}

void seen_close(struct chan **seen)
{
    chan_close(seen);
}

/* An id fits into a pointer, and is not NULL. */
void seen_tell(struct keeper_state *k, id session)
{
    (void)chan_send(k->seen, (void *)(intptr_t)session.v);
}

void session_seen(struct world *w, id session)
{
    seen_tell(w->keeper, session);
}

struct seen { ids sessions; i64 lives_ms; };

static err seen_write(tx *t, void *arg)
{
    const struct seen *s = arg;
    when now = tx_now(t);

    return q_sessions_seen(t, s->sessions, now, (when){ now.ms + s->lives_ms }, (when){ now.ms - EVERY_MS });
}

/* Waits for one, then for others. */
static err gather(ctx *c, struct keeper_state *k, ids *out)
{
    void *message;

    c->deadline_ms = 0;
    TRY(chan_receive(c, k->seen, &message));
    out->at[out->n++].v = (intptr_t)message;
    c->deadline_ms = loop_mono_ms(c->loop) + GATHER_MS;
    while (out->n < AT_ONCE && chan_receive(c, k->seen, &message) == OK)
        out->at[out->n++].v = (intptr_t)message;
    c->deadline_ms = 0;
    return OK;
}

static err turn(ctx *c, struct keeper_state *k)
{
    struct seen s = { .lives_ms = c->world->settings->refresh_ttl };

    s.sessions.at = arena_array(&c->arena, id, AT_ONCE);
    TRY(gather(c, k, &s.sessions));
    return transact(c, seen_write, &s);
}

/* A session that could not be written is seen again in a minute. */
static void seen_keep(ctx *c, void *arg)
{
    struct arena_mark mark = arena_mark(&c->arena);

    while (turn(c, arg) != ERR_CANCELLED) {
        arena_rewind(&c->arena, mark);
        failure_begin(&c->failure, &c->arena);
    }
}

void seen_start(struct keeper_state *k)
{
    runtime_spawn(k->world->runtime, 0, "seen", seen_keep, k);
}
