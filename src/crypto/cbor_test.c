#include "crypto/cbor.h"
#include "base/str.h"
#include "kit/test.h"

static bool whole(str bytes)
{
    struct cbor c = cbor_begin(bytes);

    return cbor_skip(&c, NULL) && cbor_ended(&c);
}

/* RFC 8949, appendix A: those that have a known length. */
TEST(numbers_are_what_the_standard_says)
{
    static const struct { str bytes; i64 n; } rows[] = {
        { S("\x00"), 0 }, { S("\x17"), 23 }, { S("\x18\x18"), 24 }, { S("\x18\x64"), 100 }, { S("\x19\x03\xe8"), 1000 },
        { S("\x1a\x00\x0f\x42\x40"), 1000000 }, { S("\x1b\x00\x00\x00\xe8\xd4\xa5\x10\x00"), 1000000000000 },
        { S("\x20"), -1 }, { S("\x29"), -10 }, { S("\x38\x63"), -100 }, { S("\x39\x03\xe7"), -1000 },
        { S("\x1b\x7f\xff\xff\xff\xff\xff\xff\xff"), INT64_MAX }, { S("\x3b\x7f\xff\xff\xff\xff\xff\xff\xff"), INT64_MIN },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct cbor c = cbor_begin(rows[i].bytes);
        i64 n;
        expect(cbor_i64(&c, &n));
        expect_eq(n, rows[i].n);
        expect(cbor_ended(&c));
    }
}

TEST(a_number_that_does_not_fit_is_refused)
{
    struct cbor c = cbor_begin(S("\x1b\x80\x00\x00\x00\x00\x00\x00\x00"));
    i64 n;

    expect(!cbor_i64(&c, &n));
    expect(whole(S("\x1b\x80\x00\x00\x00\x00\x00\x00\x00")));
}

TEST(lengths_are_in_their_shortest_form)
{
    expect(!whole(S("\x18\x17")));
    expect(!whole(S("\x19\x00\xff")));
    expect(!whole(S("\x1a\x00\x00\xff\xff")));
    expect(!whole(S("\x1b\x00\x00\x00\x00\xff\xff\xff\xff")));
    expect(!whole(S("\x58\x01x")));
    expect(whole(S("\x41x")));
}

TEST(nothing_of_unknown_length_passes)
{
    expect(!whole(S("\x5f\x41x\xff")));
    expect(!whole(S("\x7f\x61x\xff")));
    expect(!whole(S("\x9f\x01\xff")));
    expect(!whole(S("\xbf\x01\x02\xff")));
    expect(!whole(S("\xff")));
    expect(!whole(S("\x1c")));
    expect(!whole(S("\x1f")));
}

TEST(text_is_utf8_and_bytes_are_anything)
{
    struct cbor c = cbor_begin(S("\x62\xc3\xa9\x42\xff\x00"));
    str text;

    expect(cbor_text(&c, &text));
    expect_str(text, S("\xc3\xa9"));
    expect(cbor_bytes(&c, &text));
    expect_str(text, S("\xff\0"));
    expect(!whole(S("\x62\xc3\x28")));
}

TEST(simple_values_and_floats_are_passed_over)
{
    expect(whole(S("\xf4")));
    expect(whole(S("\xf5")));
    expect(whole(S("\xf6")));
    expect(whole(S("\xf7")));
    expect(whole(S("\xf9\x3c\x00")));
    expect(whole(S("\xfa\x47\xc3\x50\x00")));
    expect(whole(S("\xfb\x3f\xf1\x99\x99\x99\x99\x99\x9a")));
    expect(!whole(S("\xfa\x47\xc3\x50")));
    expect(!whole(S("\xe0")));
    expect(!whole(S("\xf8\x18")));
    expect(!whole(S("\xf8\xff")));
}

TEST(maps_and_arrays_are_walked)
{
    str map = S("\xa2\x61""a\x01\x61""b\x82\x02\x03");
    struct cbor c = cbor_begin(map);
    str text;
    u64 n;
    i64 one;

    expect(whole(map));
    expect(cbor_map(&c, &n) && n == 2);
    expect(cbor_text(&c, &text) && str_eq(text, S("a")));
    expect(cbor_i64(&c, &one) && one == 1);
    expect(cbor_text(&c, &text) && cbor_skip(&c, &text));
    expect_str(text, S("\x82\x02\x03"));
    expect(cbor_ended(&c));
}

TEST(a_key_stands_once_at_any_depth)
{
    expect(!whole(S("\xa2\x01\x01\x01\x02")));
    expect(!whole(S("\xa2\x61""a\x01\x61""a\x02")));
    expect(!whole(S("\x81\xa1\x01\xa2\x02\x01\x02\x01")));
    expect(whole(S("\xa2\x01\x01\x20\x02")));
    expect(whole(S("\xa2\x61""a\x01\x41""a\x02")));
}

TEST(more_is_promised_than_there_is)
{
    expect(!whole((str){0}));
    expect(!whole(S("\x82\x01")));
    expect(!whole(S("\xa1\x01")));
    expect(!whole(S("\x43""ab")));
    expect(!whole(S("\x9b\xff\xff\xff\xff\xff\xff\xff\xff")));
    expect(!whole(S("\xbb\x80\x00\x00\x00\x00\x00\x00\x00")));
    expect(!whole(S("\x5b\xff\xff\xff\xff\xff\xff\xff\xff")));
    expect(!whole(S("\xc1")));
}

TEST(nothing_nests_too_deep)
{
    char deep[CBOR_DEPTH + 2];

    for (int kind = 0; kind < 2; kind++) {
        memset(deep, kind ? 0xc1 : 0x81, sizeof deep);
        deep[CBOR_DEPTH] = 0;
        expect(whole((str){ deep, CBOR_DEPTH + 1 }));
        deep[CBOR_DEPTH] = deep[0];
        deep[CBOR_DEPTH + 1] = 0;
        expect(!whole((str){ deep, CBOR_DEPTH + 2 }));
    }
}

TEST(a_map_has_a_bounded_number_of_keys)
{
    char map[2 + (CBOR_KEYS_MOST + 1) * 3];

    for (int n = CBOR_KEYS_MOST; n <= CBOR_KEYS_MOST + 1; n++) {
        size_t at = 0;
        map[at++] = (char)0xb8;
        map[at++] = (char)n;
        for (int i = 0; i < n; i++) {
            map[at++] = 0x18;
            map[at++] = (char)(100 + i);
            map[at++] = 0;
        }
        expect_eq(whole((str){ map, at }), n == CBOR_KEYS_MOST);
    }
}

TEST(a_value_of_another_kind_is_refused)
{
    str text;
    u64 n;
    i64 number;
    struct cbor c;

    c = cbor_begin(S("\x01"));
    expect(!cbor_text(&c, &text));
    c = cbor_begin(S("\x01"));
    expect(!cbor_bytes(&c, &text));
    c = cbor_begin(S("\x01"));
    expect(!cbor_map(&c, &n));
    c = cbor_begin(S("\x61x"));
    expect(!cbor_i64(&c, &number));
    c = cbor_begin(S("\xf5"));
    expect(!cbor_i64(&c, &number));
}
