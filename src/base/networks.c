#include "base/networks.h"
#include <arpa/inet.h>
#include <string.h>
#include "base/str.h"

enum { ADDRESS_MOST = 64 };

/* ::ffff:192.0.2.1 is 192.0.2.1, so that each client has one address. */
void address_unmap(struct address *a)
{
    static const u8 v4_in_v6[12] = { [10] = 0xff, [11] = 0xff };

    if (!a->v6 || memcmp(a->bytes, v4_in_v6, sizeof v4_in_v6) != 0)
        return;
    a->v6 = false;
    memmove(a->bytes, a->bytes + 12, 4);
    memset(a->bytes + 4, 0, 12);
}

struct address address_counted(const struct address *a)
{
    static const u8 translated[12] = { 0, 0x64, 0xff, 0x9b };
    struct address is = { .port = a->port };

    if (!a->v6 || memcmp(a->bytes, translated, sizeof translated) != 0)
        return *a;
    memcpy(is.bytes, a->bytes + sizeof translated, 4);
    return is;
}

static size_t v4_print(const u8 *bytes, char *out)
{
    size_t n = 0;

    for (int i = 0; i < 4; i++) {
        if (i)
            out[n++] = '.';
        n += str_print_u64(bytes[i], out + n);
    }
    out[n] = '\0';
    return n;
}

size_t address_print(const struct address *a, char out[64])
{
    if (!a->v6)
        return v4_print(a->bytes, out);
    const char *text = inet_ntop(AF_INET6, a->bytes, out, 64);
    return text ? strlen(text) : 0;
}

static bool bare_address_read(str s, struct address *out)
{
    char text[ADDRESS_MOST];

    *out = (struct address){ 0 };
    if (!s.n || s.n >= sizeof text)
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = 0;
    if (memchr(text, 0, s.n))
        return false;
    if (inet_pton(AF_INET, text, out->bytes) == 1)
        return true;
    if (inet_pton(AF_INET6, text, out->bytes) != 1)
        return false;
    out->v6 = true;
    address_unmap(out);
    return true;
}

bool port_read(str s, u16 *out)
{
    u32 port = 0;

    if (!s.n || s.n > 5)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        port = port * 10 + (u32)(s.p[i] - '0');
    }
    *out = (u16)port;
    return port <= UINT16_MAX;
}

bool address_read(str s, struct address *out)
{
    ptrdiff_t colon = str_find_byte(s, ':'), close = str_find_byte(s, ']');
    u16 port;

    if (s.n && s.p[0] == '[') {
        str behind = str_from(s, close < 0 ? s.n : (size_t)close + 1);
        bool good = close > 0 && (!behind.n || (behind.p[0] == ':' && port_read(str_from(behind, 1), &port)));
        return good && bare_address_read((str){ s.p + 1, (size_t)close - 1 }, out) && memchr(s.p, ':', (size_t)close);
    }
    if (colon >= 0 && str_find_byte(str_from(s, (size_t)colon + 1), ':') < 0)
        return port_read(str_from(s, (size_t)colon + 1), &port) && bare_address_read(str_to(s, (size_t)colon), out);
    return bare_address_read(s, out);
}

bool network_read(str s, struct network *out)
{
    ptrdiff_t slash = str_find_byte(s, '/');
    struct address a;
    i64 bits;

    if (!bare_address_read(str_to(s, slash < 0 ? s.n : (size_t)slash), &a))
        return false;
    bits = a.v6 ? 128 : 32;
    if (slash >= 0 && (!str_to_i64(str_from(s, (size_t)slash + 1), &bits) || bits < 0 || bits > (a.v6 ? 128 : 32)))
        return false;
    *out = (struct network){ .v6 = a.v6, .bits = (int)bits };
    memcpy(out->bytes, a.bytes, sizeof out->bytes);
    return true;
}

err networks_read(struct networks *n, struct arena *a, struct failure *failure, const char *setting, str value)
{
    str rest = value, piece;
    size_t most = 1;

    for (size_t i = 0; i < value.n; i++)
        most += value.p[i] == ',';
    *n = (struct networks){ arena_array(a, struct network, most), 0 };
    while (str_cut(&rest, ',', &piece)) {
        str text = str_trim(piece);
        if (text.n && !network_read(text, &n->at[n->n++]))
            return failure_with(failure, ERR_INVALID, "%s: \"" STR_FMT "\" is not an address or network such as 10.0.0.0/8.",
                                setting, STR_ARG(text));
    }
    return OK;
}

bool network_has(const struct network *n, const struct address *a)
{
    int whole = n->bits / 8, left = n->bits % 8;

    if (n->v6 != a->v6 || memcmp(n->bytes, a->bytes, (size_t)whole) != 0)
        return false;
    return !left || (n->bytes[whole] ^ a->bytes[whole]) >> (8 - left) == 0;
}

bool networks_have(const struct networks *n, const struct address *a)
{
    for (size_t i = 0; i < n->n; i++)
        if (network_has(&n->at[i], a))
            return true;
    return false;
}
