/*
 * The words of a name, as they are kept and searched for: folded (case, accents, forms of
 * letters), cut at anything that is neither letter nor digit. Scripts without spaces
 * between words are cut into pairs of characters, with the last of a run also alone, so
 * that any part of a run is found. Names and questions are cut alike. Private to this
 * capability.
 */
#pragma once
#include "base/shape.h"

struct arena;

enum { WORDS_MOST = 24 };            /* of one text; further ones are left out */

str words_fold(struct arena *, str text);        /* with single spaces, none around it */
void words_of(struct arena *, str folded, strs *out);        /* adds to `out`, whose `at` has room for WORDS_MOST; without duplicates */
str word_end(struct arena *, str word);          /* the first text after all those that begin with the word */

/* Every word that is one typing error away: a letter added, missing or wrong, or two exchanged. Short words have none. */
void spellings_of(struct arena *, str word, strs *out);

/* Is the word, or one that it begins, among the words of a text? And with one typing error forgiven? */
bool words_have(const strs *words, str begin);
