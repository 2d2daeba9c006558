#include "cli/trunk.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/x509v3.h>
#include <unistd.h>

enum { OCTETS_MOST = 1 << 30 };

/* ---- where to ---- */

static bool address_read(const char *text, long port, struct trunk_place *out)
{
    struct sockaddr_in *four = (struct sockaddr_in *)(void *)&out->address;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)(void *)&out->address;

    if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons((u16)port);
        out->size = sizeof *four;
        return true;
    }
    six->sin6_family = AF_INET6;
    six->sin6_port = htons((u16)port);
    out->size = sizeof *six;
    return inet_pton(AF_INET6, text, &six->sin6_addr) == 1;
}

err trunk_place_open(struct failure *told, const char *address, long port, bool tls, const char *host, struct trunk_place *out)
{
    *out = (struct trunk_place){ .host = host };
    if (!address_read(address, port, out))
        return failure_with(told, ERR_INVALID, "\"%s\" is not an address.", address);
    if (!tls)
        return OK;
    out->tls = SSL_CTX_new(TLS_client_method());
    if (!out->tls || SSL_CTX_set_default_verify_paths(out->tls) != 1)
        return failure_with(told, ERR_UNAVAILABLE, "the certificates to trust cannot be read.");
    SSL_CTX_set_verify(out->tls, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_mode(out->tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    return OK;
}

void trunk_place_close(struct trunk_place *p)
{
    SSL_CTX_free(p->tls);
    p->tls = NULL;
}

/* ---- a connection ---- */

static bool tls_begin(struct trunk *l, const struct trunk_place *to)
{
    l->tls = SSL_new(to->tls);
    if (!l->tls || SSL_set_fd(l->tls, l->fd) != 1)
        return false;
    SSL_set_connect_state(l->tls);
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(l->tls), to->host) == 1)
        return true;
    return SSL_set1_host(l->tls, to->host) == 1 && SSL_set_tlsext_host_name(l->tls, to->host) == 1;
}

bool trunk_open(struct trunk *l, const struct trunk_place *to)
{
    int on = 1;

    *l = (struct trunk){ socket(to->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), NULL };
    if (l->fd >= 0) {
        setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        bool begun = connect(l->fd, (const struct sockaddr *)&to->address, to->size) == 0 || errno == EINPROGRESS;
        if (begun && (!to->tls || tls_begin(l, to)))
            return true;
    }
    trunk_close(l);
    return false;
}

void trunk_close(struct trunk *l)
{
    SSL_free(l->tls);
    if (l->fd >= 0)
        close(l->fd);
    *l = (struct trunk){ -1, NULL };
}

static ptrdiff_t tls_done(struct trunk *l, int done)
{
    if (done > 0)
        return done;
    int why = SSL_get_error(l->tls, done);
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

static ptrdiff_t plain_done(ssize_t done)
{
    return done >= 0 ? done : errno == EAGAIN || errno == EINTR ? 0 : -1;
}

ptrdiff_t trunk_read(struct trunk *l, char *to, size_t room)
{
    room = room < OCTETS_MOST ? room : OCTETS_MOST;
    if (l->tls)
        return tls_done(l, SSL_read(l->tls, to, (int)room));
    ssize_t n = recv(l->fd, to, room, 0);
    return n == 0 && room ? -1 : plain_done(n);
}

ptrdiff_t trunk_write(struct trunk *l, str bytes)
{
    size_t n = bytes.n < OCTETS_MOST ? bytes.n : OCTETS_MOST;

    if (l->tls)
        return tls_done(l, SSL_write(l->tls, bytes.p, (int)n));
    return plain_done(send(l->fd, bytes.p, n, MSG_NOSIGNAL));
}
