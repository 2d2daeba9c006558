#include "crypto/public_key.h"
#include <assert.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include "base/str.h"

enum { ED25519_SIZE = 32, P256_SIZE = 32, P384_SIZE = 48, ECDSA_DER_MOST = 2 * P384_SIZE + 16 };

/* A key of this type from its parameters; takes the builder. */
static EVP_PKEY *key_build(const char *type, OSSL_PARAM_BLD *build)
{
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *key = NULL;

    assert(params && c);
    if (EVP_PKEY_fromdata_init(c) != 1 || EVP_PKEY_fromdata(c, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(c);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    return key;
}

/*
 * An even modulus is no product of two large primes, and an even exponent or 1 signs nothing. A large
 * exponent makes verifying slow; everybody uses 65537.
 */
bool public_rsa_fits(EVP_PKEY *key)
{
    BIGNUM *n = NULL, *e = NULL;
    bool fits = EVP_PKEY_is_a(key, "RSA") && EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n) == 1
                && EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &e) == 1 && BN_num_bits(n) >= RSA_BITS_LEAST
                && BN_num_bits(n) <= RSA_BITS_MOST && BN_num_bits(e) <= 33 && BN_num_bits(e) > 1 && BN_is_odd(n) && BN_is_odd(e);

    BN_free(n);
    BN_free(e);
    return fits;
}

EVP_PKEY *public_rsa(str modulus, str exponent)
{
    if (!modulus.n || modulus.n > RSA_BITS_MOST / 8 + 1 || !exponent.n || exponent.n > 8)
        return NULL;
    BIGNUM *n = BN_bin2bn((const u8 *)modulus.p, (int)modulus.n, NULL);
    BIGNUM *e = BN_bin2bn((const u8 *)exponent.p, (int)exponent.n, NULL);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();

    bool built = n && e && build && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n)
                 && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e);
    assert(built);
    EVP_PKEY *key = key_build("RSA", build);
    BN_free(n);
    BN_free(e);
    if (key && !public_rsa_fits(key)) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    return key;
}

/* OpenSSL refuses a point that is not on the curve. */
EVP_PKEY *public_ec(enum curve curve, str x, str y)
{
    const char *name = curve == CURVE_P256 ? "prime256v1" : "secp384r1";
    size_t size = curve == CURVE_P256 ? P256_SIZE : P384_SIZE;
    u8 point[1 + 2 * P384_SIZE] = { POINT_CONVERSION_UNCOMPRESSED };

    if (x.n != size || y.n != size)
        return NULL;
    memcpy(point + 1, x.p, size);
    memcpy(point + 1 + size, y.p, size);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    bool built = build && OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, name, 0)
                 && OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, 1 + 2 * size);
    assert(built);
    return key_build("EC", build);
}

EVP_PKEY *public_ed25519(str x)
{
    return x.n == ED25519_SIZE ? EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, (const u8 *)x.p, x.n) : NULL;
}

unsigned public_algs(EVP_PKEY *key)
{
    if (EVP_PKEY_is_a(key, "RSA"))
        return JWT_RS256 | JWT_RS384 | JWT_RS512 | JWT_PS256;
    if (EVP_PKEY_is_a(key, "EC"))
        return EVP_PKEY_get_bits(key) == 256 ? JWT_ES256 : JWT_ES384;
    return JWT_EDDSA;
}

static const EVP_MD *digest_of(enum jwt_alg alg)
{
    switch (alg) {
    case JWT_RS384:
    case JWT_ES384: return EVP_sha384();
    case JWT_RS512: return EVP_sha512();
    case JWT_EDDSA: return NULL;
    default: return EVP_sha256();
    }
}

/* RFC 7518, section 3.5: the salt is as long as the digest. */
static bool scheme_set(EVP_PKEY_CTX *c, enum jwt_alg alg)
{
    return alg != JWT_PS256
           || (EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PSS_PADDING) == 1
               && EVP_PKEY_CTX_set_rsa_pss_saltlen(c, RSA_PSS_SALTLEN_DIGEST) == 1);
}

bool signature_good(EVP_PKEY *key, enum jwt_alg alg, str text, str signature)
{
    EVP_PKEY_CTX *c;
    EVP_MD_CTX *md = EVP_MD_CTX_new();

    assert(md && (public_algs(key) & alg));
    bool good = EVP_DigestVerifyInit(md, &c, digest_of(alg), NULL, key) == 1 && scheme_set(c, alg)
                && EVP_DigestVerify(md, (const u8 *)signature.p, signature.n, (const u8 *)text.p, text.n) == 1;
    EVP_MD_CTX_free(md);
    return good;
}

/* A DER INTEGER from an unsigned number; returns its length. */
static size_t der_number(const u8 *digits, size_t n, u8 *out)
{
    while (n > 1 && !*digits)
        digits++, n--;
    bool pad = *digits & 0x80;
    out[0] = 2;
    out[1] = (u8)(n + pad);
    out[2] = 0;
    memcpy(out + 2 + pad, digits, n);
    return 2 + pad + n;
}

bool signature_good_raw(EVP_PKEY *key, enum jwt_alg alg, str text, str signature)
{
    u8 der[ECDSA_DER_MOST];
    size_t half = alg == JWT_ES256 ? P256_SIZE : P384_SIZE, n = 2;

    if (alg != JWT_ES256 && alg != JWT_ES384)
        return signature_good(key, alg, text, signature);
    if (signature.n != 2 * half)
        return false;
    n += der_number((const u8 *)signature.p, half, der + n);
    n += der_number((const u8 *)signature.p + half, half, der + n);
    der[0] = 0x30;
    der[1] = (u8)(n - 2);            /* at most 102: one byte says it */
    return signature_good(key, alg, text, (str){ (const char *)der, n });
}
