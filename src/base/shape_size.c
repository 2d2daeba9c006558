/* How long the JSON of a shape can be. */
#include "base/shape_rules.h"
#include "base/str.h"

enum {
    ESCAPED = 6,                     /* octets of one that is written as \u0041 */
    OF_CHARACTER = 12,               /* likewise, when it takes two of them */
    OF_SCALAR = 48,                  /* digits of a number, an id, a time, with quotes */
    AROUND = 4                       /* quotes, a colon, a comma */
};

static size_t sum(size_t a, size_t b) { return a + b < SHAPE_JSON_MOST ? a + b : SHAPE_JSON_MOST; }

static size_t product(i64 n, size_t each)
{
    size_t all;

    return __builtin_mul_overflow((size_t)n, each, &all) || all > SHAPE_JSON_MOST ? SHAPE_JSON_MOST : all;
}

static size_t text_size(const struct field *f)
{
    size_t most = product(text_most(f), OF_CHARACTER), longest = 0;

    if (!f->words)
        return most;
    for (const char *const *w = f->words; *w; w++)
        longest = strlen(*w) > longest ? strlen(*w) : longest;
    return ESCAPED * longest;
}

static size_t value_size(const struct field *f)
{
    switch (kind_facts[f->kind].plain) {
    case K_STR:
    case K_SECRET:
        return text_size(f);
    case K_STRS:
        return product(elements_most(f), OF_CHARACTER * TEXT_MOST);
    case K_IDS:
    case K_I64S:
        return product(elements_most(f), ESCAPED * OF_SCALAR);
    case K_SHAPE:
        return shape_json_most(f->of, 0);
    case K_PAGE:
        return product(elements_most(f), shape_json_most(f->of, 0));
    case K_LINK:
    case K_RAW:
        return SHAPE_JSON_MOST;
    default:
        return ESCAPED * OF_SCALAR;
    }
}

size_t shape_json_most(const struct shape *s, u64 without)
{
    size_t all = AROUND;

    for (const struct field *f = s->fields; f->name; f++)
        if (!(without & shape_bit(s, f)))
            all = sum(all, sum(value_size(f), ESCAPED * strlen(f->name) + 2 * AROUND));
    return all;
}
