#include "text/input.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

static struct arena memory;

static str normal(str text)
{
    str out;

    expect(text_normal(&memory, text, &out));
    return out;
}

TEST(white_space_at_both_ends_is_cut)
{
    expect_str(normal(S("")), S(""));
    expect_str(normal(S(" \t\r\n\v\f ")), S(""));
    expect_str(normal(S("\xe3\x80\x80 a  b\xc2\xa0\xe2\x80\xa8")), S("a  b"));
    expect_str(normal(S("\xe2\x80\x8b" "a\xef\xbb\xbf")), S("\xe2\x80\x8b" "a\xef\xbb\xbf"));       /* zero width is no white space */
    expect_str(normal(S("\n日本\n")), S("日本"));
    arena_close(&memory);
}

TEST(crlf_becomes_lf_and_all_else_stays)
{
    expect_str(normal(S("a\r\nb\r\n\r\nc")), S("a\nb\n\nc"));
    expect_str(normal(S("a\rb\n\rc")), S("a\rb\n\rc"));
    expect_str(normal(S("e\xcc\x81  \xe2\x80\xae" "x")), S("e\xcc\x81  \xe2\x80\xae" "x"));
    arena_close(&memory);
}

TEST(a_text_with_a_nul_is_refused)
{
    str out;

    expect(!text_normal(&memory, S("a\0b"), &out));
    expect(!text_normal(&memory, S("\0"), &out));
    arena_close(&memory);
}
