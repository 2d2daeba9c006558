/*
 * Who calls: a token or a cookie, verified and remembered. What is remembered is valid
 * until its rows must be read again: at once after an event about its account,
 * after a minute while events arrive, after a few seconds while they do not. The
 * expiry of a token is checked each time.
 */
#include "base/str.h"
#include "crypto/problems.h"
#include "domain/session/session.sql.h"
#include "domain/session/session_own.h"
#include "ports/bus.h"
#include "runtime/runtime.h"

enum {
    HEARD_MS = 3000,                 /* without news of the log: something is wrong with it */
    AGE_MS = 60 * 1000, DEAF_AGE_MS = 4000,          /* of rows, while the log can be read and while it cannot */
    SEEN_MS = 60 * 1000,             /* between two updates of last_seen_at */
    AWAY_MS = 300 * 1000,            /* an outage of the store does not sign people out at once */
    KEYS_MS = 2000                   /* between looks for new keys */
};

static const char token_kind = 't', cookie_kind = 'c';

static err ended(ctx *c)
{
    return fail_saying(c, &token_invalid, "This session has ended.");
}

/* ---- the rows ---- */

/* The account's rights, now. A missing row is no failure of the request. */
static err account_ask(ctx *c, struct known *k)
{
    struct account a;
    err e = account_by_id(c, k->caller.account, &a);

    if (e == ERR_NOT_FOUND || (e == OK && a.suspended_at.is == GIVEN))
        return ended(c);
    if (e == OK)
        k->caller = (struct caller){ k->caller.account, k->caller.session, (u32)a.role, a.deletes_at.is == GIVEN };
    return e;
}

static err rows_ask(ctx *c, struct known *k)
{
    struct session_row s;

    k->read_ms = loop_mono_ms(c->loop);
    err e = q_session_by_id(c, k->caller.session, &s);
    if (e == ERR_NOT_FOUND || (e == OK && (!session_is_live(&s, ctx_now(c)) || s.account_id.v != k->caller.account.v)))
        return ended(c);
    TRY(e);
    return account_ask(c, k);
}

err session_read(ctx *c, id account, id session, struct caller *out)
{
    struct known k = { .caller = { .account = account, .session = session } };

    TRY(rows_ask(c, &k));
    *out = k.caller;
    return OK;
}

/* ---- what is remembered ---- */

static bool is_fresh(ctx *c, const struct known *k)
{
    i64 now_ms = loop_mono_ms(c->loop);
    bool heard = now_ms - bus_heard_ms(c->world->bus) <= HEARD_MS;

    return now_ms - k->read_ms <= (heard ? AGE_MS : DEAF_AGE_MS);
}

/* While the store is away, recent facts still count, unless there was an event about the account since. */
static bool is_excused(ctx *c, err e, const struct known *k, bool marked)
{
    return error_facts[e].status == 503 && k->read_ms && !marked && loop_mono_ms(c->loop) - k->read_ms <= AWAY_MS;
}

/* Reads the rows again if that is due; otherwise the remembered ones count. */
static err stand(ctx *c, struct known *k, const u8 key[KNOWN_KEY])
{
    struct keeper_state *keeper = c->world->keeper;
    bool marked = known_is_marked(&keeper->known, &c->arena, k, loop_mono_ms(c->loop));
    struct known anew = *k;

    if (k->read_ms && !marked && is_fresh(c, k))
        return OK;
    err e = rows_ask(c, &anew);
    if (e == OK) {
        *k = anew;
        known_put(&keeper->known, key, loop_mono_ms(c->loop), k);
    } else if (is_excused(c, e, k, marked)) {
        e = OK;
    }
    return e;
}

/* After the request, and once a minute. */
static void see(ctx *c, struct known *k, const u8 key[KNOWN_KEY])
{
    struct keeper_state *keeper = c->world->keeper;
    i64 now_ms = loop_mono_ms(c->loop);

    if (k->seen_ms && now_ms - k->seen_ms < SEEN_MS)
        return;
    k->seen_ms = now_ms;
    known_put(&keeper->known, key, now_ms, k);
    seen_tell(keeper, k->caller.session);
}

