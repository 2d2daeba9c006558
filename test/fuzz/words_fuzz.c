/*
 * Tokens are valid, bounded, without spaces and quotes; both stores get the same ones; and a text is found by the phrase of itself.
 */
#include <assert.h>
#include "fuzz/text_of.h"
#include "text/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void tokens_hold(const struct words *w)
{
    assert(w->tokens.n <= TOKENS_MOST);
    for (size_t i = 0; i < w->tokens.n; i++) {
        str t = w->tokens.at[i];
        assert(utf8_valid(t) && t.n <= TOKEN_MOST + 18);
        for (size_t j = 0; j < t.n; j++)
            assert((u8)t.p[j] >= 0x80 || (t.p[j] >= 'a' && t.p[j] <= 'z') || (t.p[j] >= '0' && t.p[j] <= '9'));
    }
}

/* The column has as many pieces as there are tokens. */
static void column_holds(const struct words *w)
{
    str column = words_fts5(w), piece;
    size_t n = 0;

    for (; w->tokens.n && str_cut(&column, ' ', &piece); n++)
        assert(str_eq(piece, w->tokens.at[n].n ? w->tokens.at[n] : S("\xc2\xb6")));
    assert(n == w->tokens.n);
}

/* The way of a phrase in which nothing is joined: all but the last character of the text, if that is alone. */
static void begins_with(const struct words *w, const struct phrase *p)
{
    assert(p->tokens.n <= w->tokens.n);
    for (size_t i = 0; i < p->tokens.n; i++)
        assert(str_eq(p->tokens.at[i], w->tokens.at[i]));
}

static void finds_itself(struct arena *a, char *text, size_t n, const struct words *w)
{
    struct query q;

    for (size_t i = 0; i < n; i++)
        text[i] = text[i] == '"' ? ' ' : text[i];
    enum query_verdict verdict = query_read(a, arena_format(a, "\"" STR_FMT "\"", (int)n, text), &q);
    assert(verdict == (w->tokens.n ? QUERY_FINE : QUERY_WIDE));
    if (q.n)
        begins_with(w, q.terms[0].ways);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    str text = fuzz_text(&a, bytes, n);
    struct words w = WORDS_ON(&a), two = WORDS_ON(&a);

    words_add(&w, text);
    tokens_hold(&w);
    column_holds(&w);
    assert((words_tsvector(&w).n != 0) == (w.tokens.n != 0));
    words_add(&two, str_to(text, 0));
    words_add(&two, text);
    assert(two.tokens.n == w.tokens.n);
    finds_itself(&a, (char *)text.p, text.n, &w);
    arena_close(&a);
    return 0;
}
