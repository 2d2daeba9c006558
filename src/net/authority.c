/* Hosts with an optional port, strictly by RFC 3986 section 3.2.2 and without a user: what a Host field may name. */
#include "net/http1/head.h"
#include <arpa/inet.h>
#include <string.h>
#include "base/networks.h"
#include "base/str.h"
#include "net/hex.h"

/* unreserved and sub-delims of RFC 3986 */
static const bool name_char[256] = {
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
    ['-'] = true, ['.'] = true, ['_'] = true, ['~'] = true,
    ['!'] = true, ['$'] = true, ['&'] = true, ['\''] = true, ['('] = true, [')'] = true, ['*'] = true, ['+'] = true, [','] = true,
    [';'] = true, ['='] = true,
};

/* None is the scheme's. */
static bool port_valid(str s)
{
    u16 port;

    return !s.n || port_read(s, &port);
}

static bool ipv6_valid(str s)
{
    char text[INET6_ADDRSTRLEN];
    struct in6_addr address;

    if (s.n >= sizeof text)
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    return strlen(text) == s.n && inet_pton(AF_INET6, text, &address) == 1;
}

/* How many octets at the front belong to a name. */
static size_t name_length(str s)
{
    size_t n = 0;

    while (n < s.n) {
        if (name_char[(u8)s.p[n]])
            n++;
        else if (s.p[n] == '%' && s.n - n > 2 && hex_digit(s.p[n + 1]) >= 0 && hex_digit(s.p[n + 2]) >= 0)
            n += 3;
        else
            break;
    }
    return n;
}

/* After the host: nothing, or a colon and a port. */
static bool tail_valid(str s)
{
    return !s.n || (s.p[0] == ':' && port_valid(str_from(s, 1)));
}

bool authority_valid(str s)
{
    if (s.n && s.p[0] == '[') {
        ptrdiff_t end = str_find_byte(s, ']');
        return end > 0 && ipv6_valid((str){ s.p + 1, (size_t)end - 1 }) && tail_valid(str_from(s, (size_t)end + 1));
    }
    size_t n = name_length(s);
    return n > 0 && tail_valid(str_from(s, n));
}
