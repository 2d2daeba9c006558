/* Access tokens, made and read; and a client's other, random tokens, of which a hash is kept. */
#include "base/base64.h"
#include "base/json.h"
#include "base/str.h"
#include "crypto/problems.h"
#include "domain/session/session_own.h"
#include "runtime/settings.h"

enum {
    RANDOM_BYTES = 32,
    NUMBER_BYTES = 9,                /* in a token, so that two of one second differ */
    LEEWAY_S = 5                     /* by which the clock of another process may be ahead of ours */
};

/*
 * The issuer and the audience of tokens: this instance, as its clients know it. All its processes must have the same
 * settings. So somebody else who checks tokens cannot take them for those of another instance, whose ids are other
 * people.
 */
static str issuer_of(ctx *c)
{
    const struct settings *s = c->world->settings;
    str url = s->public_url;

    if (str_ends(url, S("/")))
        url.n--;
    return url.n ? url : instance_name(s);
}

/* ---- making ---- */

struct signing { struct arena *arena; const struct jwt_key *key; str claims, token; };

static void sign(void *arg)
{
    struct signing *s = arg;

    s->token = jwt_sign(s->arena, s->key, s->claims);
}

err token_make(ctx *c, id account, id session, str *token, i64 *expires_in)
{
    i64 now_s = ctx_now(c).ms / 1000, ttl_s = session_settings(c->world->settings)->token_ttl / 1000;
    str number = random_token(&c->arena, NUMBER_BYTES), issuer = issuer_of(c);
    struct signing s = { .arena = &c->arena, .key = keys_now(c)->signer };
    struct buf claims = BUF_ON(&c->arena);

    buf_lit(&claims, "{\"iss\":");
    json_text(&claims, issuer);
    buf_lit(&claims, ",\"aud\":");
    json_text(&claims, issuer);
    buf_format(&claims, ",\"sub\":\"%lld\",\"sid\":\"%lld\",\"iat\":%lld,\"exp\":%lld,\"jti\":\"" STR_FMT "\"}",
               (long long)account.v, (long long)session.v, (long long)now_s, (long long)(now_s + ttl_s), STR_ARG(number));
    s.claims = buf_str(&claims);
    TRY(ctx_task(c, TASK_QUICK, sign, &s));
    *token = s.token;
    *expires_in = ttl_s;
    return OK;
}

/* ---- reading ---- */

struct claims { maybe_str iss, aud; str sub, sid; i64 iat, exp; maybe_i64 nbf; };
static SHAPE(claims, FIELD(claims, iss, .optional = true), FIELD(claims, aud, .optional = true), FIELD(claims, sub), FIELD(claims, sid),
             FIELD(claims, iat), FIELD(claims, exp),
             FIELD(claims, nbf, .optional = true));

static err invalid(ctx *c)
{
    return fail(c, &token_invalid);
}

/* A token from before they were named counts as expired: its client refreshes. */
static err issuer_check(ctx *c, const struct claims *claims)
{
    str issuer = issuer_of(c);

    if (claims->iss.is == ABSENT && claims->aud.is == ABSENT)
        return fail(c, &token_expired);
    if (claims->iss.is != GIVEN || claims->aud.is != GIVEN || !str_eq(claims->iss.v, issuer) || !str_eq(claims->aud.v, issuer))
        return fail_saying(c, &token_invalid, "This token belongs to another instance.");
    return OK;
}

/* Another process may just have made an unknown key. */
static err verify(ctx *c, struct failure *failure, str token, str *claims)
{
    err e = jwt_verify(&c->arena, failure, &keys_now(c)->verify, JWT_RS256, token, claims);

    if (e != ERR_NOT_FOUND)
        return e == OK ? OK : invalid(c);
    TRY(keys_reload_soon(c));
    e = jwt_verify(&c->arena, failure, &keys_now(c)->verify, JWT_RS256, token, claims);
    return e == OK ? OK : invalid(c);
}

err token_read(ctx *c, str token, struct token_claims *out)
{
    i64 now_s = ctx_now(c).ms / 1000;
    struct claims claims;
    struct failure failure;
    str text;

    failure_begin(&failure, &c->arena);
    TRY(verify(c, &failure, token, &text));
    if (json_read(&c->arena, &failure, text, &claims_shape, &claims) != OK)
        return invalid(c);
    if (!id_parse(claims.sub, &out->account) || !id_parse(claims.sid, &out->session))
        return invalid(c);
    if (claims.iat > now_s + LEEWAY_S || (claims.nbf.is == GIVEN && claims.nbf.v > now_s + LEEWAY_S))
        return fail_saying(c, &token_invalid, "This token is not valid yet.");
    TRY(issuer_check(c, &claims));
    out->expires_s = claims.exp;
    return OK;
}

/* ---- random ---- */

str token_random(ctx *c)
{
    return random_token(&c->arena, RANDOM_BYTES);
}

str token_hash(struct arena *a, str text)
{
    u8 hash[SHA256_SIZE];

    sha256(text, hash);
    return base64url_text(a, bytes_str(hash, sizeof hash));
}
