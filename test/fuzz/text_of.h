/* The valid text in a fuzzer's bytes: what is not UTF-8, is U+FFFD, and U+0000 a space. */
#pragma once
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"

static inline str fuzz_text(struct arena *a, const u8 *bytes, size_t n)
{
    str s = utf8_readable(a, (str){ (const char *)bytes, n });
    char *text = arena_alloc(a, s.n, 1);

    for (size_t i = 0; i < s.n; i++)
        text[i] = s.p[i] ? s.p[i] : ' ';
    return (str){ text, s.n };
}
