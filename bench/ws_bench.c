/*
 * The two ends of the WebSocket benchmarks.
 *
 *   ws_bench copy PORT                              a bare epoll loop that sends back what it reads: the yardstick
 *   ws_bench load PORT ws|raw CONNECTIONS SIZE SECONDS
 *       each connection has one message of SIZE octets under way; prints messages a second. `raw` sends the same
 *       octets, frame heads and masks too, without a handshake, to the yardstick
 *   ws_bench fan PORT SOCKETS PUBLISHERS SECONDS    for ws_crowd: some of the sockets publish, each again once its own
 *       message has reached it; prints deliveries a second
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/memory.h"
#include "base/str.h"
#include "base/time.h"
#include "net/ws/frame.h"

enum { BLOCK = 64 * 1024, EVENTS = 256 };

struct peer { int fd; struct buf out; size_t written, left; };

static _Noreturn void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void watch(int epoll, struct peer *p)
{
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, p->fd, &(struct epoll_event){ EPOLLIN | EPOLLOUT | EPOLLET, { .ptr = p } }) < 0)
        fail("epoll_ctl");
}

static struct sockaddr_in local(const char *port)
{
    return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((u16)atoi(port)), .sin_addr = { htonl(INADDR_LOOPBACK) } };
}

/* ---- the yardstick ---- */

