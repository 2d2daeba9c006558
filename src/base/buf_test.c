#include "base/buf.h"
#include <stdio.h>
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

static void fill(struct buf *b)
{
    for (int i = 0; i < 1000; i++)
        buf_format(b, "%d,", i);
}

static bool filled(str s)
{
    str piece;
    i64 v;

    for (i64 i = 0; i < 1000; i++)
        if (!str_cut(&s, ',', &piece) || !str_to_i64(piece, &v) || v != i)
            return false;
    return s.n == 0;
}

TEST(a_buf_grows_on_the_heap_and_on_an_arena)
{
    struct arena a = {0};
    struct buf heap = {0}, here = BUF_ON(&a);

    fill(&heap);
    fill(&here);
    expect(filled(buf_str(&heap)));
    expect(filled(buf_str(&here)));
    buf_close(&heap);
    expect_eq(heap.n, 0);
    buf_close(&here);
    expect(here.arena == &a);
    arena_close(&a);
}

TEST(two_bufs_of_one_arena_do_not_grow_into_each_other)
{
    struct arena a = {0};
    struct buf b = BUF_ON(&a), c = BUF_ON(&a);

    for (int i = 0; i < 5000; i++) {
        buf_byte(&b, 'b');
        buf_byte(&c, 'c');
    }
    expect_eq(b.n, 5000);
    for (size_t i = 0; i < b.n; i++)
        expect(b.p[i] == 'b' && c.p[i] == 'c');
    arena_close(&a);
}

TEST(an_empty_buf_is_empty_text)
{
    struct buf b = {0};

    buf_add(&b, (str){ NULL, 0 });
    expect(buf_str(&b).p != NULL);
    expect_str(buf_str(&b), S(""));
}

TEST(numbers_are_printed_to_their_limits)
{
    struct buf b = {0};

    buf_i64(&b, INT64_MIN);
    buf_byte(&b, ' ');
    buf_i64(&b, INT64_MAX);
    buf_byte(&b, ' ');
    buf_u64(&b, UINT64_MAX);
    buf_byte(&b, ' ');
    buf_i64(&b, 0);
    expect_str(buf_str(&b), S("-9223372036854775808 9223372036854775807 18446744073709551615 0"));
    buf_close(&b);
}

TEST(pieces_are_put_into_room_that_was_reserved)
{
    struct buf b = {0};

    buf_lit(&b, "before, ");
    char *to = buf_reserve(&b, 64);
    to = put_u64(put_lit(to, "then "), 2026);
    to = put_str(to, S(""));
    buf_until(&b, put_str(to, S(".")));
    expect_str(buf_str(&b), S("before, then 2026."));
    buf_close(&b);
}

TEST(bytes_are_printed_in_hex)
{
    struct buf b = {0};

    buf_hex(&b, "\x00\x7f\xff\xa5", 4);
    expect_str(buf_str(&b), S("007fffa5"));
    for (int v = 0; v < 256; v++) {
        u8 bytes[11] = { (u8)v, 0x9a, (u8)~v, 0x0f, (u8)v, 0xa9, 0xff, (u8)v, (u8)v, 0x9a, (u8)~v };
        b.n = 0;
        buf_hex(&b, bytes, sizeof bytes);
        char want[23];
        snprintf(want, sizeof want, "%02x9a%02x0f%02xa9ff%02x%02x9a%02x", v, ~v & 0xff, v, v, v, ~v & 0xff);
        expect_str(buf_str(&b), str_of(want));
    }
    buf_close(&b);
}
