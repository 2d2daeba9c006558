/* A JWKS document (RFC 7517): of each key, what is needed to verify with it. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include "base/arena.h"
#include "base/base64.h"
#include "base/json.h"
#include "base/str.h"
#include "crypto/jwt_own.h"
#include "crypto/problems.h"

struct jwk { str kty, use, alg, kid, crv, n, e, x, y; strs key_ops; };
PAGE(jwk);
struct jwks { struct jwk_page keys; };

static SHAPE(jwk,
    FIELD(jwk, kty),
    FIELD(jwk, use, .optional = true),
    FIELD(jwk, alg, .optional = true),
    FIELD(jwk, kid, .optional = true),
    FIELD(jwk, crv, .optional = true),
    FIELD(jwk, n, .optional = true),
    FIELD(jwk, e, .optional = true),
    FIELD(jwk, x, .optional = true),
    FIELD(jwk, y, .optional = true),
    FIELD(jwk, key_ops, .optional = true, .max = 20));

static SHAPE(jwks, FIELD_PAGE(jwks, keys, &jwk_shape, .max = JWT_KEYS_MOST));

static bool may_verify(const struct jwk *k)
{
    if (k->use.p && !str_eq(k->use, S("sig")))
        return false;
    for (size_t i = 0; i < k->key_ops.n; i++)
        if (str_eq(k->key_ops.at[i], S("verify")))
            return true;
    return !k->key_ops.at;
}

static EVP_PKEY *rsa(struct arena *a, const struct jwk *k)
{
    str n, e;

    return base64url_bytes(a, k->n, &n) && base64url_bytes(a, k->e, &e) ? public_rsa(n, e) : NULL;
}

static EVP_PKEY *ec(struct arena *a, const struct jwk *k)
{
    str x, y;
    bool p256 = str_eq(k->crv, S("P-256"));

    if ((!p256 && !str_eq(k->crv, S("P-384"))) || !base64url_bytes(a, k->x, &x) || !base64url_bytes(a, k->y, &y))
        return NULL;
    return public_ec(p256 ? CURVE_P256 : CURVE_P384, x, y);
}

static EVP_PKEY *okp(struct arena *a, const struct jwk *k)
{
    str x;

    return str_eq(k->crv, S("Ed25519")) && base64url_bytes(a, k->x, &x) ? public_ed25519(x) : NULL;
}

static EVP_PKEY *pkey_of(struct arena *a, const struct jwk *k)
{
    if (str_eq(k->kty, S("RSA")))
        return rsa(a, k);
    if (str_eq(k->kty, S("EC")))
        return ec(a, k);
    return str_eq(k->kty, S("OKP")) ? okp(a, k) : NULL;
}

/* NULL: it is for something else, or unusable. */
static struct jwt_key *jwk_key(struct arena *a, const struct jwk *k, unsigned allowed)
{
    EVP_PKEY *pkey = may_verify(k) ? pkey_of(a, k) : NULL;

    if (!pkey)
        return NULL;
    unsigned algs = public_algs(pkey) & allowed & (k->alg.p ? (unsigned)jwt_alg_of(k->alg) : ~0u);
    if (algs)
        return jwt_key_new(pkey, k->kid, algs);
    EVP_PKEY_free(pkey);
    return NULL;
}

err jwt_keys_read(struct arena *a, struct failure *failure, str text, unsigned allowed, struct jwt_keys *out)
{
    struct jwks doc;

    *out = (struct jwt_keys){0};
    if (text.n > JWKS_SIZE_MOST)
        return failure_saying(failure, &bad_jwks, "A JWKS document has at most %d bytes.", JWKS_SIZE_MOST);
    if (json_read(a, failure, text, &jwks_shape, &doc) != OK)
        return failure_set(failure, &bad_jwks);
    out->at = arena_array(a, struct jwt_key *, doc.keys.n);
    for (size_t i = 0; i < doc.keys.n; i++) {
        struct jwt_key *k = jwk_key(a, &doc.keys.at[i], allowed);
        if (k)
            out->at[out->n++] = k;
    }
    ERR_clear_error();
    return out->n ? OK : failure_saying(failure, &bad_jwks, "The JWKS document holds no usable key.");
}
