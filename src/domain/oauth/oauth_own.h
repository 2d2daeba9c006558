/* Shared by the files of this room. */
#pragma once
#include "base/str.h"
#include "crypto/digest.h"
#include "crypto/jwt.h"
#include "domain/audit/audit.h"
#include "domain/oauth/oauth.h"
#include "ports/outgoing.h"
#include "runtime/setting.h"

/* Settings: runtime/setting.h. */
#define OAUTH_SETTINGS(X) \
    X(google_client_id,  TEXT,   "",               0, 0, "Sign-in by Google: the client ID that it gave; needs google_client_secret too") \
    X(google_client_secret, SECRET, "",            0, 0, "The secret that belongs to the client ID") \
    X(google_url,        URL,    "https://accounts.google.com", 0, 0, "Google's issuer of identities; tests set another") \
    X(github_client_id,  TEXT,   "",               0, 0, "Sign-in by GitHub: the client ID that it gave; needs github_client_secret too") \
    X(github_client_secret, SECRET, "",            0, 0, "The secret that belongs to the client ID") \
    X(github_url,        URL,    "https://github.com", 0, 0, "Where people sign in to GitHub; set another for GitHub Enterprise") \
    X(github_api_url,    URL,    "https://api.github.com", 0, 0, "GitHub's API; https://HOST/api/v3 for GitHub Enterprise") \
    X(openid_providers,  URLS,   "",               0, 0, \
      "Further providers of sign-in, by OpenID Connect: name=issuer;client_id, comma-separated; the name is the one in /auth/{name}") \
    X(openid_titles,     TEXT,   "",               0, 0, \
      "The titles of those providers on buttons and in letters: name=title, comma-separated; default: the name") \
    X(openid_secrets,    SECRET, "",               0, 0, \
      "The secrets that those providers gave: name=secret, comma-separated; without one, PKCE alone")
SETTINGS_DECLARE(oauth_settings, OAUTH_SETTINGS);

/* ---- rows ---- */

struct identity_row { id id, account_id; str provider; };
struct oauth_flow { str return_to; maybe_id account_id; id session_id; i64 epoch; };
struct oauth_offer { id account_id; i64 epoch; str provider, issuer, subject, email; };

/* ---- providers.c ---- */

enum { FLOW_MS = 10 * 60 * 1000, OFFER_MS = 15 * 60 * 1000, NAMELESS_MS = 15 * 60 * 1000 };      /* the lifetimes of what waits */

enum provider_kind { PROVIDER_OPENID, PROVIDER_GITHUB };
struct provider { enum provider_kind kind; str name, title, issuer, api, client_id; struct secret client_secret; };
struct providers { struct provider *at; size_t n; };

/* Those that the settings name. ERR_INVALID: the failure names the setting that is wrong. */
err providers_read(const struct settings *, struct arena *, struct failure *, struct providers *out);
err provider_find(ctx *, str name, struct provider *out);    /* ERR_NOT_FOUND provider_not_found */
/* as people call it; its name if it is not in the settings any more */
str provider_title(const struct settings *, struct arena *, str name);
bool secure_url(str);                /* https, or http to this machine itself */

/* ---- reach.c: forms, calls, and the problems that failed calls become ---- */

void form_add(struct buf *, str name, str value);            /* name=value, escaped, after a & unless it is the first */
str basic_credentials(ctx *, str user, struct secret password);

/* An answer below 500; else ERR_UNAVAILABLE provider_away. Tried once: the person who waits can try again. */
err provider_call(ctx *, const struct provider *, struct outgoing *, struct outgoing_answer *out);
/* its answers do not follow the standard: the log tells the operator */
err provider_failed(ctx *, const struct provider *, const char *cause);
/* ERR_SIGN_IN provider_answer_invalid: what it says cannot be trusted */
err provider_wrong(ctx *, const struct provider *, str cause);
err code_refuse(ctx *, const struct provider *, str error);

/* Reads a provider's JSON; provider_wrong if it is invalid. */
err provider_json(ctx *, const struct provider *, str body, const struct shape *, void *out);

/* ---- what a provider says about a person ---- */

struct vouched { str issuer, subject, email; bool email_verified; str name, login; };        /* "": it says nothing */

/* One sign-in, both ways. */
struct passage { const struct provider *provider; str state, redirect_uri, code; };
str passage_secret(ctx *, const char *purpose, str state);   /* made of the state; only this server can make it */
str passage_challenge(ctx *, str state);                     /* PKCE's */
str passage_redirect(ctx *, const struct provider *);

/* openid.c, github.c: where to send somebody, and who came back with a code. */
err openid_url(ctx *, const struct passage *, str *out);
err openid_vouch(ctx *, const struct passage *, struct vouched *out);
err github_url(ctx *, const struct passage *, str *out);
err github_vouch(ctx *, const struct passage *, struct vouched *out);

/* ---- id_token.c ---- */

struct id_token_wanted { str issuer, client_id, nonce, access_token; i64 now_s; };

/* ERR_SIGN_IN; ERR_NOT_FOUND if no key has the token's name; the detail is for the log. */
err id_token_read(struct arena *, struct failure *, const struct jwt_keys *, const struct id_token_wanted *, str token,
                  struct vouched *out);
/* once it has been verified */
err id_claims_read(struct arena *, struct failure *, const struct id_token_wanted *, str token, str json, struct vouched *out);
bool claim_true(str json);                                   /* also "true" in quotes, as some write it */

/* ---- proof.c ---- */

str browser_code(struct arena *, struct secret browser);     /* as the store keeps it */
str token_code(struct arena *, str token);

/* Returns ERR_CONFLICT proof_required, with a token by which the owner of that account can link this. */
err offer_make(ctx *, const struct provider *, const struct vouched *, struct grant whose, struct secret browser);

/* ---- identity.c ---- */

struct linking { id identity, account; str provider, issuer, subject, email; bool email_verified, used; str address; };
err identity_link(tx *, const struct linking *, id *out);    /* ERR_CONFLICT identity_taken; one that it already has is fine */
err identity_add(tx *, const struct linking *);              /* the row alone */
err identity_of_another(tx *);
err identities_drop(tx *, id account);                       /* all of them, each reported */
void identity_nulls(struct identity *);                      /* absent members become null, so that they are always in the answer */

void tell_signed_in(struct signed_in *, struct identity_proved *);
err link_dead(ctx *);                                        /* ERR_FORBIDDEN link_token_invalid */

/* ---- newcomer.c ---- */

/* An account to be made; `newcomer_begin` fills all but its name. */
struct newcomer {
    struct account_draft draft;
    struct session_draft session;
    struct linking link;
    struct audit_note note;
    struct signed_in *out;
};
err newcomer_begin(ctx *, const struct provider *, const struct vouched *, struct newcomer *);
err newcomer_in(tx *, struct newcomer *);

/* An account for somebody who has none. ERR_CONFLICT identity_taken, email_taken: taken since the lookup; username_required. */
err newcomer_make(ctx *, const struct provider *, const struct vouched *, struct secret browser, struct signed_in *out);

/* ---- nameless.c ---- */

/* ERR_CONFLICT username_required, with a token */
err name_ask(ctx *, const struct provider *, const struct vouched *, struct secret browser);
err name_take(ctx *, const struct identity_proof *, struct secret browser, struct identity_proved *out);   /* fails as registering would */

/* The n-th user name to try for somebody: always valid; "": it would have to be cut. */
str username_try(ctx *, const struct vouched *, int n);

extern const struct belongings oauth_belongings[];           /* export.c */
