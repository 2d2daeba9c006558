#include "crypto/base32.h"
#include <string.h>
#include "base/arena.h"
#include "base/buf.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

str base32_text(struct arena *a, str bytes)
{
    struct buf text = BUF_ON(a);
    u32 bits = 0;
    int have = 0;

    for (size_t i = 0; i < bytes.n; i++) {
        bits = bits << 8 | (u8)bytes.p[i];
        for (have += 8; have >= 5; have -= 5)
            buf_byte(&text, digits[bits >> (have - 5) & 31]);
    }
    if (have)
        buf_byte(&text, digits[bits << (5 - have) & 31]);
    return buf_str(&text);
}

static int digit_value(char c)
{
    if (c >= '2' && c <= '7')
        return c - '2' + 26;
    c |= 0x20;
    return c >= 'a' && c <= 'z' ? c - 'a' : -1;
}

static bool is_decoration(char c)
{
    return c == ' ' || c == '-';
}

/* Padding is only at the end, and either fills the last eight digits or is left out. */
static str unpadded(str s)
{
    while (s.n && s.p[s.n - 1] == '=')
        s.n--;
    return s;
}

bool base32_bytes(struct arena *a, str s, str *out)
{
    str rest = unpadded(s);
    u8 *bytes = arena_alloc(a, rest.n * 5 / 8 + 1, 1);
    size_t n = 0, taken = 0;
    u32 bits = 0;
    int have = 0;

    for (size_t i = 0; i < rest.n; i++) {
        if (is_decoration(rest.p[i]))
            continue;
        int value = digit_value(rest.p[i]);
        if (value < 0)
            return false;
        bits = bits << 5 | (u32)value;
        have += 5;
        taken++;
        if (have >= 8) {
            have -= 8;
            bytes[n++] = (u8)(bits >> have);
        }
    }
    *out = (str){ (const char *)bytes, n };
    bool padded = s.n == rest.n || (taken + (s.n - rest.n)) % 8 == 0;
    return padded && s.n - rest.n < 8 && have < 5 && (bits & ((1u << have) - 1)) == 0;
}
