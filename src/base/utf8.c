#include "base/utf8.h"
#include <string.h>
#include <utf8proc.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum { DECOMPOSED_MOST = 64 };

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

bool utf8_is_word(u32 rune)
{
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)rune);

    return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) || (c >= UTF8PROC_CATEGORY_MN && c <= UTF8PROC_CATEGORY_NO);
}

bool utf8_is_ideograph(u32 rune)
{
    static const struct { u32 first, last; } scripts[] = {
        { 0x0e00, 0x0eff },          /* Thai, Lao */
        { 0x1000, 0x109f },          /* Myanmar */
        { 0x1780, 0x17ff },          /* Khmer */
        { 0x3040, 0x30ff },          /* Hiragana, Katakana */
        { 0x3400, 0x9fff },          /* Han */
        { 0xf900, 0xfaff },
        { 0x20000, 0x3ffff },
    };

    for (size_t i = 0; i < COUNT(scripts); i++)
        if (rune >= scripts[i].first && rune <= scripts[i].last)
            return true;
    return false;
}

static void fold_ascii(struct buf *b, str s)
{
    char *to = buf_reserve(b, s.n);

    for (size_t i = 0; i < s.n; i++)
        to[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 32) : s.p[i];
    b->n += s.n;
}

/* Latin letters whose stroke or join is no accent to Unicode, and is one to people who search: "lukasz" finds Łukasz. */
static const struct { u32 rune; const char *folded; } plain_letters[] = {
    { 0xe6, "ae" }, { 0xf0, "d" }, { 0xf8, "o" }, { 0x111, "d" }, { 0x127, "h" }, { 0x131, "i" },
    { 0x142, "l" }, { 0x153, "oe" }, { 0x167, "t" }, { 0x180, "b" }, { 0x1b6, "z" }, { 0x268, "i" },
};

static void fold_part(struct buf *b, u32 rune)
{
    for (size_t i = 0; rune < 0x300 && i < COUNT(plain_letters); i++) {
        if (plain_letters[i].rune == rune) {
            buf_add(b, str_of(plain_letters[i].folded));
            return;
        }
    }
    b->n += utf8_encode(rune, buf_reserve(b, 4));
}

static void fold_rune(struct buf *b, u32 rune)
{
    utf8proc_int32_t parts[DECOMPOSED_MOST];
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)rune, parts, DECOMPOSED_MOST,
                                                 UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &boundary);

    if (n < 0 || n > DECOMPOSED_MOST) {
        parts[0] = (utf8proc_int32_t)rune;
        n = 1;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++)
        if (utf8proc_category(parts[i]) != UTF8PROC_CATEGORY_MN)
            fold_part(b, (u32)parts[i]);
}

str utf8_fold(struct arena *a, str s)
{
    struct buf b = BUF_ON(a);

    buf_reserve(&b, s.n + 4);
    while (s.n) {
        u32 rune;
        size_t n = ascii_prefix(s);

        fold_ascii(&b, str_to(s, n));
        s = str_from(s, n);
        n = utf8_decode(s, &rune);
        if (!n)
            break;
        fold_rune(&b, rune);
        s = str_from(s, n);
    }
    return buf_str(&b);
}
