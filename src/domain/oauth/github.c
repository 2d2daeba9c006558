/* GitHub: OAuth 2.0. Its API says whose access token it is, and which of their addresses it has verified. */
#include "base/arena.h"
#include "base/buf.h"
#include "domain/oauth/oauth_own.h"

struct github_token { maybe_str access_token, error; };
struct github_user { i64 id; str login; maybe_str name; };
struct github_email { str email; bool primary, verified; };
typedef PAGE(github_email) github_email_page;
struct github_emails { github_email_page emails; };
extern const struct shape github_token_shape, github_user_shape, github_email_shape, github_emails_shape;

SHAPE(github_token,
    FIELD(github_token, access_token, .optional = true),
    FIELD(github_token, error,        .optional = true));
SHAPE(github_user,
    FIELD(github_user, id,    .min = 1),
    FIELD(github_user, login, .min = 1),
    FIELD(github_user, name,  .optional = true));
SHAPE(github_email,
    FIELD(github_email, email),
    FIELD(github_email, primary),
    FIELD(github_email, verified));
SHAPE(github_emails, FIELD_PAGE(github_emails, emails, &github_email_shape));

err github_url(ctx *c, const struct passage *w, str *out)
{
    struct buf url = BUF_ON(&c->arena);

    buf_add(&url, w->provider->issuer);
    buf_lit(&url, "/login/oauth/authorize?");
    form_add(&url, S("client_id"), w->provider->client_id);
    form_add(&url, S("redirect_uri"), w->redirect_uri);
    form_add(&url, S("scope"), S("read:user user:email"));
    form_add(&url, S("state"), w->state);
    form_add(&url, S("code_challenge"), passage_challenge(c, w->state));
    form_add(&url, S("code_challenge_method"), S("S256"));
    *out = buf_str(&url);
    return OK;
}

static str exchange_form(ctx *c, const struct passage *w)
{
    struct buf form = BUF_ON(&c->arena);

    form_add(&form, S("client_id"), w->provider->client_id);
    form_add(&form, S("client_secret"), w->provider->client_secret.hidden);
    form_add(&form, S("code"), w->code);
    form_add(&form, S("redirect_uri"), w->redirect_uri);
    form_add(&form, S("code_verifier"), passage_secret(c, "PKCE verifier of a sign-in", w->state));
    return buf_str(&form);
}

/* It answers 200 even if it refuses. */
static err exchange(ctx *c, const struct passage *w, str *token)
{
    static const struct outgoing_header headers[] = { { S("Accept"), S("application/json") },
                                                      { S("Content-Type"), S("application/x-www-form-urlencoded") } };
    const struct provider *p = w->provider;
    struct outgoing r = { .method = S("POST"), .url = arena_format(&c->arena, STR_FMT "/login/oauth/access_token", STR_ARG(p->issuer)),
                          .headers = headers, .header_count = COUNT(headers), .body = exchange_form(c, w) };
    struct outgoing_answer a;
    struct github_token told;

    TRY(provider_call(c, p, &r, &a));
    if (a.status != 200)
        return provider_failed(c, p, "it does not answer the exchange of a code");
    TRY(provider_json(c, p, a.body, &github_token_shape, &told));
    if (told.error.is == GIVEN && str_eq(told.error.v, S("incorrect_client_credentials")))
        return provider_failed(c, p, "it does not accept our client ID and secret");
    if (told.error.is == GIVEN)
        return code_refuse(c, p, told.error.v);
    if (told.access_token.is != GIVEN || !told.access_token.v.n)
        return provider_wrong(c, p, S("it gives no access token"));
    *token = told.access_token.v;
    return OK;
}

static err github_ask(ctx *c, const struct provider *p, const char *path, str token, str *body)
{
    struct outgoing_header headers[] = {
        { S("Accept"), S("application/vnd.github+json") },
        { S("Authorization"), arena_format(&c->arena, "Bearer " STR_FMT, STR_ARG(token)) },
    };
    struct outgoing r = { .url = arena_format(&c->arena, STR_FMT "%s", STR_ARG(p->api), path), .headers = headers,
                          .header_count = COUNT(headers) };
    struct outgoing_answer a;

    TRY(provider_call(c, p, &r, &a));
    if (a.status != 200)
        return provider_wrong(c, p, arena_format(&c->arena, "its API answers %d to its own access token", a.status));
    *body = a.body;
    return OK;
}

/* The primary one. */
static err email_read_of(ctx *c, const struct provider *p, str token, struct vouched *out)
{
    struct github_emails all;
    str body;

    TRY(github_ask(c, p, "/user/emails?per_page=100", token, &body));
    TRY(provider_json(c, p, arena_format(&c->arena, "{\"emails\":" STR_FMT "}", STR_ARG(body)), &github_emails_shape, &all));
    for (size_t i = 0; i < all.emails.n; i++) {
        if (!all.emails.at[i].primary)
            continue;
        out->email = all.emails.at[i].email;
        out->email_verified = all.emails.at[i].verified;
    }
    return OK;
}

err github_vouch(ctx *c, const struct passage *w, struct vouched *out)
{
    const struct provider *p = w->provider;
    struct github_user user;
    str token, body;

    TRY(exchange(c, w, &token));
    TRY(github_ask(c, p, "/user", token, &body));
    TRY(provider_json(c, p, body, &github_user_shape, &user));
    *out = (struct vouched){ .issuer = p->issuer, .subject = arena_format(&c->arena, "%lld", (long long)user.id), .login = user.login,
                             .name = user.name.is == GIVEN ? user.name.v : S("") };
    return email_read_of(c, p, token, out);
}
