/*
 * The words of texts, as search finds them. A word is a run of letters, marks and digits of a folded text. A run of a
 * script without spaces is cut into pairs of characters, each one on from the last, with its last character alone at
 * the end: 東京都 is 東京, 京都, 都. So any part of a run is a chain of pairs, and nothing else is: docs/decisions/0028.
 *
 * A document is several texts (content, warning, options); no phrase goes from one into the next. Its tokens are
 * written in a form that FTS5 (`tokenize = 'ascii'`) and tsvector take as they are, and index at the same positions.
 */
#pragma once
#include "base/shape.h"

struct arena;

/* A word of folded text; one of an unspaced script is cut into pairs. */
struct word { str text; bool unspaced; };

bool word_next(str *folded, struct word *out);   /* cuts the next word off; false: there is none */
str pair_next(str *run);                         /* the pair it begins with, its last character alone; moves on by one */

enum {
    TOKENS_MOST = 16000,             /* of a document; tsvector has 16,383 positions. Further ones are not found */
    TOKEN_MOST = 160,                /* bytes: of a longer word the beginning and a hash, so that it is found whole */
    TOKEN_PLACES = 255               /* positions that tsvector keeps of a lexeme: see words_tsvector */
};

/* The tokens of one document, in order. An empty one stands between two texts. */
struct words { struct arena *arena; strs tokens; size_t room; };
#define WORDS_ON(a) ((struct words){ .arena = (a) })

void words_add(struct words *, str text);        /* a further text of the document; valid UTF-8 */

/*
 * A label is a token that no text has: a fact of the document, found by the same index as its words, such as its author. Its kind
 * is letters; the value is an id or a folded name.
 */
str label_of(struct arena *, const char *kind, str value);
void words_label(struct words *, str label);

/* Adds the tokens of successive words. Without `whole` the last word may go on in the text, if it is of an unspaced script. */
void words_put(struct words *, const struct word *, size_t n, bool whole);

str words_fts5(const struct words *);            /* `hello world ¶ options`: a text for the column */

/*
 * `'hello':1 'world':2`: the text of a tsvector. A lexeme keeps TOKEN_PLACES places, so further ones are in `'hello¶1'` and so on.
 * A token of an unspaced script has a second lexeme for its first character, `'東§'`, by which single characters are found.
 * FTS5 has one token at a place, and looks for all tokens that begin with the character.
 */
str words_tsvector(const struct words *);
