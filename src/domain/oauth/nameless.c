/*
 * Somebody new whose name at the provider is too long for a user name: they are asked for
 * one. What the provider said about them waits a quarter of an hour for that, in the same
 * browser; a name that is taken does not use it up.
 */
#include "base/json.h"
#include "domain/oauth/oauth.sql.h"
#include "domain/oauth/oauth_own.h"

enum { TOKEN_SIZE = 32 };

struct oauth_nameless { str provider, issuer, subject, email; bool email_verified; str name; };
SHAPE(oauth_nameless, FIELD(oauth_nameless, provider), FIELD(oauth_nameless, issuer), FIELD(oauth_nameless, subject),
      FIELD(oauth_nameless, email), FIELD(oauth_nameless, email_verified), FIELD(oauth_nameless, name));

/* ---- asking ---- */

struct asking { str code, provider, browser; const struct vouched *v; };

static err nameless_keep(tx *t, void *arg)
{
    const struct asking *k = arg;
    const struct vouched *v = k->v;

    return q_oauth_nameless_insert(t, k->code, k->provider, k->browser, v->issuer, v->subject, v->email, v->email_verified, v->name,
                                   (when){ tx_now(t).ms + NAMELESS_MS });
}

err name_ask(ctx *c, const struct provider *p, const struct vouched *v, struct secret browser)
{
    str token = random_token(&c->arena, TOKEN_SIZE);
    struct asking k = { token_code(&c->arena, token), p->name, browser_code(&c->arena, browser), v };
    struct buf json = BUF_ON(&c->arena);

    TRY(transact_aside(c, nameless_keep, &k));
    json_text(&json, token);
    err e = fail(c, &username_required);
    failure_member_add(&c->failure, "link_token", buf_str(&json));
    return e;
}

/* ---- and the answer ---- */

struct naming { str code, browser; struct newcomer newcomer; struct signed_in in; struct identity_proved *out; };

static err name_in(tx *t, void *arg)
{
    struct naming *n = arg;
    i64 taken;

    TRY(q_oauth_nameless_take(t, n->code, n->browser, tx_now(t), &taken));
    if (!taken)
        return tx_fail_saying(t, &link_token_invalid, "This was used meanwhile. Begin again.");
    TRY(newcomer_in(t, &n->newcomer));
    TRY(q_identity_get(t, n->newcomer.draft.id, n->newcomer.link.identity, &n->out->identity));
    identity_nulls(&n->out->identity);
    tell_signed_in(&n->in, n->out);
    return OK;
}

err name_take(ctx *c, const struct identity_proof *in, struct secret browser, struct identity_proved *out)
{
    struct naming *n = arena_new(&c->arena, struct naming);
    struct oauth_nameless row;
    struct provider p;

    n->code = token_code(&c->arena, in->link_token);
    n->browser = browser_code(&c->arena, browser);
    n->out = out;
    err e = q_oauth_nameless_find(c, n->code, n->browser, ctx_now(c), &row);
    if (e == ERR_NOT_FOUND)
        return link_dead(c);
    TRY(e);
    TRY(username_check(&c->failure, S("username"), in->username.v));
    TRY(provider_find(c, row.provider, &p));
    TRY(signin_admit(c));
    struct vouched v = { .issuer = row.issuer, .subject = row.subject, .email = row.email, .email_verified = row.email_verified,
                         .name = row.name };
    TRY(newcomer_begin(c, &p, &v, &n->newcomer));
    n->newcomer.draft.username = in->username.v;
    n->newcomer.out = &n->in;
    return transact(c, name_in, n);
}
