/*
 * Text as people write it. Bytes from outside are checked once, at the edge; past it
 * every str is valid UTF-8 without U+0000.
 */
#pragma once
#include "base/types.h"

struct arena;

bool utf8_valid(str);                           /* no overlong forms, surrogates or truncation */
size_t utf8_length(str);                        /* characters (code points) of valid text */
size_t utf8_decode(str, u32 *rune);             /* bytes of the first character; 0: none, or invalid */
size_t utf8_encode(u32 rune, char out[4]);
str utf8_readable(struct arena *, str);         /* itself, or a copy with U+FFFD for each byte that is not UTF-8 */
