/*
 * One emoji, as people react with. Its parts are those of Unicode's UTS #51: a character, a character with a tone of skin, a keycap, a
 * flag, and any of them joined. What is accepted comes out in one form, whichever way it was written: with U+FE0F after each character
 * that would otherwise be shown as text, and nowhere else.
 *
 * Sequences that are well-formed are taken for emoji, also those for which no font has a picture yet.
 */
#pragma once
#include "base/types.h"

struct arena;

enum { EMOJI_MOST = 64, EMOJI_JOINED_MOST = 6 };             /* bytes; characters that are joined */

bool emoji_read(struct arena *, str text, str *out);         /* text: valid UTF-8. False: it is anything else */
