/*
 * On the way there. The state is random; the other values for the provider and the
 * exchange (the nonce, PKCE's verifier) are made of it with a key of the server's, so
 * that the row holds only hashes.
 */
#include "base/arena.h"
#include "base/base64.h"
#include "base/site_path.h"
#include "domain/oauth/oauth.sql.h"
#include "domain/oauth/oauth_own.h"
#include "ports/secrets.h"

enum { TOKEN_SIZE = 32, TOKEN_TEXT = 43 };

SHAPE(oauth_flow, FIELD(oauth_flow, return_to), FIELD(oauth_flow, account_id), FIELD(oauth_flow, session_id), FIELD(oauth_flow, epoch));

/* ---- values made of a state ---- */

str passage_secret(ctx *c, const char *purpose, str state)
{
    u8 mac[SHA256_SIZE];

    secrets_mac(c->world->secrets, str_of(purpose), state, mac);
    return base64url_text(&c->arena, bytes_str(mac, sizeof mac));
}

str passage_challenge(ctx *c, str state)
{
    u8 hash[SHA256_SIZE];

    sha256(passage_secret(c, "PKCE verifier of a sign-in", state), hash);
    return base64url_text(&c->arena, bytes_str(hash, sizeof hash));
}

str passage_redirect(ctx *c, const struct provider *p)
{
    return arena_format(&c->arena, STR_FMT "/api/v1/auth/" STR_FMT "/callback", STR_ARG(ctx_request(c)->origin), STR_ARG(p->name));
}

str token_code(struct arena *a, str token)
{
    u8 hash[SHA256_SIZE];

    sha256(token, hash);
    return hex_text(a, bytes_str(hash, sizeof hash));
}

str browser_code(struct arena *a, struct secret browser)
{
    return token_code(a, browser.hidden);
}

/* ---- where to return to ---- */

void oauth_wish_check(struct failure *failure, const struct oauth_wish *wish)
{
    if (wish->return_to.n && !site_path_valid(wish->return_to))
        (void)failure_field(failure, S("return_to"), &invalid_path);
}

/* ---- the row ---- */

static err depart(tx *t, void *arg)
{
    const struct oauth_way *w = arg;
    when until = { tx_now(t).ms + FLOW_MS };
    struct grant g = w->by ? proven_grant(w->by) : (struct grant){ 0 };
    maybe_id account = { w->by ? GIVEN : NULLED, g.account };

    if (w->by)
        TRY(proof_stands(t, w->by, PROOF_LATELY));
    return q_oauth_flow_insert(t, w->code, w->provider, browser_code(tx_arena(t), w->browser), w->return_to, account, g.session, g.epoch,
                               until);
}

err oauth_depart(ctx *c, struct oauth_way *way)
{
    return transact(c, depart, way);
}

/* A known browser keeps its cookie, so that two of its windows do not disturb each other. */
static struct secret browser_keep(ctx *c, struct secret known)
{
    u8 bytes[TOKEN_SIZE];

    if (known.hidden.n == TOKEN_TEXT && base64url_read(known.hidden, bytes, sizeof bytes))
        return known;
    return (struct secret){ random_token(&c->arena, TOKEN_SIZE) };
}

static err prepare(ctx *c, const struct oauth_wish *wish, const struct proven *by, struct secret browser, struct oauth_way *out)
{
    str return_to = wish->return_to.n ? wish->return_to : S("/");
    struct provider p;

    TRY(provider_find(c, wish->provider, &p));
    oauth_wish_check(&c->failure, wish);
    if (c->failure.fields)
        return ERR_INVALID;
    if (!ctx_request(c)->origin.n)
        return fail_with(c, ERR_MALFORMED, "The request does not say by which name it reached this server.");
    struct passage w = { .provider = &p, .state = random_token(&c->arena, TOKEN_SIZE), .redirect_uri = passage_redirect(c, &p) };
    *out = (struct oauth_way){ .browser = browser_keep(c, browser), .code = token_code(&c->arena, w.state), .provider = p.name,
                               .return_to = return_to, .by = by };
    return p.kind == PROVIDER_GITHUB ? github_url(c, &w, &out->url) : openid_url(c, &w, &out->url);
}

err oauth_begin(ctx *c, const struct oauth_wish *wish, struct secret browser, struct oauth_way *out)
{
    return prepare(c, wish, NULL, browser, out);
}

err oauth_begin_link(ctx *c, const struct caller *me, const struct oauth_link *in, struct secret browser, struct oauth_way *out)
{
    const struct proven *by;

    TRY(signin_proven(c, me, &in->shown, PROOF_LATELY, &by));
    return prepare(c, &in->wish, by, browser, out);
}
