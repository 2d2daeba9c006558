#include "base/mask.h"
#include "base/buf.h"
#include "base/str.h"

/* Longest first: a word within another one leaves nothing of that one. */
void mask_add(struct mask *m, str word)
{
    size_t at = 0;

    if (word.n < MASK_LEAST || m->n == MASK_MOST)
        return;
    while (at < m->n && m->words[at].n >= word.n)
        if (str_eq(m->words[at++], word))
            return;
    for (size_t i = m->n++; i > at; i--)
        m->words[i] = m->words[i - 1];
    m->words[at] = word;
}

static str without(struct arena *a, str text, str word, ptrdiff_t found)
{
    struct buf b = BUF_ON(a);

    do {
        buf_add(&b, str_to(text, (size_t)found));
        buf_lit(&b, "***");
        text = str_from(text, (size_t)found + word.n);
        found = str_find(text, word);
    } while (found >= 0);
    buf_add(&b, text);
    return buf_str(&b);
}

str mask_text(const struct mask *m, struct arena *a, str text)
{
    for (size_t i = 0; m && i < m->n; i++) {
        ptrdiff_t found = str_find(text, m->words[i]);
        if (found >= 0)
            text = without(a, text, m->words[i], found);
    }
    return text;
}
