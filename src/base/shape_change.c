#include <assert.h>
#include "base/shape.h"
#include "base/str.h"

static bool value_same(enum kind kind, const void *a, const void *b)
{
    return kind == K_STR ? str_eq(*(const str *)a, *(const str *)b) : memcmp(a, b, kind_facts[kind].size) == 0;
}

/* Makes one member what it is to be; false: it was that. */
static bool member_set(enum kind to, void *member, enum given is, const void *value)
{
    const struct kind_facts *kind = &kind_facts[to];
    char *at = (char *)member + kind->value_at;
    bool same = (!kind->maybe || *(enum given *)member == is) && (is != GIVEN && kind->maybe ? true : value_same(kind->plain, at, value));

    if (kind->maybe)
        *(enum given *)member = is;
    memcpy(at, value, kind_facts[kind->plain].size);
    return !same;
}

u64 shape_change(const struct shape *change, const void *by, const struct shape *s, void *out)
{
    static const union { str text; u64 number[2]; } nothing = { .text = { "", 0 } }, zero = { .number = { 0, 0 } };
    u64 changed = 0;

    for (const struct field *f = change->fields; f->name; f++) {
        const struct kind_facts *kind = &kind_facts[f->kind];
        const struct field *to = shape_field(s, str_of(f->name));
        const char *member = (const char *)by + f->at;
        assert(kind->maybe && to && kind_facts[to->kind].plain == kind->plain);
        enum given is = *(const enum given *)member;
        if (is == GIVEN && to->kind == K_MAYBE_STR && !((const maybe_str *)member)->v.n)
            is = NULLED;
        const void *cleared = kind->plain == K_STR ? (const void *)&nothing : &zero;
        if (is != ABSENT && member_set(to->kind, (char *)out + to->at, is, is == GIVEN ? member + kind->value_at : cleared))
            changed |= shape_bit(change, f);
    }
    return changed;
}
