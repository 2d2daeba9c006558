/*
 * The words of names, titles and other short texts, as they are kept and searched for by their beginnings: folded (case, accents,
 * forms of letters), cut at anything that is neither letter nor digit. Scripts without spaces between words are cut into pairs of
 * characters, with the last of a run also alone, so that any part of a run is found. Texts and questions are cut alike.
 */
#pragma once
#include "base/shape.h"

struct arena;

str words_fold(struct arena *, str text);        /* with single spaces, none around it */
void words_of(struct arena *, str folded, size_t most, strs *out);           /* adds to `out`, up to `most` in all; without duplicates */
void words_longest_first(strs *words);           /* the longest, the rarest, changes places with the first */
str word_end(struct arena *, str word);          /* the first text after all those that begin with the word */
bool words_have(const strs *words, str begin);   /* is it the beginning of one of them? */
