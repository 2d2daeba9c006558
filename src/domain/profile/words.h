/* Spellings of words of names (text/name.h), in which people are searched for. Private to this capability. */
#pragma once
#include "text/name.h"

enum { WORDS_MOST = 24 };            /* of one name; further ones are left out */

/* Every word that is one typing error away: a letter added, missing or wrong, or two exchanged. Short words have none. */
void spellings_of(struct arena *, str word, strs *out);
