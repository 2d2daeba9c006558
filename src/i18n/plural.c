/* Numbers in texts: plural rules as CLDR has them for whole numbers, and digits in groups. */
#include "base/str.h"
#include "i18n/text_own.h"

/* zero, one, two, few (3 to 10, 103 to 110), many (11 to 99, 111 to 199), other (100 to 102, 200 to 202) */
static int form_in_arabic(i64 n)
{
    i64 rest = n % 100;

    return n >= 0 && n <= 2 ? (int)n : rest >= 3 && rest <= 10 ? 3 : rest >= 11 ? 4 : 5;
}

static int one_or_other(i64 n)
{
    return n == 1 ? 0 : 1;
}

static const struct { int (*form)(i64); int other; char group; } rules[LANGUAGES] = {
    [LANGUAGE_EN] = { one_or_other, 1, ',' },
    [LANGUAGE_DE] = { one_or_other, 1, '.' },
    [LANGUAGE_AR] = { form_in_arabic, 5, ',' },
};

int plural_form(enum language l, str number)
{
    i64 n;

    return str_to_i64(number, &n) ? rules[l].form(n) : rules[l].other;
}

void plural_number(struct buf *b, enum language l, str number)
{
    i64 n;
    bool grouped = str_to_i64(number, &n) && n >= 0;

    for (size_t i = 0; i < number.n; i++) {
        if (grouped && i && (number.n - i) % 3 == 0)
            buf_byte(b, rules[l].group);
        buf_byte(b, number.p[i]);
    }
}
