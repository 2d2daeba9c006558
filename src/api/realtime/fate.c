/*
 * What a connection's life depends on: the token that opened it, or its session. Before the token expires the client is told,
 * and may bring another. At an event about its account the session is asked about, in the store: for many connections of one
 * session once.
 */
#include "api/realtime/own.h"
#include "runtime/settings.h"

enum { WARN_MS = 60 * 1000, AGAIN_MS = 500, SEEN_MS = 60 * 1000 };

/* ---- asking ---- */

static struct connection *doubted_next(struct loop_state *s)
{
    return list_empty(&s->doubted) ? NULL : CONTAINER(s->doubted.next, struct connection, doubted);
}

static void due_set(struct connection *n, i64 at_ms)
{
    i64 left = at_ms - clock_ms(n->home->world->clock);

    timer_start(n->loop, &n->due, left > 0 ? left : 0);
}

static void settle(struct connection *n, const struct session_now *now)
{
    switch (now->standing) {
    case SESSION_STANDS:
        n->caller = now->who;
        if (!n->ends_ms)
            due_set(n, now->expires.ms);         /* it may have been prolonged by then */
        break;
    case SESSION_ENDED:
        connection_end(n, DROP_session, CLOSE_SESSION, "session_ended");
        break;
    case SESSION_SUSPENDED:
        connection_end(n, DROP_session, CLOSE_ACCOUNT, "account_suspended");
        break;
    case SESSION_DELETED:
        connection_end(n, DROP_session, CLOSE_ACCOUNT, "account_deleted");
        break;
    }
}

/* The answer counts for all of that session which were in doubt before it was asked. */
static void settle_all(struct loop_state *s, id session, const struct session_now *now)
{
    LIST_EACH(l, &s->doubted) {
        struct connection *n = CONTAINER(l, struct connection, doubted);
        if (n->caller.session.v == session.v && n->asked) {
            list_remove(&n->doubted);
            settle(n, now);
        }
    }
}

static err one_ask(ctx *c, struct loop_state *s, const struct connection *first)
{
    id account = first->caller.account, session = first->caller.session;
    struct session_now now;

    LIST_EACH(l, &s->doubted)
        CONTAINER(l, struct connection, doubted)->asked |= CONTAINER(l, struct connection, doubted)->caller.session.v == session.v;
    TRY(session_standing(c, account, session, &now));
    settle_all(s, session, &now);
    return OK;
}

/* While the store is away nobody's session ends; it is asked again until it answers. */
static void doubts_run(ctx *c, void *arg)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct loop_state *s = arg;
    struct connection *n;
    err e = OK;

    while (e != ERR_CANCELLED && (n = doubted_next(s))) {
        c->deadline_ms = loop_mono_ms(s->loop) + s->home->world->settings->request_timeout;
        e = one_ask(c, s, n);
        c->deadline_ms = 0;
        if (e != OK && e != ERR_CANCELLED)
            e = ctx_sleep(c, AGAIN_MS);
        arena_rewind(&c->arena, mark);
        failure_begin(&c->failure, &c->arena);
    }
    s->asking = false;
    ctx_end(c);
}

void fate_ask(struct connection *n)
{
    struct loop_state *s = loop_state_of(n);

    n->asked = false;                /* what is being read now may be from before */
    if (!n->doubted.next || list_empty(&n->doubted))
        list_add_last(&s->doubted, &n->doubted);
    if (s->asking)
        return;
    s->asking = true;
    ctx_start_own(ctx_new(s->loop), doubts_run, s);
}

void fate_doubt(struct ear *e)
{
    struct connection *n = connection_of(e);

    if (!n->ended)
        fate_ask(n);
}

/* ---- time ---- */

static void token_due(struct connection *n)
{
    i64 now = clock_ms(n->home->world->clock);

    if (now >= n->ends_ms) {
        connection_end(n, DROP_token, CLOSE_TOKEN, "token_expired");
        return;
    }
    if (!n->warned && now >= n->ends_ms - WARN_MS)
        n->warned = say_expiring(n);
    due_set(n, n->warned ? n->ends_ms : n->ends_ms - WARN_MS);
}

static void due(struct timer *t)
{
    struct connection *n = CONTAINER(t, struct connection, due);

    if (n->ended)
        return;
    if (n->ends_ms)
        token_due(n);
    else
        fate_ask(n);
}

void fate_token(struct connection *n, when ends)
{
    n->ends_ms = ends.ms;
    n->warned = false;
    token_due(n);
}

void connection_seen(struct connection *n)
{
    i64 now = loop_mono_ms(n->loop);

    if (!n->caller.session.v || (n->seen_ms && now - n->seen_ms < SEEN_MS))
        return;
    n->seen_ms = now;
    session_seen(n->home->world, n->caller.session);
}

/* ---- the beginning and the end ---- */

/* From when its caller was known until the hub heard for it, something may have happened: so it is asked once. */
void fate_begin(ctx *c, struct connection *n)
{
    struct session_now now;
    err e;

    n->due.fire = due;
    e = session_standing(c, n->caller.account, n->caller.session, &now);
    if (n->ended)
        return;
    if (e == OK)
        settle(n, &now);
    else if (e != ERR_CANCELLED)
        fate_ask(n);
    if (!n->ended && n->ends_ms)
        token_due(n);
}

void fate_follow(struct connection *n)
{
    n->due.fire = due;
    fate_ask(n);
    if (n->ends_ms)
        token_due(n);
}

void fate_forget(struct connection *n)
{
    timer_stop(n->loop, &n->due);
    if (n->doubted.next)
        list_remove(&n->doubted);
}
