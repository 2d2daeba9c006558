/* What a head becomes; what is refused is in the table of hostile requests. */
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"
#include "net/http1/head.h"

static struct arena a;
static struct head head;
static struct refusal why;

static void parse(const char *text)
{
    static const struct head_limits most = { HEAD_LINE_MOST, 32768, HEAD_FIELDS_MOST };
    struct head_scan scan = {0};

    arena_init(&a, NULL, 0);
    str bytes = arena_copy(&a, str_of(text));
    expect_eq(head_scan(&scan, bytes, &most, &why), SCAN_DONE);
    expect_eq(scan.at, bytes.n);
    if (!head_parse(&a, &scan, (char *)bytes.p, &head, &why))
        test_fail(__FILE__, __LINE__, "it is refused: %s", why.detail);
}

TEST(a_head_is_split_into_its_parts)
{
    parse("POST /a/b%20c?d=e&f HTTP/1.1\r\nHost: Example.org:80\r\nX-One:  1 \r\nCONTENT-length: 12\r\n\r\n");
    expect_eq(head.method, METHOD_POST);
    expect_str(head.method_text, S("POST"));
    expect_str(head.target, S("/a/b%20c?d=e&f"));
    expect_str(head.path, S("/a/b%20c"));
    expect_str(head.query, S("d=e&f"));
    expect_str(head.authority, S("Example.org:80"));
    expect_eq(head.version, 11);
    expect_eq(head.header_count, 3);
    expect_str(head.headers[1].name, S("x-one"));
    expect_str(head.headers[1].value, S("1"));
    expect_str(head.headers[2].name, S("content-length"));
    expect_eq(head.content_length, 12);
    expect(head.keep_alive && !head.chunked && !head.expects_continue);
    arena_close(&a);
}

TEST(the_host_of_an_absolute_target_counts)
{
    parse("GET https://a.example?q HTTP/1.1\r\nHost: b.example\r\n\r\n");
    expect_str(head.scheme, S("https"));
    expect_str(head.authority, S("a.example"));
    expect_str(head.path, S("/"));
    expect_str(head.query, S("q"));
    expect_str(head.headers[0].value, S("a.example"));
    arena_close(&a);
}

TEST(values_that_are_not_utf_8_are_latin_1)
{
    parse("GET / HTTP/1.1\r\nHost: h\r\nX: caf\xe9\r\nY: caf\xc3\xa9\r\n\r\n");
    expect_str(head.headers[1].value, S("caf\xc3\xa9"));
    expect_str(head.headers[2].value, S("caf\xc3\xa9"));
    arena_close(&a);
}

TEST(a_body_is_announced_by_length_or_by_chunks)
{
    parse("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: CHUNKED\r\nExpect: 100-Continue\r\n\r\n");
    expect(head.chunked && head.expects_continue);
    expect_eq(head.content_length, -1);
    arena_close(&a);
    parse("POST / HTTP/1.0\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n");
    expect(!head.chunked && !head.expects_continue && !head.keep_alive);
    expect_eq(head.content_length, 0);
    arena_close(&a);
}

/* Wherever it stands among others, and whatever follows it. */
TEST(every_octet_of_a_target_is_judged)
{
    for (int octet = 0; octet < 256; octet++)
        for (size_t at = 5; at < 5 + 18; at++) {
            char line[] = "GET /abcdefghijklmnopqrst HTTP/1.1";
            line[at] = (char)octet;
            bool fits = octet > ' ' && octet < 0x7f && octet != '#';
            expect_eq(request_line_parse((str){ line, sizeof line - 1 }, &head, &why), fits);
        }
}
