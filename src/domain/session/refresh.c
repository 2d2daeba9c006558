/*
 * Refresh tokens. Each works once; a second use means that two parties hold it, one of
 * whom has stolen it, and there is no knowing which: the session ends. So a used one is
 * kept for as long as it would have lived.
 */
#include "base/str.h"
#include "domain/audit/audit.h"
#include "domain/session/session.sql.h"
#include "domain/session/session_own.h"
#include "runtime/settings.h"

SHAPE(renewed_tokens,
    FIELD(renewed_tokens, token,         .doc = "Absent if only the cookie signed the request"),
    FIELD(renewed_tokens, refresh_token, .doc = "Absent likewise"),
    FIELD(renewed_tokens, expires_in,    .doc = "The access token's lifetime in seconds: refresh by then"),
    FIELD(renewed_tokens, cookie,        .cookie = true));

struct refresh {
    id account, session;
    str used;                        /* the hash of the token that is used up for it; {0}: none, the session itself asks */
    str hash;                        /* of the new one */
    bool again;                      /* it was used meanwhile */
};

static err invalid(tx *t)
{
    return tx_fail(t, &refresh_token_invalid);
}

/* ---- the new tokens ---- */

static err old_use(tx *t, struct refresh *r)
{
    i64 used;

    if (!r->used.n)
        return q_refresh_drop_unused(t, r->session);
    TRY(q_refresh_use(t, r->used, tx_now(t), &used));
    r->again = !used;
    return used ? OK : invalid(t);
}

static err session_use(tx *t, id session, when *expires)
{
    when now = tx_now(t);
    i64 live;

    *expires = (when){ now.ms + tx_world(t)->settings->refresh_ttl };
    TRY(q_session_used(t, session, now, *expires, &live));
    return live ? OK : invalid(t);
}

static err renew(tx *t, void *arg)
{
    struct refresh *r = arg;
    when expires;

    r->again = false;
    TRY(old_use(t, r));
    TRY(session_use(t, r->session, &expires));
    return q_refresh_insert(t, r->hash, r->session, r->account, expires);
}

static err tokens_make(ctx *c, struct refresh *r, struct renewed_tokens *out)
{
    out->token.is = out->refresh_token.is = GIVEN;
    out->refresh_token.v = token_random(c);
    r->hash = token_hash(&c->arena, out->refresh_token.v);
    return token_make(c, r->account, r->session, &out->token.v, &out->expires_in);
}

static err prolong(tx *t, void *arg)
{
    when expires;

    return session_use(t, *(const id *)arg, &expires);
}

err session_prolong(ctx *c, const struct caller *me, struct renewed_tokens *out)
{
    id session = me->session;

    out->token.is = out->refresh_token.is = ABSENT;
    out->expires_in = session_settings(c->world->settings)->token_ttl / 1000;
    return transact(c, prolong, &session);
}

err session_renew(ctx *c, const struct caller *me, struct renewed_tokens *out)
{
    struct refresh r = { .account = me->account, .session = me->session };

    TRY(tokens_make(c, &r, out));
    return transact(c, renew, &r);
}

/* ---- a second use ---- */

struct reuse { id account, session; struct audit_note note; };

static err reused_end(tx *t, void *arg)
{
    const struct reuse *r = arg;
    err e = session_end_in(t, r->account, r->session);

    if (e == ERR_NOT_FOUND)
        return OK;                   /* it had ended before */
    TRY(e);
    return audit_add(t, &r->note);
}

/* This takes effect although the request is refused. */
static err reused(ctx *c, id account, id session)
{
    struct reuse r = { account, session, { &audit_refresh_token_reused, { 0 }, account, ctx_request(c)->address, { "", 0 } } };

    TRY(transact_aside(c, reused_end, &r));
    return fail(c, &refresh_token_reused);
}

/* ---- the first use ---- */

err session_refresh(ctx *c, str refresh_token, struct renewed_tokens *out)
{
    struct refresh r = { .used = token_hash(&c->arena, refresh_token) };
    struct refresh_row row;
    err e = q_refresh_by_hash(c, r.used, &row);

    if (e == ERR_NOT_FOUND)
        return fail(c, &refresh_token_invalid);
    TRY(e);
    if (row.used_at.is == GIVEN)
        return reused(c, row.account_id, row.session_id);
    if (row.expires_at.ms <= ctx_now(c).ms)
        return fail(c, &refresh_token_expired);
    r.account = row.account_id;
    r.session = row.session_id;
    TRY(tokens_make(c, &r, out));
    e = transact(c, renew, &r);
    return r.again ? reused(c, row.account_id, row.session_id) : e;
}

/* ---- one of them ---- */

/* A browser's cookie of the same session lives as long as the session does. */
static struct secret cookie_again(ctx *c, const struct caller *me, struct secret cookie)
{
    struct caller who;
    bool same = me->session.v && cookie.hidden.n && session_keeper.by_cookie(c, cookie.hidden, &who) == OK
        && who.session.v == me->session.v;

    return same ? cookie : (struct secret){ { "", 0 } };
}

err session_renewal(ctx *c, const struct caller *me, const struct renewal *by, struct renewed_tokens *out)
{
    out->cookie = cookie_again(c, me, by->cookie);
    if (by->refresh_token.n)
        return session_refresh(c, by->refresh_token, out);
    if (!me->session.v)
        return fail_with(c, ERR_SIGN_IN, "This needs a refresh_token, or a live session.");
    return by->by_cookie ? session_prolong(c, me, out) : session_renew(c, me, out);
}
