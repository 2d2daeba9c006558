/*
 * For tests: keys of every kind as a provider has them, their JWKs, and signatures as JOSE and WebAuthn write them, made
 * with OpenSSL directly, so that what is tested does not test itself.
 */
#pragma once
#include <assert.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include "base/arena.h"
#include "base/base64.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "crypto/jwt.h"

static inline EVP_PKEY *pkey_make(const char *kind, size_t bits_of_rsa)
{
    if (str_eq(str_of(kind), S("RSA")))
        return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits_of_rsa);
    if (str_eq(str_of(kind), S("ED25519")))
        return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    return EVP_PKEY_Q_keygen(NULL, NULL, "EC", kind);
}

/* A number of a key, filled up on the left to `size`. */
static inline str pkey_number(struct arena *a, EVP_PKEY *pkey, const char *name, size_t size)
{
    BIGNUM *n = NULL;
    int good = EVP_PKEY_get_bn_param(pkey, name, &n);

    assert(good == 1);
    size = size ? size : (size_t)BN_num_bytes(n);
    u8 *bytes = arena_alloc(a, size, 1);
    good = BN_bn2binpad(n, bytes, (int)size);
    assert(good == (int)size);
    BN_free(n);
    return bytes_str(bytes, size);
}

static inline str pkey_raw(struct arena *a, EVP_PKEY *pkey)
{
    size_t n = 32;
    u8 *bytes = arena_alloc(a, n, 1);
    int good = EVP_PKEY_get_raw_public_key(pkey, bytes, &n);

    assert(good == 1 && n == 32);
    return bytes_str(bytes, n);
}

/* The members of its JWK, without braces: "kty" and what follows. */
static inline str pkey_jwk(struct arena *a, EVP_PKEY *pkey)
{
    if (EVP_PKEY_is_a(pkey, "RSA"))
        return arena_format(a, "\"kty\":\"RSA\",\"n\":\"" STR_FMT "\",\"e\":\"" STR_FMT "\"",
                            STR_ARG(base64url_text(a, pkey_number(a, pkey, OSSL_PKEY_PARAM_RSA_N, 0))),
                            STR_ARG(base64url_text(a, pkey_number(a, pkey, OSSL_PKEY_PARAM_RSA_E, 0))));
    if (EVP_PKEY_is_a(pkey, "ED25519"))
        return arena_format(a, "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" STR_FMT "\"", STR_ARG(base64url_text(a, pkey_raw(a, pkey))));
    size_t size = EVP_PKEY_get_bits(pkey) == 256 ? 32 : 48;
    return arena_format(a, "\"kty\":\"EC\",\"crv\":\"%s\",\"x\":\"" STR_FMT "\",\"y\":\"" STR_FMT "\"", size == 32 ? "P-256" : "P-384",
                        STR_ARG(base64url_text(a, pkey_number(a, pkey, OSSL_PKEY_PARAM_EC_PUB_X, size))),
                        STR_ARG(base64url_text(a, pkey_number(a, pkey, OSSL_PKEY_PARAM_EC_PUB_Y, size))));
}

/* ECDSA as DER, RSA with PKCS #1, or PSS where `salt` is not 0. */
static inline str pkey_sign(struct arena *a, EVP_PKEY *pkey, const EVP_MD *digest, int salt, str text)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *c;
    size_t n = (size_t)EVP_PKEY_get_size(pkey);
    u8 *bytes = arena_alloc(a, n, 1);
    int good = EVP_DigestSignInit(md, &c, digest, NULL, pkey) == 1
               && (!salt || (EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PSS_PADDING) == 1 && EVP_PKEY_CTX_set_rsa_pss_saltlen(c, salt) == 1))
               && EVP_DigestSign(md, bytes, &n, (const u8 *)text.p, text.n) == 1;

    assert(good);
    EVP_MD_CTX_free(md);
    return bytes_str(bytes, n);
}

/* ECDSA as JOSE has it. */
static inline str der_to_raw(struct arena *a, str der, size_t half)
{
    const u8 *p = (const u8 *)der.p;
    ECDSA_SIG *s = d2i_ECDSA_SIG(NULL, &p, (long)der.n);
    u8 *bytes = arena_alloc(a, 2 * half, 1);

    BN_bn2binpad(ECDSA_SIG_get0_r(s), bytes, (int)half);
    BN_bn2binpad(ECDSA_SIG_get0_s(s), bytes + half, (int)half);
    ECDSA_SIG_free(s);
    return bytes_str(bytes, 2 * half);
}

/* header.claims.signature, by any of the algorithms. */
static inline str token_make(struct arena *a, EVP_PKEY *pkey, enum jwt_alg alg, str header, str claims)
{
    struct buf b = BUF_ON(a);
    const EVP_MD *digest = alg == JWT_EDDSA                      ? NULL
                           : alg == JWT_RS384 || alg == JWT_ES384 ? EVP_sha384()
                           : alg == JWT_RS512                     ? EVP_sha512()
                                                                  : EVP_sha256();

    base64url_add(&b, (const u8 *)header.p, header.n);
    buf_byte(&b, '.');
    base64url_add(&b, (const u8 *)claims.p, claims.n);
    str signature = pkey_sign(a, pkey, digest, alg == JWT_PS256 ? RSA_PSS_SALTLEN_DIGEST : 0, buf_str(&b));
    if (alg == JWT_ES256 || alg == JWT_ES384)
        signature = der_to_raw(a, signature, alg == JWT_ES256 ? 32 : 48);
    buf_byte(&b, '.');
    base64url_add(&b, (const u8 *)signature.p, signature.n);
    return buf_str(&b);
}
