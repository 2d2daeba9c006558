/*
 * How a tag is written, and its name: shared by what finds tags in texts and what reads a spelling of one.
 * Private to this room.
 */
#pragma once
#include "base/types.h"

struct arena;

size_t tag_run(str);                             /* the bytes of letters, marks, digits and `_` that it begins with */
bool tag_name(struct arena *, str written, str *name);       /* without `#`; false: not a tag */
