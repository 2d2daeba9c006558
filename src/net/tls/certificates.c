/*
 * Certificates: read from files, checked against their keys, and chosen by the name
 * that the client asks for (SNI).
 */
#include <assert.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>
#include "base/arena.h"
#include "base/memory.h"
#include "base/str.h"
#include "net/tls/own.h"

static const char ciphers_12[] = "ECDHE+AESGCM:ECDHE+CHACHA20";
static const char groups[] = "X25519:P-256:P-384";       /* the larger ones cost a server more than they add */

static const unsigned char alpn_ours[] = "\x02h2\x08http/1.1";

/* Our order decides: HTTP/2 where it is offered. A client that offers only other protocols means another server (RFC 7301 section 3.2). */
static int alpn_choose(SSL *ssl, const unsigned char **out, unsigned char *length, const unsigned char *in, unsigned int n, void *arg)
{
    (void)ssl;
    (void)arg;
    int found = SSL_select_next_proto((unsigned char **)(uintptr_t)out, length, alpn_ours, sizeof alpn_ours - 1, in, n);
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static int name_choose(SSL *ssl, int *alert, void *arg)
{
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    struct tls_set *set = arg;

    (void)alert;
    for (size_t i = 0; name && i < set->count; i++) {
        if (X509_check_host(SSL_CTX_get0_certificate(set->contexts[i]), name, 0, 0, NULL) != 1)
            continue;
        SSL_set_SSL_CTX(ssl, set->contexts[i]);
        return SSL_TLSEXT_ERR_OK;
    }
    return name ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

static SSL_CTX *context_new(struct tls *tls)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());

    if (!context)
        memory_out(sizeof(void *));
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE
                                     | SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);    /* otherwise one read goes on for as long as a client sends nothing useful */
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);     /* tickets only: nothing is kept here */
    SSL_CTX_set_timeout(context, TICKET_LIFE_S);
    SSL_CTX_set_max_early_data(context, 0);
    SSL_CTX_set_num_tickets(context, 1);
    int known = SSL_CTX_set_cipher_list(context, ciphers_12) == 1 && SSL_CTX_set1_groups_list(context, groups) == 1;
    assert(known);
    SSL_CTX_set_app_data(context, tls);
    SSL_CTX_set_alpn_select_cb(context, alpn_choose, NULL);
    /* One session context for all names: a ticket is valid whichever certificate it was made under. */
    SSL_CTX_set_session_id_context(context, (const unsigned char *)"kith", 4);
    ticket_keys_use(context);
    return context;
}

static err certificate_refuse(struct failure *failure, str file, const char *what)
{
    const char *why = ERR_reason_error_string(ERR_peek_last_error());
    err e = failure_with(failure, ERR_INVALID, STR_FMT ": %s (%s).", STR_ARG(file), what, why ? why : "unknown");

    ERR_clear_error();
    return e;
}

static err pair_read(struct failure *failure, SSL_CTX *context, str pair)
{
    str certificate;

    if (!str_cut(&pair, ':', &certificate) || !pair.n || !certificate.n)
        return failure_with(failure, ERR_INVALID, "tls: \"" STR_FMT "\" is not CERTIFICATE:KEY, two files.", STR_ARG(certificate));
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(context, arena_cstr(failure->arena, certificate)) != 1)
        return certificate_refuse(failure, certificate, "no certificate chain can be read from it");
    if (SSL_CTX_use_PrivateKey_file(context, arena_cstr(failure->arena, pair), SSL_FILETYPE_PEM) != 1)
        return certificate_refuse(failure, pair, "no private key that fits the certificate can be read from it");
    if (SSL_CTX_check_private_key(context) != 1)
        return certificate_refuse(failure, pair, "the key does not fit the certificate");
    return OK;
}

static size_t pieces(str list)
{
    size_t n = list.n > 0;

    for (size_t i = 0; i < list.n; i++)
        n += list.p[i] == ',';
    return n;
}

err tls_set_read(struct failure *failure, struct tls *tls, struct tls_set **out)
{
    struct tls_set *set = memory_zero(sizeof *set + pieces(tls->pairs) * sizeof *set->contexts);
    str rest = tls->pairs, pair;
    err e = OK;

    set->tls = tls;
    set->users = 1;
    while (e == OK && rest.n && str_cut(&rest, ',', &pair)) {
        SSL_CTX *context = context_new(tls);
        set->contexts[set->count++] = context;
        SSL_CTX_set_tlsext_servername_callback(context, name_choose);
        SSL_CTX_set_tlsext_servername_arg(context, set);
        e = pair_read(failure, context, str_trim(pair));
    }
    if (e == OK && !set->count)
        e = failure_with(failure, ERR_INVALID, "tls: no certificate is named.");
    if (e == OK)
        *out = set;
    else
        tls_set_give(set);
    return e;
}

struct tls_set *tls_set_take(struct tls *tls)
{
    pthread_mutex_lock(&tls->lock);
    struct tls_set *set = tls->set;
    set->users++;
    pthread_mutex_unlock(&tls->lock);
    return set;
}

void tls_set_give(struct tls_set *set)
{
    if (--set->users > 0)
        return;
    for (size_t i = 0; i < set->count; i++)
        SSL_CTX_free(set->contexts[i]);
    memory_free(set);
}

err tls_open(struct failure *failure, struct clock *clock, str pairs, struct tls **out)
{
    struct tls *tls = memory_new(struct tls);

    tls->pairs = memory_copy(pairs);
    pthread_mutex_init(&tls->lock, NULL);
    ticket_keys_init(&tls->tickets, clock);
    err e = tls_set_read(failure, tls, &tls->set);
    *out = tls;
    if (e != OK)
        tls_close(out);
    return e;
}

void tls_close(struct tls **t)
{
    struct tls *tls = *t;

    if (!tls)
        return;
    if (tls->set)
        tls_set_give(tls->set);
    ticket_keys_close(&tls->tickets);
    pthread_mutex_destroy(&tls->lock);
    memory_free((void *)(uintptr_t)tls->pairs.p);
    memory_free(tls);
    *t = NULL;
}

err tls_reload(struct tls *tls, struct failure *failure)
{
    struct tls_set *fresh;

    TRY(tls_set_read(failure, tls, &fresh));
    pthread_mutex_lock(&tls->lock);
    struct tls_set *old = tls->set;
    tls->set = fresh;
    pthread_mutex_unlock(&tls->lock);
    tls_set_give(old);
    return OK;
}
