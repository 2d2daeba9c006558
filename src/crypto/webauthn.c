#include "crypto/webauthn.h"
#include <openssl/err.h>
#include <openssl/evp.h>
#include "base/arena.h"
#include "base/base64.h"
#include "base/json.h"
#include "base/str.h"
#include "crypto/cbor.h"
#include "crypto/digest.h"
#include "crypto/problems.h"
#include "crypto/public_key.h"
#include "crypto/webauthn_own.h"

struct client_data { str type, challenge, origin; bool crossOrigin; };
static SHAPE(client_data,
    FIELD(client_data, type),
    FIELD(client_data, challenge),
    FIELD(client_data, origin),
    FIELD(client_data, crossOrigin, .optional = true));

static bool among(strs words, str word)
{
    for (size_t i = 0; i < words.n; i++)
        if (str_eq(words.at[i], word))
            return true;
    return false;
}

/* The part of sections 7.1 and 7.2 about the browser: it answers this question, on this site. */
static err client_data_check(struct arena *a, struct failure *failure, const struct webauthn_rules *rules, str type, str text)
{
    struct client_data d;
    str challenge;

    if (text.n > WEBAUTHN_SIZE_MOST || json_read(a, failure, text, &client_data_shape, &d) != OK || !str_eq(d.type, type))
        return failure_set(failure, &bad_client_data);
    if (!rules->challenge.n || !base64url_bytes(a, d.challenge, &challenge) || !str_eq_secret(challenge, rules->challenge))
        return failure_set(failure, &bad_challenge);
    if (d.crossOrigin || !among(rules->origins, d.origin))
        return failure_set(failure, &bad_origin);
    return OK;
}

/* The part about the authenticator. A synced key must be one that may sync. */
static err authenticator_check(struct failure *failure, const struct webauthn_rules *rules, const struct authenticator_data *d)
{
    u8 hash[SHA256_SIZE];

    sha256(rules->rp_id, hash);
    if (memcmp(hash, d->rp_id_hash.p, sizeof hash) != 0)
        return failure_set(failure, &bad_relying_party);
    if (!(d->flags & FLAG_PRESENT))
        return failure_set(failure, &user_not_present);
    if (rules->verify_user && !(d->flags & FLAG_VERIFIED))
        return failure_saying(failure, &user_not_verified, "The authenticator did not verify the user.");
    if ((d->flags & FLAG_SYNCED) && !(d->flags & FLAG_MAY_SYNC))
        return failure_saying(failure, &bad_authenticator_data, "The authenticator's part of the answer contradicts itself.");
    return OK;
}

/* {"fmt": text, "attStmt": map, "authData": bytes}, in any order, and nothing else. */
static bool attestation_read(str bytes, struct attestation *out)
{
    struct cbor c = cbor_begin(bytes), walked = c;
    bool format = false, statement = false, data = false;
    u64 n;
    str key;

    if (bytes.n > WEBAUTHN_SIZE_MOST || !cbor_skip(&walked, NULL) || !cbor_ended(&walked) || !cbor_map(&c, &n) || n != 3)
        return false;
    while (n--) {
        bool good = cbor_text(&c, &key);
        if (good && str_eq(key, S("fmt")))
            good = format = cbor_text(&c, &out->format);
        else if (good && str_eq(key, S("attStmt")))
            good = statement = cbor_skip(&c, &out->statement);
        else if (good && str_eq(key, S("authData")))
            good = data = cbor_bytes(&c, &out->data);
        else
            good = false;
        if (!good)
            return false;
    }
    return format && statement && data;
}

/* A statement is a map; of the format "none" an empty one (section 8.7). */
static bool attestation_fits(const struct attestation *at)
{
    struct cbor c = cbor_begin(at->statement);
    u64 n;

    return at->format.n && at->format.n <= FORMAT_MOST && cbor_map(&c, &n) && (n == 0 || !str_eq(at->format, S("none")));
}

static void credential_fill(struct webauthn_credential *out, const struct authenticator_data *d, str format)
{
    *out = (struct webauthn_credential){
        .id = d->id, .key = d->key, .count = d->count, .format = format,
        .user_verified = (d->flags & FLAG_VERIFIED) != 0,
        .may_sync = (d->flags & FLAG_MAY_SYNC) != 0,
        .synced = (d->flags & FLAG_SYNCED) != 0,
    };
    memcpy(out->aaguid, d->aaguid.p, sizeof out->aaguid);
}

err webauthn_register(struct arena *a, struct failure *failure, const struct webauthn_rules *rules, str client_data, str attestation,
                      struct webauthn_credential *out)
{
    struct authenticator_data d;
    struct attestation at;
    struct cose_key key;

    TRY(client_data_check(a, failure, rules, S("webauthn.create"), client_data));
    if (!attestation_read(attestation, &at) || !attestation_fits(&at))
        return failure_set(failure, &bad_attestation);
    if (!authenticator_data_read(at.data, &d) || !(d.flags & FLAG_CREDENTIAL))
        return failure_saying(failure, &bad_authenticator_data,
                              "The authenticator's part of the answer is malformed, or holds no credential.");
    TRY(authenticator_check(failure, rules, &d));
    if (!cose_key_read(d.key, &key))
        return failure_saying(failure, &bad_public_key, "The authenticator's key is of a kind that is not accepted here.");
    credential_fill(out, &d, at.format);
    out->alg = key.alg;
    EVP_PKEY_free(key.pkey);
    return OK;
}

/* What is signed is the authenticator's data, then the digest of the browser's. */
static bool assertion_signed(struct arena *a, const struct cose_key *key, str client_data, str data, str signature)
{
    struct buf text = BUF_ON(a);
    u8 hash[SHA256_SIZE];

    sha256(client_data, hash);
    buf_add(&text, data);
    buf_add(&text, bytes_str(hash, sizeof hash));
    bool good = signature_good(key->pkey, cose_jwt_alg(key->alg), buf_str(&text), signature);
    if (!good)
        ERR_clear_error();
    return good;
}

err webauthn_assert(struct arena *a, struct failure *failure, const struct webauthn_rules *rules, str key_bytes,
                    u32 last_count, str client_data,
                    str data, str signature, struct webauthn_use *out)
{
    struct authenticator_data d;
    struct cose_key key;

    TRY(client_data_check(a, failure, rules, S("webauthn.get"), client_data));
    if (!authenticator_data_read(data, &d))
        return failure_set(failure, &bad_authenticator_data);
    TRY(authenticator_check(failure, rules, &d));
    if (!cose_key_read(key_bytes, &key))
        return failure_saying(failure, &bad_public_key, "The stored key is malformed.");
    bool good = assertion_signed(a, &key, client_data, data, signature);
    EVP_PKEY_free(key.pkey);
    if (!good)
        return failure_saying(failure, &bad_signature, "The signature is wrong.");
    *out = (struct webauthn_use){
        .count = d.count,
        .count_fell = (d.count || last_count) && d.count <= last_count,
        .user_verified = (d.flags & FLAG_VERIFIED) != 0,
        .synced = (d.flags & FLAG_SYNCED) != 0,
    };
    return OK;
}
