/*
 * And back. The state is taken first: it works once, whatever the outcome. Then the
 * provider says who it is: somebody who signs in here, somebody new, or one
 * more identity of a person who went to link it.
 */
#include "base/arena.h"
#include "base/problems.h"
#include "domain/oauth/oauth.sql.h"
#include "domain/oauth/oauth_own.h"

enum { TRIES = 3 };

SHAPE(identity_row, FIELD(identity_row, id), FIELD(identity_row, account_id), FIELD(identity_row, provider));

/* ---- the state ---- */

struct taking { str code, provider, browser; struct oauth_flow row; };

static err flow_take(tx *t, void *arg)
{
    struct taking *in = arg;

    return q_oauth_flow_take(t, in->code, in->provider, in->browser, tx_now(t), &in->row);
}

static err state_take(ctx *c, const struct provider *p, const struct oauth_return *in, struct secret browser, struct oauth_flow *out)
{
    struct taking t = { .provider = p->name, .browser = browser_code(&c->arena, browser) };
    err e = ERR_NOT_FOUND;

    if (in->state.is == GIVEN && browser.hidden.n) {
        t.code = token_code(&c->arena, in->state.v);
        e = transact_aside(c, flow_take, &t);
    }
    if (e == ERR_NOT_FOUND)
        return fail(c, &state_invalid);
    *out = t.row;
    return e;
}

/* ---- the provider's answer ---- */

/* RFC 9207: an answer that names its issuer must name this provider. */
static err issuer_check(ctx *c, const struct provider *p, const struct oauth_return *in)
{
    if (p->kind != PROVIDER_OPENID || in->iss.is != GIVEN || str_eq(in->iss.v, p->issuer))
        return OK;
    return provider_wrong(c, p, S("the answer that a browser brought is from another issuer"));
}

static err error_tell(ctx *c, const struct provider *p, str error)
{
    if (str_eq(error, S("temporarily_unavailable")) || str_eq(error, S("server_error")))
        return provider_failed(c, p, "it sends people back with an error of its own");
    if (str_eq(error, S("access_denied")))
        return fail_saying(c, &sign_in_refused, "You did not allow it at " STR_FMT ", so nobody was signed in.", STR_ARG(p->title));
    err e = fail_saying(c, &sign_in_refused, STR_FMT " did not sign you in. Begin again.", STR_ARG(p->title));
    failure_cause(&c->failure, "it said " STR_FMT, STR_ARG(str_to(error, 100)));
    return e;
}

/* It is shown, and goes into exports, so only a valid address is kept. */
static void email_settle(ctx *c, struct vouched *v)
{
    str canonical;
    bool good = v->email.n && email_read(&c->failure, S("email"), v->email, &canonical) == OK;

    failure_begin(&c->failure, &c->arena);
    v->email = good ? canonical : S("");
    v->email_verified &= good;
}

static err answer_read(ctx *c, const struct provider *p, const struct oauth_return *in)
{
    TRY(issuer_check(c, p, in));
    if (in->error.is == GIVEN)
        return error_tell(c, p, in->error.v);
    if (in->code.is != GIVEN || !in->code.v.n)
        return fail_field_saying(c, S("code"), &required, "This must be given.");
    return OK;
}

/* ---- a known identity ---- */

struct use { id identity; maybe_str email; bool verified; };

static err used(tx *t, void *arg)
{
    const struct use *u = arg;
    i64 there;

    TRY(q_identity_used(t, u->identity, u->email, u->verified, tx_now(t), &there));
    return there ? OK : tx_fail(t, &credentials_changed);
}

static maybe_str some(str s)
{
    return (maybe_str){ s.n ? GIVEN : NULLED, s };
}

/* Somebody who has come back: the account that is signed in here, the provider, and the browser. */
struct comer { const struct caller *me; const struct provider *provider; const struct vouched *says; struct secret browser; };

static err sign_in_known(ctx *c, const struct comer *by, const struct identity_row *row, struct signed_in *out)
{
    struct use u = { row->id, some(by->says->email), by->says->email_verified };
    struct account a;

    TRY(account_by_id(c, row->account_id, &a));          /* before the identity is found to exist still: its removal raises the epoch */
    TRY(transact_aside(c, used, &u));
    return signin_complete(c, by->me, &a, &(struct proof){ .how = by->provider->name }, out);
}

