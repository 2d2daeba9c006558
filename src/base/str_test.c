#include "base/str.h"
#include "kit/test.h"

TEST(slices_stay_within_their_text)
{
    str none = {0};

    expect_str(str_from(S("hello"), 2), S("llo"));
    expect_str(str_from(S("hello"), 9), S(""));
    expect_str(str_from(none, 3), S(""));
    expect_str(str_to(S("hello"), 2), S("he"));
    expect_str(str_to(S("hello"), 9), S("hello"));
    expect(str_starts(S("hello"), S("he")) && str_starts(S("hello"), none) && !str_starts(S("he"), S("hello")));
    expect(str_ends(S("hello"), S("lo")) && str_ends(none, none) && !str_ends(S("lo"), S("hello")));
}

TEST(text_is_ordered_by_bytes_and_then_by_length)
{
    expect(str_cmp(S("a"), S("b")) < 0);
    expect(str_cmp(S("a"), S("ab")) < 0);
    expect(str_cmp(S("\xff"), S("a")) > 0);
    expect_eq(str_cmp(S("same"), S("same")), 0);
    expect_eq(str_cmp((str){0}, S("")), 0);
}

TEST(only_ascii_letters_are_compared_without_case)
{
    expect(str_eq_nocase(S("Content-Type"), S("content-tYPE")));
    expect(!str_eq_nocase(S("a@"), S("a`")));
    expect(!str_eq_nocase(S("\xc4"), S("\xe4")));
    expect(!str_eq_nocase(S("a"), S("ab")));
}

TEST(secrets_are_compared_whole)
{
    expect(str_eq_secret(S("token"), S("token")));
    expect(!str_eq_secret(S("token"), S("tokem")));
    expect(!str_eq_secret(S("token"), S("toke")));
}

TEST(text_is_found_and_cut)
{
    str rest = S("a,,b"), piece;

    expect_eq(str_find(S("haystack"), S("st")), 3);
    expect_eq(str_find(S("haystack"), S("needle")), -1);
    expect_eq(str_find(S("haystack"), S("")), 0);
    expect_eq(str_find_byte(S("haystack"), 'k'), 7);
    expect_eq(str_find_byte((str){0}, 'k'), -1);
    expect(str_cut(&rest, ',', &piece));
    expect_str(piece, S("a"));
    expect(str_cut(&rest, ',', &piece));
    expect_str(piece, S(""));
    expect(str_cut(&rest, ',', &piece));
    expect_str(piece, S("b"));
    expect(!str_cut(&rest, ',', &piece));
    expect_str(str_trim(S(" \t both\t ")), S("both"));
    expect_str(str_trim(S("  ")), S(""));
}

TEST(decimal_text_is_a_number_to_the_last_digit)
{
    static const char *const wrong[] = {
        "", "-", "+1", " 1", "1 ", "1a", "0x1", "9223372036854775808", "-9223372036854775809",
        "18446744073709551615", "18446744073709551616", "-18446744073709551615", "100000000000000000000",
    };
    i64 v;

    expect(str_to_i64(S("9223372036854775807"), &v));
    expect_eq(v, INT64_MAX);
    expect(str_to_i64(S("-9223372036854775808"), &v));
    expect_eq(v, INT64_MIN);
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (str_to_i64(str_of(wrong[i]), &v))
            test_fail(__FILE__, __LINE__, "\"%s\" was taken for a number", wrong[i]);
}

TEST(numbers_become_digits)
{
    char text[U64_DIGITS];
    i64 back;

    expect_str(((str){ text, str_print_u64(UINT64_MAX, text) }), S("18446744073709551615"));
    expect_str(((str){ text, str_print_u64(0, text) }), S("0"));
    for (u64 power = 10; power; power = power < UINT64_MAX / 10 ? power * 10 : 0) {
        size_t n = str_print_u64(power - 1, text);
        expect(text[0] == '9' && text[n - 1] == '9');
        expect_eq(str_print_u64(power, text), n + 1);
        expect(text[0] == '1' && text[n] == '0');
    }
    for (i64 v = 1; v < INT64_MAX / 7; v = v * 7 / 3 + 1) {
        expect(str_to_i64((str){ text, str_print_u64((u64)v, text) }, &back));
        expect_eq(back, v);
    }
    for (i64 v = 0; v < 100000; v++) {
        expect(str_to_i64((str){ text, str_print_u64((u64)v, text) }, &back));
        expect_eq(back, v);
        expect(text[0] != '0' || v == 0);
    }
}

/* These values are in databases: a key's partition follows from them. */
TEST(the_hash_never_changes)
{
    expect_eq(str_hash(S("")), (i64)0xfdbdf6ac4fc52e7fu);
    expect_eq(str_hash(S("note.created")), (i64)0xfb7bfc76de1d4259u);
}

TEST(words_have_a_distance)
{
    expect_eq(str_distance(S("serve"), S("serve")), 0);
    expect_eq(str_distance(S("sreve"), S("serve")), 2);
    expect_eq(str_distance(S(""), S("abc")), 3);
    expect_eq(str_distance(S("kitten"), S("sitting")), 3);
}
