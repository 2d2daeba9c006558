#include "base/base64.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

TEST(bytes_come_back_as_they_went)
{
    u8 bytes[40], back[40];

    for (size_t n = 0; n <= sizeof bytes; n++) {
        struct buf text = {0};
        for (size_t i = 0; i < n; i++)
            bytes[i] = (u8)(i * 37 + n);
        base64url_add(&text, bytes, n);
        expect(base64url_read(buf_str(&text), back, n));
        expect(memcmp(bytes, back, n) == 0);
        buf_close(&text);
    }
}

TEST(the_usual_alphabet_has_padding)
{
    struct arena a = {0};

    expect_str(base64_text(&a, S("\xfb\xff\xbf")), S("+/+/"));
    expect_str(base64_text(&a, S("\xfb\xff")), S("+/8="));
    expect_str(base64_text(&a, S("a")), S("YQ=="));
    expect_str(base64_text(&a, S("")), S(""));
    arena_close(&a);
}

TEST(there_is_one_way_to_write_them)
{
    u8 out[2];

    expect(base64url_read(S("-_8"), out, 2));
    expect(!base64url_read(S("-_9"), out, 2));       /* bits after the end */
    expect(!base64url_read(S("+/8"), out, 2));
    expect(!base64url_read(S("-_8="), out, 2));
    expect(!base64url_read(S("-_"), out, 2));
    expect(!base64url_read(S(""), out, 2));
}

/* RFC 4648, section 10, without the padding. */
TEST(text_of_any_length_is_read_and_written)
{
    static const str texts[] = { S(""), S("Zg"), S("Zm8"), S("Zm9v"), S("Zm9vYg"), S("Zm9vYmE"), S("Zm9vYmFy") };
    struct arena a = {0};
    str bytes;

    for (size_t n = 0; n < COUNT(texts); n++) {
        expect(base64url_bytes(&a, texts[n], &bytes));
        expect_str(bytes, str_to(S("foobar"), n));
        expect_str(base64url_text(&a, bytes), texts[n]);
    }
    arena_close(&a);
}

TEST(no_text_of_a_length_that_bytes_never_have)
{
    struct arena a = {0};
    str bytes;

    expect(!base64url_bytes(&a, S("A"), &bytes));
    expect(!base64url_bytes(&a, S("AAAAA"), &bytes));
    expect(!base64url_bytes(&a, S("Zh"), &bytes));
    expect(!base64url_bytes(&a, S("Zg=="), &bytes));
    expect(!base64url_bytes(&a, S("Z\0"), &bytes));
    expect(!base64url_bytes(&a, S("Z\xff"), &bytes));
    arena_close(&a);
}
