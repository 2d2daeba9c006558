#include "api/rest/base64.h"

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

static int digit_value(char c)
{
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

bool base64url_read(str s, u8 *out, size_t n)
{
    u32 bits = 0;
    int have = 0;
    size_t at = 0;

    if (s.n != (n * 8 + 5) / 6)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        int value = digit_value(s.p[i]);
        if (value < 0)
            return false;
        bits = bits << 6 | (u32)value;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[at++] = (u8)(bits >> have);
        }
    }
    return (bits & ((1u << have) - 1)) == 0;
}
