#include "crypto/base32.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

/* RFC 4648, section 10. */
TEST(base32_is_what_the_standard_says)
{
    static const str texts[] = { S(""), S("MY======"), S("MZXQ===="), S("MZXW6==="), S("MZXW6YQ="), S("MZXW6YTB"), S("MZXW6YTBOI======") };
    struct arena a = {0};
    str bytes;

    for (size_t n = 0; n < COUNT(texts); n++) {
        str bare = texts[n];
        while (bare.n && bare.p[bare.n - 1] == '=')
            bare.n--;
        expect(base32_bytes(&a, texts[n], &bytes));
        expect_str(bytes, str_to(S("foobar"), n));
        expect(base32_bytes(&a, bare, &bytes));
        expect_str(bytes, str_to(S("foobar"), n));
        expect_str(base32_text(&a, bytes), bare);
    }
    arena_close(&a);
}

TEST(people_write_it_in_groups_and_small)
{
    struct arena a = {0};
    str bytes;

    expect(base32_bytes(&a, S("mzxw 6ytb-oi"), &bytes));
    expect_str(bytes, S("foobar"));
    arena_close(&a);
}

TEST(what_is_not_base32_is_refused)
{
    static const str wrong[] = { S("M"), S("MZX"), S("MZXW6Y"), S("MZXW6YT1"), S("MZXW6YT0"), S("MZXW6YT8"), S("MY="),
                                 S("MY======="), S("M=Y====="),
                                 S("========"), S("MZ"), S("MZXW6YTB========"), S("MZXW_YTB"), S("MZXW\0YTB"), S("MZXW[YTB"),
                                 S("MZXW@YTB") };
    struct arena a = {0};
    str bytes;

    for (size_t i = 0; i < COUNT(wrong); i++)
        if (base32_bytes(&a, wrong[i], &bytes))
            test_fail(__FILE__, __LINE__, STR_FMT " is taken", STR_ARG(wrong[i]));
    arena_close(&a);
}
