#include "net/ws/frame.h"
#include <stdlib.h>
#include "base/str.h"
#include "kit/test.h"

static const struct ws_limits limits = { .message = 1 << 24, .fragments = 65536, .deflate = false };
static const struct ws_limits deflating = { .message = 1 << 24, .fragments = 65536, .deflate = true };

static void add_frame(struct buf *b, u8 first, str payload)
{
    static const u8 mask[4] = { 0x11, 0xa2, 0x33, 0xc4 };
    char head[WS_HEAD_MOST];
    size_t n = ws_head(head, first & 15, first & 0x80, first & 0x40, payload.n);

    head[0] = (char)first;
    head[1] = (char)(head[1] | 0x80);
    buf_add(b, (str){ head, n });
    buf_add(b, (str){ (const char *)mask, 4 });
    for (size_t i = 0; i < payload.n; i++)
        buf_byte(b, (char)(payload.p[i] ^ mask[i & 3]));
}

/* What a stream of bytes said, read in steps of at most `step`: one letter an event, and all data payload. */
struct told { struct buf failure, data; enum ws_close code; };

static void tell(struct told *t, const struct ws_event *e)
{
    if (e->kind == WS_BROKEN) {
        buf_byte(&t->failure, '!');
        t->code = e->code;
        return;
    }
    if (e->first)
        buf_byte(&t->failure, "?tb?????cpo"[e->opcode]);
    if (e->opcode < WS_CLOSE)
        buf_add(&t->data, e->payload);
    if (e->last)
        buf_byte(&t->failure, '.');
}

static struct told read_all(const struct ws_limits *l, const struct buf *bytes, size_t step)
{
    struct told t = {0};
    struct ws_reader r = {0};
    char *copy = malloc(bytes->n + 1);

    memcpy(copy, bytes->p, bytes->n);
    for (size_t at = 0; at < bytes->n && !r.broken;) {
        struct ws_event e;
        size_t n = bytes->n - at < step ? bytes->n - at : step;
        at += ws_read(&r, l, copy + at, n, &e);
        if (e.kind != WS_NOTHING)
            tell(&t, &e);
    }
    free(copy);
    return t;
}

static void told_close(struct told *t)
{
    buf_close(&t->failure);
    buf_close(&t->data);
}

static void expect_failure(const struct ws_limits *l, struct buf *bytes, const char *failure, enum ws_close code)
{
    for (size_t step = 1; step <= bytes->n; step = step < 4 ? step + 1 : step * 2) {
        struct told t = read_all(l, bytes, step);
        expect_str(buf_str(&t.failure), str_of(failure));
        expect_eq(t.code, code);
        told_close(&t);
    }
    buf_close(bytes);
}

TEST(a_text_message_is_told_whole_and_in_any_pieces)
{
    struct buf b = {0};

    add_frame(&b, 0x81, S("hello"));
    for (size_t step = 1; step < 12; step++) {
        struct told t = read_all(&limits, &b, step);
        expect_str(buf_str(&t.data), S("hello"));
        expect_str(buf_str(&t.failure), S("t."));
        told_close(&t);
    }
    buf_close(&b);
}

TEST(fragments_make_one_message_and_control_frames_pass_between_them)
{
    struct buf b = {0};

    add_frame(&b, 0x01, S("he"));
    add_frame(&b, 0x89, S("ping"));
    add_frame(&b, 0x00, S("l"));
    add_frame(&b, 0x8a, S(""));
    add_frame(&b, 0x80, S("lo"));
    add_frame(&b, 0x88, S("\x03\xe8 bye"));
    expect_failure(&limits, &b, "tp.o..c.", 0);
}

TEST(all_three_forms_of_length_are_read)
{
    struct buf b = {0};
    char *big = calloc(1, 70000);

    add_frame(&b, 0x82, (str){ big, 125 });
    add_frame(&b, 0x82, (str){ big, 126 });
    add_frame(&b, 0x82, (str){ big, 65535 });
    add_frame(&b, 0x82, (str){ big, 65536 });
    struct told t = read_all(&limits, &b, 1000);
    expect_eq(t.data.n, 125 + 126 + 65535 + 65536);
    expect_str(buf_str(&t.failure), S("b.b.b.b."));
    told_close(&t);
    buf_close(&b);
    free(big);
}

