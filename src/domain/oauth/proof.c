/*
 * Identities that wait for a proof: their address is an account's, and the person who
 * came with it has yet to show that the account is theirs too: by being signed in to it,
 * or by its password and whatever else signing in there needs.
 */
#include "base/arena.h"
#include "base/json.h"
#include "domain/oauth/oauth.sql.h"
#include "domain/oauth/oauth_own.h"

enum { TOKEN_SIZE = 32 };

SHAPE(oauth_offer, FIELD(oauth_offer, account_id), FIELD(oauth_offer, epoch), FIELD(oauth_offer, provider), FIELD(oauth_offer, issuer),
      FIELD(oauth_offer, subject),
      FIELD(oauth_offer, email));
SHAPE(identity_proof,
    FIELD(identity_proof, link_token, .min = 1, .max = 200, .doc = "As proof_required or username_required gave it"),
    FIELD(identity_proof, password,   .optional = true, .max = 4096, .format = "password",
          .doc = "Of the account; not needed if you signed in to it within 15 minutes"),
    FIELD(identity_proof, code,       .optional = true, .max = 100, .doc = "A code of the second factor, besides the password"),
    FIELD(identity_proof, username,   .optional = true, USERNAME_FORM));
SHAPE(identity_proved,
    FIELD(identity_proved, identity,      .of = &identity_shape),
    FIELD(identity_proved, token,         .doc = "With the password: a new session's, as from /auth/login"),
    FIELD(identity_proved, refresh_token),
    FIELD(identity_proved, expires_in),
    FIELD(identity_proved, user_id),
    FIELD(identity_proved, username),
    FIELD(identity_proved, email),
    FIELD(identity_proved, email_verified),
    FIELD(identity_proved, phone_verified),
    FIELD_LINK(identity_proved, user, &user_shape),
    FIELD(identity_proved, cookie,        .cookie = true));

/* ---- making one ---- */

struct offer { str code, provider, browser; const struct vouched *v; struct grant whose; };

static err offer_keep(tx *t, void *arg)
{
    const struct offer *o = arg;

    return q_oauth_offer_insert(t, o->code, o->whose.account, o->whose.epoch, o->provider, o->browser, o->v->issuer, o->v->subject,
                                o->v->email,
                                (when){ tx_now(t).ms + OFFER_MS });
}

err offer_make(ctx *c, const struct provider *p, const struct vouched *v, struct grant whose, struct secret browser)
{
    str token = random_token(&c->arena, TOKEN_SIZE);
    struct offer o = { token_code(&c->arena, token), p->name, browser_code(&c->arena, browser), v, whose };
    struct buf json = BUF_ON(&c->arena);

    TRY(transact_aside(c, offer_keep, &o));
    json_text(&json, token);
    err e = fail(c, &proof_required);
    failure_member_add(&c->failure, "link_token", buf_str(&json));
    return e;
}

/* ---- redeeming it ---- */

err link_dead(ctx *c)
{
    return fail(c, &link_token_invalid);
}

static err offer_find(ctx *c, str code, str browser, struct oauth_offer *out)
{
    err e = q_oauth_offer_find(c, code, browser, ctx_now(c), out);

    return e == ERR_NOT_FOUND ? link_dead(c) : e;
}

/* By the proof of `me`, who is signed in; otherwise `session`: the result of signing in by a password, in the same transaction. */
struct redeeming { const struct caller *me; const struct proven *by; str code,
                   browser; struct linking link; struct signed_in *session; struct identity_proved *out; };

void tell_signed_in(struct signed_in *in, struct identity_proved *out)
{
    out->token = (maybe_str){ GIVEN, in->token };
    out->refresh_token = (maybe_str){ GIVEN, in->refresh_token };
    out->expires_in = (maybe_i64){ GIVEN, in->expires_in };
    out->user_id = (maybe_id){ GIVEN, in->user_id };
    out->username = (maybe_str){ GIVEN, in->username };
    out->email = in->email;
    out->email_verified = (maybe_bool){ GIVEN, in->email_verified };
    out->phone_verified = (maybe_bool){ GIVEN, in->phone_verified };
    out->user = &in->user;
    out->cookie = in->cookie;
}

static err redeem(tx *t, void *arg)
{
    struct redeeming *r = arg;
    struct oauth_offer o;
    bool stands = false;
    id linked;

    if (r->by)
        TRY(proof_stands(t, r->by, PROOF_LATELY));
    err e = q_oauth_offer_take(t, r->code, r->browser, tx_now(t), &o);

    if (e == OK)
        TRY(grant_stands(t, &(struct grant){ .account = o.account_id, .epoch = o.epoch }, &stands));
    if (e == ERR_NOT_FOUND || (e == OK && !stands))
        return tx_fail_saying(t, &link_token_invalid,
                              "This link was used, or the ways into the account have changed meanwhile. Begin again.");
    TRY(e);
    TRY(identity_link(t, &r->link, &linked));
    TRY(q_identity_get(t, r->link.account, linked, &r->out->identity));
    identity_nulls(&r->out->identity);
    if (r->session)
        tell_signed_in(r->session, r->out);
    return OK;
}

/* By its password: with all that signing in needs, and they are signed in. */
static err by_password(ctx *c, const struct oauth_offer *o, const struct identity_proof *in, struct redeeming *r)
{
    struct proof proof = { .how = S("password"), .code = in->code.is == GIVEN ? in->code.v : S(""), .also = redeem, .also_arg = r };
    struct account a;

    TRY(account_by_id(c, o->account_id, &a));
    if (in->password.is != GIVEN || !in->password.v.n || !a.password_hash.hidden.n)
        return fail_saying(c, &proof_required, "Sign in to that account first, or give its password.");
    TRY(signin_prove(c, r->me, &a, in->password));
    r->session = arena_new(&c->arena, struct signed_in);
    return signin_complete(c, r->me, &a, &proof, r->session);
}

err oauth_prove(ctx *c, const struct caller *me, const struct identity_proof *in, struct secret browser, struct identity_proved *out)
{
    struct redeeming r = { .me = me, .code = token_code(&c->arena, in->link_token), .browser = browser_code(&c->arena, browser),
                           .out = out };
    struct oauth_offer o;

    if (in->username.is == GIVEN)
        return name_take(c, in, browser, out);
    TRY(offer_find(c, r.code, r.browser, &o));
    r.link = (struct linking){ ctx_new_id(c), o.account_id, o.provider, o.issuer, o.subject, o.email, true, false,
                               ctx_request(c)->address };
    if (me->account.v == o.account_id.v) {
        TRY(signin_proven(c, me, &(struct evidence){ in->password, in->code }, PROOF_LATELY, &r.by));
        return transact(c, redeem, &r);
    }
    return by_password(c, &o, in, &r);
}
