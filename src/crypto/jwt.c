/*
 * Signing, and verifying in an order in which nothing is believed before the signature is:
 * the header says which key and which algorithm, both of which have to be ours already;
 * what the claims say is looked at last.
 */
#include "crypto/jwt.h"
#include <assert.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include "base/arena.h"
#include "base/base64.h"
#include "base/json.h"
#include "base/str.h"
#include "crypto/jwt_own.h"
#include "crypto/problems.h"

PROBLEMS_DEFINE(crypto_problems, CRYPTO_PROBLEMS)

struct jose { str alg, kid, typ; raw_json crit, b64; };
static SHAPE(jose,
    FIELD(jose, alg),
    FIELD(jose, kid, .optional = true),
    FIELD(jose, typ, .optional = true),
    FIELD(jose, crit, .optional = true),
    FIELD(jose, b64, .optional = true));

struct pieces { str header, claims, signature, text; };      /* `text` is what was signed */

static err jwt_refuse(struct failure *failure, const char *why)
{
    return failure_saying(failure, &token_invalid, "%s", why);
}

str jwt_sign(struct arena *a, const struct jwt_key *k, str claims)
{
    struct buf header = BUF_ON(a), token = BUF_ON(a);

    buf_lit(&header, "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":");
    json_text(&header, k->kid);
    buf_byte(&header, '}');
    base64url_add(&token, (const u8 *)header.p, header.n);
    buf_byte(&token, '.');
    base64url_add(&token, (const u8 *)claims.p, claims.n);

    EVP_MD_CTX *md = EVP_MD_CTX_new();
    size_t size = (size_t)EVP_PKEY_get_size(k->pkey);
    u8 *signature = arena_alloc(a, size, 1);
    int good = md && EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, k->pkey) == 1
               && EVP_DigestSign(md, signature, &size, (const u8 *)token.p, token.n) == 1;
    EVP_MD_CTX_free(md);
    assert(good);
    buf_byte(&token, '.');
    base64url_add(&token, signature, size);
    return buf_str(&token);
}

/* Exactly three pieces, none empty. */
static bool token_cut(str token, struct pieces *out)
{
    ptrdiff_t first = str_find_byte(token, '.');

    if (first <= 0)
        return false;
    out->header = str_to(token, (size_t)first);
    str rest = str_from(token, (size_t)first + 1);
    ptrdiff_t second = str_find_byte(rest, '.');
    if (second <= 0)
        return false;
    out->claims = str_to(rest, (size_t)second);
    out->signature = str_from(rest, (size_t)second + 1);
    out->text = str_to(token, (size_t)(first + 1 + second));
    return out->signature.n && str_find_byte(out->signature, '.') < 0;
}

static err header_read(struct arena *a, struct failure *failure, str piece, struct jose *out)
{
    str text;

    if (!base64url_bytes(a, piece, &text) || json_read(a, failure, text, &jose_shape, out) != OK)
        return jwt_refuse(failure, "The token's header is malformed.");
    if (out->crit.json.p || out->b64.json.p)
        return jwt_refuse(failure, "The token requires an unknown extension.");
    if (out->typ.p && !str_eq_nocase(out->typ, S("JWT")))
        return jwt_refuse(failure, "The token is of another type.");
    return OK;
}

/* A token that names no key is verified with the only key for its algorithm. */
static const struct jwt_key *key_only(const struct jwt_keys *keys, unsigned alg)
{
    const struct jwt_key *found = NULL;

    for (size_t i = 0; i < keys->n; i++) {
        if (!(keys->at[i]->algs & alg))
            continue;
        if (found)
            return NULL;
        found = keys->at[i];
    }
    return found;
}

/* Of two keys with the same name, the one that is for the algorithm. */
static const struct jwt_key *key_named(const struct jwt_keys *keys, str kid, unsigned alg, bool *known)
{
    for (size_t i = 0; i < keys->n; i++) {
        if (!str_eq(keys->at[i]->kid, kid))
            continue;
        *known = true;
        if (keys->at[i]->algs & alg)
            return keys->at[i];
    }
    return NULL;
}

static err key_find(struct failure *failure, const struct jwt_keys *keys, const struct jose *h, unsigned alg, const struct jwt_key **out)
{
    bool known = !h->kid.p;

    *out = known ? key_only(keys, alg) : key_named(keys, h->kid, alg, &known);
    if (*out)
        return OK;
    if (!known) {
        (void)jwt_refuse(failure, "The token is signed with an unknown key.");
        return failure_as(failure, ERR_NOT_FOUND);
    }
    return jwt_refuse(failure, "There is no key for the token's algorithm.");
}

static const struct shape any_object = { "claims", 0, (const struct field[]){ {0} }, NULL };

/* Well formed, an object, and no member twice at any depth. */
static err claims_read(struct arena *a, struct failure *failure, str piece, str *claims)
{
    char nothing;
    str text;

    if (!base64url_bytes(a, piece, &text) || json_read(a, failure, text, &any_object, &nothing) != OK)
        return jwt_refuse(failure, "The token's claims are malformed.");
    *claims = text;
    return OK;
}

err jwt_verify(struct arena *a, struct failure *failure, const struct jwt_keys *keys, unsigned allowed, str token, str *claims)
{
    const struct jwt_key *key;
    struct pieces p;
    struct jose h;
    str signature;

    if (token.n > JWT_SIZE_MOST || !token_cut(token, &p))
        return jwt_refuse(failure, "The token is malformed.");
    TRY(header_read(a, failure, p.header, &h));
    enum jwt_alg alg = jwt_alg_of(h.alg);
    if (!(alg & allowed))
        return jwt_refuse(failure, "The token's algorithm is not allowed here.");
    TRY(key_find(failure, keys, &h, alg, &key));
    if (!base64url_bytes(a, p.signature, &signature))
        return jwt_refuse(failure, "The token's signature is malformed.");
    if (!signature_good_raw(key->pkey, alg, p.text, signature)) {
        ERR_clear_error();
        return jwt_refuse(failure, "The token's signature is wrong.");
    }
    return claims_read(a, failure, p.claims, claims);
}

/* RFC 7519: seconds, perhaps with a fraction. */
struct times { double exp, nbf, iat; };
static SHAPE(times,
    FIELD(times, exp),
    FIELD(times, nbf, .optional = true),
    FIELD(times, iat, .optional = true));

err jwt_check_times(struct arena *a, struct failure *failure, str claims, i64 now, i64 leeway)
{
    double latest = (double)(now + leeway), earliest = (double)(now - leeway);
    struct times t;

    if (json_read(a, failure, claims, &times_shape, &t) != OK)
        return jwt_refuse(failure, "The token has no time of expiry.");
    if (t.exp <= earliest)
        return failure_saying(failure, &token_expired, "The token has expired.");
    if (t.nbf > latest || t.iat > latest)
        return jwt_refuse(failure, "The token is not valid yet.");
    return OK;
}
