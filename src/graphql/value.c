#include "graphql/value.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"

double gql_number(str text)
{
    enum { LONGEST = 400 };
    char copy[LONGEST + 1];
    size_t n = text.n < LONGEST ? text.n : LONGEST;

    memcpy(copy, text.p, n);
    copy[n] = '\0';
    return strtod(copy, NULL);
}

bool gql_int32(str text, bool json, i64 *out)
{
    if (text.n <= 11 && str_to_i64(text, out))
        return *out >= INT32_MIN && *out <= INT32_MAX;
    double v = gql_number(text);
    if (!(json && v >= INT32_MIN && v <= INT32_MAX && v == floor(v)))
        return false;
    *out = (i64)v;
    return true;
}

static bool enum_has(const struct gql_type *t, const struct gql_value *v)
{
    return v->name ? gql_table_get(&t->members, v->name) != NULL : gql_table_find(&t->members, v->text) != NULL;
}

static bool whole(str text)
{
    double v = gql_number(text);

    return isfinite(v) && v == floor(v);
}

bool gql_literal_fits(const struct gql_type *t, const struct gql_value *v, bool json)
{
    i64 number;

    if (t->kind == GQL_ENUM_TYPE)
        return v->kind == (json ? GQL_STRING : GQL_ENUM) && enum_has(t, v);
    switch (t->builtin) {
    case GQL_INT_TYPE: return (v->kind == GQL_INT || (json && v->kind == GQL_FLOAT)) && gql_int32(v->text, json, &number);
    case GQL_FLOAT_TYPE: return v->kind == GQL_INT || v->kind == GQL_FLOAT;
    case GQL_STRING_TYPE: return v->kind == GQL_STRING;
    case GQL_BOOLEAN_TYPE: return v->kind == GQL_BOOLEAN;
    case GQL_ID_TYPE: return v->kind == GQL_STRING || v->kind == GQL_INT || (json && v->kind == GQL_FLOAT && whole(v->text));
    default: return !json || !t->takes || (v->kind == GQL_STRING && t->takes(v->text.p ? v->text : S("")));
    }
}

static const struct gql_value *wrong(struct gql_coercion *c, const struct gql_step *step, const struct gql_wrap *type, str what)
{
    c->wrongs++;
    if (c->wrong)
        c->wrong(c, step, type, what);
    return NULL;
}

static struct gql_value *copy_of(struct gql_coercion *c, const struct gql_value *v)
{
    struct gql_value *copy = arena_new(c->arena, struct gql_value);

    *copy = *v;
    copy->next = NULL;
    return copy;
}

static void link_add(struct gql_values *list, struct gql_value ***end, struct gql_value *v)
{
    **end = v;
    *end = &v->next;
    list->n++;
}

/* One member, given or not: 1 added, 0 left out, -1 wrong. */
static int member_coerce(struct gql_coercion *c, const struct gql_input *in, const struct gql_value *v, const struct gql_step *above,
                         struct gql_value **out)
{
    struct gql_step step = { above, in->name, 0 };
    const struct gql_value *made = NULL;
    bool given = false;

    if (v) {
        made = gql_coerce(c, in->type, v, &step, &given);
        if (given && !made)
            return -1;
    }
    if (!given)
        made = in->standard;
    if (!made && in->type->kind == GQL_NON_NULL) {
        (void)wrong(c, &step, in->type, S("it is required, and was not given"));
        return -1;
    }
    if (!made)
        return 0;
    *out = copy_of(c, made);
    (*out)->input = in;
    return 1;
}

static const struct gql_value *value_named(const struct gql_value *v, str name)
{
    const struct gql_value *found = NULL;

    for (; v; v = v->next)
        if (str_eq(v->key->text, name))
            found = v;
    return found;
}

bool gql_coerce_members(struct gql_coercion *c, const struct gql_input *in, u32 n, const struct gql_value *given,
    const struct gql_step *above,
                        struct gql_values *out)
{
    struct gql_value **end = &out->first, *made;
    bool right = true;

    *out = (struct gql_values){0};
    for (u32 i = 0; i < n; i++) {
        int added = member_coerce(c, &in[i], value_named(given, in[i].name), above, &made);
        right &= added >= 0;
        if (added > 0)
            link_add(out, &end, made);
    }
    return right;
}

static bool members_known(struct gql_coercion *c, const struct gql_wrap *type, const struct gql_value *v, const struct gql_step *step)
{
    bool right = true;

    for (const struct gql_value *m = v->first; m; m = m->next)
        if (!gql_table_find(&type->type->members, m->key->text)) {
            (void)wrong(c, step, type, arena_format(c->arena, "it has no member \"" STR_FMT "\"", STR_ARG(gql_quoted(c->arena,
                m->key->text))));
            right = false;
        }
    return right;
}

