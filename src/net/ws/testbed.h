/* For tests of WebSocket: a client that sends the frames it is given, and receives them one by one. */
#pragma once
#include "net/testbed.h"
#include "net/websocket.h"
#include "net/ws/deflate.h"

enum { FIN = 0x80, RSV1 = 0x40 };

struct heard { int first; str payload; };        /* first -1: the connection ended */

static inline str hear_octets(struct testbed *b, int fd, size_t n)
{
    struct buf all = BUF_ON(&b->arena);

    while (all.n < n) {
        ssize_t got = recv(fd, buf_reserve(&all, n - all.n), n - all.n, 0);
        if (got <= 0)
            break;
        all.n += (size_t)got;
    }
    return buf_str(&all);
}

static inline u64 number(str s)
{
    u64 v = 0;

    for (size_t i = 0; i < s.n; i++)
        v = v << 8 | (u8)s.p[i];
    return v;
}

static inline struct heard hear_frame(struct testbed *b, int fd)
{
    str head = hear_octets(b, fd, 2);

    if (head.n < 2)
        return (struct heard){ -1, S("") };
    u64 n = (u8)head.p[1];
    expect(n < 128);
    if (n > 125)
        n = number(hear_octets(b, fd, n == 126 ? 2 : 8));
    return (struct heard){ (u8)head.p[0], hear_octets(b, fd, n) };
}

#define expect_frame(fd, want_first, want_payload) \
    do { \
        struct heard heard_ = hear_frame(&bed, (fd)); \
        expect_eq(heard_.first, (want_first)); \
        expect_str(heard_.payload, (want_payload)); \
    } while (0)

static inline void masked_add(struct buf *b, int first, str payload)
{
    static const u8 mask[4] = { 0x11, 0xa2, 0x33, 0xc4 };
    char head[WS_HEAD_MOST];
    size_t n = ws_head(head, WS_TEXT, true, false, payload.n);

    head[0] = (char)first;
    head[1] = (char)(head[1] | 0x80);
    buf_add(b, (str){ head, n });
    buf_add(b, (str){ (const char *)mask, 4 });
    for (size_t i = 0; i < payload.n; i++)
        buf_byte(b, (char)(payload.p[i] ^ mask[i & 3]));
}

static inline void say_frame(int fd, int first, str payload)
{
    struct buf b = {0};

    masked_add(&b, first, payload);
    say_bytes(fd, buf_str(&b));
    buf_close(&b);
}

/* The end of a connection: a close frame with that code, and then nothing. */
static inline void expect_farewell(struct testbed *b, int fd, u16 code)
{
    struct heard h;

    do
        h = hear_frame(b, fd);
    while (h.first >= 0 && h.first != (FIN | WS_CLOSE));
    expect_eq(h.first, FIN | WS_CLOSE);
    expect_eq(h.payload.n ? (u16)number(str_to(h.payload, 2)) : WS_NO_CODE, code);
    expect_eq(hear_frame(b, fd).first, -1);
    close(fd);
}

#define HANDSHAKE(path) \
    "GET " path " HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

/* `more` are further lines of the request, each with its end. */
static inline int shake_hands(struct testbed *b, const char *handshake, const char *more)
{
    int fd = dial(b);

    say(fd, handshake);
    say(fd, more);
    say(fd, "\r\n");
    str head = hear(b, fd, "\r\n\r\n");
    expect_has(head, "HTTP/1.1 101 ");
    expect_has(head, "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
    return fd;
}
