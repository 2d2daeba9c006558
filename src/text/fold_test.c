#include "text/fold.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "kit/test.h"

static struct arena memory;

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

    for (size_t i = 0; i < COUNT(cases); i++)
        for (int bare = 0; bare < 2; bare++)
            expect_str((bare ? text_fold_bare : text_fold)(&memory, str_of(cases[i].text)), str_of(cases[i].folded));
    arena_close(&memory);
}

TEST(marks_that_make_other_words_stay_and_letters_are_joined)
{
    static const struct { const char *text, *folded, *bare; } cases[] = {
        { "한국어", "한국어", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab\xe1\x84\x80\xe1\x85\xae\xe1\x86\xa8\xe1\x84\x8b\xe1\x85\xa5" },
        { "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "한", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab" },        /* the same in its parts */
        { "が", "が", "か" },
        { "か\xe3\x82\x99", "が", "か" },                    /* with the mark of its own */
        { "ｶﾞ", "ガ", "カ" },                               /* half width */
        { "कु", "कु", "क" },
        { "กิน", "กิน", "กน" },
        { "שָׁלוֹם", "שלום", "שלום" },                         /* Hebrew points */
        { "مُحَمَّد", "محمد", "محمد" },                        /* Arabic vowels */
        { "أإآ", "ااا", "ااا" },
        { "日本語", "日本語", "日本語" },
        { "葛\xf3\xa0\x84\x80", "葛", "葛" },                 /* a variant's selector */
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        expect_str(text_fold(&memory, str_of(cases[i].text)), str_of(cases[i].folded));
        expect_str(text_fold_bare(&memory, str_of(cases[i].text)), str_of(cases[i].bare));
    }
    arena_close(&memory);
}

TEST(marks_in_any_order_fold_to_the_same)
{
    expect_str(text_fold(&memory, S("ก\xe0\xb9\x88\xe0\xb8\xb8")),        /* classes 107, 103 */
               text_fold(&memory, S("ก\xe0\xb8\xb8\xe0\xb9\x88")));
    expect_str(text_fold(&memory, S("\xe0\xb9\x88\xe0\xb8\xb8")), S("\xe0\xb8\xb8\xe0\xb9\x88"));        /* without a letter */
    expect_str(text_fold(&memory, S("a\xe0\xb9\x88\xe0\xb8\xb8" "b")), S("a\xe0\xb8\xb8\xe0\xb9\x88" "b"));
    arena_close(&memory);
}

static void folds_for_good(str text, u32 rune)
{
    str (*const folds[])(struct arena *, str) = { text_fold, text_fold_bare };

    for (size_t i = 0; i < COUNT(folds); i++) {
        str once = folds[i](&memory, text), twice = folds[i](&memory, once);
        if (!str_eq(once, twice) || !utf8_valid(once))
            test_fail(__FILE__, __LINE__, "U+%04X: " STR_FMT " folds to \"" STR_FMT "\", then to \"" STR_FMT "\"", rune,
                      STR_ARG(text), STR_ARG(once), STR_ARG(twice));
    }
}

TEST(what_is_folded_stays_as_it_is_when_folded_again)
{
    char text[4];

    for (u32 rune = 1; rune < 0x110000; rune++) {
        struct arena_mark m = arena_mark(&memory);
        if (rune == 0xd800)
            rune = 0xe000;
        folds_for_good((str){ text, utf8_encode(rune, text) }, rune);
        arena_rewind(&memory, m);
    }
    arena_close(&memory);
}

/* A generator of its own: the same texts in every run. */
static u32 next_random(u64 *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (u32)(*state >> 33);
}

static u32 random_rune(u64 *state)
{
    static const u32 blocks[] = { 0x41, 0xc0, 0x300, 0x390, 0x591, 0x620, 0x900, 0x940, 0xe30, 0xeb0, 0x1030, 0x1100, 0x1160, 0x11a8,
                                  0x1b00, 0x3090, 0xac00, 0xff61, 0xff90, 0xfb00, 0xfdf0, 0x11130, 0x1d160 };

    return blocks[next_random(state) % COUNT(blocks)] + next_random(state) % 0x40;
}

TEST(runs_of_letters_and_marks_of_any_script_fold_for_good)
{
    u64 state = 1;

    for (int i = 0; i < 100000; i++) {
        char text[32];
        struct arena_mark m = arena_mark(&memory);
        size_t n = 0;
        for (int j = 0; j < 8; j++)
            n += utf8_encode(random_rune(&state), text + n);
        folds_for_good((str){ text, n }, (u32)i);
        arena_rewind(&memory, m);
    }
    arena_close(&memory);
}
