/*
 * What a character is: the classes of Unicode that texts are read by. utf8proc knows the
 * general category; scripts without spaces and white space are small tables of our own.
 * A digit is any numeric character, so `m²` is one word.
 */
#pragma once
#include "base/types.h"

bool rune_is_letter(u32 rune);
bool rune_is_digit(u32 rune);
bool rune_is_word(u32 rune);                     /* a letter, a mark or a digit of any script */
bool rune_is_space(u32 rune);                    /* White_Space */
bool rune_is_unspaced(u32 rune);                 /* of a script that is written without spaces between words */
bool rune_is_accent(u32 rune);                   /* a mark that a reader of its script may leave out */

u32 rune_upper(u32 rune);                         /* its capital, where it has one */

/* The character that ends at byte `at` of valid text; 0 at its beginning. */
u32 rune_before(str text, size_t at);

static inline bool rune_is_alnum(u32 rune) { return rune_is_letter(rune) || rune_is_digit(rune); }
