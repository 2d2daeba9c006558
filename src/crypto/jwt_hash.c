/*
 * The half hash of OpenID Connect (Core, section 3.1.3.6): an ID token names the access token
 * that came with it by the left half of its digest, the one that goes with the algorithm
 * that the ID token is signed with. Ed25519 goes with SHA-512.
 */
#include <openssl/evp.h>
#include "base/arena.h"
#include "base/base64.h"
#include "base/json.h"
#include "base/str.h"
#include "crypto/jwt_own.h"

struct half_hash_header { str alg; };
static SHAPE(half_hash_header, FIELD(half_hash_header, alg));

static const EVP_MD *digest_of(enum jwt_alg alg)
{
    switch (alg) {
    case JWT_RS256: case JWT_PS256: case JWT_ES256: return EVP_sha256();
    case JWT_RS384: case JWT_ES384: return EVP_sha384();
    case JWT_RS512: case JWT_EDDSA: return EVP_sha512();
    default: return NULL;
    }
}

bool jwt_half_hash_fits(struct arena *a, str token, str text, str half)
{
    struct half_hash_header h;
    u8 digest[EVP_MAX_MD_SIZE];
    struct failure unheard;
    unsigned size = 0;
    str piece, json;

    failure_begin(&unheard, a);
    if (!str_cut(&token, '.', &piece) || !base64url_bytes(a, piece, &json)
        || json_read(a, &unheard, json, &half_hash_header_shape, &h) != OK)
        return false;
    const EVP_MD *md = digest_of(jwt_alg_of(h.alg));
    if (!md || EVP_Digest(text.p, text.n, digest, &size, md, NULL) != 1)
        return false;
    return str_eq_secret(base64url_text(a, (str){ (const char *)digest, size / 2 }), half);
}
