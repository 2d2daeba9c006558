/* Hosts with an optional port, strictly by RFC 3986 section 3.2.2 and without a user: what a Host field may name. */
#include "net/http1_head.h"
#include <arpa/inet.h>
#include <string.h>
#include "base/str.h"
#include "net/hex.h"

/* unreserved and sub-delims of RFC 3986 */
static const bool name_char[256] = {
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
    ['-'] = true, ['.'] = true, ['_'] = true, ['~'] = true,
    ['!'] = true, ['$'] = true, ['&'] = true, ['\''] = true, ['('] = true, [')'] = true, ['*'] = true, ['+'] = true, [','] = true,
    [';'] = true, ['='] = true,
};

/* Digits up to 65535; none is the scheme's port. */
static bool port_valid(str s)
{
    u32 port = 0;

    for (size_t i = 0; i < s.n; i++) {
        u32 digit = (u32)(u8)s.p[i] - '0';
        if (digit > 9 || i == 5)
            return false;
        port = port * 10 + digit;
    }
    return port <= 65535;
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

static bool name_valid(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '%' && s.n - i > 2 && hex_digit(s.p[i + 1]) >= 0 && hex_digit(s.p[i + 2]) >= 0)
            i += 2;
        else if (!name_char[(u8)s.p[i]])
            return false;
    }
    return s.n > 0;
}

/* Behind the host: nothing, or a colon and a port. */
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
    ptrdiff_t colon = str_find_byte(s, ':');
    size_t n = colon < 0 ? s.n : (size_t)colon;
    return name_valid(str_to(s, n)) && tail_valid(str_from(s, n));
}
