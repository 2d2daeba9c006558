/* A digest in steps: OpenSSL's own object, under another name. */
#include <assert.h>
#include <openssl/evp.h>
#include "base/memory.h"
#include "crypto/digest.h"

struct digest { EVP_MD_CTX *state; };

struct digest *digest_begin(enum digest_kind kind)
{
    struct digest *d = memory_new(struct digest);

    d->state = EVP_MD_CTX_new();
    if (!d->state)
        memory_out(0);
    int begun = EVP_DigestInit_ex(d->state, kind == DIGEST_SHA1 ? EVP_sha1() : EVP_sha256(), NULL);
    assert(begun == 1);
    return d;
}

void digest_add(struct digest *d, str piece)
{
    int added = EVP_DigestUpdate(d->state, piece.p, piece.n);

    assert(added == 1);
}

size_t digest_end(struct digest **d, u8 out[DIGEST_MOST])
{
    unsigned n = 0;
    int ended = EVP_DigestFinal_ex((*d)->state, out, &n);

    assert(ended == 1);
    digest_drop(d);
    return n;
}

void digest_drop(struct digest **d)
{
    if (!*d)
        return;
    EVP_MD_CTX_free((*d)->state);
    memory_free(*d);
    *d = NULL;
}

bool md5(str text, u8 out[MD5_SIZE])
{
    return EVP_Digest(text.p, text.n, out, NULL, EVP_md5(), NULL) == 1;
}
