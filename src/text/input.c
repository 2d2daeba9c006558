#include "text/input.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/runes.h"

static str trimmed(str s)
{
    size_t n;
    u32 rune;

    while ((n = utf8_decode(s, &rune)) && rune_is_space(rune))
        s = str_from(s, n);
    while (s.n && rune_is_space(rune = rune_before(s, s.n))) {
        char bytes[4];
        s.n -= utf8_encode(rune, bytes);
    }
    return s;
}

bool text_normal(struct arena *a, str text, str *out)
{
    struct buf b = BUF_ON(a);
    ptrdiff_t at;

    text = trimmed(text);
    *out = text;
    if (str_find_byte(text, '\0') >= 0)
        return false;
    if (str_find(text, S("\r\n")) < 0)
        return true;
    while ((at = str_find(text, S("\r\n"))) >= 0) {
        buf_add(&b, str_to(text, (size_t)at));
        text = str_from(text, (size_t)at + 1);
    }
    buf_add(&b, text);
    *out = buf_str(&b);
    return true;
}
