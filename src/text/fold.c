#include "text/fold.h"
#include <string.h>
#include <utf8proc.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/runes.h"

enum { DECOMPOSED_MOST = 64, CLASSES = 256 };

/* What characters are folded to, before it is bytes again. */
struct parts { utf8proc_int32_t *at; size_t n, size; struct arena *arena; };

static void part_add(struct parts *p, u32 rune)
{
    if (p->n == p->size) {
        size_t size = p->size ? 2 * p->size : 64;
        utf8proc_int32_t *more = arena_alloc(p->arena, size * sizeof *more, _Alignof(utf8proc_int32_t));
        if (p->n)
            memcpy(more, p->at, p->n * sizeof *more);
        p->at = more;
        p->size = size;
    }
    p->at[p->n++] = (utf8proc_int32_t)rune;
}

/* Latin letters whose stroke or join is no accent to Unicode, and is one to people who search: "lukasz" finds Łukasz. */
static const struct { u32 rune; const char *folded; } plain_letters[] = {
    { 0xe6, "ae" }, { 0xf0, "d" }, { 0xf8, "o" }, { 0x111, "d" }, { 0x127, "h" }, { 0x131, "i" },
    { 0x142, "l" }, { 0x153, "oe" }, { 0x167, "t" }, { 0x180, "b" }, { 0x1b6, "z" }, { 0x268, "i" },
};

static void letter_add(struct parts *p, u32 rune)
{
    for (size_t i = 0; rune < 0x300 && i < COUNT(plain_letters); i++) {
        if (plain_letters[i].rune == rune) {
            for (const char *c = plain_letters[i].folded; *c; c++)
                part_add(p, (u8)*c);
            return;
        }
    }
    part_add(p, rune);
}

static bool is_dropped(u32 rune, bool bare)
{
    if (bare)
        return utf8proc_category((utf8proc_int32_t)rune) == UTF8PROC_CATEGORY_MN;
    return rune_is_accent(rune);
}

static void rune_fold(struct parts *p, u32 rune, bool bare)
{
    utf8proc_int32_t to[DECOMPOSED_MOST];
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)rune, to, DECOMPOSED_MOST,
                                                 UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &boundary);

    if (n < 0 || n > DECOMPOSED_MOST) {
        to[0] = (utf8proc_int32_t)rune;
        n = 1;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++)
        if (!is_dropped((u32)to[i], bare))
            letter_add(p, (u32)to[i]);
}

/* ---- joining letters again ---- */

static int class_of(utf8proc_int32_t rune) { return utf8proc_get_property(rune)->combining_class; }

/* Sorts marks on one letter by their class, in time that does not depend on how they stood. */
static void marks_sort(struct arena *a, utf8proc_int32_t *marks, size_t n)
{
    size_t starts[CLASSES + 1] = {0};
    utf8proc_int32_t *sorted = arena_alloc(a, n * sizeof *sorted, _Alignof(utf8proc_int32_t));

    for (size_t i = 0; i < n; i++)
        starts[class_of(marks[i]) + 1]++;
    for (size_t c = 1; c <= CLASSES; c++)
        starts[c] += starts[c - 1];
    for (size_t i = 0; i < n; i++)
        sorted[starts[class_of(marks[i])]++] = marks[i];
    memcpy(marks, sorted, n * sizeof *sorted);
}

/* The canonical order (Unicode, 3.11): marks on one letter by their class; those of one class stay as they are. */
static void parts_order(struct parts *p)
{
    for (size_t from = 0; from < p->n; from++) {
        size_t to = from;
        bool ordered = true;
        for (; to < p->n && class_of(p->at[to]); to++)
            ordered &= to == from || class_of(p->at[to - 1]) <= class_of(p->at[to]);
        if (!ordered)
            marks_sort(p->arena, p->at + from, to - from);
        from = to;
    }
}

static void parts_join(struct parts *p)
{
    parts_order(p);
    utf8proc_ssize_t n = utf8proc_normalize_utf32(p->at, (utf8proc_ssize_t)p->n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n >= 0)
        p->n = (size_t)n;
}

/* ---- texts ---- */

static size_t ascii_fold(struct buf *b, str s)
{
    char *to = buf_reserve(b, s.n);
    size_t n = 0;

    for (; n < s.n && (u8)s.p[n] < 0x80; n++)
        to[n] = s.p[n] >= 'A' && s.p[n] <= 'Z' ? (char)(s.p[n] | 32) : s.p[n];
    b->n += n;
    return n;
}

/* Folds the characters up to the next one of ASCII, which joins with nothing; returns their bytes. */
static size_t others_fold(struct buf *b, struct parts *p, str s, bool bare)
{
    size_t at = 0, n;
    u32 rune;

    p->n = 0;
    for (; at < s.n && (u8)s.p[at] >= 0x80 && (n = utf8_decode(str_from(s, at), &rune)); at += n)
        rune_fold(p, rune, bare);
    if (!bare)
        parts_join(p);
    for (size_t i = 0; i < p->n; i++)
        b->n += utf8_encode((u32)p->at[i], buf_reserve(b, 4));
    return at;
}

static str folded(struct arena *a, str s, bool bare)
{
    struct buf b = BUF_ON(a);
    struct parts p = { .arena = a };

    buf_reserve(&b, s.n + 4);
    while (s.n) {
        s = str_from(s, ascii_fold(&b, s));
        size_t n = others_fold(&b, &p, s, bare);
        if (!n)
            break;
        s = str_from(s, n);
    }
    return buf_str(&b);
}

str text_fold(struct arena *a, str s) { return folded(a, s, false); }
str text_fold_bare(struct arena *a, str s) { return folded(a, s, true); }