static const struct gql_value *object_coerce(struct gql_coercion *c, const struct gql_wrap *type, const struct gql_value *v,
                                             const struct gql_step *step)
{
    struct gql_values members;

    if (v->kind != GQL_OBJECT)
        return wrong(c, step, type, S("it must be an object"));
    bool right = members_known(c, type, v, step);
    if (!gql_coerce_members(c, type->type->inputs, type->type->inputs_n, v->first, step, &members) || !right)
        return NULL;
    if (type->type->one_of && (members.n != 1 || v->n != 1 || members.first->kind == GQL_NULL))
        return wrong(c, step, type, S("exactly one of its members must be given, and not be null"));
    struct gql_value *made = copy_of(c, v);
    made->first = members.first;
    made->n = members.n;
    return made;
}

static const struct gql_value *list_coerce(struct gql_coercion *c, const struct gql_wrap *type, const struct gql_value *v,
                                           const struct gql_step *above)
{
    static const struct gql_value nothing = { .kind = GQL_NULL };
    struct gql_value *made = copy_of(c, v), **end = &made->first;
    struct gql_values items = {0};
    bool right = true, given, many = v->kind == GQL_LIST;
    size_t i = 0;

    made->kind = GQL_LIST;
    for (const struct gql_value *item = many ? v->first : v; item; item = many ? item->next : NULL, i++) {
        struct gql_step step = { above, {0}, i };
        const struct gql_value *one = gql_coerce(c, type->of, item, many ? &step : above, &given);
        if (!given && type->of->kind == GQL_NON_NULL)
            one = wrong(c, &step, type->of, S("it must not be null"));
        else if (!given)
            one = &nothing;
        right &= one != NULL;
        if (one)
            link_add(&items, &end, copy_of(c, one));
    }
    *end = NULL;
    made->n = items.n;
    return right ? made : NULL;
}

static const struct gql_value *variable_take(struct gql_coercion *c, const struct gql_wrap *type, const struct gql_value *v,
                                             const struct gql_step *step, bool *given)
{
    const struct gql_value *is = c->variables && v->name->number ? c->variables[v->name->number - 1] : NULL;

    *given = is != NULL;
    if (is && is->kind == GQL_NULL && type->kind == GQL_NON_NULL)
        return wrong(c, step, type, S("it must not be null"));
    return is;
}

/* A scalar of the caller's may be written as a list or an object, but what is in it must not depend on the request. */
static bool is_fixed(const struct gql_value *v)
{
    const struct gql_value *at = v;

    for (;;) {
        if (at->kind == GQL_VARIABLE)
            return false;
        if (at->first) {
            at = at->first;
            continue;
        }
        while (at != v && !at->next)
            at = at->around;
        if (at == v)
            return true;
        at = at->next;
    }
}

str gql_enum_words(struct arena *a, const struct gql_type *t)
{
    enum { WORDS_MOST = 20 };
    struct buf b = BUF_ON(a);

    for (u32 i = 0; i < t->values_n && i < WORDS_MOST; i++) {
        if (i)
            buf_add(&b, i + 1 == t->values_n ? S(" or ") : S(", "));
        buf_add(&b, t->values[i].name);
    }
    if (t->values_n > WORDS_MOST)
        buf_lit(&b, " ...");
    return buf_str(&b);
}

static str expected(struct gql_coercion *c, const struct gql_type *t)
{
    if (t->builtin == GQL_INT_TYPE)
        return S("it must be a whole number of 32 bits");
    return arena_format(c->arena, "it must be %s" STR_FMT, t->kind == GQL_ENUM_TYPE ? "" : "a ",
        STR_ARG(t->kind == GQL_ENUM_TYPE ? gql_enum_words(c->arena, t) : t->name));
}

const struct gql_value *gql_coerce(struct gql_coercion *c, const struct gql_wrap *type, const struct gql_value *v,
    const struct gql_step *step,
                                   bool *given)
{
    *given = true;
    if (v->kind == GQL_VARIABLE)
        return variable_take(c, type, v, step, given);
    if (v->kind == GQL_NULL)
        return type->kind == GQL_NON_NULL ? wrong(c, step, type, S("it must not be null")) : v;
    if (v->depth > GQL_VALUE_DEPTH)
        return wrong(c, step, type, S("it is nested too deeply"));
    type = gql_nullable(type);
    if (type->kind == GQL_LIST_OF)
        return list_coerce(c, type, v, step);
    if (type->kind == GQL_INPUT_TYPE)
        return object_coerce(c, type, v, step);
    if (!gql_literal_fits(type->type, v, c->json))
        return wrong(c, step, type, expected(c, type->type));
    if ((v->kind == GQL_LIST || v->kind == GQL_OBJECT) && !is_fixed(v))
        return wrong(c, step, type, S("there must be no variable in it"));
    return v;
}
