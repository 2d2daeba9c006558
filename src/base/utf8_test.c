#include "base/utf8.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

TEST(every_character_survives_encoding_and_decoding)
{
    char text[4];
    u32 back = 0;

    for (u32 rune = 0; rune < 0x110000; rune++) {
        size_t n = utf8_encode(rune, text);
        bool surrogate = rune >= 0xd800 && rune < 0xe000;

        expect_eq(utf8_decode((str){ text, n }, &back), surrogate ? 0 : n);
        expect(surrogate || back == rune);
        expect(utf8_valid((str){ text, n }) == !surrogate);
        expect_eq(utf8_decode((str){ text, n - 1 }, &back), 0);
    }
}

TEST(what_is_not_utf8_is_refused_wherever_it_stands)
{
    static const str wrong[] = {
        S("\x80"), S("\xbf"), S("\xc0\x80"), S("\xc1\xbf"), S("\xc2"), S("\xc2\x41"), S("\xe0\x80\x80"),
        S("\xe0\x9f\xbf"), S("\xe2\x82"), S("\xed\xa0\x80"), S("\xed\xbf\xbf"), S("\xf0\x80\x80\x80"),
        S("\xf0\x8f\xbf\xbf"), S("\xf4\x90\x80\x80"), S("\xf5\x80\x80\x80"), S("\xf8\x88\x80\x80\x80"), S("\xfe"),
        S("\xff"), S("\xf0\x9f\x98"), S("\xe2\x28\xa1"),
    };
    struct arena a = {0};

    for (size_t i = 0; i < COUNT(wrong); i++)
        for (int before = 0; before < 20; before++)
            for (int behind = 0; behind < 10; behind++) {
                str s = arena_format(&a, "%.*s" STR_FMT "%.*s", before, "aaaaaaaaaaaaaaaaaaaa", STR_ARG(wrong[i]),
                                     behind, "bbbbbbbbbb");
                expect(!utf8_valid(s));
            }
    arena_close(&a);
}

TEST(length_counts_characters)
{
    static const char *const pieces[] = { "\xc3\xa9", "\xf0\x9f\x98\x80", "x" };
    struct arena a = {0};
    str text = S("");

    expect_eq(utf8_length(S("")), 0);
    expect_eq(utf8_length(S("h\xc3\xa9llo")), 5);
    expect_eq(utf8_length(S("\xf0\x9f\x98\x80\xe2\x82\xac")), 2);
    for (size_t n = 0; n < 100; n++) {
        expect(utf8_valid(text));
        expect_eq(utf8_length(text), n);
        text = arena_format(&a, STR_FMT "%s", STR_ARG(text), pieces[n % 3]);
    }
    arena_close(&a);
}

TEST(text_that_is_not_utf8_can_be_made_readable)
{
    struct arena a = {0};
    str good = S("h\xc3\xa9");

    expect(utf8_readable(&a, good).p == good.p);
    expect_str(utf8_readable(&a, S("a\xff\xc3\xa9\xe2\x82")), S("a\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd"));
    arena_close(&a);
}
