/*
 * A text of a question as the phrases that find it. Two words of unspaced scripts that follow each other are found joined and apart,
 * so they make two phrases; PHRASE_GAPS such gaps make 2^PHRASE_GAPS of them, and words after those stay apart. Private to this room.
 */
#pragma once
#include "text/query.h"

enum { PHRASE_GAPS = 4 };

void phrase_ways(struct arena *, str text, struct phrase **ways, size_t *n);       /* n is 0 where the text has no word */
