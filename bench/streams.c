/*
 * WebSockets as streams of HTTP/2 connections (RFC 8441): streams PORT PEOPLE HOW_MANY opens them, a hundred to a connection, says
 * "ready" when each has had its hello, and keeps them until its input ends. PEOPLE is a file of lines `ID TOKEN`.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/memory.h"
#include "base/str.h"

enum { BLOCK = 256 * 1024, EVENTS = 256, EACH = 100, UNDER_WAY = 8, PEOPLE_MOST = 10000, WINDOW_STEP = 16 * 1024 };
enum { DATA = 0, HEADERS = 1, RST_STREAM = 3, SETTINGS = 4, PING = 6, GOAWAY = 7, WINDOW_UPDATE = 8 };
enum { ACK = 1, END_HEADERS = 4, HEAD = 9 };

struct peer { int fd; struct buf in; size_t taken; };

static char *tokens[PEOPLE_MOST];
static int n_tokens, greeted;

static _Noreturn void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void number(struct buf *b, size_t octets, u64 v)
{
    while (octets--)
        buf_byte(b, (char)(v >> 8 * octets));
}

static void frame(struct buf *b, u8 type, u8 flags, u32 stream, str payload)
{
    number(b, 3, payload.n);
    buf_byte(b, (char)type);
    buf_byte(b, (char)flags);
    number(b, 4, stream);
    buf_add(b, payload);
}

/* A text of HPACK, neither indexed nor in Huffman's code. */
static void text(struct buf *b, str s)
{
    size_t left = s.n;

    if (left < 127) {
        buf_byte(b, (char)left);
    } else {
        buf_byte(b, 127);
        for (left -= 127; left >= 128; left /= 128)
            buf_byte(b, (char)(left % 128 + 128));
        buf_byte(b, (char)left);
    }
    buf_add(b, s);
}

static void field(struct buf *b, str name, str value)
{
    buf_byte(b, 0);
    text(b, name);
    text(b, value);
}

static void ask(struct buf *out, u32 stream, const char *token)
{
    struct buf block = {0}, bearer = {0};

    buf_format(&bearer, "Bearer %s", token);
    field(&block, S(":method"), S("CONNECT"));
    field(&block, S(":protocol"), S("websocket"));
    field(&block, S(":scheme"), S("http"));
    field(&block, S(":path"), S("/api/ws"));
    field(&block, S(":authority"), S("127.0.0.1"));
    field(&block, S("authorization"), buf_str(&bearer));
    field(&block, S("sec-websocket-version"), S("13"));
    frame(out, HEADERS, END_HEADERS, stream, buf_str(&block));
    buf_close(&block);
    buf_close(&bearer);
}

static void put(int fd, const struct buf *b)
{
    if (send(fd, b->p, b->n, MSG_NOSIGNAL) != (ssize_t)b->n)
        fail("send");
}

static void reply(int fd, u8 type, u8 flags, str payload)
{
    struct buf b = {0};

    frame(&b, type, flags, 0, payload);
    put(fd, &b);
    buf_close(&b);
}

/* The connection's window is opened again; those of the streams are wide enough. */
static void data(struct peer *p, str payload)
{
    greeted += str_find(payload, S("\"hello\"")) >= 0;
    p->taken += payload.n;
    if (p->taken < WINDOW_STEP)
        return;
    u32 more = htonl((u32)p->taken);
    p->taken = 0;
    reply(p->fd, WINDOW_UPDATE, 0, (str){ (const char *)&more, 4 });
}

static void take(struct peer *p, u8 type, u8 flags, str payload)
{
    if (type == DATA)
        data(p, payload);
    else if (type == SETTINGS && !(flags & ACK))
        reply(p->fd, SETTINGS, ACK, S(""));
    else if (type == PING && !(flags & ACK))
        reply(p->fd, PING, ACK, payload);
    else if (type == RST_STREAM || type == GOAWAY || (type == HEADERS && payload.p[0] != (char)0x88))
        exit((fprintf(stderr, "streams: a frame of type %d\n", type), 1));
}

static void drink(struct peer *p, char *block)
{
    memcpy(block, p->in.p, p->in.n);
    ssize_t n = recv(p->fd, block + p->in.n, BLOCK - p->in.n, MSG_DONTWAIT);
    str rest = { block, p->in.n + (size_t)n };

    if (n <= 0)
        fail("the server ended");
    p->in.n = 0;
    while (rest.n >= HEAD) {
        const u8 *h = (const u8 *)rest.p;
        size_t size = (size_t)h[0] << 16 | (size_t)h[1] << 8 | h[2];
        if (rest.n < HEAD + size)
            break;
        take(p, h[3], h[4], (str){ rest.p + HEAD, size });
        rest = (str){ rest.p + HEAD + size, rest.n - HEAD - size };
    }
    buf_add(&p->in, rest);
}

static void peer_open(struct peer *p, int epoll, u16 port, int first, int count)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    struct buf out = {0};

    p->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(p->fd, (struct sockaddr *)&at, sizeof at) < 0)
        fail("connect");
    buf_add(&out, S("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    frame(&out, SETTINGS, 0, 0, S(""));
    for (int i = 0; i < count; i++)
        ask(&out, (u32)(2 * i + 1), tokens[(first + i) % n_tokens]);
    put(p->fd, &out);
    buf_close(&out);
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, p->fd, &(struct epoll_event){ EPOLLIN, { .ptr = p } }) < 0)
        fail("epoll_ctl");
}

static void turn(int epoll, char *block)
{
    static struct epoll_event events[EVENTS];
    int n = epoll_wait(epoll, events, EVENTS, 100);

    for (int i = 0; i < n; i++)
        drink(events[i].data.ptr, block);
}

static void people_read(const char *path)
{
    char line[2048], *gap;
    FILE *f = fopen(path, "r");

    if (!f)
        fail(path);
    while (n_tokens < PEOPLE_MOST && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        if ((gap = strchr(line, ' ')) && gap[1])
            tokens[n_tokens++] = strdup(gap + 1);
    }
    fclose(f);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return fprintf(stderr, "streams PORT PEOPLE HOW_MANY\n"), 2;
    int epoll = epoll_create1(0), count = atoi(argv[3]), peers = (count + EACH - 1) / EACH;
    struct peer *all = memory_zero((size_t)peers * sizeof *all);
    char *block = memory_alloc(BLOCK);
    people_read(argv[2]);
    for (int i = 0; i < peers; i++) {
        int left = count - i * EACH;
        peer_open(&all[i], epoll, (u16)atoi(argv[1]), i * EACH, left < EACH ? left : EACH);
        while (greeted < (i + 1 - UNDER_WAY) * EACH)
            turn(epoll, block);
    }
    while (greeted < count)
        turn(epoll, block);
    printf("ready\n");
    fflush(stdout);
    return (int)read(STDIN_FILENO, block, 1);
}
