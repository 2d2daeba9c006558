#include "base/utf8_stream.h"
#include <string.h>

/*
 * The state is what is still expected: how many continuation bytes (low byte), and the bounds of the
 * next one, which are narrower right after E0, ED, F0 and F4 (overlong forms, surrogates, above U+10FFFF).
 */
static u32 expect(u32 left, u32 least, u32 most)
{
    return left | least << 8 | most << 16;
}

static u32 lead(u8 c)
{
    if (c >= 0xc2 && c <= 0xdf)
        return expect(1, 0x80, 0xbf);
    if (c == 0xe0)
        return expect(2, 0xa0, 0xbf);
    if (c == 0xed)
        return expect(2, 0x80, 0x9f);
    if (c >= 0xe1 && c <= 0xef)
        return expect(2, 0x80, 0xbf);
    if (c == 0xf0)
        return expect(3, 0x90, 0xbf);
    if (c >= 0xf1 && c <= 0xf3)
        return expect(3, 0x80, 0xbf);
    if (c == 0xf4)
        return expect(3, 0x80, 0x8f);
    return UTF8_BAD;
}

static size_t ascii_run(const char *p, size_t n)
{
    size_t i = 0;

    for (u64 eight; i + 8 <= n; i += 8) {
        memcpy(&eight, p + i, 8);
        if (eight & 0x8080808080808080u)
            break;
    }
    while (i < n && (u8)p[i] < 0x80)
        i++;
    return i;
}

u32 utf8_stream(u32 state, str s)
{
    for (size_t i = 0; i < s.n && state != UTF8_BAD; i++) {
        u8 c = (u8)s.p[i];
        if (state) {
            u32 left = (state & 0xff) - 1;
            bool fits = c >= (state >> 8 & 0xff) && c <= state >> 16;
            state = !fits ? UTF8_BAD : left ? expect(left, 0x80, 0xbf) : 0;
        } else if (c < 0x80) {
            i += ascii_run(s.p + i, s.n - i) - 1;
        } else {
            state = lead(c);
        }
    }
    return state;
}
