#include "base/site_path.h"
#include "base/str.h"
#include "kit/test.h"

TEST(a_path_of_this_site_leads_where_it_seems_to)
{
    static const char *const good[] = {
        "/", "/home", "/home?a=b#c", "/a/b/", "/a.b", "/.well-known/x", "/...", "/..a", "/a..", "/caf\xc3\xa9", "/a%20b",
        "/100%", "/%zz", "/?",
        "/#", "/a?to=https%3A%2F%2Fkith.example%2Fx", "/a?q=1/2", "/@ann", "/a:b", "/a?.b", "/%2e%2e%2e", "/a%2fb",
    };

    for (size_t i = 0; i < COUNT(good); i++)
        if (!site_path_valid(str_of(good[i])))
            test_fail(__FILE__, __LINE__, "%s is refused", good[i]);
}

TEST(a_path_that_some_reader_would_change_is_refused)
{
    static const char *const bad[] = {
        "", "home", "?a", "#a", "//", "//evil.example", "/.//evil.example/x", "/..//evil.example", "/a/..//evil.example", "/a//b", "/a//",
        "/./x", "/.", "/..", "/a/.", "/a/..", "/a/./b", "/a/../b", "/.?a", "/..#a", "/%2e//evil.example", "/%2E/x",
        "/%2e%2E/x", "/.%2e/x", "/%2e./x",
        "/\\evil.example", "\\/evil.example", "/a\\b", "/%5cevil.example", "/a%5C", "/a?b=\\", "/a?b=%5c",
        "/a?b=//evil.example", "/a#//evil.example",
        "/%2fevil.example", "/%2F%2fevil.example", "/a%2f/b", "/\t/evil.example", "/\n/evil.example", "/a\r\nSet-Cookie: x=y",
        "/%09/evil.example",
        "/%0a/x", "/%0D", "/%00", "/a?b=%0a", " /", "/ ", "/a b", "/\x7f", "/%7f", "/\x01", "https://evil.example", "https:/evil.example",
        "javascript:alert(1)", "@evil.example", ".evil.example", "/.%2f/evil.example", "/a?x/../b", "/a#/./b",
    };
    static char longest[SITE_PATH_MOST + 1];

    for (size_t i = 0; i < COUNT(bad); i++)
        if (site_path_valid(str_of(bad[i])))
            test_fail(__FILE__, __LINE__, "%s is taken", bad[i]);
    expect(!site_path_valid((str){ "/a\0b", 4 }));
    memset(longest, 'a', sizeof longest);
    longest[0] = '/';
    expect(site_path_valid((str){ longest, SITE_PATH_MOST }));
    expect(!site_path_valid((str){ longest, SITE_PATH_MOST + 1 }));
}