static void peer_flush(struct peer *p)
{
    while (p->written < p->out.n) {
        ssize_t n = send(p->fd, p->out.p + p->written, p->out.n - p->written, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        p->written += (size_t)n;
    }
    p->written = p->out.n = 0;
}

/* As libuv does: a short read ends it, and a write is tried at once. What the socket does not take is copied. */
static void copy(struct peer *p, char *block)
{
    peer_flush(p);
    while (!p->out.n) {
        ssize_t got = recv(p->fd, block, BLOCK, MSG_DONTWAIT);
        if (got <= 0) {
            if (got == 0)
                close(p->fd);
            return;
        }
        ssize_t sent = send(p->fd, block, (size_t)got, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < got)
            buf_add(&p->out, (str){ block + (sent > 0 ? sent : 0), (size_t)(got - (sent > 0 ? sent : 0)) });
        if (got < BLOCK)
            return;
    }
}

static void copy_serve(const char *port)
{
    struct sockaddr_in at = local(port);
    struct peer listener = { .fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0) };
    struct epoll_event events[EVENTS];
    char *block = memory_alloc(BLOCK);
    int epoll = epoll_create1(0);

    setsockopt(listener.fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
    if (bind(listener.fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(listener.fd, 4096) < 0)
        fail("bind");
    watch(epoll, &listener);
    for (;;) {
        int n = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            struct peer *p = events[i].data.ptr;
            int fd;
            if (p != &listener) {
                copy(p, block);
                continue;
            }
            while ((fd = accept4(listener.fd, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
                p = memory_new(struct peer);
                p->fd = fd;
                watch(epoll, p);
            }
        }
    }
}

/* ---- the client ---- */

static int dial(const char *port)
{
    struct sockaddr_in at = local(port);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (connect(fd, (struct sockaddr *)&at, sizeof at) < 0)
        fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    return fd;
}

static void shake_hands(int fd, const char *path)
{
    char head[1024], ask[256];
    int n = snprintf(ask, sizeof ask, "GET %s HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", path);
    size_t have = 0;

    if (send(fd, ask, (size_t)n, MSG_NOSIGNAL) != n)
        fail("send");
    while (!str_ends((str){ head, have }, S("\r\n\r\n"))) {
        ssize_t got = recv(fd, head + have, 1, 0);
        if (got <= 0 || ++have == sizeof head)
            fail("handshake");
    }
}

static struct buf message(size_t size)
{
    struct buf b = {0};
    char head[WS_HEAD_MOST];
    size_t n = ws_head(head, WS_BINARY, true, false, size);

    head[1] = (char)(head[1] | 0x80);
    buf_add(&b, (str){ head, n });
    buf_lit(&b, "mask");
    memset(buf_reserve(&b, size), 'x', size);
    b.n += size;
    return b;
}

/* Sends what the socket takes of the message, reads what has come; true: the whole answer has come. */
static bool turn(struct peer *p, const struct buf *m, char *block)
{
    while (p->written < m->n) {
        ssize_t n = send(p->fd, m->p + p->written, m->n - p->written, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n <= 0)
            break;
        p->written += (size_t)n;
    }
    while (p->left) {
        ssize_t n = recv(p->fd, block, p->left < BLOCK ? p->left : BLOCK, MSG_DONTWAIT);
        if (n == 0 || (n < 0 && errno != EAGAIN))
            fail("the server ended");
        if (n < 0)
            return false;
        p->left -= (size_t)n;
    }
    return true;
}

static void load(const char *port, bool raw, int connections, size_t size, i64 seconds)
{
    struct buf m = message(size);
    size_t answer = raw ? m.n : m.n - 4;
    char *block = memory_alloc(BLOCK);
    struct epoll_event events[EVENTS];
    int epoll = epoll_create1(0);
    i64 count = 0;

    for (int i = 0; i < connections; i++) {
        struct peer *p = memory_new(struct peer);
        *p = (struct peer){ .fd = dial(port), .left = answer };
        if (!raw)
            shake_hands(p->fd, "/");
        watch(epoll, p);
    }
    i64 began = mono_us(), until = began + seconds * 1000000;
    while (mono_us() < until) {
        int n = epoll_wait(epoll, events, EVENTS, 100);
        for (int i = 0; i < n; i++) {
            struct peer *p = events[i].data.ptr;
            for (; turn(p, &m, block); count++) {
                p->left = answer;
                p->written = 0;
            }
        }
    }
    printf("%.1f\n", (double)count * 1e6 / (double)(mono_us() - began));
}

/* ---- fan-out ---- */

enum { EVENT_SIZE = 100, EVENT_FRAME = 2 + EVENT_SIZE };

/* What has come to a socket; a publisher goes on when everything that it caused has reached it. */
static size_t drink(struct peer *p, char *block)
{
    size_t got = 0;

    for (ssize_t n; (n = recv(p->fd, block, BLOCK, MSG_DONTWAIT)) > 0; got += (size_t)n)
        ;
    return got;
}

static void fan(const char *port, int sockets, int publishers, i64 seconds)
{
    struct buf m = message(EVENT_SIZE);
    struct peer *peers = memory_zero((size_t)sockets * sizeof *peers);
    struct epoll_event events[EVENTS];
    char *block = memory_alloc(BLOCK);
    int epoll = epoll_create1(0);
    size_t octets = 0;

    for (int i = 0; i < sockets; i++) {
        peers[i].fd = dial(port);
        shake_hands(peers[i].fd, "/");
        watch(epoll, &peers[i]);
    }
    i64 began = mono_us(), until = began + seconds * 1000000;
    for (int i = 0; i < publishers; i++)
        peers[i].left = (size_t)publishers * EVENT_FRAME;
    for (int i = 0; i < publishers; i++)
        if (send(peers[i].fd, m.p, m.n, MSG_NOSIGNAL) < 0)
            fail("send");
    while (mono_us() < until) {
        int n = epoll_wait(epoll, events, EVENTS, 100);
        for (int i = 0; i < n; i++) {
            struct peer *p = events[i].data.ptr;
            size_t got = drink(p, block);
            octets += got;
            if (p >= peers + publishers || got < p->left) {
                p->left -= p < peers + publishers ? got : 0;
                continue;
            }
            p->left += (size_t)publishers * EVENT_FRAME - got;
            if (send(p->fd, m.p, m.n, MSG_NOSIGNAL) < 0)
                fail("send");
        }
    }
    printf("%.1f\n", (double)octets / EVENT_FRAME * 1e6 / (double)(mono_us() - began));
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "copy") == 0)
        copy_serve(argv[2]);
    if (argc == 7 && strcmp(argv[1], "load") == 0)
        load(argv[2], strcmp(argv[3], "raw") == 0, atoi(argv[4]), (size_t)atol(argv[5]), atol(argv[6]));
    else if (argc == 6 && strcmp(argv[1], "fan") == 0)
        fan(argv[2], atoi(argv[3]), atoi(argv[4]), atol(argv[5]));
    else
        return fprintf(stderr, "ws_bench copy PORT | load PORT ws|raw CONNECTIONS SIZE SECONDS | fan PORT SOCKETS PUBLISHERS SECONDS\n"), 2;
    return 0;
}
