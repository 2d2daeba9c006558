/* Text is valid if it can be decoded to its end. */
#include <assert.h>
#include "base/str.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* How many characters the text has, or -1 if it is not UTF-8. */
static i64 count(str s)
{
    i64 n = 0;
    char again[4];
    u32 rune;

    for (; s.n; n++) {
        size_t taken = utf8_decode(s, &rune);
        if (!taken)
            return -1;
        assert(str_eq(str_to(s, taken), (str){ again, utf8_encode(rune, again) }));
        s = str_from(s, taken);
    }
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    str text = { (const char *)bytes, n };
    i64 characters = count(text);

    assert(utf8_valid(text) == (characters >= 0));
    if (characters >= 0)
        assert((i64)utf8_length(text) == characters);
    return 0;
}
