#include "graphql/lex.h"
#include "base/str.h"
#include "kit/test.h"

static struct arena a;

static struct gql_token first(str text)
{
    struct gql_lexer l;

    gql_lexer_init(&l, text);
    return gql_lex(&l);
}

static void expect_token(str text, int kind, str is)
{
    struct gql_token t = first(text);

    expect_eq(t.kind, kind);
    expect_str(t.text, is);
}

static void expect_bad(str text, u32 at, str what)
{
    struct gql_lexer l;

    gql_lexer_init(&l, text);
    struct gql_token t = gql_lex(&l);
    expect_eq(t.kind, TOKEN_BAD);
    expect_eq(t.at, at);
    expect_str(str_of(l.wrong), what);
}

static str string_of(str text)
{
    struct gql_lexer l;

    gql_lexer_init(&l, text);
    struct gql_token t = gql_lex(&l);
    expect(t.kind == TOKEN_STRING || t.kind == TOKEN_BLOCK);
    return t.kind == TOKEN_STRING ? gql_string_value(&a, t.text, l.escaped) : gql_block_value(&a, t.text);
}

TEST(what_is_blank_is_passed_over)
{
    expect_token(S(" \t\r\n,,\xef\xbb\xbf # a comment {\n# another\r_a1 b"), TOKEN_NAME, S("_a1"));
    expect_eq(first(S("")).kind, TOKEN_END);
    expect_eq(first(S("# to the end")).kind, TOKEN_END);
}

TEST(numbers_are_told_from_what_only_begins_like_one)
{
    expect_token(S("0"), TOKEN_INT, S("0"));
    expect_token(S("-120,"), TOKEN_INT, S("-120"));
    expect_token(S("1.50e-7]"), TOKEN_FLOAT, S("1.50e-7"));
    expect_token(S("1E5"), TOKEN_FLOAT, S("1E5"));
    expect_bad(S("00"), 1, S("Invalid number, unexpected digit after 0"));
    expect_bad(S("1a"), 1, S("Invalid number, expected a digit"));
    expect_bad(S("0x1"), 1, S("Invalid number, expected a digit"));
    expect_bad(S("1.2.3"), 3, S("Invalid number, expected a digit"));
    expect_bad(S("-"), 1, S("Invalid number, expected a digit"));
    expect_bad(S("1e+"), 3, S("Invalid number, expected a digit"));
}

TEST(strings_have_escapes)
{
    expect_str(string_of(S("\"a\\n\\\"\\u00e9\\u{1F600}\\uD83D\\uDE00\"")), S("a\n\"\xc3\xa9\xf0\x9f\x98\x80\xf0\x9f\x98\x80"));
    expect_bad(S("\"\\x\""), 1, S("Invalid character escape sequence"));
    expect_bad(S("\"a\\uD83D\""), 2, S("Invalid Unicode escape sequence"));
    expect_bad(S("\"a\\uDE00\""), 2, S("Invalid Unicode escape sequence"));
    expect_bad(S("\"\\u{}\""), 1, S("Invalid Unicode escape sequence"));
    expect_bad(S("\"\\u{110000}\""), 1, S("Invalid Unicode escape sequence"));
    expect_bad(S("\"\\u{D800}\""), 1, S("Invalid Unicode escape sequence"));
    expect_str(string_of(S("\"\\u{00000041}\"")), S("A"));
    expect_bad(S("\"\\u{000000041}\""), 1, S("Invalid Unicode escape sequence"));
    expect_bad(S("\"a\nb\""), 2, S("Unterminated string"));
    expect_bad(S("\"a"), 2, S("Unterminated string"));
}

TEST(block_strings_lose_the_indent_that_their_lines_share)
{
    expect_str(string_of(S("\"\"\"\n    Hello,\r\n      World!\n\n    Yours,\r      GraphQL \\\"\"\"\n  \"\"\"")),
        S("Hello,\n  World!\n\nYours,\n  GraphQL \"\"\""));
    expect_str(string_of(S("\"\"\"  first\n    second\n  \"\"\"")), S("  first\nsecond"));
    expect_str(string_of(S("\"\"\"\"\"\"")), S(""));
    expect_str(string_of(S("\"\"\"\n \n\"\"\"")), S(""));
    expect_bad(S("\"\"\"a\"\""), 6, S("Unterminated string"));
}

TEST(other_characters_are_refused)
{
    expect_bad(S(" .. "), 1, S("Unexpected character"));
    expect_bad(S("?"), 0, S("Unexpected character"));
    expect_bad(S("\xc3\xa9"), 0, S("Unexpected character"));
    expect_bad(S("'a'"), 0, S("Unexpected character"));
}
