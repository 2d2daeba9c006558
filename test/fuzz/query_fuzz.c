/* A question is refused, or has something to find; its expressions are valid text with quotes and brackets in pairs. */
#include <assert.h>
#include "fuzz/text_of.h"
#include "text/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool finds_something(const struct query *q)
{
    bool finds = false;

    for (size_t i = 0; i < q->n; i++) {
        const struct query_term *t = q->terms + i;
        assert((t->kind == QUERY_PHRASE) == (t->n != 0) && t->n <= 16);
        assert(t->kind == QUERY_PHRASE || utf8_valid(t->name));
        for (size_t w = 0; w < t->n; w++)
            assert(t->ways[w].tokens.n);
        finds |= !t->negated;
    }
    return finds;
}

static void in_pairs(str s, char quote)
{
    int depth = 0;
    bool quoted = false;

    assert(utf8_valid(s));
    for (size_t i = 0; i < s.n; i++) {
        quoted ^= s.p[i] == quote;
        depth += quoted ? 0 : (s.p[i] == '(') - (s.p[i] == ')');
        assert(depth >= 0);
    }
    assert(!depth && !quoted);
}

static void question_holds(struct arena *a, enum query_verdict verdict, const struct query *q)
{
    struct query_match fts5, tsquery;

    assert(finds_something(q) == (verdict == QUERY_FINE));
    query_match_fts5(a, q, &fts5);
    query_match_tsquery(a, q, &tsquery);
    in_pairs(fts5.match, '"');
    in_pairs(fts5.without, '"');
    in_pairs(tsquery.match, '\'');
    in_pairs(tsquery.without, '\'');
    assert(!fts5.match.n == !tsquery.match.n && !fts5.without.n == !tsquery.without.n && !(fts5.match.n && fts5.without.n));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    str text = fuzz_text(&a, bytes, n);
    struct query q;

    enum query_verdict verdict = query_read(&a, text, &q);
    if (verdict != QUERY_WRONG)
        question_holds(&a, verdict, &q);
    verdict = query_read_words(&a, text, &q);
    assert(verdict != QUERY_WRONG);
    for (size_t i = 0; i < q.n; i++)
        assert(q.terms[i].kind == QUERY_PHRASE);
    question_holds(&a, verdict, &q);
    arena_close(&a);
    return 0;
}
