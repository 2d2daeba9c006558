#include "crypto/base32.h"
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
