/*
 * Input from authenticators. The first byte says what the rest is: any CBOR, an attestation object, authenticator data, a
 * key, or the browser's part.
 */
#include <assert.h>
#include <openssl/evp.h>
#include "base/arena.h"
#include "base/str.h"
#include "crypto/cbor.h"
#include "crypto/webauthn.h"
#include "crypto/webauthn_own.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static str origins[] = { S("https://example.org") };
static const struct webauthn_rules rules = { .challenge = S("challenge"), .rp_id = S("example.org"), .origins = { origins, 1 } };
static const str create = S("{\"type\":\"webauthn.create\",\"challenge\":\"Y2hhbGxlbmdl\",\"origin\":\"https://example.org\"}");

static bool inside(str all, str part)
{
    return part.p >= all.p && part.p + part.n <= all.p + all.n;
}

/* Reading item after item comes to an end, and reads all of the input and no more. */
static void walk(str bytes)
{
    struct cbor c = cbor_begin(bytes);
    str whole;

    while (!cbor_ended(&c) && cbor_skip(&c, &whole))
        assert(whole.n && inside(bytes, whole) && whole.p + whole.n == c.at);
    assert(c.at <= c.end);
}

static void read_data(str bytes)
{
    struct authenticator_data d;

    if (authenticator_data_read(bytes, &d) && (d.flags & FLAG_CREDENTIAL))
        assert(d.id.n && d.id.n <= WEBAUTHN_ID_MOST && inside(bytes, d.id) && inside(bytes, d.key) && d.aaguid.n == AAGUID_SIZE);
}

static void read_key(str bytes)
{
    struct cose_key key;

    if (cose_key_read(bytes, &key))
        EVP_PKEY_free(key.pkey);
}

static void register_it(struct arena *a, struct failure *failure, str client_data, str attestation)
{
    struct webauthn_credential made;
    err e = webauthn_register(a, failure, &rules, client_data, attestation, &made);

    if (e == OK)
        assert(inside(attestation, made.id) && inside(attestation, made.key) && made.format.n);
    else
        assert(e == ERR_INVALID && failure->problem && failure->detail.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    struct failure failure;

    if (!n)
        return 0;
    str rest = { (const char *)bytes + 1, n - 1 };
    failure_begin(&failure, &a);
    switch (bytes[0]) {
    case 'r': register_it(&a, &failure, create, rest); break;
    case 'b': register_it(&a, &failure, rest, (str){0}); break;
    case 'd': read_data(rest); break;
    case 'k': read_key(rest); break;
    default: walk(rest);
    }
    arena_close(&a);
    return 0;
}
