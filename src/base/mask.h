/*
 * Words that no message and no log may hold: passwords and keys, wherever the text
 * comes from (a library's own words, a server's answer). All text that is shown passes
 * through mask_text.
 */
#pragma once
#include "base/types.h"

struct arena;

enum { MASK_MOST = 96, MASK_LEAST = 4 };         /* words; bytes of one: shorter ones would hide all sorts of text */

struct mask { str words[MASK_MOST]; size_t n; };

void mask_add(struct mask *, str word);          /* the text lives as long as the mask */
str mask_text(const struct mask *, struct arena *, str);     /* with *** for each word; mask NULL: as it is */
