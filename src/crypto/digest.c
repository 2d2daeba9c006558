/* SHA-256 and its codes in steps: the one call that OpenSSL has for each looks the algorithm up, under a lock, each time. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/digest.h"
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <string.h>
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

/* The key in a block, a longer one as its digest. */
static void key_block(str key, u8 block[SHA256_CBLOCK])
{
    memset(block, 0, SHA256_CBLOCK);
    if (key.n > SHA256_CBLOCK)
        sha256(key, block);
    else if (key.n)
        memcpy(block, key.p, key.n);
}

static void block_flip(u8 block[SHA256_CBLOCK], u8 by)
{
    for (size_t i = 0; i < SHA256_CBLOCK; i++)
        block[i] ^= by;
}

/* RFC 2104: what both hashes begin with is the key's alone. */
struct halves { SHA256_CTX inner, outer; };

_Static_assert(sizeof(struct halves) <= sizeof(struct hmac_key) && _Alignof(struct halves) <= _Alignof(struct hmac_key), "it fits");

void hmac_key_make(str key, struct hmac_key *out)
{
    enum { INNER = 0x36, OUTER = 0x5c };
    struct halves *h = (struct halves *)(void *)out;
    u8 block[SHA256_CBLOCK];

    key_block(key, block);
    block_flip(block, INNER);
    SHA256_Init(&h->inner);
    SHA256_Update(&h->inner, block, sizeof block);
    block_flip(block, INNER ^ OUTER);
    SHA256_Init(&h->outer);
    SHA256_Update(&h->outer, block, sizeof block);
    OPENSSL_cleanse(block, sizeof block);
}

void hmac_by(const struct hmac_key *key, str text, u8 out[SHA256_SIZE])
{
    struct halves h = *(const struct halves *)(const void *)key;
    u8 inner[SHA256_SIZE];

    SHA256_Update(&h.inner, text.p, text.n);
    SHA256_Final(inner, &h.inner);
    SHA256_Update(&h.outer, inner, sizeof inner);
    SHA256_Final(out, &h.outer);
    OPENSSL_cleanse(inner, sizeof inner);
    OPENSSL_cleanse(&h, sizeof h);
}

void hmac_sha256(str key, str text, u8 out[SHA256_SIZE])
{
    struct hmac_key made;

    hmac_key_make(key, &made);
    hmac_by(&made, text, out);
    OPENSSL_cleanse(&made, sizeof made);
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