TEST(an_empty_message_and_an_empty_last_fragment_are_told)
{
    struct buf b = {0};

    add_frame(&b, 0x81, S(""));
    add_frame(&b, 0x02, S("x"));
    add_frame(&b, 0x80, S(""));
    expect_failure(&limits, &b, "t.b.", 0);
}

TEST(text_is_checked_across_fragments)
{
    struct buf good = {0}, bad = {0}, cut = {0};

    add_frame(&good, 0x01, S("\xf0\x9f"));
    add_frame(&good, 0x80, S("\x98\x80"));
    expect_failure(&limits, &good, "t.", 0);
    add_frame(&bad, 0x01, S("\xed\xa0"));
    struct told t = read_all(&limits, &bad, 100);
    expect_eq(t.code, WS_BAD_TEXT);
    told_close(&t);
    buf_close(&bad);
    add_frame(&cut, 0x81, S("\xc3"));
    t = read_all(&limits, &cut, 100);
    expect_eq(t.code, WS_BAD_TEXT);
    told_close(&t);
    buf_close(&cut);
}

TEST(what_breaks_the_protocol_is_named)
{
    static const struct { const char *bytes; size_t n; enum ws_close code; } table[] = {
        { "\x81\x01x", 3, WS_PROTOCOL_ERROR },                                   /* not masked */
        { "\x91\x80....", 6, WS_PROTOCOL_ERROR },                                /* RSV3 */
        { "\xc1\x80....", 6, WS_PROTOCOL_ERROR },                                /* RSV1 without the extension */
        { "\x83\x80....", 6, WS_PROTOCOL_ERROR },                                /* reserved opcodes */
        { "\x8b\x80....", 6, WS_PROTOCOL_ERROR },
        { "\x09\x80....", 6, WS_PROTOCOL_ERROR },                                /* a ping in fragments */
        { "\x89\xfe\x00\x7e....", 8, WS_PROTOCOL_ERROR },                        /* a ping of 126 */
        { "\x80\x80....", 6, WS_PROTOCOL_ERROR },                                /* a continuation of nothing */
        { "\x82\xfe\x00\x7d....", 8, WS_PROTOCOL_ERROR },                        /* 125 in two octets */
        { "\x82\xff\0\0\0\0\0\0\xff\xff....", 14, WS_PROTOCOL_ERROR },           /* 65535 in eight */
        { "\x82\xff\x80\0\0\0\0\0\0\0....", 14, WS_PROTOCOL_ERROR },             /* the top bit */
        { "\x82\xff\0\0\0\0\x7f\0\0\0....", 14, WS_TOO_BIG },
    };

    for (size_t i = 0; i < COUNT(table); i++) {
        struct buf b = {0};
        buf_add(&b, (str){ table[i].bytes, table[i].n });
        expect_failure(&limits, &b, "!", table[i].code);
    }
}

TEST(a_message_over_its_limit_in_fragments_is_too_big)
{
    struct ws_limits small = { .message = 10, .fragments = 3 };
    struct buf b = {0}, many = {0};

    add_frame(&b, 0x02, S("123456"));
    add_frame(&b, 0x80, S("12345"));
    struct told t = read_all(&small, &b, 100);
    expect_eq(t.code, WS_TOO_BIG);
    told_close(&t);
    for (int i = 0; i < 4; i++)
        add_frame(&many, i ? 0x00 : 0x02, S("1"));
    t = read_all(&small, &many, 100);
    expect_eq(t.code, WS_TOO_BIG);
    told_close(&t);
    buf_close(&b);
    buf_close(&many);
}

TEST(a_compressed_message_is_marked_on_every_piece)
{
    struct buf b = {0};
    struct ws_reader r = {0};
    struct ws_event e;

    add_frame(&b, 0xc1, S("\xff\xfe not text"));
    ws_read(&r, &deflating, b.p, b.n, &e);
    expect(e.kind == WS_PIECE && e.compressed && e.first && e.last);
    buf_close(&b);
}

