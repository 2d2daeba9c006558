#include "domain/profile/words.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/runes.h"

enum { SPELLED_LEAST = 4, SPELLED_MOST = 24, BLOCK = 128, LETTERS_MOST = 200 };

/* ---- typing errors ---- */

struct letters { u32 at[LETTERS_MOST]; size_t n; };

static void letter_add(struct letters *l, u32 rune)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->at[i] == rune)
            return;
    if (l->n < LETTERS_MOST)
        l->at[l->n++] = rune;
}

/* The letters that may have been meant: those of the word's scripts. */
static void letters_near(struct arena *a, struct letters *l, const u32 *runes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (u32 rune = runes[i] / BLOCK * BLOCK; rune < runes[i] / BLOCK * BLOCK + BLOCK; rune++) {
            char text[4];
            str one = { text, utf8_encode(rune, text) };
            if (rune_is_word(rune) && str_eq(text_fold_bare(a, one), one))
                letter_add(l, rune);
        }
    }
}

struct edit { size_t at, drop; u32 put[2]; };    /* put: 0 is none */

static void spelling_add(struct arena *a, strs *out, const u32 *runes, size_t n, struct edit e)
{
    struct buf b = BUF_ON(a);

    buf_reserve(&b, (n + 2) * 4);
    for (size_t i = 0; i < e.at; i++)
        b.n += utf8_encode(runes[i], b.p + b.n);
    for (size_t i = 0; i < 2 && e.put[i]; i++)
        b.n += utf8_encode(e.put[i], b.p + b.n);
    for (size_t i = e.at + e.drop; i < n; i++)
        b.n += utf8_encode(runes[i], b.p + b.n);
    out->at[out->n++] = buf_str(&b);
}

static void spellings_at(struct arena *a, strs *out, const u32 *runes, size_t n, size_t at, const struct letters *l)
{
    if (at < n)
        spelling_add(a, out, runes, n, (struct edit){ at, 1, { 0 } });
    if (at + 1 < n && runes[at] != runes[at + 1])
        spelling_add(a, out, runes, n, (struct edit){ at, 2, { runes[at + 1], runes[at] } });
    for (size_t i = 0; i < l->n; i++) {
        spelling_add(a, out, runes, n, (struct edit){ at, 0, { l->at[i] } });
        if (at < n && runes[at] != l->at[i])
            spelling_add(a, out, runes, n, (struct edit){ at, 1, { l->at[i] } });
    }
}

void spellings_of(struct arena *a, str word, strs *out)
{
    u32 runes[SPELLED_MOST];
    size_t n = 0;
    struct letters l = { .n = 0 };

    *out = (strs){0};
    if (utf8_length(word) < SPELLED_LEAST || utf8_length(word) > SPELLED_MOST)
        return;
    for (str rest = word; rest.n; n++)
        rest = str_from(rest, utf8_decode(rest, &runes[n]));
    if (rune_is_unspaced(runes[0]))
        return;
    letters_near(a, &l, runes, n);
    out->at = arena_array(a, str, (n + 1) * (2 * l.n + 2));
    for (size_t at = 0; at <= n; at++)
        spellings_at(a, out, runes, n, at, &l);
}
