#include "base/arena.h"
#include "base/json.h"
#include <math.h>
#include <stdlib.h>
#include "base/random.h"
#include "base/str.h"
#include "kit/test.h"

struct author { id id; str name; };
SHAPE(author, FIELD(author, id), FIELD(author, name));

struct all {
    str text;
    i64 number;
    bool flag;
    id id;
    when at;
    double real;
    strs tags;
    ids friends;
    i64s scores;
    struct author author;
    PAGE(author) authors;
    raw_json raw;
    maybe_str maybe;
    maybe_when maybe_at;
};
SHAPE(all,
    FIELD(all, text),
    FIELD(all, number),
    FIELD(all, flag),
    FIELD(all, id),
    FIELD(all, at),
    FIELD(all, real),
    FIELD(all, tags),
    FIELD(all, friends),
    FIELD(all, scores),
    FIELD(all, author, .of = &author_shape),
    FIELD_PAGE(all, authors, &author_shape),
    FIELD(all, raw),
    FIELD(all, maybe),
    FIELD(all, maybe_at));

static struct arena memory;

static str written(const struct shape *shape, const void *value)
{
    struct buf b = BUF_ON(&memory);

    json_write(&b, shape, value);
    return buf_str(&b);
}

static str quoted(str text)
{
    struct buf b = BUF_ON(&memory);

    json_text(&b, text);
    return buf_str(&b);
}

static str number(double v)
{
    struct buf b = BUF_ON(&memory);

    json_f64(&b, v);
    return buf_str(&b);
}

TEST(each_kind_is_written_in_its_form)
{
    struct all v = {
        .text = S("a\"b"), .number = -7, .flag = true, .id = { 17 }, .at = { 1500 }, .real = 2.5,
        .tags = { (str[]){ S("x"), S("") }, 2 }, .friends = { (id[]){ { 1 }, { INT64_MAX } }, 2 },
        .scores = { (i64[]){ 0, INT64_MIN }, 2 },
        .author = { { 3 }, S("ann") }, .raw = { S("{\"x\": 1}") },
        .authors = { (struct author[]){ { { 4 }, S("bob") }, { { 5 }, S("cy") } }, 2, S("next") },
        .maybe = { GIVEN, S("yes") }, .maybe_at = { GIVEN, { 0 } },
    };

    expect_str(written(&all_shape, &v),
        S("{\"text\":\"a\\\"b\",\"number\":-7,\"flag\":true,\"id\":\"17\",\"at\":\"1970-01-01T00:00:01.500Z\","
          "\"real\":2.5,\"tags\":[\"x\",\"\"],\"friends\":[\"1\",\"9223372036854775807\"],\"scores\":[0,-9223372036854775808],"
          "\"author\":{\"id\":\"3\",\"name\":\"ann\"},"
          "\"authors\":[{\"id\":\"4\",\"name\":\"bob\"},{\"id\":\"5\",\"name\":\"cy\"}],\"raw\":{\"x\": 1},"
          "\"maybe\":\"yes\",\"maybe_at\":\"1970-01-01T00:00:00.000Z\"}"));
    arena_close(&memory);
}

TEST(absent_members_are_left_out_and_nothing_is_null)
{
    struct all v = { .maybe = { ABSENT, S("no") }, .maybe_at = { NULLED, { 5 } } };

    expect_str(written(&all_shape, &v),
        S("{\"text\":\"\",\"number\":0,\"flag\":false,\"id\":null,\"at\":\"1970-01-01T00:00:00.000Z\",\"real\":0,"
          "\"tags\":[],\"friends\":[],\"scores\":[],\"author\":{\"id\":null,\"name\":\"\"},\"authors\":[],\"raw\":null,"
          "\"maybe_at\":null}"));
    struct few { maybe_str a, b; } few = { .b = { GIVEN, S("b") } };
    SHAPE(few, FIELD(few, a), FIELD(few, b));
    expect_str(written(&few_shape, &few), S("{\"b\":\"b\"}"));
    expect_str(written(&few_shape, &(struct few){0}), S("{}"));
    arena_close(&memory);
}

TEST(a_page_is_a_bare_array)
{
    struct author two[] = { { { 1 }, S("a") }, { { 2 }, S("b") } };
    struct buf b = BUF_ON(&memory);

    json_write_page(&b, &author_shape, &(struct page){ two, 2, S("") });
    json_write_page(&b, &author_shape, &(struct page){0});
    expect_str(buf_str(&b), S("[{\"id\":\"1\",\"name\":\"a\"},{\"id\":\"2\",\"name\":\"b\"}][]"));
    arena_close(&memory);
}

TEST(text_is_escaped_where_it_must_be_and_nowhere_else)
{
    expect_str(quoted(S("")), S("\"\""));
    expect_str(quoted((str){0}), S("\"\""));
    expect_str(quoted(S("\"\\/\b\f\n\r\t")), S("\"\\\"\\\\/\\b\\f\\n\\r\\t\""));
    expect_str(quoted(S("\0\x01\x1f\x7f")), S("\"\\u0000\\u0001\\u001f\x7f\""));
    expect_str(quoted(S("h\xc3\xa9llo \xf0\x9f\x98\x80")), S("\"h\xc3\xa9llo \xf0\x9f\x98\x80\""));
    arena_close(&memory);
}

