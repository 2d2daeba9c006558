/* What is a document and what is not: a case for each rule of RFC 8259, and the limits and doubts that it leaves. */
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "kit/test.h"

static bool accepted(str text)
{
    struct arena a = {0};
    struct failure failure;

    failure_begin(&failure, &a);
    err e = json_accepts(&failure, text);
    bool told = e == OK || (e == ERR_JSON && failure.what == ERR_JSON && failure.detail.n);
    arena_close(&a);
    expect(told);
    return e == OK;
}

static void all(bool want, const str *cases, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (accepted(cases[i]) != want)
            test_fail(__FILE__, __LINE__, "case %zu, \"" STR_FMT "\": %s", i, STR_ARG(cases[i]),
                      want ? "refused" : "accepted");
}

TEST(documents_of_every_kind_are_accepted)
{
    static const str cases[] = {
        S("[]"), S("{}"), S("0"), S("-1"), S("\"\""), S("\"text\""), S("true"), S("false"), S("null"), S(" [] "),
        S("\t\n\r []\r\n\t"), S("[1,2]"), S("[ 1 , 2 ]"), S("[[]   ]"), S("[\"\"]"), S("[null, 1, \"1\", {}]"),
        S("[1,null,null,null,2]"), S("[true]\n"), S("{\"\":0}"), S("{\"a\":[]}"), S("{\"a\":{\"a\":{\"a\":1}}}"),
        S("{ \"a\" : 1 , \"b\" : 2 }"), S("{\"a\":\n1}"), S("[2] "), S("{\"min\": -1.0e+28, \"max\": 1.0e+28}"),
        S("{\"foo\\u0000bar\": 42}"), S("[{\"a\":1},{\"a\":1}]"), S("{\"a\":{\"b\":1},\"b\":1}"),
    };

    all(true, cases, COUNT(cases));
}

TEST(numbers_have_one_grammar)
{
    static const str good[] = {
        S("0"), S("-0"), S("1"), S("-1"), S("123456789012345678901234567890"), S("0.1"), S("-0.1"), S("1.5e1"),
        S("1E22"), S("1E+2"), S("1e-2"), S("0e1"), S("0e+1"), S("0E-0"), S("123e45"), S("123.456e78"), S("[-0]"),
        S("[-123]"), S("1e400"), S("-1e-400"),
        S("[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]"), S("[1.0]"),
        S("[0e99999999999]"),
    };
    static const str bad[] = {
        S("01"), S("-01"), S("00"), S("-"), S("+1"), S("--1"), S("1."), S(".5"), S("-.5"), S("0.e1"), S("1.e3"),
        S("1e"), S("1e+"), S("1E-"), S("1.5.2"), S("1e1.5"), S("0x1"), S("1_000"), S("1 000"), S("Infinity"),
        S("-Infinity"), S("NaN"), S("inf"), S("1a"), S("[-1x]"), S("[1+2]"), S("[0.3e+]"), S("[0.3e]"), S("[9.e+]"),
        S("[2.]"), S("[- 1]"), S("[-012]"), S("[012]"), S("1f"), S("[1eE2]"), S("[1e0e]"), S("[\xef\xbc\x91]"),
        S("[1\xe5]"), S("[-foo]"), S("-a"), S("[0e+-1]"), S("1,5"), S("\xe2\x88\x92" "1"), S("[-2.]"), S("[0.1.2]"),
    };

    all(true, good, COUNT(good));
    all(false, bad, COUNT(bad));
}

