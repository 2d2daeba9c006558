/*
 * What a token has that no word has: characters that are neither letter, mark nor digit, and that FTS5's `ascii` takes as part of a
 * token all the same. Private to this room.
 */
#pragma once
#include "base/types.h"

struct arena;

#define TOKEN_BETWEEN "\xc2\xb6"                 /* ¶ between two texts of a document */
#define TOKEN_AGAIN "\xc2\xb6"                   /* ... after a token, before the number of its further lexeme */
#define TOKEN_HASHED "\xc2\xa7"                  /* § before the hash of a long word */
#define TOKEN_FIRST "\xc2\xa7"                   /* § after the first character of a token of an unspaced script */
#define TOKEN_LABEL "\xc2\xb6"                   /* ¶ before a label, */
#define TOKEN_MASKED "\xc2\xa7"                  /* § after its kind, and for punctuation in it */

str token_first(struct arena *, str character);  /* the lexeme of all tokens that begin with it */
