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

TEST(folding_joins_case_accents_and_forms_of_every_script)
{
    static const struct { const char *text, *folded; } cases[] = {
        { "", "" },
        { "Hello, World 42!", "hello, world 42!" },
        { "\xc3\x89" "cole", "ecole" },                          /* E with acute */
        { "E\xcc\x81" "cole", "ecole" },                         /* E, combining acute */
        { "STRA\xc3\x9f" "E", "strasse" },                       /* sharp s */
        { "\xef\xac\x81" "n", "fin" },                           /* ligature fi */
        { "\xef\xbc\xa1\xef\xbc\xa2", "ab" },                    /* full-width A B */
        { "\xe2\x84\xa2", "tm" },                                /* trade mark */
        { "\xce\xa3\xce\xaf\xcf\x82", "\xcf\x83\xce\xb9\xcf\x83" },        /* Greek, both small sigmas */
        { "\xd0\x99\xd0\xbe\xd0\xb4", "\xd0\xb8\xd0\xbe\xd0\xb4" },        /* Cyrillic, short i */
        { "\xc4\xb0stanbul", "istanbul" },                       /* I with a dot */
        { "\xe2\x91\xa0", "1" },                                 /* circled one */
        { "\xc5\x81ukasz", "lukasz" },                         /* L with a stroke */
        { "S\xc3\x98REN", "soren" },                           /* O with a stroke */
        { "I\xc5\x9eIK", "isik" },                             /* I, S with cedilla */
        { "\xc4\xb1\xc5\x9f\xc4\xb1k", "isik" },               /* the same in small letters: i without a dot */
        { "\xc3\x86sir", "aesir" },                            /* A and E joined */
    };
    struct arena a = {0};

    for (size_t i = 0; i < COUNT(cases); i++)
        expect_str(utf8_fold(&a, str_of(cases[i].text)), str_of(cases[i].folded));
    arena_close(&a);
}

TEST(what_is_folded_stays_as_it_is_when_folded_again)
{
    struct arena a = {0};
    char text[4];

    for (u32 rune = 1; rune < 0x110000; rune++) {
        struct arena_mark m = arena_mark(&a);
        if (rune == 0xd800)
            rune = 0xe000;
        str once = utf8_fold(&a, (str){ text, utf8_encode(rune, text) });
        str twice = utf8_fold(&a, once);
        if (!str_eq(once, twice) || !utf8_valid(once))
            test_fail(__FILE__, __LINE__, "U+%04X folds to \"" STR_FMT "\", then to \"" STR_FMT "\"", rune,
                      STR_ARG(once), STR_ARG(twice));
        arena_rewind(&a, m);
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
