/*
 * A text of a question as the phrases that find it. Two successive words of unspaced scripts are found joined and apart, so each gap
 * between two doubles the phrases, up to PHRASE_GAPS of them; words after those stay apart. Private to this room.
 */
#pragma once
#include "text/query.h"

enum { PHRASE_GAPS = 4 };

void phrase_ways(struct arena *, str text, struct phrase **ways, size_t *n);       /* n is 0 where the text has no word */
