#include "net/ws_deflate.h"
#include <stdlib.h>
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
