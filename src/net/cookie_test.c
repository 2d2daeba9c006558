#include "net/cookie.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

static void finds(const char *header, const char *want)
{
    str value;

    if (!cookie_find(str_of(header), S("sid"), &value))
        test_fail(__FILE__, __LINE__, "nothing was found in %s", header);
    expect_str(value, str_of(want));
}

static void finds_none(const char *header)
{
    str value = S("untouched");

    if (cookie_find(str_of(header), S("sid"), &value))
        test_fail(__FILE__, __LINE__, "something was found in %s", header);
    expect_str(value, S("untouched"));
}

TEST(a_cookie_is_found_among_others)
{
    finds("sid=abc", "abc");
    finds("a=1; sid=abc; b=2", "abc");
    finds("a=1;sid=abc", "abc");
    finds("a=1; sid=abc ", "abc");
    finds("sid=", "");
    finds("sid=a=b==", "a=b==");
    finds("sid=!#$%&'()*+-./:<=>?@[]^_`{|}~", "!#$%&'()*+-./:<=>?@[]^_`{|}~");
}

TEST(names_are_whole_and_their_case_counts)
{
    finds_none("");
    finds_none("asid=1; sida=2; SID=3; s=4");
    finds_none("other=sid=5");
    finds("asid=1; sid=6", "6");
}

TEST(quotes_around_a_value_are_no_part_of_it)
{
    finds("sid=\"abc\"", "abc");
    finds("sid=\"\"", "");
    finds("sid=\"abc\"; sid=abc", "abc");
    finds_none("sid=\"abc");
    finds_none("sid=abc\"");
    finds_none("sid=\"");
    finds_none("sid=\"a\"b\"");
}

TEST(a_semicolon_in_quotes_ends_the_pair)
{
    finds("a=\"1; sid=abc; b=2\"", "abc");
    finds_none("sid=\"1; b=2\"");
}

TEST(several_with_one_name_and_different_values_are_none)
{
    finds("sid=abc; sid=abc", "abc");
    finds_none("sid=abc; sid=evil");
    finds_none("sid=evil; sid=abc");
    finds_none("sid=abc; a=1; sid=");
    finds_none("sid=abc; sid=abc; sid=abd");
}

TEST(a_malformed_one_of_the_name_makes_it_none)
{
    finds_none("sid");
    finds_none("sid=a b");
    finds_none("sid=a,b");
    finds_none("sid=a\\b");
    finds_none("sid=\xc3\xa9");
    finds_none("sid=abc; sid=a b");
    finds_none("sid=abc; sid =evil");
    finds_none("sid=abc; sid");
}

TEST(malformed_ones_of_other_names_do_not_matter)
{
    finds("a; =b; ;; c d=1; e={\"x\":[1,2]}; \xc3\xa9=\xff; sid=abc", "abc");
}

TEST(what_browsers_would_not_keep_is_too_long)
{
    static char header[COOKIE_MOST + 64];
    str value;

    memset(header, 'x', sizeof header);
    memcpy(header, "sid=", 4);
    expect(cookie_find((str){ header, COOKIE_MOST + 1 }, S("sid"), &value));
    expect_eq(value.n, COOKIE_MOST - 3);
    expect(!cookie_find((str){ header, COOKIE_MOST + 2 }, S("sid"), &value));
}

TEST(all_cookie_fields_of_a_request_count)
{
    struct header headers[] = { { S("cookie"), S("a=1; sid=abc") }, { S("accept"), S("sid=no") }, { S("cookie"), S("b=2") } };
    struct exchange e = { .headers = headers, .header_count = COUNT(headers) };
    str value;

    expect(request_cookie(&e, S("sid"), &value));
    expect_str(value, S("abc"));
    expect(request_cookie(&e, S("b"), &value));
    expect(!request_cookie(&e, S("c"), &value));
    headers[2].value = S("sid=evil");
    expect(!request_cookie(&e, S("sid"), &value));
}

static void makes(struct cookie c, const char *want)
{
    struct arena a;

    arena_init(&a, NULL, 0);
    struct buf b = BUF_ON(&a);
    cookie_line(&b, &c);
    expect_str(buf_str(&b), str_of(want));
    arena_close(&a);
}

TEST(a_set_cookie_line_says_what_it_is_for)
{
    makes((struct cookie){ .name = S("a"), .value = S("1"), .path = S("/"), .max_age = COOKIE_OF_SESSION },
          "a=1; Path=/; SameSite=Lax");
    makes((struct cookie){ .name = S("__Host-sid"), .value = S("x_-"), .path = S("/"), .max_age = 86400, .http_only = true,
                           .secure = true, .same_site = SAME_SITE_STRICT },
          "__Host-sid=x_-; Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Strict");
    makes((struct cookie){ .name = S("gone"), .path = S("/app"), .secure = true, .same_site = SAME_SITE_NONE },
          "gone=; Path=/app; Max-Age=0; Secure; SameSite=None");
}

TEST(values_that_a_cookie_cannot_hold_are_told)
{
    expect(cookie_value_fits(S("")));
    expect(cookie_value_fits(S("a=b")));
    expect(!cookie_value_fits(S("a;b")));
    expect(!cookie_value_fits(S("a b")));
    expect(!cookie_value_fits(S("a\"b")));
    expect(!cookie_value_fits(S("a\nb")));
    expect(!cookie_value_fits(S("\x7f")));
    expect(!cookie_value_fits(S("\xc3\xa9")));
}
