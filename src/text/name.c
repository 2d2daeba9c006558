#include "text/name.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "text/fold.h"
#include "text/words.h"

enum { WORD_MOST = 100 };

str words_fold(struct arena *a, str text)
{
    str rest = text_fold_bare(a, text), piece;
    struct buf b = BUF_ON(a);

    while (str_cut(&rest, ' ', &piece)) {
        if (!piece.n)
            continue;
        if (b.n)
            buf_byte(&b, ' ');
        buf_add(&b, piece);
    }
    return buf_str(&b);
}

static void word_add(strs *words, size_t most, str word)
{
    if (!word.n || word.n > WORD_MOST || words->n == most)
        return;
    for (size_t i = 0; i < words->n; i++)
        if (str_eq(words->at[i], word))
            return;
    words->at[words->n++] = word;
}

void words_of(struct arena *a, str folded, size_t most, strs *out)
{
    struct word word;

    if (!out->at)
        out->at = arena_array(a, str, most);
    while (word_next(&folded, &word)) {
        if (!word.unspaced)
            word_add(out, most, word.text);
        while (word.unspaced && word.text.n)
            word_add(out, most, pair_next(&word.text));
    }
}

void words_longest_first(strs *words)
{
    for (size_t i = 1; i < words->n; i++)
        if (words->at[i].n > words->at[0].n) {
            str longer = words->at[i];
            words->at[i] = words->at[0];
            words->at[0] = longer;
        }
}

str word_end(struct arena *a, str word)
{
    return arena_format(a, STR_FMT "\xf4\x8f\xbf\xbf", STR_ARG(word));
}

bool words_have(const strs *words, str begin)
{
    for (size_t i = 0; i < words->n; i++)
        if (str_starts(words->at[i], begin))
            return true;
    return false;
}
