/*
 * OpenID Connect: an issuer's discovery document, its keys, and the exchange of
 * a code for an ID token. Both documents are kept in the cache for a while; the keys are
 * read again, once, when a token names one that is not among them.
 */
#include "base/arena.h"
#include "base/json.h"
#include "domain/oauth/oauth_own.h"
#include "ports/cache.h"

enum { KEPT_MS = 3600 * 1000 };

struct discovery {
    str issuer, authorization_endpoint, token_endpoint, jwks_uri;
    maybe_str userinfo_endpoint;
    raw_json token_endpoint_auth_methods_supported;
};
extern const struct shape discovery_shape;
SHAPE(discovery,
    FIELD(discovery, issuer),
    FIELD(discovery, authorization_endpoint),
    FIELD(discovery, token_endpoint),
    FIELD(discovery, jwks_uri),
    FIELD(discovery, userinfo_endpoint,                     .optional = true),
    FIELD(discovery, token_endpoint_auth_methods_supported, .optional = true));

struct openid_tokens { maybe_str id_token, access_token; };
extern const struct shape openid_tokens_shape;
SHAPE(openid_tokens,
    FIELD(openid_tokens, id_token,     .optional = true),
    FIELD(openid_tokens, access_token, .optional = true));

struct oauth_error { maybe_str error; };
extern const struct shape oauth_error_shape;
SHAPE(oauth_error, FIELD(oauth_error, error, .optional = true));

struct userinfo { str sub; raw_json email_verified; maybe_str email, name, preferred_username, nickname; };
extern const struct shape userinfo_shape;
SHAPE(userinfo,
    FIELD(userinfo, sub,                .min = 1),
    FIELD(userinfo, email_verified,     .optional = true),
    FIELD(userinfo, email,              .optional = true),
    FIELD(userinfo, name,               .optional = true),
    FIELD(userinfo, preferred_username, .optional = true),
    FIELD(userinfo, nickname,           .optional = true));

/* ---- discovery ---- */

static err fetch(ctx *c, const struct provider *p, str url, str *body)
{
    static const struct outgoing_header accept = { S("Accept"), S("application/json") };
    struct outgoing r = { .url = url, .headers = &accept, .header_count = 1, .redirects = true };
    struct outgoing_answer a;

    TRY(provider_call(c, p, &r, &a));
    if (a.status != 200)
        return provider_failed(c, p, "its discovery document or its keys cannot be read");
    *body = a.body;
    return OK;
}

/* An address of the provider's to which secrets are sent: never less secure than the issuer's own. */
static bool fits(const struct provider *p, str url)
{
    return secure_url(url) && (str_starts(url, S("https://")) || str_starts(p->issuer, S("http://")));
}

static err discovery_check(ctx *c, const struct provider *p, const struct discovery *d)
{
    if (!str_eq(d->issuer, p->issuer))
        return provider_failed(c, p, "its discovery document names another issuer than the setting does");
    if (!fits(p, d->authorization_endpoint) || !fits(p, d->token_endpoint) || !fits(p, d->jwks_uri) ||
        (d->userinfo_endpoint.is == GIVEN && !fits(p, d->userinfo_endpoint.v)))
        return provider_failed(c, p, "its discovery document names an address that is not secure");
    return OK;
}

static err discover(ctx *c, const struct provider *p, struct discovery *out)
{
    str key = arena_format(&c->arena, "oauth discovery " STR_FMT, STR_ARG(p->issuer)), body, issuer = p->issuer;
    bool known = cache_get(c, key, &body);
    struct failure failure;

    if (str_ends(issuer, S("/")))
        issuer.n--;
    if (!known)
        TRY(fetch(c, p, arena_format(&c->arena, STR_FMT "/.well-known/openid-configuration", STR_ARG(issuer)), &body));
    failure_begin(&failure, &c->arena);
    if (json_read(&c->arena, &failure, body, &discovery_shape, out) != OK)
        return provider_failed(c, p, "its discovery document is malformed");
    TRY(discovery_check(c, p, out));
    if (!known)
        cache_put(c, key, body, KEPT_MS);
    return OK;
}