TEST(strings_are_utf8_with_eight_escapes)
{
    static const str good[] = {
        S("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), S("\"\\u0041\\u00e9\\u20AC\""), S("\"\\ud83d\\ude00\""),
        S("\"\\uDBFF\\uDFFF\""), S("\"\\u0000\""), S("\"\x7f\""), S("\"\xc2\x80\""), S("\"\xf0\x9f\x98\x80\""),
        S("\"\xef\xbf\xbf\""), S("\"\xe2\x80\xa8\xe2\x80\xa9\""), S("\"\xf4\x8f\xbf\xbf\""), S("\"\\uFFFF\""),
        S("\"\\u0012\""), S("\"a/*b*/c\""), S("\"\\\\u0000\""), S("\"\\\\n\""), S("\"'\""),
        S("\"\\ud834\\udd1e and more text after it\""), S("\"\xef\xbb\xbf\""), S("\"1234567\\u00e9\""),
        S("\"12345678\\n12345678\""),
    };
    static const str bad[] = {
        S("\""), S("\"a"), S("\"\\\""), S("\"\\"), S("'a'"), S("\"\\x41\""), S("\"\\a\""), S("\"\\0\""), S("\"\\'\""),
        S("\"\\U0041\""), S("\"\\u\""), S("\"\\u0\""), S("\"\\u00\""), S("\"\\u00A\""), S("\"\\u00G0\""),
        S("\"\\u 041\""), S("\"\\u+041\""), S("\"\\"), S("\"\\u004"), S("\"\\ud800\""), S("\"\\udc00\""),
        S("\"\\ud800\\ud800\""), S("\"\\ud800\\u0041\""), S("\"\\ud800\\n\""), S("\"\\ud800x\""),
        S("\"\\ude00\\ud83d\""), S("\"\\ud83d\\ude0\""), S("\"\\ud83d\\\""), S("\"\\ud83d"), S("\"\\ud83d\\"),
        S("\"\\ud83d\\u"), S("\"\n\""), S("\"\t\""), S("\"\r\""), S("\"\x1f\""), S("\"\0\""),
        S("\"12345678\x01" "12345678\""), S("\"\xff\""), S("\"\x80\""), S("\"\xc0\xaf\""), S("\"\xe0\x80\xaf\""),
        S("\"\xed\xa0\x80\""), S("\"\xf4\x90\x80\x80\""), S("\"\xc3\""), S("\"\xe2\x82\""), S("\"\xf0\x9f\x98\""),
        S("\"\xc3\x28\""), S("\"12345678\xc3\""), S("\"\xe9\""), S("[\xff]"), S("\xe9"), S("[\"x\"\xc3\xa9]"),
    };

    all(true, good, COUNT(good));
    all(false, bad, COUNT(bad));
}

TEST(what_is_nearly_a_document_is_none)
{
    static const str cases[] = {
        S(""), S(" "), S("\n"), S("\0"), S("[]\0"), S("\xef\xbb\xbf"), S("\xef\xbb\xbf{}"), S("[\0]"), S("["), S("]"),
        S("{"), S("}"), S("[}"), S("{]"), S("[1"), S("[1,"), S("[,"), S("[,1]"), S("[1,]"), S("[1,,2]"), S("[1,,]"),
        S("[1 2]"), S("[1:2]"), S("[1;2]"), S("[\"a\" 1]"), S("[1]]"), S("[][]"), S("[]x"), S("1 2"), S("{}{}"),
        S("{}}"), S("[1]x"), S("nul"), S("nulll"), S("True"), S("TRUE"), S("tru"), S("fals"), S("*"), S("a"),
        S("<.>"), S("[<null>]"), S("abc"), S("{a:1}"), S("{'a':1}"), S("{1:1}"), S("{null:1}"), S("{\"a\"}"),
        S("{\"a\":}"), S("{\"a\":1,}"), S("{\"a\":1,,\"b\":2}"), S("{,}"), S("{\"a\" 1}"), S("{\"a\",1}"),
        S("{\"a\"::1}"), S("{\"a\":1:2}"), S("{\"a\":1 \"b\":2}"), S("{\"a\":1}}"), S("{\"a\":1}#"), S("{\"a\":1} 1"),
        S("{\"a\":/*x*/1}"), S("/**/[]"), S("[] // x"), S("[1 /* x */]"), S("{\"a\":\"a"), S("{\"a\":"), S("{\"a"),
        S("{\"a\""), S("{[:\"x\"}"), S("{:1}"), S("[\"a\",\n4\n,1,"), S("[\v]"), S("[\f]"), S("\xc2\xa0[]"),
        S("\xe2\x81\xa0[]"), S("[1]\xc2\xa0"), S("[\"\",]"), S("[\""), S("[{}"), S("[\\u000A\"\"]"), S("[\\n]"),
        S("[True]"), S("[nul]"), S("{\"a\":true"), S("[\x85]"), S("{\xf0\x9f\x87\xa8\xf0\x9f\x87\xad}"), S("2@"),
        S("[*]"), S("[a"), S("{\"\\uD800\":1}"), S("\\u007B}"),
    };

    all(false, cases, COUNT(cases));
}

