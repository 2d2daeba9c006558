/*
 * For test/words.py and test/facets.py: answers each line of standard input with a line. Their parts have tabs between
 * them. `D`, an author and the texts of a document: its tokens for FTS5, and for tsvector. `Q` and a question: the
 * verdict, then what to match and what to leave out, for FTS5 and as a tsquery. `F` and a text: where its links,
 * mentions and tags are.
 */
#include <stdio.h>
#include <stdlib.h>
#include "base/arena.h"
#include "base/str.h"
#include "text/facets.h"
#include "text/query.h"

#define PRINT_PLACES(page, after)                                                        \
    do {                                                                                 \
        for (size_t i = 0; i < (page).n; i++)                                            \
            printf("%s%lld-%lld", i ? " " : "", (long long)(page).at[i].start, (long long)(page).at[i].end);        \
        printf(after);                                                                   \
    } while (0)

static void places(struct arena *a, str text)
{
    struct facets f;

    facets_find(a, text, &f);
    PRINT_PLACES(f.links, "\t");
    PRINT_PLACES(f.mentions, "\t");
    PRINT_PLACES(f.tags, "\n");
}

static void document(struct arena *a, str texts)
{
    struct words w = WORDS_ON(a);
    str text, author;

    str_cut(&texts, '\t', &author);
    while (str_cut(&texts, '\t', &text))
        words_add(&w, text);
    words_label(&w, label_of(a, "from", author));
    printf(STR_FMT "\t" STR_FMT "\n", STR_ARG(words_fts5(&w)), STR_ARG(words_tsvector(&w)));
}

static void question(struct arena *a, str q)
{
    struct query query;
    enum query_verdict verdict = query_read(a, q, &query);
    struct query_match fts5 = {0}, tsquery = {0};

    for (size_t i = 0; i < query.n; i++)
        if (query.terms[i].kind == QUERY_FROM)
            query.terms[i].label = label_of(a, "from", query.terms[i].name);
    if (verdict != QUERY_WRONG) {
        query_match_fts5(a, &query, &fts5);
        query_match_tsquery(a, &query, &tsquery);
    }
    printf("%d\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\t" STR_FMT "\n", verdict, STR_ARG(fts5.match), STR_ARG(fts5.without),
           STR_ARG(tsquery.match), STR_ARG(tsquery.without));
}

int main(void)
{
    struct arena arena = {0};
    char *line = NULL;
    size_t size = 0;

    for (ssize_t n; (n = getline(&line, &size, stdin)) > 1; arena_clear(&arena)) {
        str s = { line, (size_t)n - (line[n - 1] == '\n') };
        (s.p[0] == 'D' ? document : s.p[0] == 'Q' ? question : places)(&arena, str_from(s, 2));
    }
    free(line);
    arena_close(&arena);
    return 0;
}
