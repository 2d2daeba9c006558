/* Signing keys: made, kept as PEM, shown as a JWK. */
#include <assert.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include "base/arena.h"
#include "base/base64.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "crypto/jwt_own.h"

enum { PEM_MOST = 1 << 14 };

static const struct { str name; enum jwt_alg alg; } algs[] = {
    { S("RS256"), JWT_RS256 }, { S("RS384"), JWT_RS384 }, { S("RS512"), JWT_RS512 }, { S("PS256"), JWT_PS256 },
    { S("ES256"), JWT_ES256 }, { S("ES384"), JWT_ES384 }, { S("EdDSA"), JWT_EDDSA },
};

enum jwt_alg jwt_alg_of(str name)
{
    for (size_t i = 0; i < COUNT(algs); i++)
        if (str_eq(algs[i].name, name))
            return algs[i].alg;
    return 0;
}

struct jwt_key *jwt_key_new(EVP_PKEY *pkey, str kid, unsigned verifies)
{
    struct jwt_key *k = memory_new(struct jwt_key);

    *k = (struct jwt_key){ pkey, memory_copy(kid), verifies };
    return k;
}

void jwt_key_close(struct jwt_key **k)
{
    if (*k) {
        EVP_PKEY_free((*k)->pkey);   /* OpenSSL clears the private numbers */
        memory_free((void *)(*k)->kid.p);
    }
    memory_free(*k);
    *k = NULL;
}

void jwt_keys_close(struct jwt_keys *keys)
{
    for (size_t i = 0; i < keys->n; i++)
        jwt_key_close(&keys->at[i]);
    *keys = (struct jwt_keys){0};
}

static str number_text(struct arena *a, EVP_PKEY *pkey, const char *name)
{
    BIGNUM *n = NULL;
    bool there = EVP_PKEY_get_bn_param(pkey, name, &n) == 1;

    assert(there);
    size_t size = (size_t)BN_num_bytes(n);
    u8 *bytes = arena_alloc(a, size, 1);
    BN_bn2bin(n, bytes);
    BN_free(n);
    return base64url_text(a, bytes_str(bytes, size));
}

str jwt_rsa_members(struct arena *a, EVP_PKEY *pkey)
{
    str e = number_text(a, pkey, OSSL_PKEY_PARAM_RSA_E), n = number_text(a, pkey, OSSL_PKEY_PARAM_RSA_N);

    return arena_format(a, "{\"e\":\"" STR_FMT "\",\"kty\":\"RSA\",\"n\":\"" STR_FMT "\"}", STR_ARG(e), STR_ARG(n));
}

static struct jwt_key *signing_key(EVP_PKEY *pkey)
{
    struct arena a = {0};
    u8 print[SHA256_SIZE];

    sha256(jwt_rsa_members(&a, pkey), print);
    struct jwt_key *k = jwt_key_new(pkey, base64url_text(&a, bytes_str(print, sizeof print)), JWT_RS256);
    arena_close(&a);
    return k;
}

struct jwt_key *jwt_key_make(void)
{
    EVP_PKEY *pkey = EVP_RSA_gen(RSA_BITS_LEAST);

    assert(pkey);
    return signing_key(pkey);
}

/* An encrypted key would otherwise be asked for on the terminal. */
static int no_passphrase(char *to, int n, int writing, void *arg)
{
    (void)to, (void)n, (void)writing, (void)arg;
    return -1;
}

err jwt_key_from_pem(struct failure *failure, str pem, struct jwt_key **out)
{
    BIO *in = BIO_new_mem_buf(pem.n ? pem.p : "", pem.n <= PEM_MOST ? (int)pem.n : 0);

    assert(in);
    EVP_PKEY *pkey = PEM_read_bio_PrivateKey(in, NULL, no_passphrase, NULL);
    BIO_free(in);
    ERR_clear_error();
    if (pkey && public_rsa_fits(pkey)) {
        *out = signing_key(pkey);
        return OK;
    }
    EVP_PKEY_free(pkey);
    return failure_with(failure, ERR_INVALID, "This is not a private RSA key of %d to %d bits in PEM, without a passphrase.",
                        RSA_BITS_LEAST, RSA_BITS_MOST);
}

str jwt_key_id(const struct jwt_key *k)
{
    return k->kid;
}

str jwt_key_pem(struct arena *a, const struct jwt_key *k)
{
    BIO *to = BIO_new(BIO_s_mem());
    char *text = NULL;

    assert(to);
    int good = PEM_write_bio_PKCS8PrivateKey(to, k->pkey, NULL, NULL, 0, NULL, NULL);
    long n = BIO_get_mem_data(to, &text);
    assert(good == 1 && n > 0);
    str pem = arena_copy(a, (str){ text, (size_t)n });
    secret_wipe(text, (size_t)n);
    BIO_free(to);
    return pem;
}

void jwt_key_public(struct buf *b, const struct jwt_key *k)
{
    struct arena a = {0};
    str members = jwt_rsa_members(&a, k->pkey);

    buf_add(b, str_to(members, members.n - 1));
    buf_lit(b, ",\"alg\":\"RS256\",\"use\":\"sig\",\"kid\":");
    json_text(b, k->kid);
    buf_byte(b, '}');
    arena_close(&a);
}

void jwt_keys_public(struct buf *b, const struct jwt_keys *keys)
{
    buf_lit(b, "{\"keys\":[");
    for (size_t i = 0; i < keys->n; i++) {
        if (i)
            buf_byte(b, ',');
        jwt_key_public(b, keys->at[i]);
    }
    buf_lit(b, "]}");
}
