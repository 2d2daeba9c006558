/*
 * The words of a name, as they are kept and asked for: folded (case, accents, forms of
 * letters), cut at whatever is neither letter nor digit. Scripts without spaces between
 * words are cut into pairs of characters, the last of a run also alone, so that any part
 * of a run is found. Names and questions go the same way. Private to this capability.
 */
#pragma once
#include "base/shape.h"

struct arena;

enum { WORDS_MOST = 24 };            /* of one text; further ones are left out */

str words_fold(struct arena *, str text);        /* with single spaces, none around it */
void words_of(struct arena *, str folded, strs *out);        /* adds to `out`, whose `at` has room for WORDS_MOST; none twice */
str word_end(struct arena *, str word);          /* the first text behind all that begin with the word */

/* Every word that is one typing error away: a letter too many, too few, another, or two exchanged. Short words have none. */
void spellings_of(struct arena *, str word, strs *out);

/* Is one of the words, or what it begins, among those of a text? And with a typing error forgiven? */
bool words_have(const strs *words, str begin);
