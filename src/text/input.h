/*
 * Texts that people write, as they are kept: white space at both ends (White_Space of Unicode) is cut, CRLF becomes LF, all
 * else stays as written, a CR alone too. False: the text has U+0000, which is refused. Lengths are in characters (utf8_length).
 */
#pragma once
#include "base/types.h"

struct arena;

bool text_normal(struct arena *, str text, str *out);
