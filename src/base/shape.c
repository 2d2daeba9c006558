#include "base/shape.h"
#include "base/str.h"

#define SOLE(KIND, type, word) [KIND] = { word, KIND, false, sizeof(type), _Alignof(type), 0 }
#define MAYBE(KIND, of, type, word) [KIND] = { word, of, true, sizeof(type), _Alignof(type), offsetof(type, v) }

const struct kind_facts kind_facts[] = {
    SOLE(K_STR, str, "text"),
    SOLE(K_I64, i64, "a whole number"),
    SOLE(K_BOOL, bool, "true or false"),
    SOLE(K_ID, id, "an id, written as text"),
    SOLE(K_WHEN, when, "a time, written as text"),
    SOLE(K_F64, double, "a number"),
    SOLE(K_SECRET, struct secret, "text"),
    MAYBE(K_MAYBE_STR, K_STR, maybe_str, "text or null"),
    MAYBE(K_MAYBE_I64, K_I64, maybe_i64, "a whole number or null"),
    MAYBE(K_MAYBE_BOOL, K_BOOL, maybe_bool, "true, false or null"),
    MAYBE(K_MAYBE_ID, K_ID, maybe_id, "an id, written as text, or null"),
    MAYBE(K_MAYBE_WHEN, K_WHEN, maybe_when, "a time, written as text, or null"),
    SOLE(K_STRS, strs, "an array of texts"),
    SOLE(K_IDS, ids, "an array of ids"),
    SOLE(K_I64S, i64s, "an array of whole numbers"),
    [K_SHAPE] = { "an object", K_SHAPE, false, 0, 0, 0 },    /* as its shape has it */
    SOLE(K_PAGE, struct page, "an array of objects"),
    SOLE(K_LINK, const void *, "an object"),
    SOLE(K_RAW, raw_json, "any value"),
};

_Static_assert(offsetof(maybe_str, is) == 0 && offsetof(maybe_bool, is) == 0, "a maybe_ begins with its state");

const struct field *shape_field(const struct shape *s, str name)
{
    for (const struct field *f = s->fields; f->name; f++)
        if (str_eq(name, str_of(f->name)))
            return f;
    return NULL;
}

void shape_clear(const struct shape *s, void *out)
{
    memset(out, 0, s->size);
    for (const struct field *f = s->fields; f->name; f++)
        if (f->kind == K_I64)
            *(i64 *)((char *)out + f->at) = f->standard;
}

const char *shape_check(const struct shape *s, bool answer)
{
    return shape_flaw(s, answer).what;
}
