/*
 * Signing in by other providers: Google, GitHub, and any that speaks OpenID Connect.
 * Somebody is sent there (authorization code, PKCE, state, nonce) and comes back with a
 * code, which is exchanged for who they are: an identity, a subject of that issuer, that
 * belongs to one account. This room owns identities and pending sign-ins; the tokens of
 * providers are not kept.
 *
 * No identity joins an account by an e-mail address alone, not even one that the provider
 * vouches for: its owner proves to be that first. An address without the provider's word
 * is shown with the identity and used for nothing.
 *
 * A state works once, for ten minutes, in the browser that it was made for: `browser` is
 * the value of a cookie, of which the row keeps a hash.
 */
#pragma once
#include "domain/audit/audit.h"
#include "domain/oauth/problems.h"
#include "domain/signin/signin.h"

/* The providers that the settings name: those with settings of their own first, then in the settings' order. */
struct oauth_provider { str name, title; };
typedef PAGE(oauth_provider) oauth_provider_page;
extern const struct shape oauth_provider_shape;
void oauth_list(ctx *, oauth_provider_page *out);

/* For the surface, whose routes share their path: a provider may not have the name of a route. */
err oauth_names_check(const struct settings *, struct failure *, bool (*taken)(void *arg, str name), void *arg);

/* ---- there ---- */

enum { BROWSER_LIVES_S = 30 * 60 };
struct oauth_wish { str provider, return_to; };              /* `return_to`: a path of this server's, "": "/" */
void oauth_wish_check(struct failure *, const struct oauth_wish *);
struct oauth_way {
    str url;                         /* where to go */
    struct secret browser;           /* the cookie that identifies the browser */
    str code, provider, return_to;   /* of the row that oauth_depart writes */
    const struct proven *by;         /* of a link; NULL: to sign in */
};

/* ERR_NOT_FOUND provider_not_found; ERR_INVALID on `return_to`; ERR_UNAVAILABLE provider_away. `browser`: its present cookie, or "". */
err oauth_begin(ctx *, const struct oauth_wish *, struct secret browser, struct oauth_way *out);
/* For the account of `me`, by a proof made lately; ends with what ends that proof. */
struct oauth_link { struct oauth_wish wish; struct evidence shown; };
err oauth_begin_link(ctx *, const struct caller *me, const struct oauth_link *, struct secret browser, struct oauth_way *out);
/* Begins the way there: nothing is kept before, so an answer that must commit with it is made first. */
err oauth_depart(ctx *, struct oauth_way *);

/* ---- and back ---- */

struct oauth_return { str provider; maybe_str code, state, error, iss; };
struct oauth_end { str return_to; bool linked; struct signed_in in; };

/*
 * Signs in, makes an account, or links. Beyond those of signin_complete: ERR_FORBIDDEN state_invalid, sign_in_refused;
 * ERR_SIGN_IN code_refused, provider_answer_invalid; ERR_CONFLICT identity_taken; proof_required, with a `link_token`.
 * `return_to` is set as soon as the state is known, even if this fails.
 */
err oauth_finish(ctx *, const struct caller *me, const struct oauth_return *, struct secret browser, struct oauth_end *out);

/* ---- the proof ---- */

struct identity {
    id id;
    str provider;
    maybe_str email;                 /* as the provider gave it last */
    bool email_verified;
    when linked_at;
    maybe_when last_used_at;
};
typedef PAGE(identity) identity_page;
extern const struct shape identity_shape;

struct identity_proof { str link_token; maybe_str password, code, username; };
extern const struct shape identity_proof_shape;
/* With the password, the members of any answer that signs in; otherwise the identity alone. */
struct identity_proved {
    struct identity identity;
    maybe_str token, refresh_token;
    maybe_i64 expires_in;
    maybe_id user_id;
    maybe_str username, email;
    maybe_bool email_verified, phone_verified;
    struct user *user;
    struct secret cookie;
};
extern const struct shape identity_proved_shape;

/*
 * Links what `proof_required` was about: for `me` if it is their account, by a recent proof, otherwise by its password,
 * which signs in too. ERR_FORBIDDEN link_token_invalid, bad_password; ERR_CONFLICT proof_required, identity_taken;
 * those of signin_complete.
 */
err oauth_prove(ctx *, const struct caller *me, const struct identity_proof *, struct secret browser, struct identity_proved *out);

/* ---- existing ones ---- */

err identities_of(ctx *, id account, identity_page *out);
/* ERR_NOT_FOUND identity_not_found; ERR_CONFLICT last_sign_in_method: there is no password, no passkey and no other identity. */
err identity_remove(ctx *, const struct proven *, id);
err identity_unlink(ctx *, const struct caller *me, const struct evidence *, id);        /* the same, by a proof made lately */

/* Without its owner's proof. One that is gone already is not an error. */
err identity_drop(tx *, id account, id which, str address);

/* What the audit log records of it. */
#define OAUTH_ACTIONS(X) \
    X(identity_linked) X(identity_unlinked)
AUDIT_DECLARE(oauth_actions, OAUTH_ACTIONS);

extern const struct capability oauth_capability;
