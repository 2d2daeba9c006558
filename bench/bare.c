/*
 * The yardstick of fan-out: a bare loop. bare PORT EVENT: whatever a WebSocket sends makes it write the text EVENT, framed, to all that
 * are connected, with one write to each for all that a turn brought. It ends when one of them does.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include "base/buf.h"
#include "base/memory.h"
#include "base/str.h"
#include "net/ws/frame.h"

enum { EVENTS = 256, PEERS_MOST = 20000 };

struct peer { int fd; bool shaken; struct buf out; size_t written; };

static _Noreturn void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void flush(struct peer *p)
{
    while (p->written < p->out.n) {
        ssize_t n = send(p->fd, p->out.p + p->written, p->out.n - p->written, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n <= 0)
            return;
        p->written += (size_t)n;
    }
    p->written = p->out.n = 0;
}

/* A sender has one message under way, and its frame comes whole. */
static void told(struct peer *p, int *count)
{
    char block[2048];
    ssize_t n = recv(p->fd, block, sizeof block, MSG_DONTWAIT);

    if (n <= 0)
        return;
    if (p->shaken) {
        *count += 1;
        return;
    }
    p->shaken = true;
    buf_add(&p->out, S("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"));
    buf_add(&p->out, S("\x81\x10{\"type\":\"hello\"}"));
    flush(p);
}

static void tell_all(struct peer *peers, int n, str frame, int count)
{
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < count; k++)
            buf_add(&peers[i].out, frame);
        flush(&peers[i]);
    }
}

static int listen_on(const char *port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((u16)atoi(port)), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
    if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 4096) < 0)
        fail("bind");
    return fd;
}

static void accept_all(int epoll, int listener, struct peer *peers, int *n)
{
    int fd;

    while (*n < PEERS_MOST && (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct peer *p = &peers[(*n)++];
        p->fd = fd;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &(struct epoll_event){ EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, { .ptr = p } }) < 0)
            fail("epoll_ctl");
    }
}

static void serve(int listener, str frame)
{
    static struct epoll_event events[EVENTS];
    struct peer *peers = memory_zero(PEERS_MOST * sizeof *peers);
    int epoll = epoll_create1(0), n = 0;

    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &(struct epoll_event){ EPOLLIN, { .ptr = NULL } });
    for (;;) {
        int got = epoll_wait(epoll, events, EVENTS, -1), count = 0;
        for (int i = 0; i < got; i++) {
            struct peer *p = events[i].data.ptr;
            if (events[i].events & (EPOLLHUP | EPOLLRDHUP))
                return;
            if (!p) {
                accept_all(epoll, listener, peers, &n);
                continue;
            }
            flush(p);
            told(p, &count);
        }
        if (count)
            tell_all(peers, n, frame, count);
    }
}

int main(int argc, char **argv)
{
    struct rlimit most;
    struct buf frame = {0};
    char head[WS_HEAD_MOST];

    if (argc != 3)
        return fprintf(stderr, "bare PORT EVENT\n"), 2;
    getrlimit(RLIMIT_NOFILE, &most);
    most.rlim_cur = most.rlim_max;
    setrlimit(RLIMIT_NOFILE, &most);
    buf_add(&frame, (str){ head, ws_head(head, WS_TEXT, true, false, strlen(argv[2])) });
    buf_add(&frame, str_of(argv[2]));
    serve(listen_on(argv[1]), buf_str(&frame));
    return 0;
}
