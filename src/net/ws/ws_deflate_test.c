#include "net/ws/deflate.h"
#include <stdlib.h>
#include <zlib.h>
#include "base/str.h"
#include "kit/test.h"

TEST(messages_come_back_as_they_were_whatever_came_before)
{
    struct ws_deflate *d = ws_deflate_open();
    static const size_t sizes[] = { 0, 1, 5, 1000, 16384, 16385, 300000 };

    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < COUNT(sizes); i++) {
            struct buf in = {0}, packed = {0}, out = {0};
            for (size_t k = 0; k < sizes[i]; k++)
                buf_byte(&in, (char)(round ? rand() : 'a' + (int)(k % 7)));
            ws_compress(d, buf_str(&in), &packed);
            expect_eq(ws_decompress(d, buf_str(&packed), sizes[i], &out), WS_INFLATED);
            expect(str_eq(buf_str(&in), buf_str(&out)));
            buf_close(&in);
            buf_close(&packed);
            buf_close(&out);
        }
    ws_deflate_close(&d);
}

TEST(the_standards_example_is_read)
{
    struct ws_deflate *d = ws_deflate_open();
    struct buf out = {0};

    expect_eq(ws_decompress(d, S("\xf2\x48\xcd\xc9\xc9\x07\x00"), 100, &out), WS_INFLATED);
    expect_str(buf_str(&out), S("Hello"));
    out.n = 0;
    expect_eq(ws_decompress(d, S("\xf3\x48\xcd\xc9\xc9\x07\x00\x00"), 100, &out), WS_INFLATED);    /* a final block */
    expect_str(buf_str(&out), S("Hello"));
    buf_close(&out);
    ws_deflate_close(&d);
}

TEST(a_bomb_stops_at_the_limit_and_garbage_is_bad)
{
    struct ws_deflate *d = ws_deflate_open();
    struct buf in = {0}, packed = {0}, out = {0};

    memset(buf_reserve(&in, 1 << 20), 0, 1 << 20);
    in.n = 1 << 20;
    ws_compress(d, buf_str(&in), &packed);
    expect(packed.n < 4096);
    expect_eq(ws_decompress(d, buf_str(&packed), 1000, &out), WS_INFLATE_TOO_BIG);
    expect(out.n < 64 * 1024);
    expect_eq(ws_decompress(d, S("\xff\xff\xff\xff"), 1000, &out), WS_INFLATE_BAD);
    buf_close(&in);
    buf_close(&packed);
    buf_close(&out);
    ws_deflate_close(&d);
}

/* Reads with a window of its own, a few octets at a time, so that whatever lies further back is gone. */
static bool read_in_window(int bits, str packed, str want)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)packed.p, .avail_in = (uInt)packed.n };
    char piece[16];
    size_t n = 0;
    bool same = true;

    expect_eq(inflateInit2(&z, -bits), Z_OK);
    for (int done = Z_OK; same && done == Z_OK;) {
        z.next_out = (Bytef *)piece;
        z.avail_out = sizeof piece;
        done = inflate(&z, Z_SYNC_FLUSH);
        size_t got = sizeof piece - z.avail_out;
        same = got <= want.n - n && memcmp(piece, want.p + n, got) == 0 && (done == Z_OK || done == Z_BUF_ERROR);
        n += got;
    }
    inflateEnd(&z);
    return same && n == want.n;
}

/* Its second half repeats its first. */
static void twice(struct buf *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_byte(b, i < n / 2 ? (char)rand() : b->p[i - n / 2]);
}

static bool read_when_packed(struct ws_deflate *d, size_t n, int bits)
{
    struct buf in = {0}, packed = {0};

    twice(&in, n);
    ws_compress(d, buf_str(&in), &packed);
    bool same = read_in_window(bits, buf_str(&packed), buf_str(&in));
    buf_close(&in);
    buf_close(&packed);
    return same;
}

TEST(a_message_no_longer_than_a_window_is_read_in_it)
{
    struct ws_deflate *d = ws_deflate_open();

    for (int bits = 8; bits <= 15; bits++)
        expect(read_when_packed(d, (size_t)1 << bits, bits));
    expect(!read_when_packed(d, 1024, 8));           /* a longer one reaches back too far */
    ws_deflate_close(&d);
}
