#include <string.h>
#include "base/str.h"
#include "crypto/cbor.h"
#include "crypto/webauthn.h"
#include "crypto/webauthn_own.h"

/* Takes n bytes off the front; false: there are fewer. */
static bool bytes_take(str *rest, size_t n, str *out)
{
    if (rest->n < n)
        return false;
    *out = str_to(*rest, n);
    *rest = str_from(*rest, n);
    return true;
}

static u32 number(str bytes)
{
    u32 n = 0;

    for (size_t i = 0; i < bytes.n; i++)
        n = n << 8 | (u8)bytes.p[i];
    return n;
}

static bool item_take(str *rest, enum cbor_kind kind, str *out)
{
    struct cbor c = cbor_begin(*rest), head = c;
    struct cbor_item item;

    return cbor_next(&head, &item) && item.kind == kind && cbor_skip(&c, out) && bytes_take(rest, out->n, out);
}

/* Section 6.5.1: the model, the credential's name with its length in front, its key. */
static bool credential_take(str *rest, struct authenticator_data *out)
{
    str length;

    if (!bytes_take(rest, AAGUID_SIZE, &out->aaguid) || !bytes_take(rest, 2, &length))
        return false;
    size_t n = number(length);
    return n && n <= WEBAUTHN_ID_MOST && bytes_take(rest, n, &out->id) && item_take(rest, CBOR_MAP, &out->key);
}

bool authenticator_data_read(str bytes, struct authenticator_data *out)
{
    str rest = bytes, flags, count, extensions;

    *out = (struct authenticator_data){0};
    if (bytes.n > WEBAUTHN_SIZE_MOST || !bytes_take(&rest, RP_ID_HASH_SIZE, &out->rp_id_hash) || !bytes_take(&rest, 1, &flags)
        || !bytes_take(&rest, 4, &count))
        return false;
    out->flags = (u8)number(flags);
    out->count = number(count);
    if ((out->flags & FLAG_CREDENTIAL) && !credential_take(&rest, out))
        return false;
    if ((out->flags & FLAG_EXTENSIONS) && !item_take(&rest, CBOR_MAP, &extensions))
        return false;
    return !rest.n;
}

/*
 * Labels of COSE: 1 the kind of key, 3 its algorithm; of an elliptic key -1 the curve, -2 and -3 its point; of RSA -1
 * and -2 its numbers.
 */
struct labels { i64 kty, alg, crv; str one, two, three; };

static bool label_read(struct cbor *c, i64 label, struct labels *out)
{
    struct cbor before = *c;

    switch (label) {
    case 1: return cbor_i64(c, &out->kty);
    case 3: return cbor_i64(c, &out->alg);
    case -1: return cbor_i64(c, &out->crv) || (*c = before, cbor_bytes(c, &out->one));
    case -2: return cbor_bytes(c, &out->two);
    case -3: return cbor_bytes(c, &out->three);
    default: return cbor_skip(c, NULL);
    }
}

static bool labels_read(str bytes, struct labels *out)
{
    struct cbor c = cbor_begin(bytes), walked = c;
    i64 label;
    u64 n;

    *out = (struct labels){0};
    if (!cbor_skip(&walked, NULL) || !cbor_ended(&walked) || !cbor_map(&c, &n))
        return false;
    while (n--)
        if (!cbor_i64(&c, &label) || !label_read(&c, label, out))
            return false;
    return true;
}

enum { KTY_OKP = 1, KTY_EC2 = 2, KTY_RSA = 3, CRV_P256 = 1, CRV_ED25519 = 6 };

bool cose_key_read(str bytes, struct cose_key *out)
{
    struct labels l;

    *out = (struct cose_key){0};
    if (!labels_read(bytes, &l))
        return false;
    out->alg = l.alg;
    if (l.alg == COSE_ES256 && l.kty == KTY_EC2 && l.crv == CRV_P256)
        out->pkey = public_ec(CURVE_P256, l.two, l.three);
    else if (l.alg == COSE_EDDSA && l.kty == KTY_OKP && l.crv == CRV_ED25519)
        out->pkey = public_ed25519(l.two);
    else if (l.alg == COSE_RS256 && l.kty == KTY_RSA)
        out->pkey = public_rsa(l.one, l.two);
    return out->pkey;
}

enum jwt_alg cose_jwt_alg(i64 alg)
{
    return alg == COSE_ES256 ? JWT_ES256 : alg == COSE_EDDSA ? JWT_EDDSA : JWT_RS256;
}