err openid_url(ctx *c, const struct passage *w, str *out)
{
    struct buf url = BUF_ON(&c->arena);
    struct discovery d;

    TRY(discover(c, w->provider, &d));
    buf_add(&url, d.authorization_endpoint);
    buf_byte(&url, str_find_byte(d.authorization_endpoint, '?') < 0 ? '?' : '&');
    form_add(&url, S("response_type"), S("code"));
    form_add(&url, S("client_id"), w->provider->client_id);
    form_add(&url, S("redirect_uri"), w->redirect_uri);
    form_add(&url, S("scope"), S("openid email profile"));
    form_add(&url, S("state"), w->state);
    form_add(&url, S("nonce"), passage_secret(c, "nonce of a sign-in", w->state));
    form_add(&url, S("code_challenge"), passage_challenge(c, w->state));
    form_add(&url, S("code_challenge_method"), S("S256"));
    *out = buf_str(&url);
    return OK;
}

/* ---- the exchange ---- */

/* The client authenticates in the head if the provider says nothing or allows that, otherwise in the form. */
static bool by_form(const struct discovery *d)
{
    str methods = d->token_endpoint_auth_methods_supported.json;

    return methods.n && str_find(methods, S("\"client_secret_basic\"")) < 0 && str_find(methods, S("\"client_secret_post\"")) >= 0;
}

static str exchange_form(ctx *c, const struct passage *w, bool client_too)
{
    struct buf form = BUF_ON(&c->arena);

    form_add(&form, S("grant_type"), S("authorization_code"));
    form_add(&form, S("code"), w->code);
    form_add(&form, S("redirect_uri"), w->redirect_uri);
    form_add(&form, S("code_verifier"), passage_secret(c, "PKCE verifier of a sign-in", w->state));
    if (client_too)
        form_add(&form, S("client_id"), w->provider->client_id);
    if (client_too && w->provider->client_secret.hidden.n)
        form_add(&form, S("client_secret"), w->provider->client_secret.hidden);
    return buf_str(&form);
}

static err exchange_refused(ctx *c, const struct provider *p, const struct outgoing_answer *a)
{
    struct oauth_error why;

    if (a->status == 401)
        return provider_failed(c, p, "it does not accept our client ID and secret");
    if (a->status != 400)
        return provider_failed(c, p, "its answer to the exchange of a code is not that of OpenID Connect");
    TRY(provider_json(c, p, a->body, &oauth_error_shape, &why));
    if (why.error.is == GIVEN && str_eq(why.error.v, S("invalid_client")))
        return provider_failed(c, p, "it does not accept our client ID and secret");
    return code_refuse(c, p, why.error.is == GIVEN ? why.error.v : S(""));
}

static err exchange(ctx *c, const struct passage *w, const struct discovery *d, struct openid_tokens *out)
{
    const struct provider *p = w->provider;
    bool basic = p->client_secret.hidden.n && !by_form(d);
    struct outgoing_header headers[3] = { { S("Accept"), S("application/json") },
                                          { S("Content-Type"), S("application/x-www-form-urlencoded") } };
    struct outgoing r = { .method = S("POST"), .url = d->token_endpoint, .headers = headers, .header_count = basic ? 3 : 2 };
    struct outgoing_answer a;

    if (basic)
        headers[2] = (struct outgoing_header){ S("Authorization"), basic_credentials(c, p->client_id, p->client_secret) };
    r.body = exchange_form(c, w, !basic);
    TRY(provider_call(c, p, &r, &a));
    if (a.status != 200)
        return exchange_refused(c, p, &a);
    TRY(provider_json(c, p, a.body, &openid_tokens_shape, out));
    return out->id_token.is == GIVEN ? OK : provider_wrong(c, p, S("it gives no ID token"));
}

/* ---- the ID token ---- */

