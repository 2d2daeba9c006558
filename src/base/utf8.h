/*
 * Text as people write it. Bytes from outside are checked once, at the edge; past it
 * every str is valid UTF-8 without U+0000. Folding makes what is compared and
 * searched the same on every store.
 */
#pragma once
#include "base/types.h"

struct arena;

bool utf8_valid(str);                           /* no overlong forms, surrogates or truncation */
size_t utf8_length(str);                        /* characters (code points) of valid text */
size_t utf8_decode(str, u32 *rune);             /* bytes of the first character; 0: none, or invalid */
size_t utf8_encode(u32 rune, char out[4]);
str utf8_readable(struct arena *, str);         /* itself, or a copy with U+FFFD for each byte that is not UTF-8 */
bool utf8_is_word(u32 rune);                     /* a letter or a digit of any script */
bool utf8_is_ideograph(u32 rune);                /* of a script that is written without spaces between words */
str utf8_fold(struct arena *, str);             /* of valid text: case folded, forms joined (NFKD), accents dropped */