static void escaped(struct buf *b, int c)
{
    static const char letters[0x20] = { ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't' };

    if (c == '"' || c == '\\')
        buf_format(b, "\\%c", c);
    else if (c >= 0x20)
        buf_byte(b, (char)c);
    else if (letters[c])
        buf_format(b, "\\%c", letters[c]);
    else
        buf_format(b, "\\u%04x", c);
}

/* Every byte at every place of the eight that are looked at together, beside bytes that could disturb. */
TEST(escaping_does_not_depend_on_where_a_byte_stands)
{
    static const char around[] = "a \x7f\xc3\xa9z!#[]\xff";
    char text[24];

    for (int c = 0; c < 256; c++)
        for (size_t at = 0; at < sizeof text; at++) {
            struct buf want = BUF_ON(&memory);
            for (size_t i = 0; i < sizeof text; i++)
                text[i] = around[(i * 7 + (size_t)c) % (sizeof around - 1)];
            text[at] = (char)c;
            buf_byte(&want, '"');
            buf_add(&want, (str){ text, at });
            escaped(&want, c);
            buf_add(&want, (str){ text + at + 1, sizeof text - at - 1 });
            buf_byte(&want, '"');
            expect_str(quoted((str){ text, sizeof text }), buf_str(&want));
            arena_clear(&memory);
        }
    arena_close(&memory);
}

TEST(numbers_read_back_as_what_they_were)
{
    struct rng r;

    expect_str(number(0), S("0"));
    expect_str(number(-0.0), S("-0"));
    expect_str(number(0.1), S("0.1"));
    expect_str(number(-1234), S("-1234"));
    expect_str(number(1e21), S("1e+21"));
    expect_str(number(5e-324), S("5e-324"));
    expect_str(number(1.7976931348623157e308), S("1.7976931348623157e+308"));
    expect_str(number(0.1 + 0.2), S("0.30000000000000004"));
    expect_str(number(NAN), S("null"));
    expect_str(number(-INFINITY), S("null"));
    rng_seed(&r, 3);
    for (int i = 0; i < 20000; i++) {
        u64 bits = rng_next(&r);
        double v;
        memcpy(&v, &bits, sizeof v);
        if (isfinite(v))
            expect(strtod(arena_cstr(&memory, number(v)), NULL) == v);
        arena_clear(&memory);
    }
    arena_close(&memory);
}

TEST(what_is_written_can_be_read_and_written_again)
{
    struct all v = {
        .text = S("\"\\\n\x01\xc3\xa9"), .number = INT64_MIN, .id = { 1 }, .at = { -1 }, .real = 1.0 / 3,
        .author = { { 1 }, S("") }, .raw = { S("[]") }, .maybe = { NULLED, {0} },
    };
    struct all back;
    struct failure failure;
    str first = written(&all_shape, &v);

    failure_begin(&failure, &memory);
    expect_ok(json_read(&memory, &failure, first, &all_shape, &back));
    expect_str(written(&all_shape, &back), first);
    expect_eq(back.number, INT64_MIN);
    expect(back.real == v.real);
    arena_close(&memory);
}

struct signed_in { struct secret cookie; str token; };

TEST(a_cookie_is_no_part_of_the_text)
{
    SHAPE(signed_in, FIELD(signed_in, cookie, .cookie = true), FIELD(signed_in, token));
    struct signed_in v = { { S("hidden") }, S("told") };

    expect_str(written(&signed_in_shape, &v), S("{\"token\":\"told\"}"));
    arena_close(&memory);
}

struct inner { i64 n; };
struct outer { id id; const struct inner *link; };

PAGE(inner);
struct listing { id id; struct inner_page all; };

TEST(an_optional_page_without_an_array_is_left_out)
{
    SHAPE(inner, FIELD(inner, n));
    SHAPE(listing, FIELD(listing, id), FIELD_PAGE(listing, all, &inner_shape, .optional = true));
    struct listing v = { .id = { 1 } };

    expect_str(written(&listing_shape, &v), S("{\"id\":\"1\"}"));
    v.all.at = &(struct inner){ 7 };
    expect_str(written(&listing_shape, &v), S("{\"id\":\"1\",\"all\":[]}"));
    arena_close(&memory);
}

TEST(a_link_to_nothing_is_left_out)
{
    SHAPE(inner, FIELD(inner, n));
    SHAPE(outer, FIELD(outer, id), FIELD_LINK(outer, link, &inner_shape));
    struct outer v = { { 1 }, NULL };

    expect(!shape_check(&outer_shape, true) && shape_check(&outer_shape, false));
    expect_str(written(&outer_shape, &v), S("{\"id\":\"1\"}"));
    v.link = &(struct inner){ 7 };
    expect_str(written(&outer_shape, &v), S("{\"id\":\"1\",\"link\":{\"n\":7}}"));
    arena_close(&memory);
}