/* ---- tokens ---- */

err session_check_until(ctx *c, str token, struct caller *out, when *expires)
{
    struct keeper_state *keeper = c->world->keeper;
    u8 key[KNOWN_KEY];
    struct known k;

    known_key(token_kind, token, key);
    if (!known_get(&keeper->known, &c->arena, key, loop_mono_ms(c->loop), &k)) {
        struct token_claims claims;
        TRY(token_read(c, token, &claims));
        k = (struct known){ .caller = { .account = claims.account, .session = claims.session }, .expires_ms = claims.expires_s * 1000 };
    }
    if (k.expires_ms <= ctx_now(c).ms)
        return fail(c, &token_expired);
    TRY(stand(c, &k, key));
    see(c, &k, key);
    *out = k.caller;
    *expires = (when){ k.expires_ms };
    return OK;
}

err session_check(ctx *c, str token, struct caller *out)
{
    when expires;

    return session_check_until(c, token, out, &expires);
}

/* ---- cookies: they live as long as their session, by its row ---- */

static err cookie_find(ctx *c, str cookie, struct known *out)
{
    struct session_row s;
    err e = q_session_by_cookie(c, token_hash(&c->arena, cookie), &s);

    if (e == ERR_NOT_FOUND)
        return ended(c);
    *out = (struct known){ .caller = { .account = s.account_id, .session = s.id } };
    return e;
}

static err by_cookie(ctx *c, str cookie, struct caller *out)
{
    struct keeper_state *keeper = c->world->keeper;
    u8 key[KNOWN_KEY];
    struct known k;

    known_key(cookie_kind, cookie, key);
    if (!known_get(&keeper->known, &c->arena, key, loop_mono_ms(c->loop), &k))
        TRY(cookie_find(c, cookie, &k));
    TRY(stand(c, &k, key));
    see(c, &k, key);
    *out = k.caller;
    return OK;
}

/* ---- its life ---- */

static err keeper_open(struct world *w, struct failure *failure, struct keeper_state **out)
{
    static struct keyring none;
    struct arena arena;

    (void)failure;
    arena_init(&arena, NULL, 0);
    struct keeper_state *k = arena_new(&arena, struct keeper_state);
    k->arena = arena;
    k->world = w;
    k->keyring = &none;
    k->keys_read_ms = INT64_MIN / 2;
    k->seen = seen_open();
    known_open(&k->known);
    *out = k;
    return OK;
}

/* On any thread, before the caller that made the change sees its success. */
void keeper_hear(void *arg, const struct event *e)
{
    struct keeper_state *k = ((struct world *)arg)->keeper;

    if (k)
        known_mark(&k->known, e->key, mono_ms());
}

/* A store that is away has already been reported. */
static void keys_watch(ctx *c, void *arg)
{
    struct arena_mark mark = arena_mark(&c->arena);

    (void)arg;
    for (err e = OK; e != ERR_CANCELLED;) {
        e = ctx_sleep(c, KEYS_MS);
        if (e == OK)
            e = keys_reload(c);
        arena_rewind(&c->arena, mark);
        failure_begin(&c->failure, &c->arena);
    }
}

static void keeper_start(struct world *w)
{
    struct keeper_state *k = w->keeper;

    runtime_spawn(w->runtime, 0, "keys", keys_watch, NULL);
    seen_start(k);
}

static void keeper_close(struct keeper_state **keeper)
{
    struct keeper_state *k = *keeper;

    if (!k)
        return;
    known_close(&k->known);
    keys_close(k);
    seen_close(&k->seen);
    struct arena arena = k->arena;           /* it holds the keeper itself */
    arena_close(&arena);
    *keeper = NULL;
}

const struct keeper session_keeper = {
    .open = keeper_open,
    .prepare = keys_prepare,
    .start = keeper_start,
    .close = keeper_close,
    .by_token = session_check,
    .by_cookie = by_cookie,
    .by_ticket = session_by_ticket,
};
