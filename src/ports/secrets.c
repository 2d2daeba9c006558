/*
 * Sealed text is: version (1 byte), nonce (12), cipher text, tag (16). The version
 * says which key and which algorithm, so that both can change while text that was sealed
 * before still opens. Each purpose has keys of its own, by HKDF (RFC 5869) from the
 * stored one: one for sealing, one for codes; so nonces, which are drawn at
 * random, need to differ only within one purpose.
 */
#include "ports/secrets.h"
#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdatomic.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "ports/secret_key.h"
#include "runtime/settings.h"
#include "runtime/world.h"

enum { VERSION = 1, NONCE_SIZE = 12, TAG_SIZE = 16, KEY_SIZE = 32 };
enum { SEALED_LEAST = 1 + NONCE_SIZE + TAG_SIZE };

enum { CODES_KNOWN = 32 };           /* purposes whose key for codes is kept; what is signed may be signed by the hundred */
enum { UNUSED, BEING_MADE, MADE };

struct code_key { _Atomic int state; str purpose; struct hmac_key key; };
struct secrets {
    u8 root[KEY_SIZE];               /* HKDF's pseudo-random key */
    struct code_key codes[CODES_KNOWN];
};

static void hmac(const u8 key[KEY_SIZE], str text, u8 out[KEY_SIZE])
{
    hmac_sha256(bytes_str(key, KEY_SIZE), text, out);
}

/* HKDF-Expand of one block: `use` and the purpose are its info. */
static void key_derive(const struct secrets *s, const char *use, str purpose, u8 out[KEY_SIZE])
{
    struct buf info = {0};

    buf_format(&info, "kith %s %.*s\1", use, STR_ARG(purpose));
    hmac(s->root, buf_str(&info), out);
    buf_close(&info);
}

err secrets_open(struct world *w, struct failure *failure, struct secrets **out)
{
    static const u8 no_salt[KEY_SIZE];
    u8 kept[KEY_SIZE];

    TRY(secret_key_get(w, failure, kept));
    struct secrets *s = memory_new(struct secrets);
    hmac(no_salt, (str){ (const char *)kept, sizeof kept }, s->root);
    OPENSSL_cleanse(kept, sizeof kept);
    *out = s;
    return OK;
}

void secrets_close(struct secrets **s)
{
    for (int i = 0; *s && i < CODES_KNOWN; i++)
        memory_free((void *)(*s)->codes[i].purpose.p);
    if (*s)
        OPENSSL_cleanse(*s, sizeof **s);
    memory_free(*s);
    *s = NULL;
}

/* Begins sealing or unsealing, and binds the version and the purpose: neither can be exchanged. */
static EVP_CIPHER_CTX *cipher_begin(struct secrets *s, str purpose, const u8 *head, int encrypt)
{
    EVP_CIPHER_CTX *e = EVP_CIPHER_CTX_new();
    u8 key[KEY_SIZE];
    int n;

    key_derive(s, "seal", purpose, key);
    int good = e && EVP_CipherInit_ex(e, EVP_aes_256_gcm(), NULL, key, head + 1, encrypt) == 1
               && EVP_CipherUpdate(e, NULL, &n, head, 1) == 1
               && EVP_CipherUpdate(e, NULL, &n, (const u8 *)purpose.p, (int)purpose.n) == 1;
    OPENSSL_cleanse(key, sizeof key);
    assert(good);
    return e;
}

str secrets_seal(struct secrets *s, struct arena *a, str purpose, str plain)
{
    u8 *sealed = arena_alloc(a, SEALED_LEAST + plain.n, 1), *text = sealed + 1 + NONCE_SIZE;
    int n = 0, rest = 0;

    assert(plain.n < INT32_MAX / 2);
    sealed[0] = VERSION;
    random_bytes(sealed + 1, NONCE_SIZE);
    EVP_CIPHER_CTX *e = cipher_begin(s, purpose, sealed, 1);
    int good = EVP_CipherUpdate(e, text, &n, (const u8 *)plain.p, (int)plain.n) == 1 && EVP_CipherFinal_ex(e, text + n, &rest) == 1
               && EVP_CIPHER_CTX_ctrl(e, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, text + plain.n) == 1;
    EVP_CIPHER_CTX_free(e);
    assert(good && (size_t)(n + rest) == plain.n);
    return (str){ (char *)sealed, SEALED_LEAST + plain.n };
}

err secrets_unseal(struct secrets *s, struct arena *a, str purpose, str sealed, str *out)
{
    if (sealed.n < SEALED_LEAST || sealed.n >= INT32_MAX / 2 || sealed.p[0] != VERSION)
        return ERR_FORBIDDEN;
    size_t size = sealed.n - SEALED_LEAST;
    const u8 *head = (const u8 *)sealed.p, *text = head + 1 + NONCE_SIZE;
    u8 *plain = arena_alloc(a, size + 1, 1);
    int n = 0, rest = 0;

    EVP_CIPHER_CTX *e = cipher_begin(s, purpose, head, 0);
    int good = EVP_CipherUpdate(e, plain, &n, text, (int)size) == 1
               && EVP_CIPHER_CTX_ctrl(e, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, (void *)(text + size)) == 1
               && EVP_CipherFinal_ex(e, plain + n, &rest) == 1;
    EVP_CIPHER_CTX_free(e);
    if (!good) {
        OPENSSL_cleanse(plain, size);
        return ERR_FORBIDDEN;
    }
    *out = (str){ (char *)plain, size };
    return OK;
}

static void code_key_make(const struct secrets *s, str purpose, struct hmac_key *out)
{
    u8 key[KEY_SIZE];

    key_derive(s, "code", purpose, key);
    hmac_key_make(bytes_str(key, sizeof key), out);
    OPENSSL_cleanse(key, sizeof key);
}

static const struct hmac_key *code_key_known(const struct secrets *s, str purpose)
{
    for (const struct code_key *k = s->codes; k < s->codes + CODES_KNOWN; k++)
        if (atomic_load_explicit(&k->state, memory_order_acquire) == MADE && str_eq(k->purpose, purpose))
            return &k->key;
    return NULL;
}

/* Of threads that do so at once, each may keep it. */
static void code_key_keep(struct secrets *s, str purpose, const struct hmac_key *key)
{
    for (struct code_key *k = s->codes; k < s->codes + CODES_KNOWN; k++) {
        int unused = UNUSED;
        if (!atomic_compare_exchange_strong(&k->state, &unused, BEING_MADE))
            continue;
        k->purpose = memory_copy(purpose);
        k->key = *key;
        atomic_store_explicit(&k->state, MADE, memory_order_release);
        return;
    }
}

void secrets_mac(struct secrets *s, str purpose, str text, u8 out[32])
{
    const struct hmac_key *known = code_key_known(s, purpose);
    struct hmac_key made;

    if (known) {
        hmac_by(known, text, out);
        return;
    }
    code_key_make(s, purpose, &made);
    code_key_keep(s, purpose, &made);
    hmac_by(&made, text, out);
    OPENSSL_cleanse(&made, sizeof made);
}
