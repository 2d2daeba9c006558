#include "base/base64.h"
#include "base/arena.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64url_add(struct buf *b, const u8 *bytes, size_t n)
{
    u32 bits = 0;
    int have = 0;

    for (size_t i = 0; i < n; i++) {
        bits = bits << 8 | bytes[i];
        for (have += 8; have >= 6; have -= 6)
            buf_byte(b, digits[bits >> (have - 6) & 63]);
    }
    if (have)
        buf_byte(b, digits[bits << (6 - have) & 63]);
}

str base64_text(struct arena *a, str bytes)
{
    struct buf b = BUF_ON(a);

    base64url_add(&b, (const u8 *)bytes.p, bytes.n);
    for (size_t i = 0; i < b.n; i++)
        b.p[i] = b.p[i] == '-' ? '+' : b.p[i] == '_' ? '/' : b.p[i];
    while (b.n % 4)
        buf_byte(&b, '=');
    return buf_str(&b);
}

/* The value of each digit, plus one; 0: not a digit. */
static const u8 values[256] = {
    ['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6, ['G'] = 7, ['H'] = 8, ['I'] = 9, ['J'] = 10,
    ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20,
    ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30,
    ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
    ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49, ['x'] = 50,
    ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60,
    ['8'] = 61, ['9'] = 62, ['-'] = 63, ['_'] = 64,
};

bool base64url_read(str s, u8 *out, size_t n)
{
    u32 bits = 0;
    int have = 0;
    size_t at = 0;

    if (s.n != (n * 8 + 5) / 6)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        u32 value = values[(u8)s.p[i]];
        if (!value)
            return false;
        bits = bits << 6 | (value - 1);
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[at++] = (u8)(bits >> have);
        }
    }
    return (bits & ((1u << have) - 1)) == 0;
}

str base64url_text(struct arena *a, str bytes)
{
    struct buf text = BUF_ON(a);

    if (bytes.n)
        buf_reserve(&text, (bytes.n * 8 + 5) / 6);
    base64url_add(&text, (const u8 *)bytes.p, bytes.n);
    return buf_str(&text);
}

bool base64url_bytes(struct arena *a, str s, str *out)
{
    size_t n = s.n / 4 * 3 + s.n % 4 * 6 / 8;
    u8 *bytes = arena_alloc(a, n, 1);

    *out = (str){ (const char *)bytes, n };
    return base64url_read(s, bytes, n);
}
