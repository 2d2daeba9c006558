/*
 * Tokens and the keys that others publish. The first byte says what the rest is: a JWKS, claims, or a token, for
 * keys of every kind (RFC 7515's and RFC 8037's examples). A token is accepted only if one of these signed it.
 */
#include <assert.h>
#include "base/arena.h"
#include "base/str.h"
#include "crypto/jwt.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const str published = S(
    "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"ed\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"},"
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"ec\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"},"
    "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"kid\":\"rsa\",\"n\":\""
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_"
    "YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD"
    "Zlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\"}]}");

static void read_keys(struct arena *a, struct failure *failure, str text)
{
    struct jwt_keys keys;
    err e = jwt_keys_read(a, failure, text, JWT_OPENID, &keys);

    assert(e == OK ? keys.n >= 1 && keys.n <= JWT_KEYS_MOST : e == ERR_INVALID && keys.n == 0);
    jwt_keys_close(&keys);
}

static void read_token(struct arena *a, struct failure *failure, str text)
{
    static struct arena kept;
    static struct jwt_keys keys;
    str claims = {0};

    if (!keys.n) {
        err e = jwt_keys_read(&kept, failure, published, JWT_OPENID, &keys);
        assert(e == OK && keys.n == 3);
    }
    err e = jwt_verify(a, failure, &keys, JWT_OPENID, text, &claims);
    assert(e == OK ? str_find_byte(claims, '{') >= 0 : (e == ERR_SIGN_IN || e == ERR_NOT_FOUND) && failure->problem);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    struct failure failure;

    if (!n)
        return 0;
    str rest = { (const char *)bytes + 1, n - 1 };
    failure_begin(&failure, &a);
    if (bytes[0] == 'k')
        read_keys(&a, &failure, rest);
    else if (bytes[0] == 'c')
        (void)!jwt_check_times(&a, &failure, rest, 1800000000, 60);
    else
        read_token(&a, &failure, rest);
    arena_close(&a);
    return 0;
}
