#include "text/words.h"
#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/runes.h"
#include "text/token.h"

/* ---- cutting ---- */

static str without_others(str s)
{
    size_t n;
    u32 rune;

    while ((n = utf8_decode(s, &rune)) && !rune_is_word(rune))
        s = str_from(s, n);
    return n ? s : S("");
}

bool word_next(str *folded, struct word *out)
{
    str s = without_others(*folded);
    size_t at = 0, n;
    u32 rune;

    *out = (struct word){0};
    for (; (n = utf8_decode(str_from(s, at), &rune)) && rune_is_word(rune); at += n) {
        bool unspaced = rune_is_unspaced(rune);
        if (at && unspaced != out->unspaced)
            break;
        out->unspaced = unspaced;
    }
    out->text = str_to(s, at);
    *folded = str_from(s, at);
    return at != 0;
}

str pair_next(str *run)
{
    u32 rune;
    size_t first = utf8_decode(*run, &rune), second = utf8_decode(str_from(*run, first), &rune);
    str pair = str_to(*run, first + second);

    *run = first ? str_from(*run, first) : S("");
    return pair;
}

/* ---- collecting ---- */

static void token_add(struct words *w, str token)
{
    if (w->tokens.n == TOKENS_MOST)
        return;
    if (w->tokens.n == w->room) {
        size_t room = w->room ? 2 * w->room : 32;
        str *at = arena_alloc(w->arena, room * sizeof *at, _Alignof(str));
        if (w->tokens.n)
            memcpy(at, w->tokens.at, w->tokens.n * sizeof *at);
        w->tokens.at = at;
        w->room = room;
    }
    w->tokens.at[w->tokens.n++] = token;
}

static str shortened(struct arena *a, str word)
{
    size_t n = TOKEN_MOST;

    while (((u8)word.p[n] & 0xc0) == 0x80)
        n--;
    return arena_format(a, STR_FMT TOKEN_HASHED "%016llx", STR_ARG(str_to(word, n)), (unsigned long long)str_hash(word));
}

/* The pairs of a run; its last character, or its only one, is a token of its own only where the run is `whole`. */
static void pairs_add(struct words *w, str run, bool whole)
{
    for (bool first = true; run.n; first = false) {
        str pair = pair_next(&run);
        if (run.n || first || whole)
            token_add(w, pair);
    }
}

void words_put(struct words *w, const struct word *words, size_t n, bool whole)
{
    for (size_t i = 0; i < n; i++) {
        if (words[i].unspaced)
            pairs_add(w, words[i].text, whole || i + 1 < n);
        else
            token_add(w, words[i].text.n > TOKEN_MOST ? shortened(w->arena, words[i].text) : words[i].text);
    }
}

void words_add(struct words *w, str text)
{
    str folded = text_fold(w->arena, text);
    struct word word;

    if (w->tokens.n)
        token_add(w, S(""));
    while (w->tokens.n < TOKENS_MOST && word_next(&folded, &word))
        words_put(w, &word, 1, true);
}

/* The stores cut a token at anything of ASCII but letters and digits. */
str label_of(struct arena *a, const char *kind, str value)
{
    struct buf b = BUF_ON(a);

    buf_format(&b, TOKEN_LABEL "%s" TOKEN_MASKED, kind);
    for (size_t i = 0; i < value.n; i++) {
        if ((u8)value.p[i] >= 0x80 || rune_is_alnum((u8)value.p[i]))
            buf_byte(&b, value.p[i]);
        else
            buf_lit(&b, TOKEN_MASKED);
    }
    return buf_str(&b);
}

void words_label(struct words *w, str label) { token_add(w, label); }

/* ---- writing ---- */

str token_first(struct arena *a, str character)
{
    return arena_format(a, STR_FMT TOKEN_FIRST, STR_ARG(character));
}

str words_fts5(const struct words *w)
{
    struct buf b = BUF_ON(w->arena);

    for (size_t i = 0; i < w->tokens.n; i++) {
        if (i)
            buf_byte(&b, ' ');
        buf_add(&b, w->tokens.at[i].n ? w->tokens.at[i] : S(TOKEN_BETWEEN));
    }
    return buf_str(&b);
}

struct place { str token; size_t at; };

static int places_cmp(const void *a, const void *b)
{
    const struct place *one = a, *other = b;
    int by_token = str_cmp(one->token, other->token);

    return by_token ? by_token : (one->at > other->at) - (one->at < other->at);
}

/* The lexeme of the character that an unspaced token begins with; otherwise nothing. */
static str first_of(struct arena *a, str token)
{
    u32 rune;
    size_t n = utf8_decode(token, &rune);

    return n && rune_is_unspaced(rune) ? token_first(a, str_to(token, n)) : S("");
}

static size_t places_of(const struct words *w, struct place *places)
{
    size_t n = 0;

    for (size_t i = 0; i < w->tokens.n; i++) {
        str token = w->tokens.at[i], first = first_of(w->arena, token);
        if (token.n)
            places[n++] = (struct place){ token, i + 1 };
        if (first.n)
            places[n++] = (struct place){ first, i + 1 };
    }
    if (n)
        qsort(places, n, sizeof *places, places_cmp);
    return n;
}

/* The `nth` place of its token, counted from 0. */
static void place_add(struct buf *b, const struct place *p, size_t nth)
{
    if (nth % TOKEN_PLACES) {
        buf_byte(b, ',');
    } else {
        buf_add(b, b->n ? S(" '") : S("'"));
        buf_add(b, p->token);
        if (nth) {
            buf_lit(b, TOKEN_AGAIN);
            buf_u64(b, nth / TOKEN_PLACES);
        }
        buf_lit(b, "':");
    }
    buf_u64(b, p->at);
}

str words_tsvector(const struct words *w)
{
    struct place *places = arena_array(w->arena, struct place, 2 * w->tokens.n);
    struct buf b = BUF_ON(w->arena);
    size_t n = places_of(w, places), nth = 0;

    for (size_t i = 0; i < n; i++) {
        nth = i && str_eq(places[i].token, places[i - 1].token) ? nth + 1 : 0;
        place_add(&b, places + i, nth);
    }
    return buf_str(&b);
}