TEST(a_key_that_comes_twice_is_refused_at_any_depth)
{
    static const str cases[] = {
        S("{\"a\":1,\"a\":1}"), S("{\"a\":1,\"b\":2,\"a\":3}"), S("{\"\":1,\"\":2}"),
        S("[[{\"x\":{\"a\":1,\"a\":2}}]]"), S("{\"a\":1,\"\\u0061\":2}"), S("{\"\\u0061\":1,\"\\u0061\":2}"),
        S("{\"/\":1,\"\\/\":2}"), S("{\"\xc3\xa9\":1,\"\\u00e9\":2}"),
        S("{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":2}"), S("{\"a\":{\"b\":1},\"c\":{\"b\":1},\"a\":0}"),
    };

    all(false, cases, COUNT(cases));
}

/* An object of `n` different keys, and then the key number `again` (-1: none). */
static str many_keys(struct arena *a, int n, int again)
{
    struct buf b = BUF_ON(a);

    buf_byte(&b, '{');
    for (int i = 0; i < n; i++)
        buf_format(&b, "\"k%d\":%d,", i, i);
    if (again >= 0)
        buf_format(&b, "\"k%d\":0}", again);
    else
        b.p[b.n - 1] = '}';
    return buf_str(&b);
}

TEST(the_key_that_comes_twice_is_found_among_many)
{
    struct arena a = {0};

    for (int n = 1; n < 100; n++) {
        expect(accepted(many_keys(&a, n, -1)));
        for (int again = 0; again < n; again++)
            expect(!accepted(many_keys(&a, n, again)));
    }
    expect(accepted(many_keys(&a, 200000, -1)));
    expect(!accepted(many_keys(&a, 200000, 123456)));
    arena_close(&a);
}

static str repeated(struct arena *a, const char *piece, int n, const char *middle, const char *close)
{
    struct buf b = BUF_ON(a);

    for (int i = 0; i < n; i++)
        buf_add(&b, str_of(piece));
    buf_add(&b, str_of(middle));
    for (int i = 0; close && i < n; i++)
        buf_add(&b, str_of(close));
    return buf_str(&b);
}

TEST(depth_and_the_length_of_numbers_are_limited)
{
    struct arena a = {0};

    expect(accepted(repeated(&a, "[", JSON_DEPTH, "", "]")));
    expect(!accepted(repeated(&a, "[", JSON_DEPTH + 1, "", "]")));
    expect(accepted(repeated(&a, "{\"a\":", JSON_DEPTH, "1", "}")));
    expect(!accepted(repeated(&a, "{\"a\":", JSON_DEPTH + 1, "1", "}")));
    expect(!accepted(repeated(&a, "[", 100000, "", NULL)));
    expect(!accepted(repeated(&a, "[{\"\":", 50000, "", NULL)));
    expect(accepted(repeated(&a, "[[],", JSON_DEPTH - 1, "1", "]")));
    expect(accepted(repeated(&a, "1", JSON_NUMBER, "", NULL)));
    expect(!accepted(repeated(&a, "1", JSON_NUMBER + 1, "", NULL)));
    arena_close(&a);
}

TEST(every_prefix_of_a_document_is_refused)
{
    static const str whole = S("{\"a\":[1.5e+3,\"\\ud83d\\ude00\xc3\xa9\",true,false,null,{}],\"b\\n\":{\"c\":[[]]}}");

    expect(accepted(whole));
    for (size_t n = 0; n < whole.n; n++)
        if (accepted(str_to(whole, n)))
            test_fail(__FILE__, __LINE__, "the first %zu bytes were accepted", n);
}

TEST(the_story_says_where_the_fault_is)
{
    static const struct { const char *text, *detail; } cases[] = {
        { "", "Line 1, column 1: the document ends where a value is expected." },
        { "[1,\n 2,\n x]", "Line 3, column 2: a value is expected here." },
        { "{\"a\" 1}", "Line 1, column 6: a colon is expected here." },
        { "[01]", "Line 1, column 2: a number is malformed here." },
        { "{} x", "Line 1, column 4: there is something after the end of the document." },
    };
    struct arena a = {0};
    struct failure failure;

    for (size_t i = 0; i < COUNT(cases); i++) {
        failure_begin(&failure, &a);
        expect_eq(json_accepts(&failure, str_of(cases[i].text)), ERR_JSON);
        expect_str(failure.detail, str_of(cases[i].detail));
    }
    arena_close(&a);
}
