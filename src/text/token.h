/*
 * What a token has that no word has: characters that are neither letter, mark nor digit, and that FTS5's `ascii` takes as part of a
 * token all the same. Private to this room.
 */
#pragma once

#define TOKEN_BETWEEN "\xc2\xb6"                 /* ¶ between two texts of a document */
#define TOKEN_AGAIN "\xc2\xb6"                   /* ... after a token, before the number of its further lexeme */
#define TOKEN_HASHED "\xc2\xa7"                  /* § before the hash of a long word */
#define TOKEN_LABEL "\xc2\xb6"                   /* ¶ before a label, */
#define TOKEN_MASKED "\xc2\xa7"                  /* § after its kind, and for punctuation in it */
