#include "net/proxy_protocol.h"
#include "base/str.h"
#include "kit/test.h"

static ptrdiff_t read_all(str bytes, struct address *a, bool *known)
{
    for (size_t n = 0; n < bytes.n; n++) {
        ptrdiff_t early = proxy_head_read(str_to(bytes, n), a, known);
        if (early != 0)
            return early;
    }
    return proxy_head_read(bytes, a, known);
}

TEST(a_line_of_version_1_tells_the_client)
{
    struct address a;
    bool known;
    str four = S("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n"), six = S("PROXY TCP6 2001:db8::1 ::1 1 65535\r\n");

    expect_eq(read_all(four, &a, &known), four.n);
    expect(known && !a.v6 && a.port == 56324 && memcmp(a.bytes, "\xc0\0\x02\x07", 4) == 0);
    expect_eq(read_all(six, &a, &known), six.n);
    expect(known && a.v6 && a.port == 1 && a.bytes[0] == 0x20 && a.bytes[15] == 1);
    expect_eq(read_all(S("PROXY UNKNOWN\r\n"), &a, &known), 15);
    expect(!known);
    expect_eq(read_all(S("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"), &a, &known), 35);
    expect(!known);
}

TEST(malformed_lines_are_refused)
{
    static const char *const table[] = {
        "GET / HTTP/1.1\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n",
        "PROXY TCP4 1.2.3.400 1.2.3.4 1 2\r\n", "PROXY TCP4 ::1 ::1 1 2\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 65536 2\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n", "PROXY TCP5 1.2.3.4 1.2.3.4 1 2\r\n", "PROXY  TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY UNKNOWNX\r\n", "proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n",
    };
    struct address a;
    bool known;

    for (size_t i = 0; i < COUNT(table); i++)
        expect_eq(read_all(str_of(table[i]), &a, &known), -1);
}

TEST(version_2_is_read_with_its_extensions)
{
    static const char four[] = "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0e\xc0\0\x02\x07\xc6\x33\x64\x01\xdc\x04\x01\xbb\x04\0";
    static const char local[] = "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0";
    static const char other[] = "\r\n\r\n\0\r\nQUIT\n\x21\x31\0\x02zz";
    static const char cut[] = "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0b\xc0\0\x02\x07\xc6\x33\x64\x01\xdc\x04\x01";
    static const char version[] = "\r\n\r\n\0\r\nQUIT\n\x31\x11\0\x0c............";
    static const char long_one[] = "\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff";
    struct address a;
    bool known;

    expect_eq(read_all((str){ four, sizeof four - 1 }, &a, &known), sizeof four - 1);
    expect(known && !a.v6 && a.port == 0xdc04 && memcmp(a.bytes, "\xc0\0\x02\x07", 4) == 0);
    expect_eq(read_all((str){ local, sizeof local - 1 }, &a, &known), 16);
    expect(!known);
    expect_eq(read_all((str){ other, sizeof other - 1 }, &a, &known), 18);
    expect(!known);
    expect_eq(read_all((str){ cut, sizeof cut - 1 }, &a, &known), -1);
    expect_eq(read_all((str){ version, sizeof version - 1 }, &a, &known), -1);
    expect_eq(read_all((str){ long_one, sizeof long_one - 1 }, &a, &known), -1);
}