static void keys_close(void *keys)
{
    jwt_keys_close(keys);
}

/* The provider's keys, from the cache or, with `anew`, read again. They live as long as the ctx. */
static err keys_get(ctx *c, const struct provider *p, str url, bool anew, struct jwt_keys **out)
{
    str key = arena_format(&c->arena, "oauth keys " STR_FMT, STR_ARG(url)), body;
    bool known = !anew && cache_get(c, key, &body);
    struct failure failure;

    if (!known)
        TRY(fetch(c, p, url, &body));
    *out = arena_new(&c->arena, struct jwt_keys);
    failure_begin(&failure, &c->arena);
    if (jwt_keys_read(&c->arena, &failure, body, JWT_OPENID, *out) != OK)
        return provider_failed(c, p, "its keys are malformed, or none is of use");
    ctx_defer(c, keys_close, *out);
    if (!known)
        cache_put(c, key, body, KEPT_MS);
    return OK;
}

static err token_read(ctx *c, const struct passage *w, const struct discovery *d, const struct openid_tokens *t, bool anew,
                      struct vouched *out,
                      bool *unknown_key)
{
    struct id_token_wanted wanted = { w->provider->issuer, w->provider->client_id, passage_secret(c, "nonce of a sign-in", w->state),
                                      t->access_token.is == GIVEN ? t->access_token.v : S(""), ctx_now(c).ms / 1000 };
    struct jwt_keys *keys;
    struct failure failure;

    TRY(keys_get(c, w->provider, d->jwks_uri, anew, &keys));
    failure_begin(&failure, &c->arena);
    err e = id_token_read(&c->arena, &failure, keys, &wanted, t->id_token.v, out);
    *unknown_key = e == ERR_NOT_FOUND;
    return e == OK || *unknown_key ? OK : provider_wrong(c, w->provider, failure.detail);
}

/* ---- the userinfo ---- */

static void fill(str *into, maybe_str with)
{
    if (!into->n && with.is == GIVEN)
        *into = with.v;
}

/* Many providers give the address only here. It must be about the same subject. */
static err userinfo(ctx *c, const struct passage *w, const struct discovery *d, const struct openid_tokens *t, struct vouched *v)
{
    struct outgoing_header headers[] = {
        { S("Accept"), S("application/json") },
        { S("Authorization"), arena_format(&c->arena, "Bearer " STR_FMT, STR_ARG(t->access_token.v)) },
    };
    struct outgoing r = { .url = d->userinfo_endpoint.v, .headers = headers, .header_count = COUNT(headers) };
    struct outgoing_answer a;
    struct userinfo told;

    TRY(provider_call(c, w->provider, &r, &a));
    if (a.status != 200)
        return provider_wrong(c, w->provider, S("it does not accept its own access token"));
    TRY(provider_json(c, w->provider, a.body, &userinfo_shape, &told));
    if (!str_eq(told.sub, v->subject))
        return provider_wrong(c, w->provider, S("its userinfo is about another subject than the ID token"));
    fill(&v->email, told.email);
    v->email_verified = claim_true(told.email_verified.json);
    fill(&v->name, told.name);
    fill(&v->login, told.preferred_username);
    fill(&v->login, told.nickname);
    return OK;
}

err openid_vouch(ctx *c, const struct passage *w, struct vouched *out)
{
    struct openid_tokens tokens;
    struct discovery d;
    bool unknown;

    TRY(discover(c, w->provider, &d));
    TRY(exchange(c, w, &d, &tokens));
    TRY(token_read(c, w, &d, &tokens, false, out, &unknown));
    if (unknown)
        TRY(token_read(c, w, &d, &tokens, true, out, &unknown));
    if (unknown)
        return provider_wrong(c, w->provider, S("the ID token is signed with a key that it does not publish"));
    if (out->email.n || d.userinfo_endpoint.is != GIVEN || tokens.access_token.is != GIVEN)
        return OK;
    return userinfo(c, w, &d, &tokens, out);
}
