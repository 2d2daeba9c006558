#include "net/router.h"
#include <string.h>
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "net/hex.h"

static bool is_unreserved(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
}

/* The octet that an escape at the front of `s` stands for, or -1. */
static int unescape(str s)
{
    int high = s.n > 2 ? hex_digit(s.p[1]) : -1, low = s.n > 2 ? hex_digit(s.p[2]) : -1;

    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

bool url_decode(struct arena *a, str s, bool plus_is_space, str *out)
{
    char *to = NULL;
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        int c = (u8)s.p[i];
        bool special = c == '%' || (c == '+' && plus_is_space);
        if (special && !to)
            to = memcpy(arena_alloc(a, s.n, 1), s.p, n);
        if (c == '%') {
            c = unescape(str_from(s, i));
            i += 2;
        } else if (special) {
            c = ' ';
        }
        if (c <= 0)
            return false;
        if (to)
            to[n] = (char)c;
        n++;
    }
    *out = to ? (str){ to, n } : s;
    return utf8_valid(*out);
}

void url_encode(struct buf *b, str s)
{
    static const char hex[] = "0123456789ABCDEF";

    if (!s.n)
        return;
    char *to = buf_reserve(b, 3 * s.n), *at = to;

    for (size_t i = 0; i < s.n; i++) {
        u8 c = (u8)s.p[i];
        if (is_unreserved(s.p[i])) {
            *at++ = s.p[i];
            continue;
        }
        *at++ = '%';
        *at++ = hex[c >> 4];
        *at++ = hex[c & 15];
    }
    b->n += (size_t)(at - to);
}

bool query_next(struct arena *a, str *rest, str *name, str *value, bool *bad)
{
    str piece;

    *bad = false;
    while (str_cut(rest, '&', &piece)) {
        if (!piece.n)
            continue;
        ptrdiff_t is = str_find_byte(piece, '=');
        str raw_name = is < 0 ? piece : str_to(piece, (size_t)is), raw_value = is < 0 ? S("") : str_from(piece, (size_t)is + 1);
        *bad = !url_decode(a, raw_name, true, name) || !url_decode(a, raw_value, true, value);
        return !*bad;
    }
    return false;
}
