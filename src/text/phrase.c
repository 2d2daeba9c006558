#include "text/phrase.h"
#include <string.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/fold.h"

/* The words of a phrase. */
struct chain { struct word *at; size_t n; };

static struct chain chain_of(struct arena *a, str text)
{
    str folded = text_fold(a, text), rest = folded;
    struct chain c = {0};
    struct word word;

    while (word_next(&rest, &word))
        c.n++;
    c.at = arena_array(a, struct word, c.n);
    for (size_t i = 0; i < c.n; i++)
        word_next(&folded, c.at + i);
    return c;
}

static bool may_join(const struct chain *c, size_t i) { return i && c->at[i - 1].unspaced && c->at[i].unspaced; }

static size_t gaps_of(const struct chain *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++)
        n += may_join(c, i);
    return n < PHRASE_GAPS ? n : PHRASE_GAPS;
}

/* The chain with those gaps closed whose bits are set. */
static struct chain joined(struct arena *a, const struct chain *c, size_t closed)
{
    struct chain to = { arena_array(a, struct word, c->n), 0 };
    size_t gap = 0;

    for (size_t i = 0; i < c->n; i++) {
        bool close = may_join(c, i) && gap < PHRASE_GAPS && closed >> gap++ & 1;
        if (close)
            to.at[to.n - 1].text = arena_format(a, STR_FMT STR_FMT, STR_ARG(to.at[to.n - 1].text), STR_ARG(c->at[i].text));
        else
            to.at[to.n++] = c->at[i];
    }
    return to;
}

static struct phrase phrase_of(struct arena *a, const struct chain *c)
{
    struct words w = WORDS_ON(a);
    const struct word *last = c->at + c->n - 1;

    words_put(&w, c->at, c->n, false);
    return (struct phrase){ w.tokens, last->unspaced && utf8_length(last->text) == 1 };
}

void phrase_ways(struct arena *a, str text, struct phrase **ways, size_t *n)
{
    struct chain c = chain_of(a, text);

    *n = c.n ? (size_t)1 << gaps_of(&c) : 0;
    *ways = arena_array(a, struct phrase, *n);
    for (size_t i = 0; i < *n; i++) {
        struct chain way = joined(a, &c, i);
        (*ways)[i] = phrase_of(a, &way);
    }
}
