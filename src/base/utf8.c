#include "base/utf8.h"
#include <string.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

static const u64 high_bits = 0x8080808080808080u;

static u64 load8(const char *p)
{
    u64 w;

    memcpy(&w, p, sizeof w);
    return w;
}

static size_t ascii_prefix(str s)
{
    size_t n = 0;

    while (n + 8 <= s.n && !(load8(s.p + n) & high_bits))
        n += 8;
    while (n < s.n && (u8)s.p[n] < 0x80)
        n++;
    return n;
}

/* RFC 3629: the second byte's range depends on the first; that alone refuses overlong forms and surrogates. */
static const struct lead { u8 from, to, n, second_from, second_to; } leads[] = {
    { 0xc2, 0xdf, 2, 0x80, 0xbf },
    { 0xe0, 0xe0, 3, 0xa0, 0xbf },
    { 0xe1, 0xec, 3, 0x80, 0xbf },
    { 0xed, 0xed, 3, 0x80, 0x9f },
    { 0xee, 0xef, 3, 0x80, 0xbf },
    { 0xf0, 0xf0, 4, 0x90, 0xbf },
    { 0xf1, 0xf3, 4, 0x80, 0xbf },
    { 0xf4, 0xf4, 4, 0x80, 0x8f },
};

static const struct lead *lead_find(u8 first)
{
    for (const struct lead *l = leads; l < leads + COUNT(leads); l++)
        if (first <= l->to)
            return first >= l->from ? l : NULL;
    return NULL;
}

size_t utf8_decode(str s, u32 *rune)
{
    const u8 *p = (const u8 *)s.p;

    if (!s.n)
        return 0;
    if (p[0] < 0x80) {
        *rune = p[0];
        return 1;
    }
    const struct lead *l = lead_find(p[0]);
    if (!l || s.n < l->n || p[1] < l->second_from || p[1] > l->second_to)
        return 0;
    u32 v = p[0] & (0x7f >> l->n);
    for (size_t i = 1; i < l->n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        v = v << 6 | (p[i] & 0x3f);
    }
    *rune = v;
    return l->n;
}

bool utf8_valid(str s)
{
    for (;;) {
        u32 rune;
        size_t n = ascii_prefix(s);

        if (n == s.n)
            return true;
        s = str_from(s, n);
        n = utf8_decode(s, &rune);
        if (!n)
            return false;
        s = str_from(s, n);
    }
}

/* Every character has one byte that is not a continuation (10xxxxxx): count those, eight at a time. */
size_t utf8_length(str s)
{
    size_t continuations = 0, i = 0;

    for (; i + 8 <= s.n; i += 8) {
        u64 w = load8(s.p + i);
        continuations += (size_t)__builtin_popcountll(w & ~(w << 1) & high_bits);
    }
    for (; i < s.n; i++)
        continuations += ((u8)s.p[i] & 0xc0) == 0x80;
    return s.n - continuations;
}

size_t utf8_encode(u32 rune, char out[4])
{
    if (rune < 0x80) {
        out[0] = (char)rune;
        return 1;
    }
    if (rune < 0x800) {
        out[0] = (char)(0xc0 | rune >> 6);
        out[1] = (char)(0x80 | (rune & 0x3f));
        return 2;
    }
    if (rune < 0x10000) {
        out[0] = (char)(0xe0 | rune >> 12);
        out[1] = (char)(0x80 | (rune >> 6 & 0x3f));
        out[2] = (char)(0x80 | (rune & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | rune >> 18);
    out[1] = (char)(0x80 | (rune >> 12 & 0x3f));
    out[2] = (char)(0x80 | (rune >> 6 & 0x3f));
    out[3] = (char)(0x80 | (rune & 0x3f));
    return 4;
}

str utf8_readable(struct arena *a, str s)
{
    struct buf b = BUF_ON(a);

    if (utf8_valid(s))
        return s;
    while (s.n) {
        u32 rune;
        size_t n = utf8_decode(s, &rune);
        buf_add(&b, n ? str_to(s, n) : S("\xef\xbf\xbd"));
        s = str_from(s, n ? n : 1);
    }
    return buf_str(&b);
}
