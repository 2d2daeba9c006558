/* SHA-256 in steps: the one call that OpenSSL has for it looks the algorithm up, under a lock, each time. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/digest.h"
#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include "base/arena.h"
#include "base/base64.h"
#include "base/random.h"

void sha256(str text, u8 out[SHA256_SIZE])
{
    SHA256_CTX state;

    SHA256_Init(&state);
    SHA256_Update(&state, text.p, text.n);
    SHA256_Final(out, &state);
    OPENSSL_cleanse(&state, sizeof state);
}

void hmac_sha256(str key, str text, u8 out[SHA256_SIZE])
{
    static const u8 none;            /* an empty key is a key; a NULL pointer means something else to OpenSSL */
    unsigned size = SHA256_SIZE;
    const u8 *made = HMAC(EVP_sha256(), key.n ? key.p : (const char *)&none, (int)key.n, (const u8 *)text.p, text.n, out, &size);

    assert(made && size == SHA256_SIZE && key.n <= INT32_MAX);
}

str hex_text(struct arena *a, str bytes)
{
    struct buf text = BUF_ON(a);

    buf_hex(&text, bytes.p, bytes.n);
    return buf_str(&text);
}

str random_token(struct arena *a, size_t n)
{
    u8 *bytes = arena_alloc(a, n, 1);

    random_bytes(bytes, n);
    str text = base64url_text(a, bytes_str(bytes, n));
    secret_wipe(bytes, n);
    return text;
}

void secret_wipe(void *p, size_t n)
{
    OPENSSL_cleanse(p, n);
}