TEST(close_payloads_are_judged)
{
    static const struct { const char *p; size_t n; bool good; u16 code; } table[] = {
        { "", 0, true, WS_NO_CODE },
        { "\x03\xe8", 2, true, 1000 },
        { "\x03\xe8" "bye", 5, true, 1000 },
        { "\x0f\xa0", 2, true, 4000 },
        { "\x03", 1, false, WS_PROTOCOL_ERROR },
        { "\x03\xed", 2, false, WS_PROTOCOL_ERROR },     /* 1005 is never sent */
        { "\x03\xee", 2, false, WS_PROTOCOL_ERROR },     /* 1006 */
        { "\x03\xec", 2, false, WS_PROTOCOL_ERROR },     /* 1004 */
        { "\x03\xe7", 2, false, WS_PROTOCOL_ERROR },     /* 999 */
        { "\x0b\xb7", 2, false, WS_PROTOCOL_ERROR },     /* 2999 */
        { "\x13\x88", 2, false, WS_PROTOCOL_ERROR },     /* 5000 */
        { "\x03\xe8\xff", 3, false, WS_BAD_TEXT },
    };

    for (size_t i = 0; i < COUNT(table); i++) {
        u16 code;
        str reason;
        expect_eq(ws_close_read((str){ table[i].p, table[i].n }, &code, &reason), table[i].good);
        expect_eq(code, table[i].code);
    }
}

TEST(the_accept_key_is_that_of_the_standard)
{
    char out[28];

    expect(ws_accept(S("dGhlIHNhbXBsZSBub25jZQ=="), out));
    expect_str(((str){ out, 28 }), S("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    expect(!ws_accept(S("dGhlIHNhbXBsZSBub25jZQ"), out));
    expect(!ws_accept(S("dGhlIHNhbXBsZSBub25j!Q=="), out));
    expect(!ws_accept(S(""), out));
}

TEST(deflate_offers_are_met_or_passed_over)
{
    enum { NOT = -1, ANY = 0 };
    static const struct { const char *offer; int window; } table[] = {
        { "permessage-deflate", ANY },
        { "permessage-deflate; client_max_window_bits", ANY },
        { "permessage-deflate; client_max_window_bits=10; server_no_context_takeover", ANY },
        { "permessage-deflate; client_max_window_bits=8", ANY },
        { "permessage-deflate; server_max_window_bits=15", 15 },
        { "permessage-deflate; server_max_window_bits=10, permessage-deflate", 10 },
        { "permessage-deflate; server_max_window_bits=10", 10 },
        { "permessage-deflate; server_max_window_bits=\"9\"; client_max_window_bits=9", 9 },
        { "permessage-deflate; server_max_window_bits=8", 8 },
        { "permessage-deflate; server_max_window_bits=7, permessage-deflate", ANY },
        { "permessage-deflate; server_max_window_bits", NOT },
        { "permessage-deflate; server_max_window_bits=7", NOT },
        { "permessage-deflate; server_max_window_bits=16", NOT },
        { "permessage-deflate; server_max_window_bits=09", NOT },
        { "permessage-deflate; server_max_window_bits=9; server_max_window_bits=9", NOT },
        { "permessage-deflate; client_max_window_bits=16", NOT },
        { "permessage-deflate; client_max_window_bits=08", NOT },
        { "permessage-deflate; what=1", NOT },
        { "permessage-deflate; server_no_context_takeover; server_no_context_takeover", NOT },
        { "permessage-deflate; server_no_context_takeover=1", NOT },
        { "x-webkit-deflate-frame", NOT },
        { "", NOT },
    };

    for (size_t i = 0; i < COUNT(table); i++) {
        int window = NOT;
        expect_eq(ws_deflate_offer(str_of(table[i].offer), &window), table[i].window != NOT);
        expect_eq(window, table[i].window);
    }
}
