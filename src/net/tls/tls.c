/*
 * TLS as a transport: OpenSSL over the connection's socket. A whole record may hold
 * less than was asked for, so a short read says nothing about the socket; only
 * WANT_READ does.
 */
#include <errno.h>
#include <openssl/err.h>
#include <string.h>
#include <sys/socket.h>
#include "base/memory.h"
#include "net/tls/own.h"
#include "runtime/settings.h"

enum { ASIDES_MOST = 32 };           /* messages of TLS itself in a row: new keys, for example, which cost us more than the client */

struct tls_conn {
    SSL *ssl;
    struct tls_set *set;
    bool shaken, failed;
    u8 asides;                       /* since the last octet of data */
};

/* After a fatal error OpenSSL allows no further call, least of all SSL_shutdown. */
static ssize_t answer(struct conn *c, struct tls_conn *t, int result)
{
    switch (SSL_get_error(t->ssl, result)) {
    case SSL_ERROR_WANT_READ:
        c->readable = false;
        errno = EAGAIN;
        return -1;
    case SSL_ERROR_WANT_WRITE:
        errno = EAGAIN;
        return -1;
    case SSL_ERROR_ZERO_RETURN:
        return 0;
    default:
        t->failed = true;
        ERR_clear_error();
        errno = ECONNRESET;
        return -1;
    }
}

static bool shake(struct conn *c, struct tls_conn *t, ssize_t *result)
{
    int done = SSL_do_handshake(t->ssl);

    if (done != 1) {
        *result = answer(c, t, done);
        return false;
    }
    t->shaken = true;
    c->shaking = false;
    if (!c->lane->draining)
        conn_expect(c, c->lane->settings->header_timeout);
    return true;
}

/* A message of TLS itself ends a read as if nothing were there, but the socket did not say so. */
static bool was_aside(const struct tls_conn *t, int got)
{
    return got <= 0 && errno != EAGAIN && SSL_get_error(t->ssl, got) == SSL_ERROR_WANT_READ;
}

static int read_some(struct tls_conn *t, char *to, int n)
{
    int got;

    do {
        errno = 0;
        got = SSL_read(t->ssl, to, n);
    } while (was_aside(t, got) && ++t->asides <= ASIDES_MOST);
    if (got > 0)
        t->asides = 0;
    return got;
}

static ssize_t tls_read(struct conn *c, char *to, size_t n)
{
    struct tls_conn *t = c->below;
    ssize_t result;

    ERR_clear_error();
    if (t->failed) {
        errno = ECONNRESET;
        return -1;
    }
    if (!t->shaken && !shake(c, t, &result))
        return result;
    int got = read_some(t, to, n < INT32_MAX ? (int)n : INT32_MAX);
    if (got > 0)
        return got;
    if (t->asides <= ASIDES_MOST)
        return answer(c, t, got);
    t->failed = true;
    errno = ECONNRESET;
    return -1;
}

/* Writes as much as the socket takes: OpenSSL writes one record a call, and an edge comes only after the socket was full. */
static ssize_t tls_write(struct conn *c, const char *from, size_t n)
{
    struct tls_conn *t = c->below;
    bool readable = c->readable;
    size_t done = 0;
    int sent = 1;

    ERR_clear_error();
    if (t->failed) {
        errno = EPIPE;
        return -1;
    }
    for (; done < n && sent > 0; done += sent > 0 ? (size_t)sent : 0)
        sent = SSL_write(t->ssl, from + done, n - done < INT32_MAX ? (int)(n - done) : INT32_MAX);
    if (done == n)
        return (ssize_t)n;
    ssize_t result = answer(c, t, sent);
    c->readable = readable;          /* what a write waits for says nothing about the input */
    return done ? (ssize_t)done : result;
}

static void tls_finish(struct conn *c)
{
    struct tls_conn *t = c->below;

    ERR_clear_error();
    if (t->shaken && !t->failed)
        SSL_shutdown(t->ssl);
    ERR_clear_error();
    shutdown(c->watch.fd, SHUT_WR);
}

static void tls_conn_close(struct conn *c)
{
    struct tls_conn *t = c->below;

    SSL_free(t->ssl);
    tls_set_give(t->set);
    memory_free(t);
}

static str tls_agreed(struct conn *c)
{
    struct tls_conn *t = c->below;
    const unsigned char *name;
    unsigned n;

    SSL_get0_alpn_selected(t->ssl, &name, &n);
    return (str){ (const char *)name, n };
}

static const struct transport tls_transport = {
    .read = tls_read, .write = tls_write, .finish = tls_finish, .close = tls_conn_close, .agreed = tls_agreed, .secure = true,
};

void tls_begin(struct conn *c, struct tls *tls)
{
    struct tls_conn *t = memory_new(struct tls_conn);

    t->set = tls_set_take(tls);
    t->ssl = SSL_new(t->set->contexts[0]);
    if (!t->ssl || SSL_set_fd(t->ssl, c->watch.fd) != 1)
        memory_out(sizeof(void *));
    SSL_set_accept_state(t->ssl);
    c->below = t;
    c->shaking = true;
    c->transport = &tls_transport;
}
