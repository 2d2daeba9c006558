/*
 * Session tickets (RFC 5077, and 8446's): sealed state that the client keeps. The
 * sealing key lives half a day and opens for a day more, in memory only: a stored key
 * would open what was recorded long ago.
 */
#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>
#include "base/random.h"
#include "base/time.h"
#include "net/tls/own.h"

void ticket_keys_init(struct ticket_keys *t, struct clock *clock)
{
    *t = (struct ticket_keys){ .clock = clock };
    pthread_mutex_init(&t->lock, NULL);
}

void ticket_keys_close(struct ticket_keys *t)
{
    OPENSSL_cleanse(t->keys, sizeof t->keys);
    pthread_mutex_destroy(&t->lock);
}

/* The key that seals now: a new one takes the first place when the newest is too old. */
static struct ticket_key newest(struct ticket_keys *t)
{
    i64 now = clock_ms(t->clock) / 1000;

    pthread_mutex_lock(&t->lock);
    if (!t->count || now - t->keys[0].made_s >= TICKET_LIFE_S) {
        memmove(t->keys + 1, t->keys, (TICKET_KEYS - 1) * sizeof *t->keys);
        random_bytes(&t->keys[0], sizeof t->keys[0]);
        t->keys[0].made_s = now;
        t->count += t->count < TICKET_KEYS;
    }
    struct ticket_key key = t->keys[0];
    pthread_mutex_unlock(&t->lock);
    return key;
}

/* The key of that name, if it still opens; its place in `*age`, 0 for the newest. */
static bool find(struct ticket_keys *t, const u8 name[16], struct ticket_key *out, int *age)
{
    i64 now = clock_ms(t->clock) / 1000;
    bool found = false;

    pthread_mutex_lock(&t->lock);
    for (int i = 0; i < t->count && !found; i++) {
        found = memcmp(t->keys[i].name, name, 16) == 0 && now - t->keys[i].made_s < TICKET_LIFE_S * TICKET_KEYS;
        *out = t->keys[i];
        *age = i;
    }
    pthread_mutex_unlock(&t->lock);
    return found;
}

static bool mac_begin(EVP_MAC_CTX *mac, struct ticket_key *key)
{
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key->mac, sizeof key->mac),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char[]){ "SHA256" }, 0),
        OSSL_PARAM_construct_end(),
    };

    return EVP_MAC_CTX_set_params(mac, params) == 1;
}

/* What OpenSSL expects: 0 the ticket is useless, 1 it is valid, 2 it is valid and should be renewed, -1 failed. */
static int ticket_key_for(SSL *ssl, unsigned char name[16], unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, int sealing)
{
    struct tls *tls = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    struct ticket_key key;
    int age = 0;

    if (sealing) {
        key = newest(&tls->tickets);
        memcpy(name, key.name, sizeof key.name);
        random_bytes(iv, 16);
    } else if (!find(&tls->tickets, name, &key, &age)) {
        return 0;
    }
    bool ready = (sealing ? EVP_EncryptInit_ex : EVP_DecryptInit_ex)(cipher, EVP_aes_256_cbc(), NULL, key.cipher, iv) == 1
        && mac_begin(mac, &key);
    OPENSSL_cleanse(&key, sizeof key);
    return !ready ? -1 : age ? 2 : 1;
}

void ticket_keys_use(SSL_CTX *context)
{
    SSL_CTX_set_tlsext_ticket_key_evp_cb(context, ticket_key_for);
}
