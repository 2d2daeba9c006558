/*
 * An ID token (OpenID Connect Core, section 3.1.3.7): signed by the issuer, for this
 * client, for this sign-in, and current. Its claims are read only after its signature is
 * verified. Pure: bytes and keys in, a person or a refusal out.
 */
#include "base/arena.h"
#include "base/json.h"
#include "domain/oauth/oauth_own.h"

enum { LEEWAY_S = 60 };

struct id_claims {
    str iss, sub;
    raw_json aud, email_verified;
    maybe_str azp, nonce, at_hash, email, name, preferred_username, nickname;
    double iat;
};
extern const struct shape id_claims_shape;
SHAPE(id_claims,
    FIELD(id_claims, iss,                .max = 2000),
    FIELD(id_claims, sub,                .min = 1, .max = 255),
    FIELD(id_claims, aud),
    FIELD(id_claims, email_verified,     .optional = true),
    FIELD(id_claims, azp,                .optional = true),
    FIELD(id_claims, nonce,              .optional = true),
    FIELD(id_claims, at_hash,            .optional = true),
    FIELD(id_claims, email,              .optional = true),
    FIELD(id_claims, name,               .optional = true),
    FIELD(id_claims, preferred_username, .optional = true),
    FIELD(id_claims, nickname,           .optional = true),
    FIELD(id_claims, iat));

struct audience { strs aud; };
extern const struct shape audience_shape;
SHAPE(audience, FIELD(audience, aud, .min = 1, .max = 100));

static err id_token_refuse(struct failure *failure, const char *why)
{
    return failure_with(failure, ERR_SIGN_IN, "%s.", why);
}

/* One text, or several. */
static bool audience_read(struct arena *a, str json, strs *out)
{
    bool one = json.n && json.p[0] == '"';
    str text = arena_format(a, "{\"aud\":%s" STR_FMT "%s}", one ? "[" : "", STR_ARG(json), one ? "]" : "");
    struct audience read;
    struct failure unheard;

    failure_begin(&unheard, a);
    if (json_read(a, &unheard, text, &audience_shape, &read) != OK)
        return false;
    *out = read.aud;
    return true;
}

static err audience_check(struct arena *a, struct failure *failure, const struct id_claims *claims, str client_id)
{
    bool for_us = false;
    strs aud;

    if (!audience_read(a, claims->aud.json, &aud))
        return id_token_refuse(failure, "the ID token's aud is neither a text nor an array of texts");
    for (size_t i = 0; i < aud.n; i++)
        for_us |= str_eq(aud.at[i], client_id);
    if (!for_us)
        return id_token_refuse(failure, "the ID token is for another client");
    if (claims->azp.is == GIVEN ? !str_eq(claims->azp.v, client_id) : aud.n > 1)
        return id_token_refuse(failure, "the ID token was made for another client to use");
    return OK;
}

static err claims_check(struct arena *a, struct failure *failure, const struct id_claims *claims, const struct id_token_wanted *w,
                        str token)
{
    if (!str_eq(claims->iss, w->issuer))
        return id_token_refuse(failure, "the ID token is from another issuer");
    TRY(audience_check(a, failure, claims, w->client_id));
    if (claims->nonce.is != GIVEN || !str_eq_secret(claims->nonce.v, w->nonce))
        return id_token_refuse(failure, "the ID token belongs to another sign-in: its nonce differs");
    if (claims->at_hash.is == GIVEN && w->access_token.n && !jwt_half_hash_fits(a, token, w->access_token, claims->at_hash.v))
        return id_token_refuse(failure, "the access token is not the one that the ID token names in at_hash");
    return OK;
}

static str text_told(maybe_str s)
{
    return s.is == GIVEN ? s.v : S("");
}

bool claim_true(str json)
{
    return str_eq(json, S("true")) || str_eq(json, S("\"true\""));
}

err id_claims_read(struct arena *a, struct failure *failure, const struct id_token_wanted *w, str token, str json, struct vouched *out)
{
    struct id_claims claims;

    if (json_read(a, failure, json, &id_claims_shape, &claims) != OK)
        return id_token_refuse(failure, "the ID token lacks a claim, or has one of another type");
    TRY(claims_check(a, failure, &claims, w, token));
    TRY(jwt_check_times(a, failure, json, w->now_s, LEEWAY_S));
    str login = claims.preferred_username.is == GIVEN ? claims.preferred_username.v : text_told(claims.nickname);
    *out = (struct vouched){ claims.iss, claims.sub, text_told(claims.email), claim_true(claims.email_verified.json),
                             text_told(claims.name), login };
    return OK;
}

err id_token_read(struct arena *a, struct failure *failure, const struct jwt_keys *keys, const struct id_token_wanted *w, str token,
                  struct vouched *out)
{
    str json;

    TRY(jwt_verify(a, failure, keys, JWT_OPENID, token, &json));
    return id_claims_read(a, failure, w, token, json, out);
}
