/* For tests: a client of HTTP/2 that sends any frames, and receives them one by one. */
#pragma once
#include <nghttp2/nghttp2.h>
#include "net/testbed.h"

enum { FRAME_HEAD_SIZE = 9, ES = NGHTTP2_FLAG_END_STREAM, EH = NGHTTP2_FLAG_END_HEADERS };

struct h2 {
    struct testbed *bed;
    int fd;
    nghttp2_hd_inflater *inflater;
    size_t data;                     /* octets of DATA heard so far */
};

struct h2_frame {
    int type, flags, stream;
    str payload;
    int status;                      /* of HEADERS */
    str fields;                      /* "name: value\n" for each; "(secret) " before one that stays out of the table */
};

static inline void u32_add(struct buf *b, u32 v)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_byte(b, (char)(v >> shift));
}

static inline u32 u32_at(str s, size_t at)
{
    return (u32)(u8)s.p[at] << 24 | (u32)(u8)s.p[at + 1] << 16 | (u32)(u8)s.p[at + 2] << 8 | (u8)s.p[at + 3];
}

static inline void frame_add(struct buf *b, int type, int flags, int stream, str payload)
{
    buf_byte(b, (char)(payload.n >> 16));
    buf_byte(b, (char)(payload.n >> 8));
    buf_byte(b, (char)payload.n);
    buf_byte(b, (char)type);
    buf_byte(b, (char)flags);
    u32_add(b, (u32)stream);
    buf_add(b, payload);
}

static inline void h2_say(struct h2 *c, int type, int flags, int stream, str payload)
{
    struct buf b = {0};

    frame_add(&b, type, flags, stream, payload);
    say_bytes(c->fd, buf_str(&b));
    buf_close(&b);
}

static inline void h2_say_u32(struct h2 *c, int type, int stream, u32 v)
{
    struct buf b = {0};

    u32_add(&b, v);
    h2_say(c, type, 0, stream, buf_str(&b));
    buf_close(&b);
}

/* A literal field, not indexed, not compressed. */
static inline void field_add(struct buf *b, const char *name, const char *value)
{
    buf_byte(b, 0);
    buf_byte(b, (char)strlen(name));
    buf_add(b, str_of(name));
    expect(strlen(value) < 127);
    buf_byte(b, (char)strlen(value));
    buf_add(b, str_of(value));
}

/* Pairs of name and value after the pseudo-fields, up to a NULL. */
#define h2_ask(c, stream, method, path, flags, ...) \
    h2_ask_fields((c), (stream), (method), (path), (flags), (const char *const[]){ __VA_ARGS__ __VA_OPT__(,) NULL })
static inline void h2_ask_fields(struct h2 *c, int stream, const char *method, const char *path, int flags, const char *const *fields)
{
    struct buf b = {0};

    field_add(&b, ":method", method);
    field_add(&b, ":path", path);
    field_add(&b, ":scheme", "http");
    field_add(&b, ":authority", "h");
    for (; *fields; fields += 2)
        field_add(&b, fields[0], fields[1]);
    h2_say(c, NGHTTP2_HEADERS, EH | flags, stream, buf_str(&b));
    buf_close(&b);
}

static inline struct h2 h2_dial(struct testbed *bed, str settings)
{
    struct h2 c = { .bed = bed, .fd = dial(bed) };

    expect(nghttp2_hd_inflate_new(&c.inflater) == 0);
    say(c.fd, NGHTTP2_CLIENT_MAGIC);
    h2_say(&c, NGHTTP2_SETTINGS, 0, 0, settings);
    return c;
}

static inline void h2_close(struct h2 *c)
{
    nghttp2_hd_inflate_del(c->inflater);
    close(c->fd);
}

static inline bool hear_exactly(int fd, char *to, size_t n)
{
    for (ssize_t got; n; to += got, n -= (size_t)got)
        if ((got = recv(fd, to, n, 0)) <= 0)
            return false;
    return true;
}

static inline void h2_inflate(struct h2 *c, struct h2_frame *f)
{
    struct buf all = BUF_ON(&c->bed->arena);
    const u8 *at = (const u8 *)f->payload.p;
    size_t left = f->payload.n;

    for (int flags = 0; !(flags & NGHTTP2_HD_INFLATE_FINAL);) {
        nghttp2_nv nv;
        ssize_t n = nghttp2_hd_inflate_hd2(c->inflater, &nv, &flags, at, left, 1);
        expect(n >= 0);
        at += n;
        left -= (size_t)n;
        if (!(flags & NGHTTP2_HD_INFLATE_EMIT))
            continue;
        str name = { (const char *)nv.name, nv.namelen }, value = { (const char *)nv.value, nv.valuelen };
        i64 status;
        if (str_eq(name, S(":status")) && str_to_i64(value, &status))
            f->status = (int)status;
        if (nv.flags & NGHTTP2_NV_FLAG_NO_INDEX)
            buf_lit(&all, "(secret) ");
        buf_format(&all, STR_FMT ": " STR_FMT "\n", STR_ARG(name), STR_ARG(value));
    }
    nghttp2_hd_inflate_end_headers(c->inflater);
    f->fields = buf_str(&all);
}

/* The next frame, whatever it is; false: the connection has ended. */
static inline bool h2_hear_any(struct h2 *c, struct h2_frame *f)
{
    char head[FRAME_HEAD_SIZE];

    if (!hear_exactly(c->fd, head, sizeof head))
        return false;
    size_t n = (size_t)(u8)head[0] << 16 | (size_t)(u8)head[1] << 8 | (u8)head[2];
    char *payload = arena_alloc(&c->bed->arena, n + 1, 1);
    *f = (struct h2_frame){ .type = (u8)head[3], .flags = (u8)head[4], .stream = (int)u32_at((str){ head, sizeof head }, 5),
                            .payload = { payload, n } };
    if (!hear_exactly(c->fd, payload, n))
        return false;
    if (f->type == NGHTTP2_HEADERS)
        h2_inflate(c, f);
    if (f->type == NGHTTP2_DATA)
        c->data += n;
    return true;
}

/* The next that is not about settings or windows. */
static inline struct h2_frame h2_hear(struct h2 *c)
{
    struct h2_frame f = { .type = -1 };

    while (h2_hear_any(c, &f))
        if (f.type != NGHTTP2_SETTINGS && f.type != NGHTTP2_WINDOW_UPDATE)
            return f;
    return (struct h2_frame){ .type = -1 };
}

static inline struct h2_frame h2_hear_type(struct h2 *c, int type)
{
    struct h2_frame f;

    do
        f = h2_hear(c);
    while (f.type != type && f.type >= 0);
    if (f.type != type)
        test_fail(__FILE__, __LINE__, "the connection ended without a frame of type %d", type);
    return f;
}

/* An answer on a stream: its HEADERS (not those of 1xx), and its body. */
static inline struct h2_frame h2_answer(struct h2 *c, int stream, str *body)
{
    struct buf all = BUF_ON(&c->bed->arena);
    struct h2_frame head = {0}, f;

    do {
        f = h2_hear(c);
        if (f.type < 0 || (f.type == NGHTTP2_RST_STREAM && f.stream == stream))
            test_fail(__FILE__, __LINE__, "no answer on stream %d: %s", stream, f.type < 0 ? "the connection ended" : "it was reset");
        if (f.stream != stream)
            continue;
        if (f.type == NGHTTP2_HEADERS)
            head = f;
        else
            buf_add(&all, f.payload);
    } while (f.stream != stream || !(f.flags & ES));
    *body = buf_str(&all);
    return head;
}
