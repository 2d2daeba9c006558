#include "text/runes.h"
#include "base/str.h"
#include "base/utf8.h"
#include "kit/test.h"

/* In words a character that is neither letter nor digit is a mark. */
static bool is_mark(u32 rune) { return rune_is_word(rune) && !rune_is_alnum(rune); }

TEST(every_character_has_at_most_one_class)
{
    for (u32 rune = 0; rune < 0x110000; rune++) {
        expect(!rune_is_letter(rune) || !rune_is_digit(rune));
        expect(!rune_is_alnum(rune) || rune_is_word(rune));
        expect(!rune_is_space(rune) || !rune_is_word(rune));
        expect(!rune_is_accent(rune) || !rune_is_alnum(rune));
    }
}

TEST(letters_marks_and_digits_are_those_of_every_script)
{
    static const u32 letters[] = { 'a', 'Z', 0xe9, 0x3a9, 0x416, 0x5d0, 0x627, 0x915, 0xe01, 0xd55c, 0x6771, 0x3042, 0x10400, 0x20000 };
    static const u32 digits[] = { '0', '9', 0x663, 0x96a, 0xb2, 0xbd, 0x2167, 0x2460, 0xff11 };
    static const u32 marks[] = { 0x301, 0x93f, 0x941, 0xe34, 0x3099, 0x20e3, 0xfe0f };
    static const u32 others[] = { ' ', '_', '#', '-', 0xb7, 0x200d, 0x2019, 0x3001, 0x1f600, 0x1f1e9, 0xfffd, 0xe000 };

    for (size_t i = 0; i < COUNT(letters); i++)
        expect(rune_is_letter(letters[i]));
    for (size_t i = 0; i < COUNT(digits); i++)
        expect(rune_is_digit(digits[i]));
    for (size_t i = 0; i < COUNT(marks); i++)
        expect(is_mark(marks[i]));
    for (size_t i = 0; i < COUNT(others); i++)
        expect(!rune_is_word(others[i]));
}

TEST(white_space_is_that_of_unicode)
{
    size_t n = 0;

    for (u32 rune = 0; rune < 0x110000; rune++)
        n += rune_is_space(rune);
    expect_eq(n, 25);
    expect(rune_is_space(0x3000) && rune_is_space(0xa0) && rune_is_space('\n') && rune_is_space(0x2028));
    expect(!rune_is_space(0x200b) && !rune_is_space(0xfeff) && !rune_is_space(0) && !rune_is_space('!'));
}

TEST(scripts_without_spaces_are_known_by_their_characters)
{
    static const u32 yes[] = { 0x6771, 0x3005, 0x3042, 0x30ab, 0x30fc, 0x3099, 0xe01, 0xe34, 0xe81, 0x1000, 0x1780, 0x20000,
                                0x3105, 0x17000 };
    static const u32 no[] = { 'a', 0xe9, 0x416, 0x627, 0x915, 0xac00, 0xd55c, 0x1100, 0xff21, 0x1f600, 0xf00 };

    for (size_t i = 0; i < COUNT(yes); i++)
        expect(rune_is_unspaced(yes[i]));
    for (size_t i = 0; i < COUNT(no); i++)
        expect(!rune_is_unspaced(no[i]));
}

TEST(the_character_before_a_byte_is_found_in_every_length)
{
    str text = S("a\xc3\xa9\xe6\x9d\xb1\xf0\x9f\x98\x80z");

    expect_eq(rune_before(text, 0), 0);
    expect_eq(rune_before(text, 1), 'a');
    expect_eq(rune_before(text, 3), 0xe9);
    expect_eq(rune_before(text, 6), 0x6771);
    expect_eq(rune_before(text, 10), 0x1f600);
    expect_eq(rune_before(text, 11), 'z');
}

TEST(a_letter_has_a_capital_in_every_script_that_has_them)
{
    expect_eq(rune_upper('a'), 'A');
    expect_eq(rune_upper(0xe9), 0xc9);
    expect_eq(rune_upper(0x436), 0x416);
    expect_eq(rune_upper(0x627), 0x627);
    expect_eq(rune_upper('7'), '7');
}
