#include "ports/calls/trust.h"
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <string.h>
#include "base/arena.h"
#include "base/memory.h"

struct trust { X509 **at; size_t n; };

static void certificates_read(struct trust *t, BIO *from)
{
    for (X509 *one; (one = PEM_read_bio_X509(from, NULL, NULL, NULL));) {
        t->at = memory_resize(t->at, (t->n + 1) * sizeof *t->at);
        t->at[t->n++] = one;
    }
    ERR_clear_error();               /* the end of the file is reported as an error */
}

err trust_open(struct failure *failure, str path, struct trust **out)
{
    *out = NULL;
    if (!path.n)
        return OK;
    errno = 0;
    BIO *from = BIO_new_file(arena_cstr(failure->arena, path), "r");
    if (!from) {
        ERR_clear_error();
        return failure_with(failure, ERR_INVALID, "outgoing_ca: cannot read " STR_FMT ": %s.", STR_ARG(path),
                            strerror(errno ? errno : EIO));
    }
    struct trust *t = memory_new(struct trust);
    certificates_read(t, from);
    BIO_free(from);
    *out = t;
    if (t->n)
        return OK;
    trust_close(out);
    return failure_with(failure, ERR_INVALID, "outgoing_ca: there is no certificate in " STR_FMT ".", STR_ARG(path));
}

void trust_close(struct trust **trust)
{
    struct trust *t = *trust;

    if (!t)
        return;
    for (size_t i = 0; i < t->n; i++)
        X509_free(t->at[i]);
    memory_free(t->at);
    memory_free(t);
    *trust = NULL;
}

/* The store may be one that libcurl keeps and shares between connections: a certificate that is in it already is not an error. */
static CURLcode context_extend(CURL *easy, void *context, void *arg)
{
    X509_STORE *store = SSL_CTX_get_cert_store(context);
    struct trust *t = arg;

    (void)easy;
    for (size_t i = 0; i < t->n; i++)
        if (X509_STORE_add_cert(store, t->at[i]) != 1)
            return CURLE_SSL_CACERT_BADFILE;
    return CURLE_OK;
}

void trust_apply(struct trust *t, CURL *easy)
{
    if (!t)
        return;
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, context_extend);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, t);
}
