/*
 * TLS handshakes, as many as a server can do.
 *
 *   tls_bench PORT full|resumed CONNECTIONS SECONDS
 *
 * CONNECTIONS at a time each shake hands, ask for / once, read the answer's first octets, and end; prints
 * handshakes a second. `resumed` presents a ticket of an earlier one, and fails when the server does not accept
 * it.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/time.h"

enum { EVENTS = 64 };

struct peer { int fd; SSL *ssl; enum { SHAKING, HEARING } state; bool knows; };

static struct sockaddr_in server;
static SSL_CTX *context;
static SSL_SESSION *ticket;          /* of the first connection, when sessions are resumed */
static bool resumes;
static i64 count;

static _Noreturn void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int ticket_keep(SSL *ssl, SSL_SESSION *session)
{
    (void)ssl;
    if (!ticket)
        ticket = SSL_SESSION_dup(session);
    return 0;
}

static void dial(struct peer *p, int epoll)
{
    struct linger none = { .l_onoff = 1 };

    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);        /* no port is kept waiting */
    connect(p->fd, (struct sockaddr *)&server, sizeof server);
    p->ssl = SSL_new(context);
    SSL_set_fd(p->ssl, p->fd);
    SSL_set_connect_state(p->ssl);
    p->knows = resumes && ticket;
    if (p->knows) {
        SSL_SESSION *own = SSL_SESSION_dup(ticket);          /* a connection that ends in a hurry spoils its own */
        SSL_set_session(p->ssl, own);
        SSL_SESSION_free(own);
    }
    p->state = SHAKING;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, p->fd, &(struct epoll_event){ EPOLLIN | EPOLLOUT | EPOLLET, { .ptr = p } }) < 0)
        fail("epoll_ctl");
}

static bool waits(SSL *ssl, int result)
{
    int why = SSL_get_error(ssl, result);

    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE)
        fail("the server ended");
    return true;
}

/* True once the answer has begun. */
static bool turn(struct peer *p)
{
    static const char ask[] = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    char answer[512];
    int done;

    if (p->state == SHAKING) {
        if ((done = SSL_do_handshake(p->ssl)) != 1)
            return !waits(p->ssl, done);
        if (p->knows && !SSL_session_reused(p->ssl))
            fail("the ticket was not accepted");
        if (SSL_write(p->ssl, ask, sizeof ask - 1) != sizeof ask - 1)
            fail("write");
        p->state = HEARING;
    }
    done = SSL_read(p->ssl, answer, sizeof answer);
    return done > 0 || !waits(p->ssl, done);
}

static void load(int connections, i64 seconds)
{
    struct peer *peers = memory_zero((size_t)connections * sizeof *peers);
    struct epoll_event events[EVENTS];
    int epoll = epoll_create1(0);

    for (int i = 0; i < connections; i++)
        dial(&peers[i], epoll);
    i64 began = mono_us(), until = began + seconds * 1000000;
    while (mono_us() < until) {
        int n = epoll_wait(epoll, events, EVENTS, 100);
        for (int i = 0; i < n; i++) {
            struct peer *p = events[i].data.ptr;
            if (!turn(p))
                continue;
            SSL_free(p->ssl);
            close(p->fd);
            count++;
            dial(p, epoll);
        }
    }
    printf("%.1f\n", (double)count * 1e6 / (double)(mono_us() - began));
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return fprintf(stderr, "tls_bench PORT full|resumed CONNECTIONS SECONDS\n"), 2;
    server = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((u16)atoi(argv[1])), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    resumes = strcmp(argv[2], "resumed") == 0;
    context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, ticket_keep);
    load(atoi(argv[3]), atol(argv[4]));
    return 0;
}