/* ---- an unknown identity ---- */

/* The account that owns the address, if the provider vouches for it; 0: none, also if an account merely names it. */
static err owner_find(ctx *c, const struct vouched *v, struct grant *out)
{
    struct account a;

    *out = (struct grant){ 0 };
    if (!v->email_verified)
        return OK;
    err e = account_by_email(c, v->email, &a);
    if (e == ERR_NOT_FOUND)
        failure_begin(&c->failure, &c->arena);
    else if (e == OK && account_owns_email(&a))
        *out = grant_of(&a);
    return e == ERR_NOT_FOUND ? OK : e;
}

/* After the lookup, somebody else took the name or address of the account that was to be made. */
static bool overtaken(const ctx *c, err e)
{
    return e == ERR_CONFLICT && (c->failure.problem == &identity_taken || c->failure.problem == &email_taken);
}

static err sign_in_once(ctx *c, const struct comer *by, struct signed_in *out)
{
    struct identity_row row;
    struct grant owner;
    err e = q_identity_find(c, by->says->issuer, by->says->subject, &row);

    if (e == OK)
        return sign_in_known(c, by, &row, out);
    if (e != ERR_NOT_FOUND)
        return e;
    TRY(owner_find(c, by->says, &owner));
    if (owner.account.v)
        return offer_make(c, by->provider, by->says, owner, by->browser);
    return newcomer_make(c, by->provider, by->says, by->browser, out);
}

static err sign_in(ctx *c, const struct comer *by, struct signed_in *out)
{
    err e = OK;

    for (int tries = 0; tries < TRIES; tries++) {
        failure_begin(&c->failure, &c->arena);
        e = sign_in_once(c, by, out);
        if (!overtaken(c, e))
            return e;
    }
    return fail_with(c, ERR_CONTENTION, "There are too many sign-ins like this one at once. Try again shortly.");
}

/* ---- linking ---- */

struct arrival { struct linking link; struct grant grant; };

static err link_in(tx *t, void *arg)
{
    const struct arrival *in = arg;
    bool stands;
    id made;

    TRY(grant_stands(t, &in->grant, &stands));
    if (!stands)
        return tx_fail_saying(t, &state_invalid,
                              "The ways into this account have changed since this was begun, or the device was signed out. Begin again.");
    return identity_link(t, &in->link, &made);
}

static err link_to(ctx *c, const struct comer *by, const struct oauth_flow *flow)
{
    const struct vouched *v = by->says;
    id account = flow->account_id.v;
    struct arrival in = { .grant = { account, flow->session_id, flow->epoch } };

    in.link = (struct linking){ ctx_new_id(c), account, by->provider->name, v->issuer, v->subject, v->email, v->email_verified, false,
                                ctx_request(c)->address };
    if (by->me->account.v && by->me->account.v != account.v)
        return fail_saying(c, &state_invalid, "Another account has signed in here since this was begun. Begin again.");
    return transact(c, link_in, &in);
}

err oauth_finish(ctx *c, const struct caller *me, const struct oauth_return *in, struct secret browser, struct oauth_end *out)
{
    struct oauth_flow flow = { 0 };
    struct provider p;
    struct vouched v;

    *out = (struct oauth_end){ .return_to = S("/") };
    TRY(provider_find(c, in->provider, &p));
    TRY(state_take(c, &p, in, browser, &flow));
    out->return_to = flow.return_to;
    out->linked = flow.account_id.is == GIVEN;
    TRY(answer_read(c, &p, in));
    struct passage w = { &p, in->state.v, passage_redirect(c, &p), in->code.v };
    TRY(p.kind == PROVIDER_GITHUB ? github_vouch(c, &w, &v) : openid_vouch(c, &w, &v));
    email_settle(c, &v);
    struct comer by = { me, &p, &v, browser };
    return out->linked ? link_to(c, &by, &flow) : sign_in(c, &by, &out->in);
}
