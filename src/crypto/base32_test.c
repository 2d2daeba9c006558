#include "crypto/base32.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

/* RFC 4648, section 10, without the padding. */
TEST(base32_is_what_the_standard_says)
{
    static const str texts[] = { S(""), S("MY"), S("MZXQ"), S("MZXW6"), S("MZXW6YQ"), S("MZXW6YTB"), S("MZXW6YTBOI") };
    struct arena a = {0};

    for (size_t n = 0; n < COUNT(texts); n++)
        expect_str(base32_text(&a, str_to(S("foobar"), n)), texts[n]);
    expect_str(base32_text(&a, S("\0\xff\0\xff\0")), S("AD7QB7YA"));
    arena_close(&a);
}
