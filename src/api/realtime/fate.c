/*
 * What a connection's life depends on: the token that opened it, or its session. Before the token expires the client is told,
 * and may bring another. At an event about its account the session is asked about, in the store: for many connections of one
 * session once, and many sessions together.
 */
#include "api/realtime/own.h"
#include "runtime/settings.h"

enum { WARN_MS = 60 * 1000, AGAIN_MS = 500, SEEN_MS = 60 * 1000, ASKED_MOST = 100 };

/* ---- asking ---- */

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

/* Those about whom it is asked together, each once. */
struct asking { struct session_asked at[ASKED_MOST]; size_t n; };

static struct session_asked *asked_of(struct asking *a, id session)
{
    for (size_t i = 0; i < a->n; i++)
        if (a->at[i].session.v == session.v)
            return &a->at[i];
    return NULL;
}

static bool asking_add(struct asking *a, const struct caller *who)
{
    if (asked_of(a, who->session))
        return true;
    if (a->n == ASKED_MOST)
        return false;
    a->at[a->n++] = (struct session_asked){ .account = who->account, .session = who->session };
    return true;
}

/* From the beginning of those in doubt. */
static void some_choose(struct loop_state *s, struct asking *out)
{
    LIST_EACH(l, &s->doubted) {
        struct connection *n = CONTAINER(l, struct connection, doubted);
        if (!asking_add(out, &n->caller))
            return;
        n->asked = true;
    }
}

/* An answer counts for all of its session that were in doubt before it was asked. */
static void some_settle(struct loop_state *s, struct asking *answers)
{
    LIST_EACH(l, &s->doubted) {
        struct connection *n = CONTAINER(l, struct connection, doubted);
        const struct session_asked *answer = n->asked ? asked_of(answers, n->caller.session) : NULL;
        if (!answer)
            continue;
        list_remove(&n->doubted);
        settle(n, &answer->now);
    }
}

static err some_ask(ctx *c, struct loop_state *s)
{
    struct asking *asking = arena_new(&c->arena, struct asking);

    some_choose(s, asking);
    TRY(sessions_standing(c, asking->at, asking->n));
    some_settle(s, asking);
    return OK;
}

/* While the store is away nobody's session ends; it is asked again until it answers. */
static void doubts_run(ctx *c, void *arg)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct loop_state *s = arg;
    err e = OK;

    while (e != ERR_CANCELLED && !list_empty(&s->doubted)) {
        c->deadline_ms = loop_mono_ms(s->loop) + s->home->world->settings->request_timeout;
        e = some_ask(c, s);
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
